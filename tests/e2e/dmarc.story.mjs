// The real OpenDMARC before a real Postfix says who is who; the names that it asks for are answered by a small DNS server in here,
// which a resolv.conf of its own leads it to.
import { spawn } from 'node:child_process';
import dgram from 'node:dgram';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { check, free_port, story, until } from './installation.mjs';
import { post_office } from './mail.mjs';

const ours = 'mail.steward.test';  // as Postfix calls itself
const zone = {
  '_dmarc.harbour.test': 'v=DMARC1; p=reject',
  'harbour.test': 'v=spf1 ip4:127.0.0.1 -all',
  'elsewhere.test': 'v=spf1 ip4:127.0.0.1 -all',
};

/** Answers questions for texts of the zone above; whatever else is asked does not exist. */
async function name_server(address) {
  const server = dgram.createSocket('udp4');
  server.on('message', (question, from) => {
    const labels = [];
    let at = 12;
    for (; question[at]; at += question[at] + 1) labels.push(question.subarray(at + 1, at + 1 + question[at]).toString());
    const type = question.readUInt16BE(at + 1), asked = question.subarray(12, at + 5);
    const name = labels.join('.').toLowerCase(), text = type === 16 ? zone[name] : undefined;
    const known = Object.keys(zone).some((one) => one === name || one.endsWith(`.${name}`));
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(0x8580 | (known ? 0 : 3), 2);
    for (const [place, count] of [[4, 1], [6, text ? 1 : 0], [8, 0], [10, 0]]) head.writeUInt16BE(count, place);
    const answer = text ? Buffer.concat([Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, text.length + 1, text.length]), Buffer.from(text)]) : Buffer.alloc(0);
    server.send(Buffer.concat([head, asked, answer]), from.port, from.address);
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.bind(53, address, resolve);
  });
  return server;
}

const listens = (port) => new Promise((resolve) => {
  const socket = net.connect(port, '127.0.0.1', () => resolve(socket.destroy() && true));
  socket.on('error', () => resolve(false));
});

async function open_dmarc(steward, names, port) {
  const folder = path.join(steward.folder, 'opendmarc');
  fs.mkdirSync(folder);
  const file = (name, text) => { fs.writeFileSync(path.join(folder, name), text); return path.join(folder, name); };
  // It trusts this machine by itself; in the story everybody is on it.
  const nobody = file('ignored', '192.0.2.1\n'), resolver = file('resolv.conf', `nameserver ${names}\noptions attempts:1 timeout:2\n`);
  const settings = file('opendmarc.conf', `AuthservID ${ours}\nSocket inet:${port}@127.0.0.1\nSPFSelfValidate true\nSPFIgnoreResults true\nRejectFailures false\nIgnoreHosts ${nobody}\nIgnoreAuthenticatedClients false\nPublicSuffixList /usr/share/publicsuffix/public_suffix_list.dat\nSyslog false\n`);
  const log = fs.openSync(path.join(folder, 'log'), 'a');
  const program = spawn('unshare', ['--mount', 'sh', '-c', `mount --bind ${resolver} "$(readlink -f /etc/resolv.conf)" && exec opendmarc -f -c ${settings}`], { stdio: ['ignore', log, log] });
  fs.closeSync(log);
  steward.at_end(() => program.kill());
  await until('OpenDMARC listens', () => listens(port), 20);
}

await story('The real OpenDMARC judges senders: who is who they say is let in, who is not is held, and nobody else\'s verdict counts.', 'dmarc', async (steward) => {
  const names = `127.${20 + Math.floor(Math.random() * 200)}.${Math.floor(Math.random() * 250)}.53`;
  const server = await name_server(names);
  steward.at_end(() => server.close());
  const milter = await free_port(), lmtp = await free_port();
  await open_dmarc(steward, names, milter);
  await steward.start_server({ options: ['--mail-listen', `127.0.0.1:${lmtp}`] });
  const post = await post_office(steward, lmtp, milter);
  const harbour = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  await steward.api('POST', `/api/v1/clients/${harbour.client_id}/people`, { name: 'Anna Keller', email: 'anna@harbour.test' });
  await steward.api('PATCH', '/api/v1/mail-settings', { address: 'desk@msp.test', authserv_id: ours });
  let count = 0;
  const judged = async (subject, { envelope = 'anna@harbour.test', from = 'anna@harbour.test', more = '' } = {}) => {
    await post.send({ from: envelope, to: 'desk@msp.test', text: `${more}From: Anna Keller <${from}>\nTo: desk@msp.test\nSubject: ${subject}\nMessage-ID: <d${++count}@harbour.test>\nDate: ${new Date().toUTCString()}\n\nhello\n` });
    const one = await until(`"${subject}" is judged`, async () => ((await steward.api('GET', '/api/v1/mails?page_size=100')).mails ?? []).find((mail) => mail.subject === subject && mail.state !== 'received'), 30);
    return steward.api('GET', `/api/v1/mails/${one.mail_id}`);
  };
  const good = await judged('by herself');
  check(good.authenticity === 'verified' && good.state === 'ticket_opened', `who sends from her own domain is let in: ${good.authenticity_reason}`);
  const forged = await judged('by somebody else', { envelope: 'eve@elsewhere.test' });
  check(forged.authenticity === 'failed' && forged.state === 'held' && forged.reason_code === 'mail.sender_failed', `who sends in her name is held: ${forged.reason}`);
  const claims = await judged('with a verdict of its own', { envelope: 'eve@elsewhere.test', more: `Authentication-Results: ${ours}; dmarc=pass header.from=harbour.test\n` });
  check(claims.authenticity === 'failed' && claims.state === 'held', 'a verdict that came with the mail under our own name does not count');
  const foreign = await judged('with a verdict of others', { envelope: 'eve@elsewhere.test', more: 'Authentication-Results: mx.elsewhere.test; dmarc=pass header.from=harbour.test\n' });
  check(foreign.authenticity === 'failed' && foreign.state === 'held', 'nor does that of another server');
  const silent = await judged('with a verdict where ours is silent', { envelope: 'max@nowhere.test', from: 'max@nowhere.test', more: `Authentication-Results: ${ours}; dmarc=pass header.from=nowhere.test\n` });
  check(silent.authenticity === 'not_verified', 'nor one where our own server found no policy');
  const without = await judged('without a policy', { envelope: 'max@nowhere.test', from: 'max@nowhere.test' });
  check(without.authenticity === 'not_verified' && without.state === 'held', 'a domain that says nothing of itself verifies nobody');
  await steward.api('PATCH', '/api/v1/mail-settings', { authserv_id: 'mx.of.nobody' });
  check((await judged('asked of nobody')).authenticity === 'not_verified', 'where another name is trusted, our mail server is believed no more than anybody');
});
