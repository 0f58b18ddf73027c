// A client's people who report and decide, in their portal on a phone: joiners and leavers, a ticket for a colleague, a purchase.
import { check, until, usualCategory } from '../e2e/installation.mjs';
import { post_office } from '../e2e/mail.mjs';
import { browser_story } from './console.mjs';
import { enter, furnish, leave, look_at, phone } from './portal_people.mjs';
import { invite } from './people.mjs';

await browser_story('Of a client one reports who joins, one asks for a colleague, and one approves what it costs, each from a phone.', 'portal-decisions', async (steward, seen) => {
  const { harbour } = await furnish(steward, await post_office(steward));
  await steward.api('PATCH', `/api/v1/clients/${harbour}/portal`, { color: '#0f766e' });
  const theirs = await steward.api('GET', `/api/v1/people?client_id=${harbour}&filter=${encodeURIComponent('name:"Carla Berg"')}`);
  await steward.api('POST', `/api/v1/clients/${harbour}/tickets`, { kind: 'incident', source: 'phone', title: 'The till prints no receipts', requester_person_id: theirs.people[0].person_id });
  const hana = await seen.page(phone);
  await enter(hana, await invite(steward, 'Hana People', 'hana@harbour.example', ['CHR'], [harbour]));
  await report_staff(steward, hana);

  const carla = await seen.page(phone);
  await enter(carla, await invite(steward, 'Carla Berg', 'carla@harbour.example', ['CUS'], [harbour]));
  const bo = await seen.page(phone);
  await enter(bo, await invite(steward, 'Bo Budget', 'bo@harbour.example', ['CAP', 'CUS'], [harbour]));
  await approve(steward, bo, carla, harbour);
});

/** Who reports joiners and leavers: one form, a ticket that she follows; and a ticket for a colleague. */
async function report_staff(steward, page) {
  await page.getByRole('navigation', { name: 'Main, phone' }).getByRole('link', { name: 'People' }).click();
  await page.getByText('carla@harbour.example').waitFor();
  check(!(await page.content()).includes('till'), 'who reports joiners and leavers sees the people, and no ticket that is not theirs');
  await look_at(page, 'portal-people');
  await page.getByRole('link', { name: 'Somebody joins, moves or leaves' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Anna Keller');
  await page.getByLabel('First day').fill('2020-01-01');
  await page.getByLabel('Who leads them?').selectOption({ label: 'Bo Budget' });
  await page.getByLabel('What do they need?').fill('A telephone and a till card.');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('A day between a month ago and two years from now.').first().waitFor();
  check(true, 'a day that cannot be meant is refused beside its field');
  await look_at(page, 'portal-staff');
  const day = new Date(Date.now() + 14 * 24 * 3600_000).toISOString().slice(0, 10);
  await page.getByLabel('First day').fill(day);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: /Joiner: Anna Keller, first day/ }).waitFor();
  const ticket = await steward.api('GET', `/api/v1/tickets/${page.url().split('/').at(-1)}`);
  check(ticket.kind === 'lifecycle' && ticket.description.includes('Manager: Bo Budget'), 'it is a ticket of its kind, with all that was said');
  await page.getByRole('link', { name: 'New ticket' }).click();
  await page.getByLabel('For whom?').selectOption({ label: 'Bo Budget' });
  await page.getByLabel('In one line').fill('A chair for Carla');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText(/Priority P3/).waitFor();
  await page.getByRole('button', { name: 'Back' }).click();
  await page.getByLabel('For whom?').selectOption({ label: 'Carla Berg' });
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText(/Priority P4/).waitFor();
  check(true, 'what is promised is what the ticket of that colleague gets: one of them comes first');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: 'A chair for Carla' }).waitFor();
  const chair = await steward.api('GET', `/api/v1/tickets/${page.url().split('/').at(-1)}`);
  check(chair.requester_name === 'Carla Berg', 'she writes for a colleague, and both follow it');
}

/** A purchase is asked of whoever may approve one; the answer is one touch, in the ticket or on the first page, and can be taken back for five
 *  seconds. Whoever asked for it reads whose decision it waits for; no word of anybody is the decision. */
