import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { check, free_port, story, until } from './installation.mjs';
import { post_office } from './mail.mjs';

const part_bytes = 512 * 1024;

await story('The disk of the files really fills while somebody uploads: a clear error, nothing half, and a mail still becomes a ticket.', 'full-files', async (steward) => {
  // A small file system in the place where the files lie.
  const shelf = path.join(steward.state, 'attachments');
  fs.mkdirSync(shelf, { mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=0700', 'tmpfs', shelf]);
  steward.at_end(() => execFileSync('umount', ['-l', shelf]));
  const lmtp = await free_port();
  await steward.start_server({ options: ['--mail-listen', `127.0.0.1:${lmtp}`] });
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  await steward.api('POST', `/api/v1/clients/${client.client_id}/people`, { name: 'Anna Keller', email: 'anna@harbour.test' });
  await steward.api('PATCH', '/api/v1/mail-settings', { address: 'desk@msp.test' });
  const ticket = await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { kind: 'incident', title: 'Printer', impact: 'limited', urgency: 'low' });
  const begin = (name, size) => steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/attachments`, { name, type: 'text/plain', size_bytes: String(size) });
  const put = (id, at, size) => steward.raw('PATCH', `/api/v1/attachments/${id}/content`, { offset: String(at), content: Buffer.alloc(Math.min(part_bytes, size - at), 'steward ').toString('base64') });
  const on_disk = () => fs.readdirSync(shelf, { recursive: true, withFileTypes: true }).filter((one) => one.isFile()).map((one) => one.name);
  const kept_size = 3 * 2 ** 20, large = 5 * 2 ** 20;

  const { attachment_id: kept } = await begin('kept.txt', kept_size);
  for (let at = 0; at < kept_size; at += part_bytes) check((await put(kept, at, kept_size)).status === 200, `part at ${at} is taken`);
  await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/attachments/attach`, { attachment_ids: [kept] });
  check(on_disk().length === 1, 'a file lies there');

  const { attachment_id: second } = await begin('too much.txt', large);
  let refused;
  for (let at = 0; at < large && !refused; at += part_bytes) {
    const answer = await put(second, at, large);
    if (answer.status !== 200) refused = { status: answer.status, ...JSON.parse(answer.text) };
  }
  check(refused?.status === 503 && refused.code === 'attachments.disk_full', `the next one is refused within: ${refused?.detail}`);
  await steward.api('DELETE', `/api/v1/attachments/${second}`);
  check(on_disk().length === 1, 'and given up it leaves nothing');
  const files = async (id) => (await steward.api('GET', `/api/v1/tickets/${id}/attachments`)).attachments ?? [];
  check((await files(ticket.ticket_id)).length === 1, 'the ticket shows the one that is whole');
  check((await steward.raw('GET', `/api/v1/attachments/${kept}/content`)).text.length === kept_size, 'which is given out as before');

  const post = await post_office(steward, lmtp);
  const body = `--b\nContent-Type: text/plain\n\nSee it.\n--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=plan.pdf\nContent-Transfer-Encoding: base64\n\n${Buffer.alloc(4 * 2 ** 20, 'x').toString('base64').replace(/.{76}/g, '$&\n')}\n--b--`;
  await post.send({ from: 'anna@harbour.test', to: 'desk@msp.test', text: `From: anna@harbour.test\nTo: desk@msp.test\nSubject: With a plan\nMessage-ID: <plan@harbour.test>\nContent-Type: multipart/mixed; boundary=b\n\n${body}\n` });
  const mail = await until('a mail with a file is a ticket all the same', async () => (await steward.api('GET', '/api/v1/mails?page_size=10')).mails?.find((one) => one.state === 'ticket_opened'), 30);
  const [missing] = await files(mail.ticket_id);
  check(missing.state === 'not_kept' && missing.name === 'plan.pdf' && missing.note.length > 10, `which says what was not kept and why: ${missing.note}`);
  check((await steward.raw('GET', `/api/v1/mails/${mail.mail_id}/attachment?number=1`)).status === 200, 'the file is still in the stored mail');
  check(on_disk().length === 1, 'and nothing half lies on the disk');
});
