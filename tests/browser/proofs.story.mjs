// Proofs in the console: a restore by hand is written down and signed, its certificate is a page and a PDF, every number of recoverability opens what
// it is made of, proof plans are changed and ended, and what is late stands in a calendar.
import fs from 'node:fs';
import path from 'node:path';
import { answer_gate, begin_chain, grant_line, join, start_gate } from '../e2e/chain.mjs';
import { check, until } from '../e2e/installation.mjs';
import { Machine } from '../e2e/machine.mjs';
import { browser_story, look_at, picture, violations } from './console.mjs';
import { invite, owner_link, redeem } from './people.mjs';

const hour = 3600_000, minute = 60_000;
const typed = (at) => { const moment = new Date(at); return new Date(at - moment.getTimezoneOffset() * minute).toISOString().slice(0, 16); };

async function a_policy({ chain, client_id, gate_id }) {
  const { alice, bob, desk, courier, file } = chain;
  fs.writeFileSync(file('proofs.txt'), `class restore-test\nclient ${client_id}\ndevice ${gate_id}\ntrigger manual\nwindow Europe/Berlin mon-sun 00:00 1440\nruns-a-day 4\nfailures 3\n` +
    'days 90\ntimeout 600\npublished 2026-01-02\nring 0 0\nring 1 48\nitem files of the office\n  repository office\n  most-level 1\n' +
    'item the books\n  repository office\n  most-level 2\n  database postgresql /srv/dumps/books-*.sql\n  expect entries 1000 created_at 36h\n');
  alice.sign('policy', file('proofs.txt'), '--out', file('proofs'));
  alice.sign('sign', file('proofs'));
  bob.sign('sign', file('proofs'));
  bob.sign('send', desk, file('proofs'));
  courier();
}

