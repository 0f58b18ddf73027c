// A change from its draft to its review by two people, by keys; a problem from an incident to its known error; the calendar.
import { check } from '../e2e/installation.mjs';
import { add_to_ticket, browser_story, look_at, picture, violations } from './console.mjs';
import { invite, owner_link, redeem } from './people.mjs';

const field_time = (at) => {
  const two = (number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
};

await browser_story('A change goes by keys from its draft to its review, with a second person; a problem says what helps.', 'changes', async (steward, seen) => {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const erik = await seen.page();
  await redeem(erik, await invite(steward, 'Erik Engineer', 'erik@msp.test', ['ENG']));
  const { client_id } = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const at = `/api/v1/clients/${client_id}`;
  await steward.api('POST', `${at}/people`, { name: 'Dora Decides', email: 'dora@harbour.test', roles: ['CDM'] });
  const dialog = page.getByRole('dialog');
  // Keys are off while a dialog is still there.
  const next_step = async () => {
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('m');
  };

  await page.goto('/changes');
  await page.getByText('No change yet.').waitFor();
  await page.keyboard.press('c');
  await dialog.getByLabel('Client', { exact: true }).selectOption({ label: 'Harbour Precision' });
  await dialog.getByLabel('What is changed').fill('A new switch in the main rack');
  await dialog.getByLabel('Why', { exact: true }).fill('The old one has no free port.');
  await dialog.getByLabel('What is done, step by step').fill('1. Announce it\n2. Replace the switch\n3. Label the cables');
  await dialog.getByLabel('How it is taken back').fill('Put the old switch back.');
  await dialog.getByLabel('How one sees that it worked').fill('Every port is up, the gateway answers.');
  await picture(page, 'change-new');
  const form = await violations(page);
  check(form.length === 0, `the form is accessible${form.map((line) => `\n  ${line}`).join('')}`);
  await page.keyboard.press('Control+Enter');
  await page.getByText('It has to be assessed').waitFor();
  check(true, 'a change is drafted with the keyboard alone');

  await next_step();
  await dialog.getByRole('button', { name: 'It is assessed' }).click();
  await page.getByText('A second person of ours has to approve it.').waitFor();
  check((await page.getByRole('button', { name: 'Approve', exact: true }).count()) === 0, 'its author cannot approve it');

  await erik.goto(new URL(page.url()).pathname);
  await erik.getByText('A second person of ours has to approve it.').waitFor();
  await erik.keyboard.press('a');
  await erik.getByRole('dialog').getByLabel('What you want to add').fill('Do it after six.');
  await erik.keyboard.press('Control+Enter');
  await erik.getByText('It needs a window.').waitFor();
  await page.getByText('It needs a window.').waitFor();
  check(true, 'another engineer approves, and the author sees it at once');

  await next_step();
  const soon = new Date(Date.now() + 5 * 60_000);
  await dialog.getByLabel('Begins').fill(field_time(soon));
  await dialog.getByLabel('Ends').fill(field_time(new Date(soon.getTime() + 90 * 60_000)));
  await page.keyboard.press('Control+Enter');
  await page.getByText('Scheduled').first().waitFor();
  await look_at(page, '/changes/calendar', 'change-calendar', async () => { await page.getByRole('region', { name: 'Day by day' }).getByText('A new switch in the main rack').first().waitFor(); });
  await page.keyboard.press('f');
  await dialog.getByLabel('Why', { exact: true }).fill('Year-end closing');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Year-end closing').first().waitFor();
  check(true, 'a freeze stands in the calendar');
  await dialog.waitFor({ state: 'detached' });
  await page.keyboard.press('k');
  await page.getByRole('link', { name: /Calendar/ }).first().waitFor();
  await page.getByText('A new switch in the main rack').first().click();
  await page.getByRole('button', { name: 'Begin' }).waitFor();
  await next_step();
  await dialog.getByRole('button', { name: 'Begin' }).click();
  await page.getByText('Under way').first().waitFor();
  await next_step();
  await dialog.getByLabel('What came of it').fill('All ports are up.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('It has to be reviewed.').waitFor();
  check(true, 'it is begun and done by the same key');
  const change = new URL(page.url()).pathname;
  await look_at(page, change, 'change', async () => { await page.getByText('All ports are up.').first().waitFor(); });
  await look_at(page, '/changes', 'changes', async () => { await page.getByText('A new switch in the main rack').first().waitFor(); });
  await look_at(page, '/settings/standard-changes', 'standard-changes', async () => { await page.getByText('No template yet.').waitFor(); });

  const incident = await steward.api('POST', `${at}/tickets`, { kind: 'incident', source: 'phone', title: 'The scanner hangs every Monday' });
  await page.goto(`/tickets/${incident.ticket_id}`);
  await add_to_ticket(page, 'A problem');
  const aside = page.getByRole('region', { name: 'Problem', exact: true });
  await dialog.getByLabel('What is known').fill('Since the update of October.');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { level: 2, name: 'Why: The scanner hangs every Monday' }).waitFor();
  await next_step();
  await dialog.getByRole('button', { name: 'Look for the cause' }).click();
  await page.getByRole('button', { name: 'Publish a workaround' }).waitFor();
  await next_step();
  await dialog.getByLabel('What helps until it is fixed').fill('Switch it off and on before eight.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Known error').first().waitFor();
  const problem = new URL(page.url()).pathname;
  await look_at(page, problem, 'problem', async () => { await page.getByText('Switch it off and on before eight.').first().waitFor(); });
  await look_at(page, '/problems', 'problems', async () => { await page.getByText('Why: The scanner hangs every Monday').first().waitFor(); });
  await page.goto(`/tickets/${incident.ticket_id}`);
  await aside.getByText('Switch it off and on before eight.').waitFor();
  check(true, 'the ticket shows what helps');
  // On a phone what stands beside a ticket is a step away.
  await look_at(page, `/tickets/${incident.ticket_id}`, 'problem-ticket', async () => { await page.getByRole('heading', { level: 1 }).waitFor(); });
  await look_at(page, `/clients/${client_id}`, 'problem-client', async () => { await page.getByRole('region', { name: 'Problems' }).first().waitFor({ state: 'attached' }); });
  await look_at(page, '/figures', 'figures', async () => { await page.getByText('Reactive hours per endpoint').first().waitFor(); });
});
