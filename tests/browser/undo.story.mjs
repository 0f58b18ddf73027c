// A slip with a ticket: what Undo takes back, and what is not done before the time for Undo is over.
import { check, until } from '../e2e/installation.mjs';
import { browser_story, picture } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

await browser_story('Moving a ticket can be undone where nothing is left of it; closing waits, and is done when the tab is closed.', 'undo', async (steward, seen) => {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const made = await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { kind: 'request', source: 'phone', title: 'A second screen', impact: 'limited', urgency: 'low' });
  const route = `/api/v1/tickets/${made.ticket_id}`;
  const state = async () => (await steward.api('GET', route)).state;
  const move = (to, more = {}) => steward.api('POST', `${route}/state`, { state: to, ...more });
  await move('triaged');
  await move('in_progress');
  const sent = [];
  page.on('request', (request) => request.url().endsWith(`${route}/state`) && sent.push(request.postDataJSON().state));

  await page.goto(`/tickets/${made.ticket_id}`);
  await page.getByRole('button', { name: 'Move to' }).click();
  await page.getByRole('menuitem', { name: 'Wait for a vendor' }).click();
  await page.getByRole('dialog').getByLabel('Why').fill('The shop sends it on Monday');
  await page.getByRole('dialog').getByRole('button', { name: 'Wait for a vendor' }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  check((await state()) === 'waiting_vendor', 'the ticket waits for the vendor');
  await picture(page, 'undo-move');
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('Undo: it is in progress again', async () => (await state()) === 'in_progress');

  await move('resolved', { resolution_code: 'fulfilled', resolution_text: 'The screen stands on the desk.' });
  await page.reload();
  const close = page.getByRole('button', { name: 'Close', exact: true });
  await close.click();
  await page.getByText(`Closing ${made.reference}.`).waitFor();
  check((await close.count()) === 0 && (await page.getByRole('button', { name: 'Take it back' }).count()) === 1, 'it cannot be closed twice, and can be taken back at its place, too');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.goto('/tickets');
  await page.getByRole('grid').waitFor();
  check(!sent.includes('closed') && (await state()) === 'resolved', 'closing that was undone is never asked for, not even when the page is left');

  await page.goto(`/tickets/${made.ticket_id}`);
  await close.click();
  await page.getByText(`Closing ${made.reference}.`).waitFor();
  check((await state()) === 'resolved', 'the ticket is not closed while Undo is offered');
  await page.close({ runBeforeUnload: true });
  await until('the tab is closed: the ticket is, too', async () => (await state()) === 'closed');
});
