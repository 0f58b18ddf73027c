// What the device list costs: the server's processor time and bytes for each call, the person's
// milliseconds for each act on the page. Every size gets an installation of its own, filled by
// devices.sql before its server starts. Started by console.sh.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { story } from '../../tests/e2e/installation.mjs';
import { Console } from '../../tests/browser/console.mjs';
import { owner_link, redeem } from '../../tests/browser/people.mjs';
import { measure_calls, settled } from './console_calls.mjs';
import { measure_page } from './console_page.mjs';

const asked = process.argv.indexOf('--devices');
const sizes = (asked > 0 ? process.argv[asked + 1] : '1000,10000,100000').split(',').map(Number);
if (!sizes.every((size) => Number.isInteger(size) && size >= 100 && size <= 1_000_000)) {
  console.error('usage: console.sh BUILD_FOLDER [--devices N,N,...], each from 100 to 1,000,000');
  process.exit(2);
}
if (sizes.length > 1) one_process_for_each();

function one_process_for_each() {
  const codes = sizes.map((size) => spawnSync(process.execPath, [process.argv[1], '--devices', String(size)], { stdio: 'inherit' }).status);
  process.exit(codes.find((code) => code !== 0) ?? 0);
}

function fill(steward, devices) {
  const parameters = { devices, clients: Math.ceil(devices / 25), now: Date.now() };
  const commands = ['.parameter init', ...Object.entries(parameters).map(([name, value]) => `.parameter set :${name} ${value}`), `.read ${path.join(import.meta.dirname, 'devices.sql')}`];
  const filled = spawnSync('sqlite3', ['-bail', path.join(steward.state, 'steward.db'), ...commands], { encoding: 'utf8' });
  if (filled.status !== 0) throw new Error(`sqlite3: ${filled.error ?? filled.stderr}`);
}

await story(`\n== ${sizes[0].toLocaleString('en')} devices`, `console-${sizes[0]}`, async (steward) => {
  steward.quiet = true;
  fill(steward, sizes[0]);
  await steward.start_server();
  const seen = await Console.open(steward);
  try {
    const first = await seen.page();
    await redeem(first, owner_link(steward));
    const kept = await first.context().storageState();
    await first.context().close();
    await settled(steward);
    await measure_calls(steward, kept.cookies);
    await measure_page(seen, kept);
    if (seen.faults.length > 0) throw new Error(seen.faults.join('\n'));
  } finally {
    await seen.browser.close();
  }
});
