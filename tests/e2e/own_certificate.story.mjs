import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import tls from 'node:tls';
import { Authority } from './certificates.mjs';
import { check, own_address, program, story, until } from './installation.mjs';

const address = own_address();

await story(`An operator's own certificate: browsers trust it, a renewed one is taken without a restart, a broken one is not (${address}).`, 'certificate', async (steward) => {
  const authority = Authority.make(steward.folder);
  const { chain, key } = authority.issue('desk', address, 10);
  const options = ['--listen', address, '--tls-certificate', chain, '--tls-key', key];
  await steward.start_server({ options });
  const first = await trusted_peer(authority, steward.port);
  check(first.subject.CN === 'desk', `a browser that knows the authority asks nothing (${first.subjectaltname})`);
  const told = JSON.parse(steward.cli('url', '--json'));
  check(told.console === `https://${address}:${steward.port}` && !told.certificate_sha256, 'the link is https, and there is no fingerprint to compare');
  check(!fs.existsSync(path.join(steward.state, 'console.key')), 'the server made no certificate beside it');
  check(finding(steward).state === 'warning', `doctor warns of its end: ${finding(steward).text}`);

  const device = await steward.add_agent('files-1', 'Harbour Precision', { options: ['--interval', '1'] });
  const open = await keep_open(authority, steward.port);
  authority.issue('desk', address, 90);
  steward.server.kill('SIGHUP');
  const renewed = await until('after SIGHUP new connections get the renewed certificate', async () => {
    const peer = await trusted_peer(authority, steward.port);
    return peer.fingerprint256 !== first.fingerprint256 && peer;
  });
  check((await open.ask('/healthz')) === 200 && open.fingerprint() === first.fingerprint256, 'a connection that was open goes on with the old one');
  check(finding(steward).state === 'ok', `doctor says: ${finding(steward).text}`);

  fs.writeFileSync(chain, 'half a certifi');
  steward.server.kill('SIGHUP');
  const log = () => fs.readFileSync(path.join(steward.folder, 'server.log'), 'utf8');
  await until('a broken file is refused in the log', () => log().includes('the certificate was not reloaded'));
  check((await trusted_peer(authority, steward.port)).fingerprint256 === renewed.fingerprint256, 'and the good one stays');
  check(!log().includes('PRIVATE KEY'), 'no key stands in the log');
  const before = (await steward.observed(device.device_id, 'uptime_seconds', 0)).length;
  await until('the agent, who knows only the pinned key, reported all the while', async () => (await steward.observed(device.device_id, 'uptime_seconds', 0)).length > before && (await steward.number('steward_link_connections')) === 1);
  await steward.stop_server();

  refuses(steward, options, 'a broken certificate');
  authority.issue('desk', address, 90);
  refuses(steward, ['--listen', address, '--tls-certificate', chain, '--tls-key', authority.issue('other', address, 90).key], 'a key that belongs to another certificate');
  refuses(steward, ['--listen', address, '--tls-certificate', chain], 'a certificate without its key');
  await steward.start_server({ options });
  check((await trusted_peer(authority, steward.port)).subject.CN === 'desk', 'with a good pair it starts');
});

/** The certificate that answers, when a careful browser accepts it; else the reason as an error. */
function trusted_peer(authority, port) {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: address, port, ca: authority.known }, () => {
      resolve(socket.getPeerCertificate());
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

/** One connection that is kept, and asked again. */
async function keep_open(authority, port) {
  const agent = new https.Agent({ keepAlive: true, maxSockets: 1, ca: authority.known });
  let socket;
  const ask = (route) => new Promise((resolve, reject) => {
    const request = https.get({ host: address, port, agent, path: route }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    });
    request.on('socket', (mine) => {
      if (socket && mine !== socket) reject(new Error('the connection was closed'));
      socket = mine;
    }).on('error', reject);
  });
  await ask('/healthz');
  return { ask, fingerprint: () => socket.getPeerCertificate().fingerprint256 };
}

function finding(steward) {
  const { stdout } = spawnSync(program.cli, ['doctor', '--json', '--state', steward.state], { encoding: 'utf8' });
  return JSON.parse(stdout).findings.find((one) => one.name === 'certificate');
}

function refuses(steward, options, what) {
  const words = ['--state', steward.state, '--port', String(steward.port), '--agent-port', String(steward.agent_port), ...options];
  const { status, stderr } = spawnSync(program.server, words, { encoding: 'utf8', timeout: 30_000 });
  check((status === 1 || status === 2) && !stderr.includes('PRIVATE KEY'), `${what} stops the server at once: ${stderr.split('\n').find((line) => line.startsWith('steward-server:'))}`);
}
