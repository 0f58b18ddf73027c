import { check, story, until } from './installation.mjs';
import { Wire } from './wire.mjs';

await story('The network is cut for a while: what was measured meanwhile arrives in order and without a gap.', 'cut', async (steward) => {
  await steward.start_server();
  const wire = await Wire.lay(steward.agent_port);
  const device = await steward.add_agent('files-1', 'Harbour Precision', { through: wire.port, options: ['--interval', '10'] });
  const points = () => steward.observed(device.device_id, 'uptime_seconds', 10);
  await until('two reports are stored', async () => (await points()).length >= 2, 90);
  wire.cut();
  await until('the server sees that it is gone', async () => !(await steward.api('GET', `/api/v1/devices/${device.device_id}`)).connected, 60);
  const before = await points();
  const newest = before.at(-1);
  await until('half a minute of measuring passes unseen', () => Date.now() - newest > 35_000, 60);
  check((await points()).at(-1) === newest, 'nothing arrived through the cut wire');
  wire.mend();
  const after = await until('what was measured meanwhile is there', async () => {
    const now = await points();
    return now.length >= before.length + 3 && now;
  }, 120);
  const gaps = after.slice(1).map((at, index) => at - after[index]);
  check(gaps.every((gap) => gap === 10_000), `without a gap, nothing doubled (${gaps.join(', ')})`);
  check((await steward.number('steward_ingest_reports_repeated_total')) <= 2, 'hardly anything was sent twice');
});
