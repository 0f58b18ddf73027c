// Many at once: everything that a filter matches, a result for each, the failed ones again, and the
// list as a file.
import fs from 'node:fs';
import { check, until } from '../e2e/installation.mjs';
import { accessible, browser_story, picture } from './console.mjs';
import { with_demonstration } from './demonstration.mjs';
import { owner_link, redeem } from './people.mjs';
import { machine_with_full_volumes } from './volumes.mjs';

const open_alerts = 'state:open';

async function tell(steward, seen) {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await machine_with_full_volumes(steward, 'Harbour Precision', Array.from({ length: 12 }, (_, index) => `volume-${index + 1}`));
  await take_all_alerts(steward, page);
  await assign_all_tickets(steward, page);
  await tag_all_tickets(steward, page);
  await rate_all_devices(steward, page);
  await save_as_file(steward, page, { address: '/alerts?q=', name: 'alerts', rows: 'alerts', order: 'priority,-opened', head: 'priority,state,', word: (alert) => alert.title });
  await save_as_file(steward, page, { address: '/tickets?q=is%3Aopen', name: 'tickets', rows: 'tickets', filter: 'is:open', order: '-changed', head: 'priority,number,what,', word: (ticket) => ticket.reference });
  await save_as_file(steward, page, { address: '/tickets?q=is%3Aopen&sort=-title&columns=title,reference,client', name: 'tickets', rows: 'tickets', filter: 'is:open', order: '-title', head: 'what,number,client', whole: true, word: (ticket) => ticket.reference });
}
tell.before = with_demonstration;

const list = (steward, name, filter, more = '') => steward.api('GET', `/api/v1/${name}?page_size=1000&filter=${encodeURIComponent(filter)}${more}`);

async function take_all_alerts(steward, page) {
  const { alerts, total } = await list(steward, 'alerts', open_alerts);
  check(total > 10 && alerts.length === total, `${total} alerts are open`);
  const stubborn = alerts[3];
  // One of them is refused once, as when a colleague was faster.
  await page.route(`**/api/v1/alerts/${stubborn.alert_id}/acknowledge`, (route) => route.fulfill({
    status: 409, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Conflict', status: 409, detail: 'Somebody else changed it first.', code: 'alert.changed' }),
  }), { times: 1 });
  await page.goto(`/alerts?q=${encodeURIComponent(open_alerts)}`);
  const bar = page.getByRole('toolbar', { name: 'Selected rows' });
  await page.getByRole('grid', { name: 'Alerts' }).getByRole('row').nth(2).waitFor();
  await page.keyboard.press('x');
  await bar.getByText('1 selected').waitFor();
  await bar.getByRole('button', { name: `Select all ${total} matching` }).click();
  await bar.getByText(`All ${total} matching`).waitFor();
  await picture(page, 'bulk-everything');
  await bar.getByRole('button', { name: 'Take' }).click();
  const outcome = page.getByRole('dialog').filter({ hasText: `${total - 1} done, 1 failed` });
  await outcome.waitFor();
  await outcome.getByRole('row').filter({ hasText: stubborn.title }).filter({ hasText: 'Somebody else changed it first.' }).waitFor();
  await accessible(page, 'the result of each is shown, and can be read by everybody');
  await picture(page, 'bulk-outcome');
  await outcome.getByRole('button', { name: 'Try the failed ones again' }).click();
  await page.getByText(`You took ${total} alerts.`).waitFor();
  check((await list(steward, 'alerts', open_alerts)).alerts.every((alert) => !alerts.some((one) => one.alert_id === alert.alert_id)), 'all of them are taken');
}

