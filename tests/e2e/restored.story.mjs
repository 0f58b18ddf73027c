import fs from 'node:fs';
import path from 'node:path';
import { check, story, until } from './installation.mjs';

await story('A backup of the running server, restored into an empty folder: the pinned agent recognises it, nothing is lost.', 'restored', async (steward) => {
  await steward.start_server();
  const device = await steward.add_agent('files-1', 'Harbour Precision', { options: ['--interval', '1'] });
  const points = () => steward.observed(device.device_id, 'uptime_seconds', 0);
  await until('reports are stored', async () => (await points()).length >= 5);
  const ticket = await steward.api('POST', `/api/v1/clients/${device.client_id}/tickets`, { title: 'The printer on the quay is silent', impact: 'limited', urgency: 'low' });
  const content = 'as it came '.repeat(120_000);
  const { attachment_id } = await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/attachments`, { name: 'plan.txt', type: 'text/plain', size_bytes: String(content.length) });
  for (let at = 0; at < content.length; at += 500_000)
    await steward.api('PATCH', `/api/v1/attachments/${attachment_id}/content`, { offset: String(at), content: Buffer.from(content.slice(at, at + 500_000)).toString('base64') });
  await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/attachments/attach`, { attachment_ids: [attachment_id] });
  const passphrase = path.join(steward.folder, 'passphrase'), file = path.join(steward.folder, 'backup');
  fs.writeFileSync(passphrase, 'a walk along the harbour wall\n', { mode: 0o600 });
  const before = await points();
  console.log(`   ${steward.cli('backup', file, '--passphrase-file', passphrase).trim()}`);
  check((fs.statSync(file).mode & 0o077) === 0, 'nobody else may read the backup');
  await steward.stop_server();
  check(fs.readdirSync(path.join(steward.state, 'snapshots')).length === 0, 'the copy beside it is gone');

  const connections = () => fs.readFileSync(path.join(steward.folder, 'agent-files-1.log'), 'utf8').split('Connected to the server').length - 1;
  const connected_before = connections();
  steward.state = path.join(steward.folder, 'restored');
  console.log(`   ${steward.cli('restore', file, '--passphrase-file', passphrase).trim()}`);
  await steward.start_server();
  await until('the agent is back without being enrolled again', async () => (await steward.api('GET', `/api/v1/devices/${device.device_id}`)).connected, 30);
  check(connections() > connected_before, 'it checked the server\'s key and found the pinned one');
  const after = await until('what it measured goes on arriving', async () => {
    const now = await points();
    return now.at(-1) > before.at(-1) + 10_000 && now;
  }, 40);
  check(before.every((at) => after.includes(at)), `the ${before.length} reports before the backup are there`);
  // Acknowledged after the backup was made: these only the old folder has. Everything else must be there.
  const gaps = after.slice(1).map((at, index) => ({ from: after[index], length: at - after[index] })).filter((gap) => gap.length !== 1000);
  check(gaps.length <= 1 && gaps.every((gap) => gap.from >= before.at(-1) && gap.length < 15_000), `lost is at most what came between the backup and the stop (${gaps.map((gap) => gap.length).join(', ') || 'nothing'})`);
  check((await steward.api('GET', `/api/v1/tickets/${ticket.ticket_id}`)).title === ticket.title, 'the ticket is there');
  check((await steward.raw('GET', `/api/v1/attachments/${attachment_id}/content`)).text === content, 'and so is its file, byte for byte');
});
