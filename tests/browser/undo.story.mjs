// A slip with a ticket: what Undo takes back, and what is not done before the time for Undo is over.
import { check, until, usualCategory } from '../e2e/installation.mjs';
import { browser_story, picture } from './console.mjs';
import { invite, owner_link, redeem } from './people.mjs';

await browser_story('Moving a ticket can be undone where nothing is left of it; closing waits, and is done when the tab is closed.', 'undo', async (steward, seen) => {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const made = await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { kind: 'request', source: 'phone', title: 'A second screen', impact: 'limited', urgency: 'low' });
  const route = `/api/v1/tickets/${made.ticket_id}`;
  const state = async () => (await steward.api('GET', route)).state;
  const move = (to, more = {}) => steward.api('POST', `${route}/state`, { state: to, ...more });
  await move('triaged', { category_id: usualCategory });
  await move('in_progress');
  const sent = [];
  page.on('request', (request) => request.url().endsWith(`${route}/state`) && sent.push(request.postDataJSON().state));

  await page.goto(`/tickets/${made.ticket_id}`);
  await page.getByRole('button', { name: 'Move to' }).click();
  await page.getByRole('menuitem', { name: 'Wait for a vendor' }).click();
  await page.getByRole('dialog').getByLabel('By what the vendor knows it').fill('Order 88123');
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
  await reply_from_a_phone(steward, seen, client);
});

/** The same five seconds on a small screen, where a thumb does it and the page may be put away at any moment. */
async function reply_from_a_phone(steward, seen, client) {
  const person = await steward.api('POST', `/api/v1/clients/${client.client_id}/people`, { name: 'Ana', email: 'ana@harbour.example' });
  const ticket = await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { kind: 'incident', source: 'phone', title: 'No sound', impact: 'limited', urgency: 'low', requester_person_id: person.person_id });
  const said = async () => ((await steward.api('GET', `/api/v1/tickets/${ticket.ticket_id}/messages?page_size=100`)).messages ?? []).filter((one) => one.kind === 'message' && one.author_kind === 'staff').map((one) => one.text);
  const phone = await seen.page({ width: 390, height: 844, touch: true });
  await redeem(phone, await invite(steward, 'Pia Roth', 'pia@msp.test', ['TEC']));
  await phone.goto(`/tickets/${ticket.ticket_id}`);
  const box = phone.getByRole('textbox', { name: 'Reply to the client' });
  await box.fill('Please turn the volume up.');
  await phone.getByRole('button', { name: 'Send reply' }).tap();
  const undo = phone.getByRole('button', { name: 'Undo' });
  await undo.waitFor();
  const place = await undo.boundingBox();
  const reached = await undo.evaluate((button) => button.contains(document.elementFromPoint(button.getBoundingClientRect().x + 5, button.getBoundingClientRect().y + 5)));
  check(reached && place.x >= 0 && place.x + place.width <= 390 && place.height >= 40, `on a phone Undo can be reached with a thumb (${Math.round(place.height)} px)`);
  await picture(phone, 'undo-reply-phone');
  await undo.tap();
  await until('undone, the words stand in the box again', async () => (await box.inputValue()) === 'Please turn the volume up.');
  check((await said()).length === 0, 'and nothing went out');
  await phone.getByRole('button', { name: 'Send reply' }).tap();
  await undo.waitFor();
  await phone.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await until('the phone is put away: the reply goes out, once', async () => (await said()).join() === 'Please turn the volume up.');
}
