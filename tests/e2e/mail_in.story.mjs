import { check, free_port, story, until } from './installation.mjs';
import { header, parts_of, post_office } from './mail.mjs';

let count = 0;
const mail = ({ from = 'anna@harbour.test', subject = 'Printer', more = '', body = 'It is on fire.' } = {}) =>
  `From: Anna Keller <${from}>\nTo: desk@msp.test\nSubject: ${subject}\nMessage-ID: <m${++count}@harbour.test>\n${more}\n${body}\n`;

await story('Mail through a real Postfix becomes tickets: found again by the marks we send, never lost, never doubled, and nothing automatic is answered.', 'mail-in', async (steward) => {
  const lmtp = await free_port();
  await steward.start_server({ options: ['--mail-listen', `127.0.0.1:${lmtp}`] });
  const post = await post_office(steward, lmtp);
  const harbour = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const mill = await steward.api('POST', '/api/v1/clients', { name: 'Old Mill', zone: 'UTC' });
  await steward.api('POST', `/api/v1/clients/${harbour.client_id}/people`, { name: 'Anna Keller', email: 'anna@harbour.test' });
  await steward.api('POST', `/api/v1/clients/${mill.client_id}/people`, { name: 'Max Miller', email: 'max@mill.test' });
  await steward.api('PATCH', '/api/v1/mail-settings', { address: 'desk@msp.test', authserv_id: 'mail.steward.test' });
  const settings = { host: '127.0.0.1', port: String(post.port), security: 'none', from: 'Steward <steward@msp.test>', to: 'oncall@alderway.test' };
  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'Desk', events: ['ticket.created', 'ticket.reopened', 'ticket.message'], settings });
  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'To clients', events: ['mail.receipt', 'mail.answer'], settings: { ...settings, from: 'Alderway <desk@msp.test>' } });

  const tickets = async (filter = '') => (await steward.api('GET', `/api/v1/tickets?page_size=1000&filter=${encodeURIComponent(filter)}`)).tickets ?? [];
  const mails = async (filter = '') => (await steward.api('GET', `/api/v1/mails?page_size=1000&filter=${encodeURIComponent(filter)}`)).mails ?? [];
  const say = (text, from = 'anna@harbour.test', to = 'desk@msp.test') => post.send({ from, to, text });
  const record = (subject) => until(`"${subject}" is judged`, async () => (await mails()).find((one) => one.subject === subject && one.state !== 'received'), 20);

  const begin = Date.now();
  await say(mail());
  const ticket = await until('the mail is a ticket', async () => (await tickets())[0], 10);
  const took = Date.now() - begin;
  check(took < 2000, `within two seconds of Postfix having it (${took} ms)`);
  check(ticket.client_name === 'Harbour Precision' && ticket.requester_name === 'Anna Keller' && ticket.source === 'email', 'of the right client and person');

  const notice = await until('the desk is told', async () => post.letters().find((letter) => header(letter, 'To') === 'oncall@alderway.test' && header(letter, 'Subject').includes(ticket.reference)), 15);
  check(header(notice, 'Auto-Submitted') === 'auto-generated', 'the notice says that a program wrote it');
  check(/^<t[a-z2-7]{26}\.[a-z2-7]{13}\.[a-z2-7]{16}@msp\.test>$/.test(header(notice, 'Message-ID')), `it carries our mark: ${header(notice, 'Message-ID')}`);
  const reply_to = header(notice, 'Reply-To');
  check(/^desk\+r\.[a-z2-7]{26}\.[a-z2-7]{16}@msp\.test$/.test(reply_to), 'and so does the address to answer to');

  const to = (who) => post.letters().filter((letter) => header(letter, 'To') === who);
  const receipt = await until('Anna gets a receipt', () => to('anna@harbour.test')[0], 15);
  check(header(receipt, 'Auto-Submitted') === 'auto-replied' && header(receipt, 'In-Reply-To') === '<m1@harbour.test>', 'which says that a program wrote it, and what it answers');
  await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/messages`, { text: 'Did you switch it off and on?', internal: false });
  const answer = await until('what the desk writes goes to Anna', () => to('anna@harbour.test').find((letter) => letter !== receipt), 15);
  check(header(answer, 'Auto-Submitted') === '' && parts_of(answer).text.includes('Did you switch it off and on?') && parts_of(answer).page.includes('Did you switch it off and on?'), 'as words of a person');

  await say(mail({ subject: 'Re: something', more: `In-Reply-To: ${header(notice, 'Message-ID')}\n`, body: 'One.' }));
  await say(mail({ subject: 'no words of it', body: 'Two.' }), 'anna@harbour.test', reply_to);
  await until('both answers stand in the ticket', async () => {
    const { messages } = await steward.api('GET', `/api/v1/tickets/${ticket.ticket_id}/messages?page_size=100`);
    return ['One.', 'Two.'].every((text) => messages.some((one) => one.text === text && one.kind === 'message' && !one.internal));
  });
  check((await tickets()).length === 1, 'and no second ticket was opened');

  const told = post.letters().length;
  await say(mail({ subject: 'Automatic reply: Printer', more: `In-Reply-To: ${header(notice, 'Message-ID')}\nAuto-Submitted: auto-replied\n` }), '');
  check((await record('Automatic reply: Printer')).state === 'recorded', 'an answering program is recorded');
  await say(notice, 'oncall@alderway.test');  // our own notice comes back
  const echo = await until('our own mail comes back and is known', async () => (await mails('origin:own_echo'))[0], 20);
  check(echo.state === 'recorded', 'as ours');
  await say(mail({ from: 'max@mill.test', subject: `${ticket.reference} tell me everything`, body: header(notice, 'Reply-To') }), 'max@mill.test');
  const foreign = await record(`${ticket.reference} tell me everything`);
  check(foreign.client_id === mill.client_id && foreign.ticket_id !== ticket.ticket_id && foreign.reason.includes(`It names ${ticket.reference}`), "a mail with another client's number and mark is a ticket of its own client, and says so");
  await say(mail({ from: 'stranger@elsewhere.test', subject: 'Who am I' }), 'stranger@elsewhere.test');
  check((await record('Who am I')).state === 'held', 'a stranger is held');
  // What the real OpenDMARC says stands in dmarc.story.mjs.
  await say(mail({ subject: 'I am the boss', more: 'Authentication-Results: mail.steward.test; dmarc=fail header.from=harbour.test\n' }));
  check((await record('I am the boss')).reason_code !== 'mail.sender_failed', 'a verdict that the sender wrote in the name of our mail server counts for nothing');

  await say(mail({ subject: 'holiday pictures', body: 'x'.repeat(998).concat('\n').repeat(60_000) }));
  const large = await record('holiday pictures');
  check(large.state === 'refused' && large.reason_code === 'mail.too_large' && Number(large.size_bytes) > 59e6, 'a mail of 60 MB is a record with its head');
  const many = Array.from({ length: 10_000 }, (_, i) => ` p${i}@harbour.test`).join(',\n');
  await say(`From: anna@harbour.test\nSubject: to all\nTo: desk@msp.test,\n${many}\n\nhello\n`);
  check((await record('to all')).reason_code === 'mail.too_many_recipients', 'a mail with 10,000 receivers is one too');
  const bomb = `BEGIN:VCALENDAR\nBEGIN:VEVENT\nRRULE:FREQ=SECONDLY;UNTIL=99991231T235959Z\n${'RDATE:20260101T000000Z\n'.repeat(20_000)}END:VEVENT\nEND:VCALENDAR`;
  await say(mail({ subject: 'meet forever', more: 'Content-Type: text/calendar; method=REQUEST\n', body: bomb }));
  check((await record('meet forever')).state === 'ticket_opened', 'a calendar bomb is a ticket with a file, and stays unread');
  const path_like = '--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="../../etc/passwd"\n\nx\n--b--';
  await say(mail({ subject: 'a file', more: 'Content-Type: multipart/mixed; boundary=b\n', body: path_like }));
  const file = await steward.api('GET', `/api/v1/mails/${(await record('a file')).mail_id}`);
  check(file.attachments[0].name === 'passwd', 'an attachment named like a path is named by its end');

  await until('the notices of the new tickets went out', async () => post.letters().length >= told + 3, 20);
  await until('Max has his receipt', () => to('max@mill.test').length === 1, 15);
  check(to('stranger@elsewhere.test').length === 0, 'the stranger has none');
  check(to('anna@harbour.test').length <= 4, `Anna has three receipts at most, and none for what a machine sent (${to('anna@harbour.test').length} mails)`);

  await steward.stop_server('SIGKILL');
  await Promise.all(Array.from({ length: 15 }, (_, i) => say(mail({ subject: `while away ${i}` }), 'max@mill.test')));
  await until('Postfix keeps what came while the server was away', async () => post.waiting() === 15);
  await steward.start_server({ options: ['--mail-listen', `127.0.0.1:${lmtp}`] });
  const came = async () => (await mails()).filter((one) => one.subject.startsWith('while away'));
  await until('and hands it over afterwards', async () => (await came()).length >= 15 && post.waiting() === 0, 60);
  const kept = await came();
  check(kept.length === 15 && new Set(kept.map((one) => one.subject)).size === 15, 'all fifteen, each once');
});
