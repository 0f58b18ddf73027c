// A client's people, on a phone, read what ran, what was shown to come back and what was not; of another client they read nothing.
import fs from 'node:fs';
import path from 'node:path';
import { check } from '../e2e/installation.mjs';
import { post_office } from '../e2e/mail.mjs';
import { Machine } from '../e2e/machine.mjs';
import { browser_story, overflow, picture } from './console.mjs';
import { enter, furnish, look_at, phone } from './portal_people.mjs';
import { invite, redeem } from './people.mjs';

const hour = 3600_000, minute = 60_000;

/** A database that is backed up, restored once well and once badly; and the same of another client. */
async function backed_up(steward, client_name, key) {
  const device = await steward.add_agent(key, client_name, { machine: Machine.make(steward, `${key}-server`) });
  const { client_id } = await steward.api('GET', `/api/v1/devices/${device.device_id}`);
  const item = await steward.api('POST', `/api/v1/clients/${client_id}/backup-items`, { name: `Ledger of ${client_name}`, kind: 'database', device_id: device.device_id, criticality: 'C1', rpo_s: '86400', rto_s: '28800', note: 'canary: among ourselves' });
  const plan = await steward.api('POST', `/api/v1/backup-items/${item.item_id}/plans`, { device_id: device.device_id, label: 'nightly', schedule: 'daily 02:00', zone: 'UTC' });
  const content = Date.now() - 6 * hour;
  await steward.api('POST', `/api/v1/backup-plans/${plan.plan_id}/runs`, { key: 'one', outcome: 'success', started_at_unix_ms: content, ended_at_unix_ms: content + minute, content_at_unix_ms: content, point: 'aa11', repository: 'canary: where it lies' });
  const restored = (result, more) => steward.api('POST', `/api/v1/backup-plans/${plan.plan_id}/restore-tests`, { level: 4, result, started_at_unix_ms: Date.now() - hour, point: 'aa11',
    checks: [{ name: 'orders', expected: 'newer than yesterday', found: 'seen', objects: '3', verdict: result }], ...more });
  const passed = await restored('passed', { usable_at_unix_ms: Date.now() - minute, content_at_unix_ms: content });
  const failed = await restored('failed', { reason: 'The newest order is of 2026-08-30.' });
  return { client_id, item_id: item.item_id, passed, failed };
}

await browser_story('Who decides or reads for a client sees what ran beside what comes back, failed tests in plain words, and nothing of others.', 'portal-backups', async (steward, seen) => {
  const { harbour } = await furnish(steward, await post_office(steward));
  const mine = await backed_up(steward, 'Harbour Foods', 'till');
  const theirs = await backed_up(steward, 'Lakeside', 'boat');
  check(mine.client_id === harbour && theirs.client_id !== harbour, 'two clients have backups');

  const dora = await seen.page(phone);
  await enter(dora, await invite(steward, 'Dora Decides', 'dora@harbour.example', ['CDM', 'CUS'], [harbour]));
  await dora.getByRole('navigation', { name: 'More pages' }).getByRole('link', { name: 'Backups' }).tap();
  await dora.getByRole('heading', { level: 1, name: 'Your backups' }).waitFor();
  await dora.getByText('Today we could not bring Ledger of Harbour Foods back').first().waitFor();
  await dora.getByText('A: repair and a new test within 7 days, included in your contract.').waitFor();
  await dora.getByText('0 of 1').waitFor();
  await dora.getByText('no restore was shown to work').first().waitFor();
  check((await dora.getByText('Lakeside').count()) === 0, 'of another client there is nothing');
  await dora.getByText('Its copies').first().tap();
  await dora.getByText('Not met: 3 copies').waitFor();
  check((await dora.getByRole('list', { name: 'Copies' }).getByText('The data in use').count()) === 1, 'she reads what copies there are, and what nobody knows of them');
  await look_at(dora, 'portal-backups');
  await dora.setViewportSize({ width: 768, height: 900 });
  await dora.reload();
  await dora.getByRole('navigation', { name: 'Main', exact: true }).getByRole('link', { name: 'Backups' }).waitFor();
  check((await overflow(dora)).length === 0, 'nor does anything stick out where all pages stand beside each other');
  await picture(dora, 'portal-backups-tablet');
  await dora.setViewportSize({ width: phone.width, height: phone.height });

  const asked = async (address) => (await dora.evaluate(async (at) => { const answer = await fetch(at); return { status: answer.status, text: await answer.text() }; }, address));
  for (const address of [`/api/v1/backup-items/${mine.item_id}`, '/api/v1/backup-items', '/api/v1/backup-runs', '/api/v1/restore-tests', '/api/v1/proof-findings', '/api/v1/recoverability', '/api/v1/backup-figures', '/api/v1/proof-plans']) {
    const { status, text } = await asked(address);
    check(status === 200 && !text.includes('Lakeside') && !text.includes('canary'), `${address} has theirs alone, without what is said among ourselves or where a repository lies`);
  }
  check((await asked(`/api/v1/restore-tests/${theirs.passed.test_id}/certificate`)).status === 404, "nor another client's certificate");

  // Somebody of ours signs: then there is a certificate to keep.
  check((await dora.getByRole('button', { name: /^Certificate/ }).count()) === 0, 'what nobody signed has no certificate');
  const erik = await seen.page();
  await redeem(erik, await invite(steward, 'Erik Engineer', 'erik@msp.test', ['ENG']));
  await erik.goto(`/restore-tests/${mine.passed.test_id}`);
  await erik.getByRole('button', { name: 'Sign' }).click();
  await erik.getByRole('dialog').getByLabel('Note').fill('Seen.');
  await erik.keyboard.press('Control+Enter');
  await erik.getByRole('button', { name: 'Certificate', exact: true }).waitFor();
  await erik.close();
  await dora.reload();
  const button = dora.getByRole('button', { name: /^Certificate of Ledger/ });
  await button.waitFor();
  const [coming] = await Promise.all([dora.waitForEvent('download'), button.tap()]);
  const kept = path.join(steward.folder, 'kept.pdf');
  await coming.saveAs(kept);
  check(fs.readFileSync(kept).subarray(0, 5).toString() === '%PDF-', 'she keeps the certificate as a PDF');

  const rosa = await seen.page(phone);
  await enter(rosa, await invite(steward, 'Rosa Reader', 'rosa@harbour.example', ['CRO'], [harbour]));
  await rosa.goto('/portal/backups');
  await rosa.getByText('Today we could not bring Ledger of Harbour Foods back').first().waitFor();
  check(true, 'who reads for the client sees the same');
  const carla = await seen.page(phone);
  await enter(carla, await invite(steward, 'Carla Berg', 'carla@harbour.example', ['CUS'], [harbour]));
  check((await carla.getByRole('link', { name: 'Backups' }).count()) === 0, 'who may not is not offered the page');
});