/** What it costs nothing to take back is taken back whole: tags of many, of which some had one before. */
async function tag_all_tickets(steward, page) {
  const filter = 'is:open client:*amsel*';
  const found = await list(steward, 'tickets', filter);
  await steward.api('POST', `/api/v1/tickets/${found.tickets[0].ticket_id}/tags`, { tags: ['before'] });
  await page.goto(`/tickets?q=${encodeURIComponent(filter)}`);
  await page.getByRole('grid', { name: 'Tickets' }).getByRole('row').nth(2).waitFor();
  await page.keyboard.press('x');
  await page.keyboard.press('*');
  await page.keyboard.press('Shift+U');
  await page.getByRole('dialog').getByLabel('Add').fill('audit');
  await page.getByRole('dialog').getByRole('button', { name: 'Change tags' }).click();
  await page.getByText(/The tags of \d+ tickets changed\./).waitFor();
  const tagged = async () => (await list(steward, 'tickets', `${filter} tag:audit`)).total;
  check((await tagged()) === found.total, `${found.total} tickets have the tag`);
  await page.keyboard.press('z');
  await until('undone none has it, and the older tag is still there', async () => (await tagged()) === 0 && (await list(steward, 'tickets', 'tag:before')).total === 1, 20);
}

async function assign_all_tickets(steward, page) {
  const { total } = await list(steward, 'tickets', 'is:open');
  await page.goto('/tickets?q=is%3Aopen');
  await page.getByRole('grid', { name: 'Tickets' }).getByRole('row').nth(2).waitFor();
  await page.keyboard.press('x');
  const bar = page.getByRole('toolbar', { name: 'Selected rows' });
  await bar.getByRole('button', { name: /^Select all/ }).click();
  await bar.getByRole('button', { name: 'Assign to me' }).click();
  await page.getByText(/tickets belong to you\./).waitFor();
  const mine = async () => (await list(steward, 'tickets', 'is:open')).tickets.filter((ticket) => ticket.assignee_name === 'Olivia Owner').length;
  const now = await mine();
  check(now > 10 && now <= total, `${now} of ${total} open tickets belong to the owner now`);
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('Undo gives them back', async () => (await mine()) < now, 20);
}

/** Devices too: the way is the same, the list has a hundred thousand rows elsewhere. */
async function rate_all_devices(steward, page) {
  const rated = async () => (await list(steward, 'devices', 'amsel criticality:C4')).devices.length;
  const { total } = await list(steward, 'devices', 'amsel');
  await page.goto('/devices?q=amsel');
  await page.getByRole('grid', { name: 'Devices' }).getByRole('row').nth(2).waitFor();
  await page.keyboard.press('x');
  const bar = page.getByRole('toolbar', { name: 'Picked devices' });
  await bar.getByRole('button', { name: `Select all ${total} matching` }).click();
  await bar.getByRole('button', { name: 'Criticality' }).click();
  await page.getByRole('dialog').getByLabel('Criticality').selectOption('C4');
  await page.getByRole('dialog').getByRole('button', { name: `Set criticality: ${total} devices` }).click();
  await page.getByText(`The criticality of ${total} devices is set.`).waitFor();
  check((await rated()) === total, `all ${total} devices that match are rated`);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await until('Undo rates them as before', async () => (await rated()) === 0, 20);
}

/** The file holds every row of the filter, in the list's order, not only those that were loaded. */
async function save_as_file(steward, page, { address, name, rows, filter = '', order, head, whole = false, word }) {
  await page.goto(address);
  await page.getByRole('grid').getByRole('row').nth(1).waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save this list as CSV' }).click()]);
  check(download.suggestedFilename() === `${name}.csv`, `the file is called ${name}.csv`);
  const lines = fs.readFileSync(await download.path(), 'utf8').trimEnd().split('\r\n');
  const wanted = (await list(steward, name, filter, `&order_by=${order}`))[rows];
  if (whole) check(lines[0] === head, 'its columns are those that were chosen, in their order');
  check(lines[0].startsWith(head) && lines.length === wanted.length + 1, `${name}.csv has a head and ${wanted.length} rows`);
  check(wanted.every((row, index) => lines[index + 1].includes(word(row).replaceAll('"', '""'))), 'in the order of the list');
}

await browser_story('Many at once: all that match, each with its result, and the list as a file.', 'bulk', tell);
