// Backups in the console: what nobody decided about, an item and its plan by keys, runs that are judged by what they made, and the board that puts what ran
// beside what was proven.
import { check } from '../e2e/installation.mjs';
import { Machine } from '../e2e/machine.mjs';
import { browser_story, look_at, picture, violations } from './console.mjs';
import { invite, owner_link, redeem } from './people.mjs';

const hour = 3600_000;

await browser_story('Somebody decides what is protected, expects its backups, and is never told that what ran can be restored.', 'backups', async (steward, seen) => {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const dialog = page.getByRole('dialog');
  const gone = () => dialog.waitFor({ state: 'detached' });
  const accessible_form = async (name) => {
    await dialog.waitFor();
    // Colours are judged when the dialog stands, not while it fades in.
    await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished)));
    await picture(page, name);
    const found = await violations(page);
    check(found.length === 0, `${name}: the form is accessible${found.map((line) => `\n  ${line}`).join('')}`);
  };

  await page.getByRole('heading', { level: 1, name: 'Now' }).waitFor();  // keys do nothing before there is a page
  await page.keyboard.press('g');
  await page.keyboard.press('k');
  await page.getByText('Nothing is protected yet.').waitFor();
  check(new URL(page.url()).pathname === '/backups', 'two keys lead to the backups, which say what to do while there are none');
  await look_at(page, '/backups/items', 'backup-items-empty', async () => { await page.getByText('Nothing is protected yet.').waitFor(); });
  await look_at(page, '/backups/runs', 'backup-runs-empty', async () => { await page.getByText('No run was told yet.').waitFor(); });
  await look_at(page, '/backups/gaps', 'backup-gaps-empty', async () => { await page.getByText('Nothing is left to decide.').waitFor(); });

  const machine = await steward.add_agent('books', 'Harbour Precision', { machine: Machine.make(steward, 'harbour-books') });
  await steward.add_agent('kiosk', 'Harbour Precision', { machine: Machine.make(steward, 'harbour-kiosk') });

  await look_at(page, '/backups/gaps', 'backup-gaps', async () => { await page.getByText('harbour-kiosk').first().waitFor(); });
  await page.getByRole('button', { name: 'Not needed for harbour-kiosk' }).click();
  check(await dialog.getByLabel('What needs no backup').inputValue() === 'harbour-kiosk', 'the dialog knows which machine it is about');
  await dialog.getByLabel('Why no backup is needed').fill('no');
  check(await dialog.getByRole('button', { name: 'Decide' }).isDisabled(), 'two letters are no reason');
  await dialog.getByLabel('Why no backup is needed').fill('It is set up anew from the image within an hour.');
  await accessible_form('backup-not-needed');
  await page.keyboard.press('Control+Enter');
  await gone();
  await page.getByRole('button', { name: 'Not needed for harbour-kiosk' }).waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Protect harbour-books' }).waitFor();
  check(true, 'a machine with a reason is a gap no longer, the other one is');

  await page.goto('/backups');
  await page.getByText('no run was expected').first().waitFor();
  await page.keyboard.press('c');
  await dialog.getByLabel('Client', { exact: true }).selectOption({ label: 'Harbour Precision' });
  await dialog.getByLabel('What is protected').fill('Accounting database');
  await dialog.getByLabel('Kind').selectOption('database');
  await dialog.getByLabel('On which machine it lives').selectOption({ label: 'harbour-books' });
  await dialog.getByLabel('Criticality').selectOption('C1');
  await dialog.getByText('Left empty: 4 hours.').waitFor();
  await accessible_form('backup-new-item');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 2, name: 'Accounting database' }).waitFor();
  await page.getByText('Nothing of it was restored yet.').waitFor();
  await page.getByText('whether anything backs this up, nobody would notice').waitFor();
  check(true, 'a new item says that nothing is expected of it and that nothing is proven');
  const item = new URL(page.url()).pathname;

  await gone();
  await page.keyboard.press('p');
  await dialog.getByLabel('Label').fill('nightly');
  await dialog.getByText('steward-agent backup-run --label nightly --source PATH -- COMMAND').waitFor();
  await dialog.getByLabel('When a run is expected').fill('now and then');
  await accessible_form('backup-new-plan');
  await page.keyboard.press('Control+Enter');
  await dialog.getByRole('alert').filter({ hasText: 'every 4h' }).first().waitFor();
  check(await dialog.getByLabel('When a run is expected').getAttribute('aria-invalid') === 'true', 'a schedule that cannot be read is said at its field, with an example');
  await dialog.getByRole('button', { name: 'daily 02:00' }).click();
  await page.keyboard.press('Control+Enter');
  await page.getByText('nightly on harbour-books is expected every day at 02:00.').waitFor();
  check(true, 'what the server understood of the schedule is said in words');
  await gone();

  const { plans: [plan], client_id } = await steward.api('GET', `/api/v1/backup-items/${item.split('/').at(-1)}`);
  const runs = `/api/v1/backup-plans/${plan.plan_id}/runs`;
  const told = (key, began, outcome, more) =>
    steward.api('POST', runs, { key, outcome, engine: 'pg_dump', started_at_unix_ms: began, ended_at_unix_ms: began + 380_000, ...more });
  const first = Date.now() - 5 * hour;
  await told('one', first, 'success', { content_at_unix_ms: first, point: '9f2c7aa1', source_bytes: '5000000000', items_total: '812', items_failed: '0' });
  // Its content is that of the run before: it copied nothing.
  const judged = await told('two', first + 2 * hour, 'success', { content_at_unix_ms: first, point: '9f2c7aa2', source_bytes: '5000000000', items_total: '812' });
  check(judged.state === 'failed', 'a run that made nothing newer has failed, whatever it said');

  await page.getByRole('table').getByRole('button', { name: /Failed: the run/ }).waitFor();
  check(true, 'a screen that shows the item hears of its runs by itself');

  const plan_card = page.getByRole('article', { name: 'Plan nightly' });
  await look_at(page, item, 'backup-item', async () => { await page.getByRole('table').getByText('Failed').first().waitFor(); });
  await page.getByRole('table').getByRole('button', { name: /Failed: the run/ }).click();
  await page.getByText('The machine said “success”, Steward judges it “failed”').waitFor();
  await page.getByText('None was written at the source').waitFor();
  check(true, 'the run says how its judgement differs from what was told, and that nothing was written down to compare with');
  await page.keyboard.press('Escape');
  await page.getByLabel('State of the runs').selectOption('success');
  await page.getByRole('table').getByRole('button', { name: /Failed: the run/ }).waitFor({ state: 'detached' });
  check(await page.getByRole('table').getByRole('row').count() === 2, 'runs of one state are shown alone');
  await look_at(page, '/backups/runs', 'backup-runs', async () => { await page.getByText('Accounting database').first().waitFor(); });

  await look_at(page, '/backups', 'backup-board', async () => { await page.getByText('0 of 1').first().waitFor({ state: 'attached' }); });
  await page.getByText('for the one item that must be proven no restore was shown to work').waitFor();
  check(await page.getByRole('table').getByText('proven: no restore counts as a proof').count() === 1, 'beside what ran stands what was proven: nothing');
  await page.getByLabel('Time').selectOption({ index: 1 });
  await page.getByText('each client in its own zone').waitFor();
  check(new URL(page.url()).searchParams.get('month')?.length === 7, 'a month of the board stands in the address');
  const { clients: [figures] } = await steward.api('GET', '/api/v1/backup-figures');
  await page.goto(`/backups/runs?q=${encodeURIComponent(figures.runs_filter)}`);
  await page.getByText('No backup run matches this filter.').waitFor();
  check(true, 'the filter of expected runs is understood: none was expected yet');
  await page.goto('/backups');
  await page.getByRole('table').getByRole('link', { name: 'proven: no restore counts as a proof' }).click();
  await page.waitForURL((address) => address.pathname === '/backups/items' && address.searchParams.get('q').includes(`client_id:${client_id}`));
  await page.getByRole('grid').getByText('not proven').waitFor();
  check(await page.getByRole('grid').getByRole('row').count() === 2, 'the number opens the item that it is made of');
  await look_at(page, '/backups/items', 'backup-items', async () => { await page.getByText('harbour-kiosk').first().waitFor(); });
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/backups\/items\/./);
  check(true, 'Enter opens the first of the list');

  await page.goto(item);
  const copies = page.getByRole('region', { name: 'Copies', exact: true }), rule = copies.getByRole('list', { name: 'The rule 3-2-1-1-0' });
  await copies.getByText('Not met: 3 copies, 0 errors. Not known: 2 kinds of media, 1 off site, 1 immutable or offline.').waitFor();
  check(await rule.getByText('Met', { exact: true }).count() === 0, 'what nobody showed of the copies is never met');
  await copies.getByRole('button', { name: 'Add a copy' }).click();
  await dialog.getByLabel('Where it lies').fill("Tape in the bank's safe");
  await dialog.getByLabel('Medium').selectOption('tape');
  await dialog.getByLabel('There', { exact: true }).selectOption('yes');
  await dialog.getByLabel('How it is known (there)').fill('so');
  check(await dialog.getByRole('button', { name: 'Keep' }).isDisabled(), 'a yes wants to be known from somewhere');
  await dialog.getByLabel('How it is known (there)').fill('List of the bank of 1 November');
  await dialog.getByLabel('Off site', { exact: true }).selectOption('yes');
  await dialog.getByLabel('How it is known (off site)').fill('The bank is two streets away');
  await dialog.getByLabel('Offline', { exact: true }).selectOption('yes');
  await dialog.getByLabel('How it is known (offline)').fill('A tape in a safe is in no drive');
  await accessible_form('backup-copy');
  await page.keyboard.press('Control+Enter');
  await rule.getByText('Met', { exact: true }).nth(3).waitFor();
  await copies.getByText('List of the bank of 1 November').waitFor();
  check(true, 'four digits are met by what was said and seen; the errors stay');
  await gone();
  await look_at(page, '', 'backup-copies', async () => { await copies.scrollIntoViewIfNeeded(); });
  await copies.getByRole('button', { name: 'Remove' }).click();
  await copies.getByText("Tape in the bank's safe").waitFor({ state: 'detached' });
  await page.keyboard.press('z');
  await copies.getByText("Tape in the bank's safe").waitFor();
  check(true, 'a copy that was removed comes back');
  await gone();

  await plan_card.getByRole('button', { name: 'Pause' }).click();
  await dialog.getByLabel('Why, and who agreed').fill('The storage is being moved, agreed with Dora.');
  await accessible_form('backup-pause');
  await page.keyboard.press('Control+Enter');
  await plan_card.getByText('The storage is being moved, agreed with Dora.').waitFor();
  await plan_card.getByRole('button', { name: 'Resume' }).waitFor();
  await gone();
  await page.keyboard.press('z');
  await plan_card.getByRole('button', { name: 'Pause' }).waitFor();
  check(true, 'a pause has its reason, and is taken back by one key');

  await look_at(page, `/devices/${machine.device_id}`, 'backup-device', async () => { await page.getByRole('region', { name: 'Backups' }).getByText('Accounting database').first().waitFor({ state: 'attached' }); });

  // A restore carried out by hand failed; a later one passed, and somebody signs it.
  const restored = (result, began, more) => steward.api('POST', `/api/v1/backup-plans/${plan.plan_id}/restore-tests`, {
    level: 4, result, started_at_unix_ms: began, point: '9f2c7aa1', environment: 'An isolated machine',
    checks: [{ name: 'orders', expected: 'newer than yesterday', found: result === 'passed' ? 'of today' : 'of 2026-08-30', objects: '3', verdict: result }], ...more });
  await restored('failed', Date.now() - hour, { reason: 'The newest order is of 2026-08-30.' });
  await page.goto(item);
  await page.getByText('Restore test of Accounting database failed on').first().waitFor();
  await page.getByText(/^Today we could not bring Accounting database back/).first().waitFor();
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Confirmed', { exact: true }).waitFor();
  check(true, 'what a restore found stands on the item, in plain words, until a proof says otherwise');
  await look_at(page, item, 'backup-item-finding', async () => { await page.getByText('a green night does not').waitFor({ state: 'attached' }); });
  const passed = await restored('passed', Date.now() - 600_000, { usable_at_unix_ms: Date.now() - 60_000, content_at_unix_ms: first, not_covered: ['Printing.'] });
  check(passed.state === 'passed_late' || passed.state === 'passed', 'a restore is judged by its times');
  await page.goto(`/restore-tests/${passed.test_id}`);
  await page.getByText('Printing.').waitFor();
  await page.getByRole('button', { name: 'Sign' }).click();
  await accessible_form('restore-test-sign');
  await page.keyboard.press('Control+Enter');
  await gone();
  await page.getByRole('button', { name: 'Certificate', exact: true }).waitFor();
  check(true, 'somebody else than who carried it out signs it, and it has a certificate');
  await look_at(page, `/restore-tests/${passed.test_id}`, 'restore-test', async () => { await page.getByText('Printing.').waitFor({ state: 'attached' }); });

  const reader = await seen.page();
  await redeem(reader, await invite(steward, 'Dana Dispatcher', 'dana@msp.test', ['DSP']));
  await reader.goto(item);
  await reader.getByRole('heading', { level: 2, name: 'Accounting database' }).waitFor();
  await reader.getByRole('article', { name: 'Plan nightly' }).waitFor();
  check((await reader.getByRole('button', { name: /^(Edit|Retire|Pause|New plan)$/ }).count()) === 0, 'who may only read is offered nothing that would be refused');
  await reader.close();

  await page.goto(item);
  await page.getByRole('button', { name: 'Retire' }).click();
  await dialog.getByLabel('Why', { exact: true }).fill('The database was moved to their own cloud.');
  await dialog.getByRole('button', { name: 'Retire' }).click();
  await page.getByRole('button', { name: /^Undo/ }).click();
  check((await steward.api('GET', `/api/v1/backup-items/${item.split('/').at(-1)}`)).retired === false, 'what was taken back within the time for Undo was never asked for');
  await page.getByRole('button', { name: 'Retire' }).click();
  await dialog.getByLabel('Why', { exact: true }).fill('The database was moved to their own cloud.');
  await dialog.getByRole('button', { name: 'Retire' }).click();
  await gone();
  await page.getByRole('button', { name: 'Dismiss' }).first().click();
  await page.getByText('Retired: The database was moved to their own cloud.').first().waitFor();
  check((await page.getByRole('button', { name: /^(Edit|Retire)$/ }).count()) === 0, 'a retired item is history: nothing of it is changed any more');
});
