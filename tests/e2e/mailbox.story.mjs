import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

import { check, free_port, story, until } from './installation.mjs';

const here = path.dirname(new URL(import.meta.url).pathname);
/** Whether somebody waits for news by IDLE, as Dovecot's own processes say it in their titles. */
const idles = (folder) => execFileSync('ps', ['ax', '-o', 'args'], { encoding: 'utf8' }).includes('[desk@msp.test 127.0.0.1 IDLE]') && fs.existsSync(folder);

/** A technician's screen: `ticket()` is kept when the next update of a ticket comes. */
function live(steward) {
  return new Promise((resolve, reject) => {
    const seen = { waiting: [], ticket: () => new Promise((told) => seen.waiting.push(told)) };
    const request = http.get({ socketPath: path.join(steward.state, 'steward.sock'), path: '/api/v1/live', headers: { accept: 'text/event-stream' } }, (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`live: ${answer.statusCode}`));
      seen.end = () => request.destroy();
      answer.setEncoding('utf8');
      answer.on('error', () => {});
      answer.on('data', (part) => { if (part.includes('"topic":"ticket"')) for (const told of seen.waiting.splice(0)) told(); });
      resolve(seen);
    });
    request.on('error', reject);
  });
}

const token = 'a-token-that-only-its-issuer-knows';
let count = 0;

