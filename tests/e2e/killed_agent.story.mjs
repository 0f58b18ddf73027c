import { check, story, until } from './installation.mjs';

// With the default times: a server that has just started accuses nobody for five minutes, and a device
// is silent after five. So the agent is killed at once, and the story takes as long as both.
await story('The agent is killed: its heartbeat is missed, a ticket stands, everything else is stale and raises nothing; it comes back.', 'heartbeat', async (steward) => {
  await steward.start_server();
  const device = await steward.add_agent('files-1', 'Harbour Precision', { options: ['--interval', '10'] });
  await steward.api('PATCH', `/api/v1/devices/${device.device_id}`, { device_class: 'server' });
  await steward.api('POST', `/api/v1/clients/${device.client_id}/exemptions`, {
    device_id: device.device_id, check: 'A01', hold_s: 0, interval_s: 10, samples_needed: 1, samples_of: 1,
    reason: 'end-to-end test that does not wait to see it cleared', expires_at_unix_ms: Date.now() + 3600_000,
  });
  const checks = async () => (await steward.api('GET', `/api/v1/devices/${device.device_id}/checks?page_size=1000`)).checks;
  await until('the heartbeat is well', async () => (await checks()).find((one) => one.check === 'A01')?.state === 'ok', 60);
  // Of the machine itself: other volumes may come and go while this story waits.
  const of_machine = async () => (await checks()).filter((one) => one.check !== 'A01' && (one.item === '' || one.item === '/'));
  // Well or not: a machine that also builds may be short of processor.
  const is_observed = (one) => !['stale', 'unknown', 'disabled'].includes(one.state);
  const seen = (await of_machine()).filter(is_observed).map((one) => one.check);
  check(seen.length >= 5, `others are observed, too: ${seen.join(', ')}`);

  await steward.stop_agent('files-1', 'SIGKILL');
  const killed_at = Date.now();
  const alert = await until('the missed heartbeat is an alert', async () => (await steward.api('GET', '/api/v1/alerts?filter=check%3AA01%20state%3Aopen')).alerts[0], 330);
  console.log(`   ${Math.round((Date.now() - killed_at) / 1000)} s after the kill: ${alert.plain_text}`);
  check(alert.device_id === device.device_id, 'it is this device\'s');
  await until('a ticket stands for it', async () => (await steward.api('GET', '/api/v1/tickets?filter=is%3Aopen')).tickets.find((one) => one.alert_id === alert.alert_id), 30);
  const others = async () => (await checks()).filter((one) => one.check !== 'A01' && one.state !== 'disabled');
  await until('every other check is stale or unknown, none is green', async () => {
    const now = await others();
    return now.length > 5 && now.every((one) => one.state === 'stale' || one.state === 'unknown');
  }, 30);
  const device_now = await steward.api('GET', `/api/v1/devices/${device.device_id}`);
  check(device_now.health !== 'ok' && !device_now.connected, `the device is not shown as well: ${device_now.health}, ${device_now.health_reason}`);
  check((await steward.api('GET', '/api/v1/alerts?filter=state%3Aopen')).alerts.length === 1, 'nothing else was raised');

  steward.start_agent('files-1');
  await until('the alert is cleared when it reports again', async () => (await steward.api('GET', `/api/v1/alerts/${alert.alert_id}`)).state === 'cleared', 60);
  await until('the other checks are observed again', async () => {
    const now = (await of_machine()).filter((one) => seen.includes(one.check));
    return now.length === seen.length && now.every(is_observed);
  }, 60);
});
