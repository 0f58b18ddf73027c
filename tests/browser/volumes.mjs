// Volumes that really fill: small tmpfs under the installation's folder, watched with short times.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { until } from '../e2e/installation.mjs';

/** Mounts empty volumes, before the agent's first look at the machine; gives their paths. */
export function mount_volumes(steward, ...names) {
  const volumes = names.map((name) => path.join(steward.folder, name));
  // Before the installation's folder is removed at the end.
  process.prependListener('exit', () => {
    for (const volume of volumes) try { execFileSync('umount', ['-l', volume], { stdio: 'ignore' }); } catch { /* it was never mounted */ }
  });
  for (const volume of volumes) {
    fs.mkdirSync(volume);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', volume]);
  }
  return volumes;
}

export const fill = (volume) => fs.writeFileSync(path.join(volume, 'ballast'), Buffer.alloc(3.9 * 1024 * 1024));
export const free = (volume) => fs.rmSync(path.join(volume, 'ballast'));

/** Short times for the volumes: looked at every 10 s, counted at once. Waits until each is known to be well. */
export async function watch_closely(steward, device, volumes) {
  for (const volume of volumes) {
    await steward.api('POST', `/api/v1/clients/${device.client_id}/exemptions`, {
      device_id: device.device_id, check: 'S01', item: volume, hold_s: 0, interval_s: 10, samples_needed: 1, samples_of: 1,
      reason: 'browser test with short times', expires_at_unix_ms: Date.now() + 3600_000,
    });
  }
  await until('the volumes are watched and well', async () => {
    const { checks } = await steward.api('GET', `/api/v1/devices/${device.device_id}/checks?page_size=1000`);
    return volumes.every((volume) => checks.find((one) => one.check === 'S01' && one.item === volume)?.state === 'ok');
  }, 90);
}

/** The open alerts about full volumes of `device`, once there are `wanted`. */
export const alerts_of = (steward, device, wanted) => until(`${wanted === 1 ? 'one alert is' : `${wanted} alerts are`} open`, async () => {
  const { alerts } = await steward.api('GET', `/api/v1/alerts?filter=${encodeURIComponent(`device_id:${device.device_id} check:S01 state:open`)}`);
  return alerts.length === wanted && alerts;
}, 60);

/** A real machine with full volumes, each of them an open alert. */
export async function machine_with_full_volumes(steward, client, names, criticality) {
  const volumes = mount_volumes(steward, ...names);
  const device = await steward.add_agent('files', client);
  if (criticality) await steward.api('PATCH', `/api/v1/devices/${device.device_id}`, { criticality });
  await watch_closely(steward, device, volumes);
  volumes.forEach(fill);
  return { device, volumes, alerts: await alerts_of(steward, device, names.length) };
}
