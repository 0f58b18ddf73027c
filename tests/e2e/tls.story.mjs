import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import tls from 'node:tls';
import { check, own_address, story, until } from './installation.mjs';

const address = own_address();

await story(`People who come from elsewhere get TLS, with a fingerprint to compare (${address}).`, 'tls', async (steward) => {
  await steward.start_server({ options: ['--listen', address] });
  const { console: url, sign_in_link, certificate_sha256 } = JSON.parse(steward.cli('url', '--json'));
  console.log(`   ${url}  SHA-256 ${certificate_sha256}`);
  check(url === `https://${address}:${steward.port}` && sign_in_link.startsWith(`${url}/link#`), 'the address and the sign-in link are https');
  check(fs.readFileSync(path.join(steward.folder, 'server.log'), 'utf8').includes(certificate_sha256), 'the fingerprint stands in the log, too');

  const peer = () => new Promise((resolve, reject) => {
    const socket = tls.connect({ host: address, port: steward.port, rejectUnauthorized: false }, () => {
      resolve({ fingerprint: socket.getPeerCertificate().fingerprint256, protocol: socket.getProtocol(), names: socket.getPeerCertificate().subjectaltname });
      socket.destroy();
    });
    socket.on('error', reject);
  });
  const { fingerprint, protocol, names } = await peer();
  check(fingerprint.replaceAll(':', '').toLowerCase() === certificate_sha256.replaceAll(':', '').toLowerCase(), `it is the one of the certificate that answers (${protocol})`);
  check(names.includes(`IP Address:${address}`), `which is made out to the address (${names})`);
  const key = path.join(steward.state, 'console.key');
  if (fs.existsSync(key)) check((fs.statSync(key).mode & 0o077) === 0, 'its key is nobody else\'s');

  const ask = (options) => new Promise((resolve, reject) => {
    const request = https.request({ host: address, port: steward.port, rejectUnauthorized: false, agent: false, ...options }, (answer) => {
      let body = '';
      answer.on('data', (part) => (body += part)).on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    request.on('error', reject).end();
  });
  const page = await ask({ path: '/' });
  check(page.status === 200 && page.headers['content-security-policy'] && page.headers['strict-transport-security'], `the console answers with its rules: ${page.headers['strict-transport-security']}`);
  check((await ask({ path: '/api/v1/devices' })).status === 401, 'nobody sees devices without signing in');
  check((await ask({ path: '/metrics' })).status === 403, 'nor the metrics');
  const old = await ask({ path: '/', maxVersion: 'TLSv1.1', minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }).catch((error) => error.code);
  check(typeof old === 'string', `an old protocol is refused (${old})`);
  const plain = await new Promise((resolve) => http.get({ host: address, port: steward.port, agent: false }, (answer) => resolve(answer.statusCode)).on('error', (error) => resolve(error.code)));
  check(plain !== 200, `plain HTTP gets nothing (${plain})`);

  const device = await steward.add_agent('files-1', 'Harbour Precision', { options: ['--interval', '1'] });
  await until('an agent reports to that address', async () => (await steward.observed(device.device_id, 'uptime_seconds', 0)).length >= 2);
  await steward.stop_server();
  await steward.start_server({ options: ['--listen', address] });
  check((await peer()).fingerprint === fingerprint, 'the certificate is the same after a restart');
});