/** A client with a database that is backed up on one machine, and a machine with a gate that may restore. */
async function world(steward) {
  const books = await steward.add_agent('books', 'Harbour Precision', { machine: Machine.make(steward, 'harbour-books') });
  const { client_id } = await steward.api('GET', `/api/v1/devices/${books.device_id}`);
  const site = await steward.api('POST', `/api/v1/clients/${client_id}/sites`, { name: 'Main office' });
  const chain = await begin_chain(steward);
  await join(steward, 'restore-1', grant_line(steward, chain, client_id, site.site_id), start_gate(steward));
  const host = await until('the restore host reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.device_id !== books.device_id && one.connected));
  const gate_id = await until('its gate is known', async () => (await steward.api('GET', `/api/v1/devices/${host.device_id}/gate`)).gate_id);
  await answer_gate(steward, chain, host.device_id);
  await a_policy({ chain, client_id, gate_id });
  await until('the policy is in force', async () => (await steward.api('GET', '/api/v1/policies')).policies[0]?.state === 'in_force');
  const make = (name, more) => steward.api('POST', `/api/v1/clients/${client_id}/backup-items`, { name, kind: 'database', device_id: books.device_id, criticality: 'C1', rpo_s: '86400', rto_s: '28800', ...more });
  const item = await make('Accounting database');
  const plan = await steward.api('POST', `/api/v1/backup-items/${item.item_id}/plans`, { device_id: books.device_id, label: 'nightly', schedule: 'daily 02:00', zone: 'UTC' });
  const content = Date.now() - 6 * hour;
  await steward.api('POST', `/api/v1/backup-plans/${plan.plan_id}/runs`, { key: 'one', outcome: 'success', engine: 'pg_dump', started_at_unix_ms: content, ended_at_unix_ms: content + 10 * minute,
    content_at_unix_ms: content, point: '9f2c7aa1', source_bytes: '360000000000' });
  return { client_id, host, item, plan, content, make };
}

async function tell(steward, seen) {
  const { client_id, item, plan, content, make } = await world(steward);
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const dialog = page.getByRole('dialog');
  const gone = () => dialog.waitFor({ state: 'detached' });
  const at_item = `/backups/items/${item.item_id}`;
  const accessible_form = async (name) => {
    await dialog.waitFor();
    await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished)));
    await picture(page, name);
    const found = await violations(page);
    check(found.length === 0, `${name}: the form is accessible${found.map((line) => `\n  ${line}`).join('')}`);
  };
  const look = (address, name, text) => look_at(page, address, name, async () => { await page.getByText(text).first().waitFor({ state: 'attached' }); });

  await look('/backups/tests', 'proofs-empty', 'Nothing was restored yet.');
  await look('/backups/findings', 'proof-findings-empty', 'No restore test found anything.');
  await look('/backups/recoverability', 'recoverability-never', 'Never restored.');

  await page.goto(at_item);
  await page.getByRole('button', { name: 'Restored by hand' }).click();
  check(await dialog.getByRole('button', { name: 'Write it down' }).isDisabled(), 'what says nothing cannot be written down');
  await dialog.getByLabel('How far it went').selectOption({ label: 'L2 volume or database' });
  await dialog.getByLabel('Recovery point').selectOption({ index: 1 });
  check(await dialog.getByLabel('Its data was of').inputValue() === typed(content), 'a recovery point that is known brings the moment of its data');
  await dialog.getByLabel('Began').fill(typed(Date.now() - 3 * hour));
  await dialog.getByLabel('Data was there').fill(typed(Date.now() - hour));
  await dialog.getByLabel('All was usable again').fill(typed(Date.now() - 30 * minute));
  await dialog.getByLabel('How much came back').fill('72 GB');
  await dialog.getByLabel('Check 1', { exact: true }).fill('orders');
  await dialog.getByLabel('Expected of check 1').fill('newer than yesterday');
  await dialog.getByLabel('Found by check 1').fill('of today');
  await dialog.getByLabel('How many check 1 looked at').fill('3');
  await dialog.getByRole('button', { name: 'Another check' }).click();
  await dialog.getByLabel('What was not checked').fill('Printing.\nThe interface to the bank.');
  await dialog.getByLabel('Where it was restored').fill('An isolated machine of ours');
  await dialog.getByLabel('Evidence').fill('Pictures of the login and of the newest order lie in the ticket.');
  await accessible_form('restore-by-hand');
  await page.setViewportSize({ width: 390, height: 900 });
  await picture(page, 'restore-by-hand-phone');
  await page.setViewportSize({ width: 1440, height: 900 });
  await dialog.getByRole('button', { name: 'Write it down' }).click();
  await page.waitForURL(/\/restore-tests\//);
  await page.getByRole('heading', { level: 2, name: 'Restore test of Accounting database' }).waitFor();
  await page.getByText('The interface to the bank.').waitFor();
  const test_id = new URL(page.url()).pathname.split('/').at(-1);
  const written = await steward.api('GET', `/api/v1/restore-tests/${test_id}`);
  check(written.state === 'passed' && written.restored_bytes === '72000000000' && written.checks.length === 1, 'a restore by hand is written down as it was typed, and an empty line is no check');
  check((await page.getByRole('button', { name: 'Sign' }).count()) === 0, 'whoever carried it out is not offered to sign it');

  return { page, item, plan, client_id, test_id, dialog, gone, at_item, accessible_form, look, make };
}

