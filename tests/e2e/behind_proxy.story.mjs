import { spawn } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { in_browser, picture } from '../browser/console.mjs';
import { owner_link, redeem } from '../browser/people.mjs';
import { Authority } from './certificates.mjs';
import { check, free_port, own_address, story, until } from './installation.mjs';

const address = own_address();
const invented = '203.0.113.9';

await story(`A real nginx, configured as the guide says, answers for people: https, secure cookies, their own address (${address}).`, 'proxy', async (steward) => {
  const front = await free_port();
  const origin = `https://${address}:${front}`;
  const behind = ['--behind-proxy', '--public-url', origin, '--agent-listen', '0.0.0.0'];
  await start_nginx(steward, front);
  await steward.start_server({ options: behind });
  check(owner_link(steward).startsWith(`${origin}/link#`), 'the sign-in link names the proxy');

  await in_browser(steward, 'behind-proxy', async (seen) => {
    const page = await seen.page();
    await redeem(page, owner_link(steward));
    const cookies = await page.context().cookies();
    check(cookies.length === 1 && cookies[0].name === '__Host-steward' && cookies[0].secure && cookies[0].httpOnly && cookies[0].sameSite === 'Strict', 'the session cookie is for https alone');
    const answer = await page.goto('/devices');
    check(answer.headers()['strict-transport-security'] && answer.headers()['content-security-policy'], 'the console comes with its rules');
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await page.evaluate(() => { window.never_loaded_again = true; });
    const device = await steward.add_agent('files-1', 'Harbour Precision');
    await page.getByRole('row').filter({ hasText: device.name }).waitFor({ timeout: 60_000 });
    check(await page.evaluate(() => window.never_loaded_again === true), 'live updates come through: a new machine appears without a reload');
    await picture(page, 'e2e-behind-proxy');
    const { sessions } = await page.evaluate(() => fetch('/api/v1/access/sessions').then((one) => one.json()));
    check(sessions.length === 1 && sessions[0].address === address, `the session says where the person is: ${sessions[0].address}`);
  }, origin);

  check(await seen_as(steward, https, front) === address, 'an address that a visitor invents does not count');
  check(await seen_as(steward, http, steward.port, '127.0.0.1') === invented, 'the word of this machine\'s proxy does');
  check((await ask(https, front, address, { path: '/metrics' })).status === 403, 'the metrics are not for people from outside');

  await steward.stop_server();
  const outside = ['--listen', '0.0.0.0', ...behind];
  await steward.start_server({ options: outside });
  if (address !== '127.0.0.1') check(await seen_as(steward, https, steward.port) === address, 'whoever passes the proxy by is not believed');
  await steward.stop_server();
  await steward.start_server({ options: [...outside, '--proxy-address', address] });
  check(await seen_as(steward, https, steward.port) === invented, 'a proxy on another machine is believed once it was named');
  await steward.stop_server();
  await steward.start_server();
  check(await seen_as(steward, http, steward.port, '127.0.0.1') === '127.0.0.1', 'without --behind-proxy nobody is');
});

/** The guide's own configuration, with our address, ports and certificate in place of its examples. */
async function start_nginx(steward, front) {
  const folder = path.join(steward.folder, 'nginx');
  fs.mkdirSync(folder);
  const { chain, key } = Authority.make(steward.folder).issue('desk', address, 30);
  const guide = fs.readFileSync(new URL('../../docs/guide/behind-a-proxy.md', import.meta.url), 'utf8');
  let site = /```nginx\n([\s\S]*?)```/.exec(guide)[1];
  const ours = [['listen 443 ssl', `listen ${front} ssl`], ['steward.example.org', address], ['/etc/ssl/steward/chain.pem', chain], ['/etc/ssl/steward/key.pem', key], ['127.0.0.1:8080', `127.0.0.1:${steward.port}`]];
  for (const [example, mine] of ours) {
    if (!site.includes(example)) throw new Error(`the guide has no ${example}`);
    site = site.replace(example, mine);
  }
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join('\n');
  fs.writeFileSync(path.join(folder, 'nginx.conf'), `pid ${folder}/pid;\nerror_log ${steward.folder}/nginx.log;\nevents {}\nhttp {\naccess_log off;\n${temporary}\n${site}}\n`);
  const nginx = spawn('nginx', ['-c', path.join(folder, 'nginx.conf'), '-e', path.join(steward.folder, 'nginx.log'), '-g', 'daemon off;'], { stdio: 'ignore' });
  steward.at_end(() => nginx.kill('SIGTERM'));
  await until('nginx answers', async () => (await ask(https, front, address, { path: '/' })).status === 502);
}

/** As whose the audit trail has a sign-in that fails and claims to come from elsewhere. */
async function seen_as(steward, scheme, port, host = address) {
  const email = `nobody-${Math.random().toString(36).slice(2)}@alderway.test`;
  const body = JSON.stringify({ email, password: 'not the right one' });
  const { status } = await ask(scheme, port, host, { path: '/api/v1/access/sign-in', method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': invented } }, body);
  if (status !== 401) throw new Error(`a sign-in of nobody is answered with ${status}`);
  const { entries } = await steward.api('GET', '/api/v1/audit?page_size=1');
  if (entries[0].kind !== 'access.sign_in') throw new Error(`the newest entry is no sign-in: ${JSON.stringify(entries[0])}`);
  return entries[0].address;
}

function ask(scheme, port, host, options, body) {
  return new Promise((resolve, reject) => {
    const request = scheme.request({ host, port, rejectUnauthorized: false, agent: false, ...options }, (answer) => {
      let text = '';
      answer.on('data', (part) => (text += part)).on('end', () => resolve({ status: answer.statusCode, text }));
    });
    request.on('error', reject).end(body);
  });
}
