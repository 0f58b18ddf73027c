import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';

import { check, free_port, story, until } from './installation.mjs';

const here = path.dirname(new URL(import.meta.url).pathname);

/** Carries bytes to `port`; `cut`: after so many bytes of the other side the connection dies, as often as `times`. */
async function relay(port) {
  const self = { cut: Infinity, times: 0, died: 0 };
  const server = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    let carried = 0;
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far);
    far.on('data', (part) => {
      carried += part.length;
      if (carried > self.cut && self.died < self.times) {
        self.died++;
        near.destroy();
      } else near.write(part);
    });
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  self.port = server.address().port;
  return self;
}

/** A played mailbox with one mail that somebody deletes after its size was said. */
async function vanishing() {
  const self = { asked: 0 };
  const server = net.createServer((socket) => {
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    const say = (line) => socket.write(`${line}\r\n`);
    say('* OK [CAPABILITY IMAP4rev1] played');
    socket.on('data', (part) => {
      heard += part;
      for (let end; (end = heard.indexOf('\r\n')) >= 0; heard = heard.slice(end + 2)) {
        const [tag, ...rest] = heard.slice(0, end).split(' ');
        const words = rest.join(' ');
        if (words.startsWith('CAPABILITY')) say('* CAPABILITY IMAP4rev1');
        else if (words.startsWith('SELECT')) say('* 2 EXISTS\r\n* OK [UIDVALIDITY 7] fine');
        else if (words.startsWith('STATUS')) say('* STATUS "INBOX" (UIDVALIDITY 7 UIDNEXT 12)');
        else if (words.startsWith('UID SEARCH')) say('* SEARCH 10 11');
        else if (words.startsWith('UID FETCH 10') && words.includes('SIZE')) self.asked++ === 0 && say('* 1 FETCH (UID 10 RFC822.SIZE 500)');
        else if (words.startsWith('UID FETCH 10')) {
          say(`${tag} NO [EXPUNGEISSUED] Some of the requested messages no longer exist`);
          continue;
        } else if (words.startsWith('UID FETCH 11')) {
          const mail = 'From: anna@harbour.test\r\nSubject: still there\r\n\r\nhello\r\n';
          if (words.includes('SIZE')) say(`* 2 FETCH (UID 11 RFC822.SIZE ${mail.length})`);
          else socket.write(`* 2 FETCH (UID 11 BODY[] {${mail.length}}\r\n${mail})\r\n`);
        }
        say(`${tag} OK done`);
      }
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  self.port = server.address().port;
  return self;
}

await story('A mailbox is rebuilt, its connection is cut in the middle of mails, others read and delete in it: nothing is lost and nothing doubled.', 'mailbox-rebuilt', async (steward) => {
  const port = await free_port();
  const folder = path.join(steward.folder, 'dovecot');
  const dovecot = (command) => execFileSync(path.join(here, 'dovecot.sh'), [command, folder, String(port)], { stdio: 'ignore' });
  fs.mkdirSync(folder);
  dovecot('start');
  steward.at_end(() => dovecot('stop'));
  let count = 0;
  /** `seen`: somebody has read it before us; `days`: so long ago it came. */
  const put = (subject, { seen = false, days = 0, body = 'hello' } = {}) => {
    const name = `${Date.now()}.${++count}.story`;
    const at = path.join(folder, 'mail/tmp', name);
    fs.writeFileSync(at, `From: anna@harbour.test\nTo: desk@msp.test\nSubject: ${subject}\nMessage-ID: <m${count}@harbour.test>\n\n${body}\n`);
    fs.chownSync(at, 65534, 65534);
    const came_s = Date.now() / 1000 - days * 86_400;
    fs.utimesSync(at, came_s, came_s);  // by which Dovecot says when it came
    fs.renameSync(at, path.join(folder, seen ? 'mail/cur' : 'mail/new', seen ? `${name}:2,S` : name));
  };
  await steward.start_server();
  const harbour = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  await steward.api('POST', `/api/v1/clients/${harbour.client_id}/mail-domains`, { domain: 'harbour.test' });
  const mails = async () => (await steward.api('GET', '/api/v1/mails?page_size=1000')).mails ?? [];
  const came = (subject, within = 60) => until(`"${subject}" is a ticket`, async () => (await mails()).find((one) => one.subject === subject && one.state === 'ticket_opened'), within);
  const settings = (change) => steward.api('PATCH', '/api/v1/mail-settings', change);

  for (let i = 0; i < 5; i++) put(`read long ago ${i}`, { seen: true, days: 30 });
  put('unread', { days: 30 });
  for (let i = 5; i < 10; i++) put(`read long ago ${i}`, { seen: true, days: 30 });
  const wire = await relay(port);
  await settings({ address: 'desk@msp.test', imap_host: 'localhost', imap_port: wire.port, imap_username: 'desk@msp.test', imap_ca_file: path.join(folder, 'cert.pem'), imap_password: 'correct-horse', imap_enabled: true });
  await came('unread');
  put('the next one');
  await came('the next one');
  check((await mails()).length === 2, 'what people had read before stays theirs, above and below the unread one');
  put('read before us', { seen: true });
  await came('read before us');

  await steward.stop_server();
  put('read while we were away', { seen: true });
  put('unread while we were away');
  dovecot('stop');
  for (const file of fs.readdirSync(path.join(folder, 'mail'))) if (/^dovecot[.-]/.test(file)) fs.rmSync(path.join(folder, 'mail', file), { recursive: true, force: true });
  dovecot('start');
  await steward.start_server();
  await came('read while we were away');
  await came('unread while we were away');
  put('after it was rebuilt');
  await came('after it was rebuilt');
  const subjects = (await mails()).map((one) => one.subject);
  check(subjects.length === 6 && new Set(subjects).size === 6, 'a mailbox with new numbers doubles nothing and brings nothing back from long ago');

  wire.cut = 1_500_000;
  wire.times = 3;
  const before = (await mails()).length;
  for (let i = 0; i < 4; i++) put(`large ${i}`, { body: 'x'.repeat(998).concat('\n').repeat(1000) });
  for (let i = 0; i < 4; i++) await came(`large ${i}`, 120);
  check(wire.died === 3, 'the connection died three times within a mail');
  check((await mails()).length === before + 4, 'and all four came, each once');
  check((await mails()).filter((one) => one.subject.startsWith('large')).every((one) => Number(one.size_bytes) > 999_000), 'whole');

  const played = await vanishing();
  await settings({ imap_host: '127.0.0.1', imap_port: played.port, imap_security: 'none', imap_password: 'any' });
  await came('still there');
  check(played.asked === 2 && (await steward.api('GET', '/api/v1/mail-settings')).imap_last_error === '', 'what somebody deleted between two questions holds up nothing');
});
