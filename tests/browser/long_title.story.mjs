// A new ticket: when its call began, and a title without a blank, as long as titles may be, which wraps on every page that shows it.
import { check } from '../e2e/installation.mjs';
import { browser_story, look_at } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

await browser_story('A new ticket says what is missing, and a title without blanks as long as may be wraps on every page that shows it.', 'long-title', async (steward, seen) => {
  const harbour = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  await steward.api('POST', '/api/v1/clients', { name: 'Mill', zone: 'UTC' });
  const title = 'W'.repeat(200);
  const made = await steward.api('POST', `/api/v1/clients/${harbour.client_id}/tickets`, { title, source: 'phone', impact: 'limited', urgency: 'low' });

  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await page.goto('/tickets?make=ticket');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What it is about').fill('Printer');
  await page.keyboard.press('Control+Enter');
  await dialog.getByText('Choose whose ticket it is.').waitFor();
  check((await dialog.getByLabel('Client').getAttribute('aria-invalid')) === 'true', 'the field that is missing is marked');
  await dialog.getByLabel('What it is about').fill('ü'.repeat(300));
  check((await dialog.getByLabel('What it is about').inputValue()).length === 200, 'a title takes 200 letters');
  await dialog.getByLabel('Client').selectOption({ label: 'Harbour Precision' });
  // A call is as old as it is, however long somebody types.
  await dialog.getByLabel('Began').selectOption('10');
  const typed = Date.now();
  await page.keyboard.press('Control+Enter');
  await page.getByText(/TIC-\d+-000002 is open/).waitFor();
  const { tickets } = await steward.api('GET', '/api/v1/tickets?filter=source:phone&order_by=-reference&page_size=1');
  const age = typed - Number(tickets[0].created_at_unix_ms);
  check(age >= 600_000 && age < 660_000, `what began ten minutes before its form was opened was received then (${Math.round(age / 1000)} s)`);
  await dialog.getByLabel('Came by').waitFor({ state: 'hidden' });
  await page.goto('/tickets?make=ticket');
  await dialog.getByLabel('Came by').selectOption('email');
  check((await dialog.getByLabel('Began').count()) === 0, 'when a mail began is not asked');
  await look_at(page, '/tickets?make=call', 'phone-call', () => dialog.getByLabel('Began').waitFor());

  await look_at(page, `/tickets/${made.ticket_id}`, 'long-title-ticket', () => page.getByText(title).first().waitFor());
  await look_at(page, '/tickets', 'long-title-tickets', () => page.getByText(title).first().waitFor());
  await look_at(page, '/now', 'long-title-now', () => page.getByText('No alert waits').first().waitFor());
});
