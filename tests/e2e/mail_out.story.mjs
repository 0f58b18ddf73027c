import { check, free_port, story, until } from './installation.mjs';
import { header, parts_of, post_office } from './mail.mjs';

let count = 0;
const mail = (from, subject) => `From: ${from}\nTo: desk@msp.test\nSubject: ${subject}\nMessage-ID: <out${++count}@client.test>\n\nIt is on fire.\n`;
const part_bytes = 512 * 1024;

await story('What the desk answers goes out with its files, and what does not arrive is said on the answer that failed.', 'mail-out', async (steward) => {
  const lmtp = await free_port();
  const here = `http://127.0.0.1:${steward.port}`;
  await steward.start_server({ options: ['--mail-listen', `127.0.0.1:${lmtp}`] });
  const post = await post_office(steward, lmtp);
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  for (const [name, email] of [['Anna Keller', 'anna@harbour.test'], ['Lou Lost', 'lou@lost.test'], ['Nobody', 'nobody@gone.test']])
    await steward.api('POST', `/api/v1/clients/${client.client_id}/people`, { name, email });
  await steward.api('PATCH', '/api/v1/mail-settings', { address: 'desk@msp.test', signature: 'Alderway Managed IT\nTel. 0123' });
  const settings = { host: '127.0.0.1', port: String(post.port), security: 'none', from: 'Alderway <desk@msp.test>', to: 'oncall@alderway.test' };
  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'To clients', events: ['mail.receipt', 'mail.answer'], settings });

  const ticket_of = async (from, subject) => {
    await post.send({ from, to: 'desk@msp.test', text: mail(from, subject) });
    return until(`"${subject}" is a ticket`, async () => (await steward.api('GET', '/api/v1/tickets?page_size=100')).tickets.find((one) => one.title === subject), 30);
  };
  const upload = async (ticket, name, size) => {
    const { attachment_id } = await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/attachments`, { name, type: 'image/png', size_bytes: String(size) });
    for (let at = 0; at < size; at += part_bytes)
      await steward.api('PATCH', `/api/v1/attachments/${attachment_id}/content`, { offset: String(at), content: Buffer.alloc(Math.min(part_bytes, size - at), 'steward ').toString('base64') });
    return attachment_id;
  };
  const say = (ticket, text) => steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/messages`, { text, internal: false });
  const attach = (ticket, message, ids) => steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/attachments/attach`, { message_id: message.message_id, attachment_ids: ids });
  const sent = async (ticket) => (await steward.api('GET', `/api/v1/tickets/${ticket.ticket_id}/sent-mails?filter=${encodeURIComponent('what:answer')}`)).sent_mails ?? [];
  const to = (who) => post.letters().filter((letter) => header(letter, 'To') === who);

  const ticket = await ticket_of('anna@harbour.test', 'Printer');
  await until('Anna has her receipt', () => to('anna@harbour.test').length === 1, 30);
  const small = await upload(ticket, 'Zeichnung größer.png', 300_000);
  const large = await upload(ticket, 'image.iso', 11 * 2 ** 20);
  const message = await say(ticket, 'See the drawing.');
  await until('the answer waits for its files', async () => (await sent(ticket))[0]?.state === 'waits', 30);
  await attach(ticket, message, [small, large]);
  const letter = await until('the answer goes out', () => to('anna@harbour.test')[1], 30);
  const { text, page, files } = parts_of(letter);
  check(text.startsWith('See the drawing.') && text.includes('Alderway Managed IT\nTel. 0123') && page.includes('See the drawing.'), 'in plain words and as a page, with the signature');
  check(header(letter, 'In-Reply-To') === '<out1@client.test>' && header(letter, 'References').endsWith('<out1@client.test>') && header(letter, 'Auto-Submitted') === '', 'as an answer of a person to the mail that asked');
  check(files.length === 1 && files[0].name === 'Zeichnung größer.png' && files[0].bytes.equals(Buffer.alloc(300_000, 'steward ')), 'with the file, byte for byte');
  const token = /\/file#(\S+)/.exec(text)?.[1];
  check(token && letter.length < 2e6, 'and with a link to what is too large for a mail');

  const ask = (way, body) => fetch(`${here}/api/v1/file-links/${way}`, { method: 'POST', headers: { 'content-type': 'application/json', origin: here, 'idempotency-key': String(++count) }, body: JSON.stringify(body) });
  const look = await (await ask('look', { token })).json();
  check(look.name === 'image.iso' && look.sent_to === 'a…@harbour.test' && look.reference === ticket.reference, 'the link says what it is and whom it was sent to');
  check((await (await ask('open', { token, address: 'eve@elsewhere.test' })).json()).pass === '', 'it opens for nobody else');
  const asked = await (await ask('open', { token, address: 'Anna@harbour.test' })).json();
  check(asked.code_sent && asked.pass === '', 'nor for whoever only knows her address');
  const mailed = await until('a code goes to her', () => to('anna@harbour.test').map((one) => /Your code: (\d{4} \d{4})/.exec(parts_of(one).text)?.[1]).find(Boolean), 30);
  const { pass } = await (await ask('open', { token, code: mailed })).json();
  check((await (await ask('open', { token, code: mailed })).json()).pass === '', 'which works once');
  const delivered = JSON.stringify(await steward.api('GET', '/api/v1/deliveries?page_size=100'));
  check(!delivered.includes(mailed) && !delivered.includes(mailed.replace(' ', '')), 'and stands in no delivery log');
  const file = await fetch(`${here}/api/v1/file-links/${pass}/content`);
  check(Buffer.from(await file.arrayBuffer()).equals(Buffer.alloc(11 * 2 ** 20, 'steward ')), 'and for her it is the file');
  check(file.headers.get('content-disposition').startsWith('attachment') && file.headers.get('x-content-type-options') === 'nosniff' && file.headers.get('content-security-policy').includes('sandbox'), 'to be stored, never shown');
  check((await ask('look', { token: `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}` })).status === 404, 'a link with a letter changed is none');
  check((await sent(ticket))[0].state === 'sent', 'the answer says that it was sent');

  const lost = await ticket_of('lou@lost.test', 'Nobody hears me');
  await say(lost, 'Can you hear us?');
  const failed = await until('Postfix brings it back and the answer says why', async () => (await sent(lost)).find((one) => one.state === 'not_delivered'), 60);
  check(failed.to === 'lou@lost.test' && failed.note.includes('nobody of this name'), `to whom and why: ${failed.note}`);
  const { messages } = await steward.api('GET', `/api/v1/tickets/${lost.ticket_id}/messages?page_size=100`);
  check(messages.some((one) => one.internal && one.text.includes('was not delivered to lou@lost.test')), 'and so does the ticket, for our own people');
  const gone = await ticket_of('nobody@gone.test', 'No such person');
  await say(gone, 'Hello?');
  const refused = await until('who is refused at once is told at once', async () => (await sent(gone)).find((one) => one.state === 'not_delivered'), 30);
  check(refused.note.includes('550'), refused.note);
  const mails = (await steward.api('GET', '/api/v1/mails?page_size=100')).mails;
  check(mails.filter((one) => one.origin === 'bounce').length >= 1 && mails.every((one) => one.state !== 'received'), 'the reports stand among the mails');
  check((await steward.api('GET', '/api/v1/tickets?page_size=100')).tickets.length === 3, 'and made no ticket');
});
