import { spawnSync } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { check, free_port, program, story, until } from './installation.mjs';
import { owner_link, Person } from './person.mjs';

// Secrets go every way that they have into the server, the good ways and those that fail: it is failures that logs speak of. Then each is
// looked for in all that the programs said, as it is and as it travels. (Six digits of an authenticator's app are no use: they would be
// found in times. What they are made of is looked for.)
const secrets = new Map();
function remember(what, secret) {
  if (typeof secret !== 'string' || secret.length < 10) throw new Error(`'${secret}' is no secret to look for: ${what}`);
  secrets.set(what, secret);
  return secret;
}
const made_up = (what) => remember(what, `${what.replaceAll(' ', '-')}-${crypto.randomBytes(9).toString('hex')}`);

/** As it was written, in an address, in a form's body, and as Basic and PLAIN send it (in any of the three places of a block). */
function shapes_of(secret) {
  const shapes = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex')];
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64').replace(/=+$/, '');
    shapes.push(text.slice(before === 0 ? 0 : 4, -4));
  }
  return shapes;
}

/** A played mail server that refuses whoever signs in, and says to them what they said. */
async function refusing_mail_server() {
  const server = net.createServer((socket) => {
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.write('220 played\r\n');
    socket.on('data', (line) => socket.write(line.startsWith('EHLO') ? '250-here\r\n250 AUTH PLAIN\r\n' : `535 nobody has '${line.trim()}'\r\n`));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  return server.address().port;
}

await story('Secrets that pass through the server stand in no log.', 'no-secrets-logged', async (steward) => {
  await steward.start_server();
  const olivia = new Person(steward, (what, secret) => remember(`${what} ${secrets.size}`, secret));

  // Signing in: the link, the password, the app; then each of them wrong.
  const password = made_up('first password'), email = 'olivia@alderway.test', link = owner_link(steward);
  const link_token = remember('link', link.split('#')[1]);
  const { secret, recovery_codes } = await olivia.redeem(link, password);
  remember('secret of the app', secret);
  recovery_codes.forEach((code, index) => remember(`recovery code ${index + 1}`, code));
  await olivia.done('POST', '/api/v1/access/sign-out', {});
  olivia.forget();
  await olivia.ask('POST', '/api/v1/access/redeem-link', { link_token, new_password: made_up('password for a used link') });
  await olivia.refused(401, 'POST', '/api/v1/access/sign-in', { email, password: made_up('wrong password') });
  await olivia.ask('POST', '/api/v1/access/sign-in', { email: made_up('password typed as e-mail'), password: 'a password' });
  await olivia.ask('POST', '/api/v1/access/sign-in', `{"email":"${email}","password":"${made_up('password in broken JSON')}`);
  await olivia.ask('POST', `/api/v1/access/sign-in?password=${made_up('password in an address')}`, { email });
  await olivia.done('POST', '/api/v1/access/sign-in', { email, password });
  await olivia.done('POST', '/api/v1/access/sign-in', { email, password, code: recovery_codes[0] });
  await olivia.refused(401, 'GET', '/api/v1/access/session', undefined, { cookie: `steward_session=${made_up('made up session')}` });
  const changed = made_up('second password');
  await olivia.done('POST', '/api/v1/access/password', { old_password: password, new_password: changed });
  await olivia.load();
  await olivia.ask('POST', '/api/v1/access/password', { old_password: password, new_password: made_up('password that is not taken') });

  // Tokens of the API.
  const { secret: token } = await olivia.done('POST', '/api/v1/tokens', { name: 'Reporting', valid_days: 30 });
  remember('API token', token);
  const bearer = (text) => ({ authorization: `Bearer ${text}`, cookie: '' });
  await olivia.done('GET', '/api/v1/clients', undefined, bearer(token));
  await olivia.refused(401, 'GET', '/api/v1/clients', undefined, bearer(`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`));
  await olivia.ask('GET', `/api/v1/clients?token=${token}`);
  await olivia.ask('GET', '/api/v1/nowhere', undefined, bearer(token));
  await olivia.ask('POST', '/api/v1/clients', '{', bearer(token));

  // A line for an agent: used, and used again.
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  await steward.add_agent('files-1', 'Harbour Precision', { options: ['--interval', '1'] });
  const line = steward.cli('enrol', '--client', 'Harbour Precision', '--line-only').trim();
  remember('enrolment line', line);
  remember('secret of the enrolment line', line.split('.').at(-1));
  const enrol = (name) => spawnSync(program.agent, ['enrol', line, '--state', path.join(steward.folder, `agent-${name}`)], { encoding: 'utf8' });
  const first = enrol('files-2'), second = enrol('files-3');
  check(first.status === 0 && second.status !== 0, `a line enrols one machine: ${second.stderr.trim()}`);
  fs.writeFileSync(path.join(steward.folder, 'enrol.log'), `${first.stdout}${first.stderr}${second.stdout}${second.stderr}`);

  // Ways to notify, none of which gets through; and a mailbox that is not there.
  const nobody = await free_port(), mail_port = await refusing_mail_server();
  const settings = {
    email: { host: '127.0.0.1', port: String(mail_port), security: 'none', username: 'desk', password: made_up('mail password'), from: 'desk@alderway.test', to: 'anna@harbour.test' },
    chat: { url: `http://127.0.0.1:${nobody}/${made_up('address of a chat')}`, format: 'slack', allow_private_network: 'yes' },
    ntfy: { url: `http://127.0.0.1:${nobody}`, topic: made_up('topic'), token: made_up('ntfy token'), allow_private_network: 'yes' },
    text_message: { url: `http://127.0.0.1:${nobody}/messages`, header: `Authorization: Bearer ${made_up('gateway token')}`, second_header: `X-Api-Key: ${made_up('gateway key')}`, to: '+49 170 1234567', allow_private_network: 'yes' },
    webhook: { url: `http://127.0.0.1:${nobody}/hook`, secret: `whsec_${Buffer.from(made_up('webhook secret').padEnd(48, '.')).toString('base64')}`, allow_private_network: 'yes' },
  };
  remember('webhook secret as written', settings.webhook.secret);
  for (const [kind, of_kind] of Object.entries(settings)) {
    const { channel_id } = await steward.api('POST', '/api/v1/channels', { kind, name: `By ${kind}`, events: ['ticket.created'], settings: of_kind });
    const { delivery_id } = await steward.api('POST', `/api/v1/channels/${channel_id}/test`, {});
    await until(`${kind} was tried and failed`, async () => (await steward.api('GET', '/api/v1/deliveries')).deliveries.find((one) => one.delivery_id === delivery_id)?.last_error, 30);
    await steward.raw('PATCH', `/api/v1/channels/${channel_id}`, { settings: { ...of_kind, nonsense: made_up(`setting that ${kind} lacks`) } });
  }
  await steward.api('PATCH', '/api/v1/mail-settings', { address: 'desk@alderway.test', imap_host: '127.0.0.1', imap_port: nobody, imap_security: 'none', imap_username: 'desk', imap_password: made_up('mailbox password'), imap_enabled: true });
  await until('the mailbox was tried', async () => (await steward.api('GET', '/api/v1/mail-settings')).imap_last_error, 60);
  await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { title: 'The printer on the quay is silent', impact: 'limited', urgency: 'low' });

  // A backup, one that is refused, and a restore with a wrong passphrase.
  const passphrase = path.join(steward.folder, 'passphrase'), file = path.join(steward.folder, 'backup');
  fs.writeFileSync(passphrase, `${made_up('passphrase')}\n`, { mode: 0o600 });
  steward.cli('backup', file, '--passphrase-file', passphrase);
  await steward.raw('POST', '/api/v1/installation/snapshots', { passphrase: remember('short passphrase', 'qz7!wk#3vx') });
  await steward.raw('DELETE', `/api/v1/installation/snapshots/${made_up('passphrase in an address')}`);
  await steward.stop_server();

  // A database's password in its address.
  const database_password = made_up('database password');
  const lost = spawnSync(program.server, ['--state', steward.state, '--port', '0', '--agent-port', '0', '--postgres', `postgresql://steward:${database_password}@127.0.0.1:${nobody}/steward`], { encoding: 'utf8', timeout: 60_000 });
  check(lost.status > 0, `a server without its database says so: ${lost.stderr.trim().split('\n').at(-1)}`);
  fs.writeFileSync(path.join(steward.folder, 'lost.log'), lost.stdout + lost.stderr);

  const logs = fs.readdirSync(steward.folder).filter((name) => name.endsWith('.log'));
  const said = new Map(logs.map((name) => [name, fs.readFileSync(path.join(steward.folder, name), 'utf8')]));
  check(said.get('server.log').includes('was not enrolled'), `the server's log says what failed, in ${said.get('server.log').split('\n').length} lines`);
  console.log(`   looked for: ${[...secrets.keys()].join(', ')}`);
  const found = [...secrets].flatMap(([what, text]) => [...said].filter(([, log]) => shapes_of(text).some((shape) => log.includes(shape))).map(([name]) => `${what} in ${name}`));
  check(found.length === 0, `none of ${secrets.size} secrets stands in ${logs.length} logs${found.map((one) => `\n  ${one}`).join('')}`);
});