/** Somebody else signs it; what is handed to the client is a page and a PDF. */
async function certified(steward, seen, { test_id, look }) {
  const erik = await seen.page();
  await redeem(erik, await invite(steward, 'Erik Engineer', 'erik@msp.test', ['ENG']));
  await erik.goto(`/restore-tests/${test_id}`);
  await erik.getByRole('button', { name: 'Sign' }).click();
  await erik.getByRole('dialog').getByLabel('Note').fill('I looked at its pictures.');
  await erik.keyboard.press('Control+Enter');
  await erik.getByRole('button', { name: 'Certificate', exact: true }).waitFor();
  const folder = process.env.STEWARD_SHOTS ?? steward.folder;
  const save = async (button) => {
    const [coming] = await Promise.all([erik.waitForEvent('download'), erik.getByRole('button', { name: button, exact: true }).click()]);
    const kept = path.join(folder, coming.suggestedFilename().replace(/.*\./, 'certificate.'));
    await coming.saveAs(kept);
    return [coming.suggestedFilename(), fs.readFileSync(kept)];
  };
  const [name, pdf] = await save('Certificate');
  check(/^restore-test-accounting-database-\d{4}-\d{2}-\d{2}\.pdf$/.test(name) && pdf.subarray(0, 5).toString() === '%PDF-', `the certificate is a PDF with a name that says what it is: ${name}`);
  const [, html] = await save('Certificate as a page');
  check(html.toString().includes('It could be restored.') && html.toString().includes('<li>The interface to the bank.</li>'), 'and a page, which says what was not checked as well');
  await erik.close();
  await look(`/restore-tests/${test_id}`, 'proof-signed', 'Erik Engineer');
}

async function drilled_down(steward, { page, test_id, look, at_item, client_id, plan }) {
  // An older one of the same level took longer: from two on there is a trend.
  const before = Date.now() - 30 * hour;
  await steward.api('POST', `/api/v1/backup-plans/${plan.plan_id}/restore-tests`, { level: 2, result: 'passed', started_at_unix_ms: before, data_at_unix_ms: before + 3 * hour, usable_at_unix_ms: before + 5 * hour,
    ended_at_unix_ms: before + 5 * hour, content_at_unix_ms: before - hour, restored_bytes: '108000000000', checks: [{ name: 'orders', expected: 'newer than yesterday', found: 'of that day', objects: '3', verdict: 'passed' }] });
  await page.goto('/backups');
  await page.getByRole('table').getByRole('link', { name: /^1 of 1$/ }).first().click();
  await page.waitForURL((address) => address.pathname === '/backups/recoverability' && address.searchParams.get('client') === client_id);
  await page.getByRole('link', { name: 'the proof' }).click();
  await page.waitForURL(`**/restore-tests/${test_id}**`);
  check(true, 'the number of K20 opens its items, and each the test by which it counts');
  await look('/backups/recoverability', 'recoverability', '1 of 1 proven');
  await look('/backups/tests', 'proofs', 'Accounting database');
  await page.goto(`/backups/tests?q=${encodeURIComponent('level>=2 rto>60 state:passed')}`);
  await page.getByRole('grid').getByText('Accounting database').first().waitFor();
  const { runs: [run] } = await steward.api('GET', '/api/v1/backup-runs');
  await page.goto(`/backups/runs?open=${run.run_id}`);
  await page.getByRole('complementary', { name: 'Run' }).getByRole('link', { name: '1 test' }).click();
  await page.getByRole('grid').getByText('Accounting database').first().waitFor();
  check(new URL(page.url()).pathname === '/backups/tests', 'from a run one comes to the tests of the very point that it made');
  await page.goto(`/backups/tests?q=${encodeURIComponent('rto>28800')}`);
  await page.getByText('No restore test is like that.').or(page.getByText('No restore test matches this filter.')).first().waitFor();
  check(true, 'tests are found by level, verdict and what was measured');
  await look(at_item, 'proof-item', 'Projected, not measured: ');
  check(await page.getByText('10 h for all 360 GB').count() === 1, 'how long all of it would take is said, and that it is projected');
  await page.getByText('Measured recovery time; 8 h agreed').waitFor();
  await page.getByText('Measured recovery time; 8 h agreed').scrollIntoViewIfNeeded();
  await picture(page, 'proof-trend');
}