async function approve(steward, page, asker, client) {
  const named = async (name) => (await steward.api('GET', `/api/v1/people?client_id=${client}&filter=${encodeURIComponent(`name:"${name}"`)}`)).people[0];
  const person = await named('Bo Budget'), carla = await named('Carla Berg');
  const ticket = await steward.api('POST', `/api/v1/clients/${client}/tickets`, { kind: 'request', source: 'phone', title: 'A new till', requester_person_id: carla.person_id });
  const at = `/api/v1/tickets/${ticket.ticket_id}`;
  for (const state of ['triaged', 'in_progress']) await steward.api('POST', `${at}/state`, { state, category_id: usualCategory });
  await page.getByText('You approve up to CHF').waitFor();
  const ask = (question) => steward.api('POST', `${at}/approvals`, { kind: 'purchase', question, consequence: 'It is there in three days.', cost_minor: 89000, currency: 'CHF', rule: 'any', person_ids: [person.person_id] });
  const asked = await ask('May we order a new till?');
  const waiting = page.getByRole('region', { name: 'For you to approve' });
  await waiting.getByText('May we order a new till?').waitFor({ timeout: 15_000 });
  check(true, 'what he is asked stands on his page by itself');
  await waiting.getByText(/CHF\s890\.00/).waitFor();
  await look_at(page, 'portal-approve');
  await waiting.getByRole('button', { name: 'Say no' }).tap();
  await waiting.getByText('Say in a few words why not.').waitFor();
  check(true, 'a no without a reason is not sent');
  await only_waits(steward, asker, at, ticket.ticket_id);
  check(!(await page.getByRole('region', { name: 'Waits for you' }).isVisible()), 'nothing waits for him but the question');
  await page.getByRole('link', { name: /A new till/ }).tap();
  await page.getByText('Waits for the decision of Bo Budget').waitFor();
  await page.getByText('What you write here is read, and decides nothing').waitFor();
  await look_at(page, 'portal-approve-ticket');
  await page.getByLabel('Write to us').fill('Yes, please order it.');
  await page.getByRole('button', { name: 'Send' }).tap();
  await page.getByRole('region', { name: 'What was said' }).getByText('Yes, please order it.').waitFor();
  check((await steward.api('GET', at)).state === 'waiting_client', 'his word is not his decision, and it goes on waiting');
  const state = async (one) => (await steward.api('GET', `/api/v1/approvals/${one.approval_id}`)).state;
  await waiting.getByRole('button', { name: 'Approve' }).tap();
  await waiting.getByText(`Approving in ${ticket.reference}.`).waitFor();
  await look_at(page, 'portal-approving');
  await waiting.getByRole('button', { name: 'Undo' }).tap();
  await waiting.getByRole('button', { name: 'Approve' }).waitFor();
  check((await state(asked)) === 'pending', 'what he takes back is not decided');
  await waiting.getByRole('button', { name: 'Approve' }).tap();
  await waiting.waitFor({ state: 'detached', timeout: 15_000 });
  await until('it is approved', async () => (await state(asked)) === 'approved', 10);
  await page.getByText('Being worked on').first().waitFor();
  check((await steward.api('GET', at)).state === 'in_progress', 'work goes on by his decision');
  const second = await ask('And a drawer for it?');
  await waiting.getByRole('button', { name: 'Approve' }).tap();
  await leave(page);
  check((await state(second)) === 'approved', 'who signs out before the five seconds are over has decided');
}

/** Whoever asked for what somebody else decides: told of whom, and not asked for an answer. */
async function only_waits(steward, page, at, id) {
  await page.goto('/portal');
  await page.getByRole('region', { name: 'Your open tickets' }).getByText('Waits for the decision of Bo Budget').waitFor();
  check(!(await page.getByRole('region', { name: 'Waits for you' }).isVisible()), 'it does not wait for her');
  await page.goto(`/portal/tickets/${id}`);
  await page.getByLabel('Write to us').fill('When does it come?');
  await page.getByRole('button', { name: 'Send' }).tap();
  await page.getByRole('region', { name: 'What was said' }).getByText('When does it come?').waitFor();
  check((await steward.api('GET', at)).state === 'waiting_client', 'her question takes nothing on');
  check(!(await page.getByRole('button', { name: 'Approve' }).isVisible()), 'and she may not decide it');
  await look_at(page, 'portal-decision-of-another');
}