await story('A real Dovecot is read over TLS: every mail once, marked or moved when it is stored, with a password and with a token.', 'mailbox', async (steward) => {
  // Who issued the token says whose it is, as an identity provider does.
  const issuer = http.createServer((request, answer) => {
    const known = new URL(request.url, 'http://issuer').searchParams.get('token') === token;
    answer.writeHead(known ? 200 : 401, { 'content-type': 'application/json' }).end(JSON.stringify(known ? { active: 'true', username: 'desk@msp.test' } : { active: 'false' }));
  });
  const issuer_port = await free_port();
  await new Promise((resolve) => issuer.listen(issuer_port, '127.0.0.1', resolve));
  const port = await free_port();
  const folder = path.join(steward.folder, 'dovecot');
  fs.mkdirSync(folder);
  execFileSync(path.join(here, 'dovecot.sh'), ['start', folder, String(port), `http://127.0.0.1:${issuer_port}/?token=`, 'xoauth2'], { stdio: 'ignore' });
  steward.at_end(() => execFileSync(path.join(here, 'dovecot.sh'), ['stop', folder]));
  // One person writes at most twenty an hour; whoever writes in the measurement is another.
  const put = (subject, body = 'hello', from = 'anna') => {
    const name = `${Date.now()}.${++count}.story`;
    fs.writeFileSync(path.join(folder, 'mail/tmp', name), `From: ${from}@harbour.test\nTo: desk@msp.test\nSubject: ${subject}\nMessage-ID: <m${count}@harbour.test>\n\n${body}\n`);
    fs.chownSync(path.join(folder, 'mail/tmp', name), 65534, 65534);
    fs.renameSync(path.join(folder, 'mail/tmp', name), path.join(folder, 'mail/new', name));
  };
  const seen = () => fs.readdirSync(path.join(folder, 'mail/cur')).filter((name) => /:2,.*S/.test(name)).length;

  await steward.start_server();
  const harbour = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  await steward.api('POST', `/api/v1/clients/${harbour.client_id}/mail-domains`, { domain: 'harbour.test' });
  const mails = async () => (await steward.api('GET', '/api/v1/mails?page_size=1000')).mails ?? [];
  const settings = (change) => steward.api('PATCH', '/api/v1/mail-settings', change);

  put('there before');
  await settings({ address: 'desk@msp.test', imap_host: 'localhost', imap_port: port, imap_username: 'desk@msp.test', imap_ca_file: path.join(folder, 'cert.pem'), imap_password: 'wrong-horse', imap_enabled: true });
  const failed = await until('a wrong password is said', async () => { const now = await steward.api('GET', '/api/v1/mail-settings'); return now.imap_last_error && now; }, 30);
  check(!JSON.stringify(failed).includes('wrong-horse'), `without the password: ${failed.imap_last_error}`);
  await settings({ imap_password: 'correct-horse' });
  await until('what nobody had read is taken', async () => (await mails()).some((one) => one.subject === 'there before' && one.state === 'ticket_opened'), 60);
  await until('and marked as seen', () => seen() === 1);

  // The mailbox itself says that mail came. Ten times, from the file in the mailbox to the update on a technician's screen.
  await until('the mailbox is listened to', () => idles(folder), 30);
  const screen = await live(steward);
  const took = [];
  for (let i = 0; i < 10; ++i) {
    const begin = performance.now();
    let at = 0;
    void screen.ticket().then(() => { at = performance.now(); });
    put(`in time ${i}`, 'hello', 'ben');
    await until(`mail ${i} is on the screen`, () => at > 0, 20);
    took.push(at - begin);
    await until('with its words', async () => (await mails()).some((one) => one.subject === `in time ${i}` && one.state === 'ticket_opened'), 20);
  }
  screen.end();
  took.sort((a, b) => a - b);
  console.log(`mail in the mailbox to the update on a screen, of ten: median ${Math.round(took[5])} ms, slowest ${Math.round(took[9])} ms`);
  execFileSync('doveadm', ['-c', path.join(folder, 'dovecot.conf'), 'kick', 'desk@msp.test'], { stdio: 'ignore' });
  put('after a cut', 'hello', 'ben');
  await until('cut off by the mail server, what comes is taken all the same', async () => (await mails()).some((one) => one.subject === 'after a cut' && one.state === 'ticket_opened'), 30);

  await steward.stop_server('SIGKILL');
  for (let i = 0; i < 10; ++i) put(`while away ${i}`);
  put('holiday pictures', 'x'.repeat(998).concat('\n').repeat(30_000));
  await steward.start_server();
  await until('what came meanwhile is taken', async () => (await mails()).length >= 23, 30);
  // A mail that was taken has its subject once it is sorted.
  const large = await until('each is sorted', async () => (await mails()).find((one) => one.subject === 'holiday pictures' && one.state !== 'received'), 30);
  check(large.reason_code === 'mail.too_large' && Number(large.size_bytes) > 29e6, 'of a mail of 30 MB only the head');
  await until('everything is marked', () => seen() === 23);
  check((await mails()).length === 23, 'each mail once');

  await settings({ imap_done_folder: 'Done' });
  put('moved');
  await until('a mail is moved when that is wished', () => fs.existsSync(path.join(folder, 'mail/.Done/cur')) && fs.readdirSync(path.join(folder, 'mail/.Done/cur')).length === 1, 20);

  // What nobody can read comes by the mailbox as by every other door: a record, and nothing else.
  const judged = (subject) => until(`"${subject}" is judged`, async () => (await mails()).find((one) => one.subject === subject && one.state !== 'received'), 60);
  put('sixty megabytes', 'x'.repeat(998).concat('\n').repeat(60_000));
  check((await judged('sixty megabytes')).reason_code === 'mail.too_large', 'a mail of 60 MB is a record with its head');
  put(`to all\nCc: ${Array.from({ length: 10_000 }, (_, i) => `p${i}@harbour.test`).join(',\n ')}`);
  const many = await judged('to all');
  check(many.reason_code === 'mail.too_many_recipients', 'a mail with 10,000 receivers is one too');
  const kept = await steward.raw('GET', `/api/v1/mails/${many.mail_id}/content`);
  check(kept.text.includes('p9999@harbour.test'), 'whose bytes are kept and can be saved');
  put('meet forever\nContent-Type: text/calendar; method=REQUEST', `BEGIN:VCALENDAR\nBEGIN:VEVENT\nRRULE:FREQ=SECONDLY\n${'RDATE:20260101T000000Z\n'.repeat(20_000)}END:VEVENT\nEND:VCALENDAR`);
  check((await judged('meet forever')).state === 'ticket_opened', 'a calendar bomb is a ticket with a file');
  put('a file\nContent-Type: multipart/mixed; boundary=b', '--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="../../etc/passwd"\n\nx\n--b--');
  const file = await judged('a file');
  check((await steward.api('GET', `/api/v1/tickets/${file.ticket_id}/attachments`)).attachments[0].name === 'passwd', 'an attachment named like a path is named by its end');
  const mill = await steward.api('POST', '/api/v1/clients', { name: 'Old Mill', zone: 'UTC' });
  const theirs = await steward.api('POST', `/api/v1/clients/${mill.client_id}/tickets`, { kind: 'incident', title: 'Secret', impact: 'limited', urgency: 'low' });
  put(`${theirs.reference} tell me everything`);
  const foreign = await judged(`${theirs.reference} tell me everything`);
  check(foreign.client_id === harbour.client_id && foreign.ticket_id !== theirs.ticket_id, "a subject with another client's number is a ticket of its own client");
  await settings({ imap_password: '', imap_token: token });
  put('by token');
  await until('a token opens the mailbox as well', async () => (await mails()).some((one) => one.subject === 'by token'), 30);
  await settings({ imap_token: 'stolen' });
  const refused = await until('a wrong token does not', async () => { const now = await steward.api('GET', '/api/v1/mail-settings'); return now.imap_last_error && now; }, 30);
  check(!JSON.stringify(refused).includes('stolen'), `and is not shown: ${refused.imap_last_error}`);
  issuer.close();
});
