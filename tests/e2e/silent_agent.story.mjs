import { check, story, until } from './installation.mjs';

await story('The server goes and comes, the agent goes and comes: nothing acknowledged is lost, nothing is doubled.', 'silence', async (steward) => {
  await steward.start_server();
  const device = await steward.add_agent('files-1', 'Harbour Precision', { options: ['--interval', '10'] });
  const points = () => steward.observed(device.device_id, 'uptime_seconds', 10);
  await until('three reports are stored', async () => (await points()).length >= 3, 90);
  const before = await points();
  await steward.stop_server('SIGKILL');
  await steward.start_server();
  const after = await until('the reports of the time without a server arrive', async () => {
    const now = await points();
    return now.length > before.length + 1 && now;
  }, 120);
  check(before.every((at) => after.includes(at)), 'what was stored before the kill is still there');
  check(new Set(after).size === after.length, 'no report is there twice');
  const gaps = after.slice(1).map((at, index) => at - after[index]);
  check(gaps.every((gap) => gap === 10_000), `the series has no gap (${gaps.join(', ')})`);

  await steward.stop_agent('files-1', 'SIGKILL');
  await until('the console knows that it is not connected', async () => !(await steward.api('GET', `/api/v1/devices/${device.device_id}`)).connected, 60);
  steward.start_agent('files-1');
  await until('the agent is back under a new epoch', async () => (await steward.api('GET', `/api/v1/devices/${device.device_id}`)).connected, 60);
});
