import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

import { check, story, until } from './installation.mjs';
import { post_office } from './mail.mjs';

await story('A real Postfix hands mail over by a socket of the file system, which only its group may reach; what came while the server was away comes afterwards.', 'mail-socket', async (steward) => {
  // As the guide says it: the folder gives the socket its group, and others do not get through it.
  const folder = path.join(steward.folder, 'door'), socket = path.join(folder, 'mail.sock');
  const group = Number(execFileSync('id', ['-g', 'postfix'], { encoding: 'utf8' }));
  fs.chmodSync(steward.folder, 0o711);
  fs.mkdirSync(folder);
  fs.chownSync(folder, 0, group);
  fs.chmodSync(folder, 0o2710);
  const options = ['--mail-listen', `unix:${socket}`];
  await steward.start_server({ options });
  const { mode, gid } = fs.statSync(socket);
  check((mode & 0o777) === 0o660 && gid === group, 'the socket is for the server and for Postfix alone');
  const post = await post_office(steward, socket);
  const harbour = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  await steward.api('POST', `/api/v1/clients/${harbour.client_id}/people`, { name: 'Anna Keller', email: 'anna@harbour.test' });
  await steward.api('PATCH', '/api/v1/mail-settings', { address: 'desk@msp.test' });
  const say = (subject) => post.send({ from: 'anna@harbour.test', to: 'desk@msp.test', text: `From: Anna Keller <anna@harbour.test>\nTo: desk@msp.test\nSubject: ${subject}\nMessage-ID: <${subject}@harbour.test>\n\nhello\n` });
  const titles = async () => ((await steward.api('GET', '/api/v1/tickets')).tickets ?? []).map((one) => one.title);

  await say('printer');
  await until('the mail is a ticket', async () => (await titles()).includes('printer'), 20);
  const { mails } = await steward.api('GET', '/api/v1/mails');
  check(mails.length === 1 && mails[0].door === 'lmtp' && mails[0].from_address === 'anna@harbour.test', 'taken at the door, once');

  await steward.stop_server('SIGKILL');
  check(fs.existsSync(socket), 'a server that was killed leaves its socket');
  await say('scanner');
  await until('Postfix keeps what came while the server was away', async () => post.waiting() === 1, 20);
  await steward.start_server({ options });
  await until('and hands it over to the next one, which took the place of the socket', async () => (await titles()).includes('scanner') && post.waiting() === 0, 60);
  check((await titles()).length === 2, 'each once');
  await steward.stop_server();
  check(!fs.existsSync(socket), 'a server that ends takes its socket away');
});
