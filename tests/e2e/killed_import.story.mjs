import fs from 'node:fs';
import path from 'node:path';
import { check, story, until } from './installation.mjs';

// The server dies while a history comes in: at moments of chance, in the reading, the check, the application and the undoing. A step is
// a few hundred rows, so that many kills fall into each.
const rows = Number(process.env.STEWARD_IMPORT_ROWS ?? 12_000);
const kills = Number(process.env.STEWARD_IMPORT_KILLS ?? 6);  // of each step

function* records() {
  yield { record: 'client', external_id: 'c', name: 'Harbour Precision' };
  yield { record: 'person', external_id: 'p', client_id: 'c', name: 'Paula Clerk', email: 'paula@harbour.test' };
  for (let i = 0; i < rows; i++) {
    yield { record: 'ticket', external_id: `t${i}`, reference: `OLD-${i}`, client_id: 'c', requester_id: 'p', title: `Ticket ${i}`, created_at: '2024-03-01T09:00:00Z', closed_at: '2024-03-02T09:00:00Z', priority: 'P3' };
    if (i % 4 === 0) yield { record: 'message', external_id: `m${i}`, ticket_id: `t${i}`, at: '2024-03-01T10:00:00Z', contact: 'Paula Clerk', text: `It is broken, ${i}.` };
  }
}

await story(`The server is killed ${kills} times in each step of an import: nothing is lost, nothing comes twice.`, 'import', async (steward) => {
  await steward.start_server();
  const file = path.join(steward.folder, 'history.jsonl');
  fs.writeFileSync(file, [...records()].map((record) => JSON.stringify(record)).join('\n'));
  const size = fs.statSync(file).size, expected = rows + Math.ceil(rows / 4) + 2;
  let { import_id } = await steward.api('POST', '/api/v1/imports', { name: 'history.jsonl', size_bytes: String(size) });
  const at = `/api/v1/imports/${import_id}`;
  const bytes = fs.readFileSync(file);
  for (let offset = 0; offset < size; offset += 500_000)
    await steward.api('PATCH', `${at}/content`, { offset: String(offset), content: bytes.subarray(offset, offset + 500_000).toString('base64') });
  let state = Number(process.env.STEWARD_SEED ?? Date.now() % 1_000_000);
  console.log(`seed: ${state}`);
  const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  const now = () => steward.api('GET', at);
  steward.quiet = true;
  const busy = new Set(['reading', 'checking', 'applying', 'undoing']);
  for (const [verb, done] of [['check', 'checked'], ['apply', 'done'], ['undo', 'undone']]) {
    await steward.api('POST', `${at}/${verb}`, {});
    let fell = 0;
    for (let i = 0; i < kills; i++) {
      // At a row that chance names, a little further each time; or wherever it is when it ends before.
      const begun = Number((await now()).done_rows), wanted = begun + (random() * (expected - begun)) / (kills - i);
      const seen = await until(`${verb} is at row ${Math.round(wanted)}`, async () => { const one = await now(); return (!busy.has(one.state) || Number(one.done_rows) >= wanted) && one; }, 60, true);
      if (busy.has(seen.state)) fell++;
      await steward.stop_server('SIGKILL');
      await steward.start_server();
    }
    const ended = await until(`${verb} comes to its end`, async () => { const one = await now(); return one.state === done && one; }, 180, true);
    check(fell > 0, `${verb}: ${fell} of ${kills} kills fell into it`);
    if (verb === 'undo') check(Number(ended.removed) === expected && Number(ended.kept) === 0, `all ${expected} are taken back: ${ended.removed}, kept ${ended.kept}`);
    else check(Number(ended.created) === expected && Number(ended.rejected) === 0, `${verb}: ${ended.created} of ${expected} created, ${ended.rejected} rejected`);
    let there = 0;  // counted one by one: a total ends at 10,000
    for (let token = '', first = true; token || first; first = false) {
      const page = await steward.api('GET', `/api/v1/tickets?page_size=1000&page_token=${encodeURIComponent(token)}`);
      there += page.tickets.length;
      token = page.next_page_token;
    }
    check(there === (verb === 'apply' ? rows : 0), `${verb}: there are ${there} tickets`);
  }
});
