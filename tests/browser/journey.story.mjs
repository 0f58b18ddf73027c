// The main road as a person goes it, from the printed link to an answered ticket.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { build, check, until } from '../e2e/installation.mjs';
import { browser_story, picture } from './console.mjs';
import { owner_link, redeem } from './people.mjs';
import { alerts_of, fill, free, mount_volumes, watch_closely } from './volumes.mjs';

const live_budget_ms = 2000;   // from the server's knowledge to the screen

await browser_story('A new owner adds a machine, sees it turn green, sees it fail, and answers the ticket.', 'journey', async (steward, seen) => {
  const [volume, scratch] = mount_volumes(steward, 'volume', 'scratch');

  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await page.getByRole('heading', { name: 'Now' }).waitFor();
  check(true, 'the link led through password and second factor to the console');

  const device = await add_a_machine(steward, page);
  await watch_closely(steward, device, [volume]);
  await read_a_chart(page);
  await see_it_soften(page, scratch);
  await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
  await page.evaluate(() => { window.never_loaded_again = true; });

  fill(volume);
  const row = page.getByRole('region', { name: 'Needs a person' }).getByRole('listitem').filter({ hasText: volume }).filter({ hasText: device.name }).first();
  await row.waitFor({ timeout: 60_000 });
  const arrived = Date.now();
  const [alert] = await alerts_of(steward, device, 1);
  const took = arrived - alert.opened_at_unix_ms;
  check(took < live_budget_ms, `the alert was on screen ${took} ms after it was raised, without a reload`);
  await picture(page, 'now-alert');

  const ticket = await until('a ticket stands', async () => (await steward.api('GET', `/api/v1/alerts/${alert.alert_id}`)).ticket_id, 10);
  await row.getByRole('link', { name: /^[A-Z]+-/ }).click();
  await page.waitForURL(`**/tickets/${ticket}`);
  await answer(page);
  check(await page.evaluate(() => window.never_loaded_again === true), 'the page was never loaded again');

  free(volume);
  await until('the alert is cleared', async () => (await steward.api('GET', `/api/v1/alerts/${alert.alert_id}`)).state === 'cleared', 60);
  await page.getByRole('region', { name: 'Conversation' }).getByText('The condition cleared').waitFor();
  await page.locator('dl').getByText('Cleared', { exact: true }).waitFor();
  check(await page.getByText('New', { exact: true }).isVisible(), 'the ticket on screen is still open, and says that the condition cleared');
  await picture(page, 'ticket-cleared');
  await page.goto('/now');
  await page.getByRole('heading', { name: 'Now' }).waitFor();
  await row.waitFor({ state: 'detached' });
  check(true, 'it needs nobody any more on Now');
});

/** Add device by hand, for a client made on the way: the line on screen is given to a real agent. */
async function add_a_machine(steward, page) {
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await page.waitForURL('**/devices');
  await page.getByRole('link', { name: /Add device/ }).click();
  await page.getByRole('button', { name: 'Add a client first' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Harbour Precision');
  await page.getByRole('dialog').getByRole('button', { name: 'Add client' }).click();
  await page.locator('form select').first().locator('option:checked', { hasText: 'Harbour Precision' }).waitFor({ state: 'attached' });
  await page.getByRole('textbox', { name: 'Note', exact: true }).fill('The files machine');
  await page.getByRole('button', { name: 'Make the install line' }).click();
  await page.getByText('Waiting for the agent').waitFor();
  const line = (await page.locator('code').filter({ hasText: 'steward-agent enrol' }).last().textContent()).match(/'([^']+)'/)[1];
  const state = path.join(steward.folder, 'agent-files');
  execFileSync(`${build}/agent/steward-agent`, ['enrol', line, '--state', state]);
  steward.agents.set('files', { state, options: [] });
  steward.start_agent('files');
  const arrivals = page.getByRole('region', { name: 'Machines that came' });
  await arrivals.getByText(/^Reporting/).waitFor({ timeout: 90_000 });
  await picture(page, 'device-added');
  await arrivals.getByRole('link', { name: 'Open the device' }).click();
  await page.waitForURL(/\/devices\/[0-9a-f-]{20,}/);
  const device = await steward.api('GET', `/api/v1/devices/${page.url().split('/').at(-1).split('?')[0]}`);
  // A machine under test may really be unwell; then the console has to say so.
  const said = device.health === 'ok' ? 'OK' : device.health === 'critical' ? 'Critical' : 'Warning';
  await page.locator('header').getByText(said, { exact: true }).first().waitFor();
  await page.getByText('Agent connected').waitFor();
  check(['ok', 'warning', 'critical'].includes(device.health), `the machine reports, and the console says ${said}${device.health === 'ok' ? ', green' : `: ${device.health_reason}`}`);
  return device;
}

/** What a chart shows can be read as a table, and as a chart again. */
async function read_a_chart(page) {
  const here = page.url();
  await page.goto(`${here.split('?')[0]}?tab=charts`);
  await page.getByRole('button', { name: /^Show .* as a table$/ }).first().click();
  const rows = page.getByRole('figure').first().getByRole('table').getByRole('row');
  await rows.nth(1).waitFor();
  check((await rows.nth(1).getByRole('cell').count()) > 0, 'a chart is read as a table');
  await page.getByRole('button', { name: /^Show .* as a chart$/ }).first().click();
  await rows.first().waitFor({ state: 'detached' });
  await page.goto(here);
}

/** By the usual times a full volume is shown at once, with the time left until it counts. */
async function see_it_soften(page, volume) {
  fill(volume);
  const row = page.getByRole('region', { name: 'Checks' }).getByRole('row').filter({ hasText: volume }).filter({ hasText: 'Volume used' });
  await row.getByText('Critical soon').waitFor({ timeout: 60_000 });
  await row.getByText(/counts in/).waitFor();
  check(true, 'another full volume is critical soon, with the time left until it counts');
  await picture(page, 'device-soft');
  await page.goto('/now');
  await page.getByRole('region', { name: 'Failing, not counted yet' }).getByRole('listitem').filter({ hasText: volume }).getByText(/counts in/).waitFor();
  check(true, 'it stands on Now too, below what counts');
  free(volume);
}

/** One answer that the client reads and one note that it does not. */
async function answer(page) {
  const talk = page.getByRole('region', { name: 'Conversation' });
  const write = page.getByRole('region', { name: 'Write' });
  await write.getByRole('radio', { name: 'Reply to the client' }).check({ force: true });
  await write.getByRole('textbox').fill('We are making room on the volume.');
  await write.getByRole('button', { name: 'Send reply' }).click();
  await talk.getByRole('listitem').filter({ hasText: 'We are making room on the volume.' }).filter({ hasText: 'To the client' }).waitFor();
  await write.getByRole('radio', { name: 'Internal note' }).check({ force: true });
  await write.getByRole('textbox').fill('The backup job writes there. Ask Sam.');
  await write.getByRole('button', { name: 'Add note' }).click();
  await talk.getByRole('listitem').filter({ hasText: 'Ask Sam' }).filter({ hasText: 'Internal note, not shown to the client' }).waitFor();
  check(true, 'a public answer and an internal note stand in the conversation, each marked as what it is');
  await picture(page, 'ticket-answered');
}