/** A plan is made, changed and ended; what waits says for what. */
async function planned({ page, dialog, gone, at_item, accessible_form, look }) {
  await page.goto(at_item);
  await page.getByRole('button', { name: 'Prove regularly' }).click();
  await dialog.getByLabel('Restore host', { exact: true }).selectOption({ index: 1 });
  await dialog.getByLabel('Repository, as the restore host calls it').fill('office');
  const policies = () => dialog.getByLabel('Standing policy').getByRole('option').allTextContents();
  check((await policies()).join() === 'Choose,files of the office,the books', 'files can be restored by both policies');
  await dialog.getByLabel('What is restored').selectOption({ label: 'A database: started, checked and looked into' });
  check((await policies()).join() === 'Choose,the books', 'a database only by the one that says what must be in it');
  await dialog.getByLabel('Standing policy').selectOption({ label: 'the books' });
  await accessible_form('proof-plan-new');
  await dialog.getByRole('button', { name: 'Prove it' }).click();
  await gone();
  await page.getByText('No run of this backup has told yet what its source looked like').first().waitFor({ timeout: 90_000 });
  check(true, 'a proof plan that cannot begin says what it waits for');
  await page.getByRole('button', { name: 'Change nightly' }).click();
  await dialog.getByLabel('How often').selectOption({ label: 'Every 30 days' });
  check((await policies()).join() === 'Choose,the books', 'what is restored stays as it is');
  await accessible_form('proof-plan-change');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await gone();
  await page.getByText('every 30 d').first().waitFor();
  check(true, 'how often is changed');
  await look('/backups/proof-plans', 'proof-plans', 'Accounting database');
  await page.getByRole('grid').getByText('Accounting database').click();
  await page.getByRole('complementary', { name: 'Proof plan' }).getByText('Every', { exact: true }).waitFor();
  await picture(page, 'proof-plan-aside');
  await look('/backups/calendar', 'proof-calendar', 'test due');
  await page.goto(at_item);
  await page.getByRole('button', { name: 'End nightly' }).click();
  check(await dialog.getByRole('button', { name: 'End the proof plan' }).isDisabled(), 'an end has its reason');
  await dialog.getByLabel('Why').fill('The repository moves to another store.');
  await accessible_form('proof-plan-end');
  await dialog.getByRole('button', { name: 'End the proof plan' }).click();
  await gone();
  await page.getByRole('button', { name: 'End nightly' }).waitFor({ state: 'detached' });
  check(true, 'a proof plan is ended');
}

async function wanting(steward, { page, plan, look, make }) {
  const began = Date.now() - hour;
  await steward.api('POST', `/api/v1/backup-plans/${plan.plan_id}/restore-tests`, { level: 4, result: 'failed', reason: 'The newest order is of 2026-08-30.', started_at_unix_ms: began,
    checks: [{ name: 'orders', expected: 'newer than yesterday', found: 'of 2026-08-30', objects: '3', verdict: 'failed' }] });
  await look('/backups/findings', 'proof-findings', 'Accounting database');
  await page.getByRole('grid').getByText('Accounting database').first().click();
  const aside = page.getByRole('complementary', { name: 'Finding' });
  await aside.getByText(/^Today we could not bring Accounting database back/).waitFor();
  await aside.getByText('A: repair and a new test within 7 days').waitFor();
  await aside.getByRole('button', { name: 'It is being mended' }).click();
  await aside.getByText('Being mended').waitFor();
  await picture(page, 'proof-finding');
  check(true, 'a finding says what it means and what can be done, and is taken into work');
  await make('Mail', { criticality: 'C2' });
  await look('/backups/gaps', 'proof-gaps', 'of C1 and C2 without a proof plan');
  check(await page.getByRole('region', { name: /1 item without a plan/ }).getByRole('link', { name: 'Mail' }).count() === 1, 'an item of which no run is expected is a gap');
  await look('/backups/calendar', 'proof-calendar-late', 'without a proof that counts');
}

await browser_story('Restores are written down, signed and handed on; every number opens what it is made of; what is late is seen.', 'proofs', async (steward, seen) => {
  const here = await tell(steward, seen);
  await certified(steward, seen, here);
  await drilled_down(steward, here);
  await planned(here);
  await wanting(steward, here);
});
