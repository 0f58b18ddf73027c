import { check, story, until } from './installation.mjs';

// The agents measure every second, so that a kill falls into every step of taking a report in. Several,
// because each comes back at a time of its own: at any kill some are connected, some are not. A machine is
// one device of a client, so each has a client of its own.
const cycles = Number(process.env.STEWARD_KILL_CYCLES ?? 50);
const names = ['files-1', 'files-2', 'files-3'];
const second = 1000;

await story(`The server is killed ${cycles} times while agents report: nothing acknowledged is lost, nothing is doubled.`, 'kills', async (steward) => {
  await steward.start_server();
  const devices = new Map();
  for (const name of names) devices.set(name, (await steward.add_agent(name, `Client of ${name}`, { options: ['--interval', '1'] })).device_id);
  const points = (name) => steward.observed(devices.get(name), 'uptime_seconds', 0);
  const first = new Map();
  for (const name of names) first.set(name, (await until(`${name} reports`, async () => (await points(name)).length >= 2 && points(name)))[0]);

  // Acknowledged is what the agent itself no longer keeps: everything before the oldest that it does.
  const acknowledged = (name) => {
    const status = steward.agent_status(name);
    return Date.parse(status.oldest_unacknowledged_at ?? status.last_report_at);
  };
  let state = Number(process.env.STEWARD_SEED ?? Date.now() % 1_000_000);
  console.log(`seed: ${state}`);
  const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
  let growing = 0, checked = 0;
  const before = new Map(first);
  steward.quiet = true;
  for (let cycle = 0; cycle < cycles; cycle++) {
    await until('an agent is back', () => names.some((name) => steward.agent_status(name).connected), 60, true);
    await new Promise((resolve) => setTimeout(resolve, random() * 2500));  // the moment is chance, not a wait
    const held = new Map(names.map((name) => [name, acknowledged(name)]));
    await steward.stop_server('SIGKILL');
    await steward.start_server();
    for (const [name, until_then] of held) {
      const there = new Set(await points(name));
      for (let at = first.get(name); at < until_then; at += second, checked++) {
        if (!there.has(at)) throw new Error(`cycle ${cycle}, ${name}: ${new Date(at).toISOString()} was acknowledged (before ${new Date(until_then).toISOString()}) and is lost`);
      }
      if (until_then > before.get(name)) growing++;
      before.set(name, until_then);
    }
  }
  console.log(`   ${cycles} kills, ${checked} times an acknowledged report was looked for and found`);
  check(growing >= cycles / 4, `reports were acknowledged between the kills (${growing} times)`);
  for (const name of names) {
    await until(`${name} goes on and everything that it kept arrives`, () => acknowledged(name) > Date.now() - 5 * second, 60);
    const after = await points(name);
    const gaps = after.slice(1).map((at, index) => at - after[index]).filter((gap) => gap !== second);
    check(gaps.length === 0, `${name}: of ${after.length} moments none is missing and none is there twice (${gaps.join(', ')})`);
    check(steward.agent_status(name).dropped_reports === 0, `${name} gave up nothing`);
  }
});
