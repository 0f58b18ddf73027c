// The desk in a real server with 200,000 tickets: what each call of its pages costs the server, what a technician's acts cost
// while 200 screens listen, and what the screen does in a real Chromium. Started by desk.sh; `--only pages`, `acts` or `screen`
// measures one of the three.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build, story } from '../../tests/e2e/installation.mjs';
import { Console } from '../../tests/browser/console.mjs';
import { owner_link, redeem } from '../../tests/browser/people.mjs';
import { settled } from './console_calls.mjs';
import { measure_acts, measure_pages } from './desk_calls.mjs';
import { measure_queue } from './desk_page.mjs';

const asked = process.argv.indexOf('--tickets');
const tickets = Number(asked > 0 ? process.argv[asked + 1] : 200_000);
if (!Number.isInteger(tickets) || tickets < 1000 || tickets > 2_000_000) {
  console.error('usage: desk.sh BUILD_FOLDER [--tickets N], from 1,000 to 2,000,000 [--only pages|acts|screen]');
  process.exit(2);
}
const only = process.argv.includes('--only') ? process.argv[process.argv.indexOf('--only') + 1] : '';
const wants = (part) => only === '' || only === part;

function fill(steward) {
  const filled = spawnSync(path.join(build, 'tools/desk_bench'), ['--fill', path.join(steward.state, 'steward.db'), '--tickets', String(tickets)], { encoding: 'utf8' });
  if (filled.status !== 0) throw new Error(`desk_bench: ${filled.error ?? filled.stderr}`);
}

await story(`\n== ${tickets.toLocaleString('en')} tickets, a real server on SQLite`, 'desk', async (steward) => {
  steward.quiet = true;
  // What a first start writes, the standard promises among it, is there before the tickets.
  await steward.start_server();
  await steward.stop_server();
  fill(steward);
  await steward.start_server();
  const seen = await Console.open(steward);
  try {
    const first = await seen.page();
    await redeem(first, owner_link(steward));
    const kept = await first.context().storageState();
    await first.context().close();
    await settled(steward, 600);
    if (wants('pages')) await measure_pages(steward, seen, kept);
    if (wants('acts')) await measure_acts(steward, kept.cookies);
    if (wants('screen')) await measure_queue(seen, kept);
    if (seen.faults.length > 0) throw new Error(seen.faults.join('\n'));
  } finally {
    await seen.browser.close();
  }
});
