// Two tickets about one thing become one, and a second matter leaves it again: by the keyboard, with what will happen read first.
import { check, until } from '../e2e/installation.mjs';
import { browser_story, picture } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

await browser_story('A duplicate is merged after its plan was read, and messages are split off with their times.', 'merge', async (steward, seen) => {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const open = (title) =>
    steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { kind: 'incident', source: 'phone', title, impact: 'limited', urgency: 'low' });
  const duplicate = await open('Blank pages');
  const survivor = await open('Printer prints nothing');
  const say = (ticket, text) => steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/messages`, { text, internal: false });
  await say(duplicate, 'It is the one in the hall.');
  await say(survivor, 'And the scanner is dead as well.');

  await page.goto(`/tickets/${duplicate.ticket_id}`);
  await page.getByText('It is the one in the hall.').waitFor();
  await page.keyboard.press('u');
  await page.getByLabel('New tags').fill('paper hall');
  await page.keyboard.press('Enter');
  await until('the tags are kept', async () => (await steward.api('GET', `/api/v1/tickets/${duplicate.ticket_id}`)).tags.length === 2);
  await page.keyboard.press('y');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('The other ticket').fill('prints nothing');
  await dialog.getByRole('radio').first().check();
  await dialog.getByText('What will happen').waitFor();
  await picture(page, 'merge-plan');
  await dialog.getByRole('button', { name: 'Merge' }).click();
  await page.getByText(`Merging ${duplicate.reference} into ${survivor.reference}.`).waitFor();
  const state = async () => (await steward.api('GET', `/api/v1/tickets/${duplicate.ticket_id}`)).state;
  check((await state()) === 'new', 'it is not merged while Undo is offered');
  await until('then it is', async () => (await state()) === 'merged');
  await page.getByText('It is the one in the hall.').waitFor();
  await picture(page, 'merge-survivor');

  await page.keyboard.press('Shift+Y');
  await page.getByRole('listitem').filter({ hasText: 'And the scanner is dead' }).getByRole('checkbox').check();
  await page.getByRole('button', { name: 'Move 1 to a new ticket' }).click();
  await page.getByRole('dialog').getByLabel('What it is about').fill('Scanner is dead');
  await page.getByRole('dialog').getByRole('button', { name: 'Split' }).click();
  await page.getByRole('heading', { name: 'Scanner is dead' }).waitFor();
  await page.getByText('Split from').waitFor();
  await picture(page, 'split-off');
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, 'split-off-phone');
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  check(wide <= 390, 'nothing sticks out on a phone');
});
