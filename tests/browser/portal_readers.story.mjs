// Those of a client who read all its tickets, in their portal on a phone: a ticket of their own from its first word to its end, and
// nothing of the others' to write in.
import { check, until, usualCategory } from '../e2e/installation.mjs';
import { post_office } from '../e2e/mail.mjs';
import { browser_story } from './console.mjs';
import { enter, furnish, look_at, phone } from './portal_people.mjs';
import { invite } from './people.mjs';

await browser_story('Who decides for a client, approves or reads raises their own tickets from a phone, and reads the others.', 'portal-readers', async (steward, seen) => {
  const { harbour } = await furnish(steward, await post_office(steward));
  for (const [name, role] of [['Dora Decides', 'CDM'], ['Rosa Reader', 'CRO']]) {
    await steward.api('POST', `/api/v1/clients/${harbour}/people`, { name, email: `${name.split(' ')[0].toLowerCase()}@harbour.example`, roles: [role] });
  }
  const { people } = await steward.api('GET', `/api/v1/people?client_id=${harbour}&filter=${encodeURIComponent('name:"Carla Berg"')}`);
  const hers = await steward.api('POST', `/api/v1/clients/${harbour}/tickets`, { kind: 'incident', source: 'phone', title: 'The till prints no receipts', requester_person_id: people[0].person_id });

  const dora = await seen.page(phone);
  await enter(dora, await invite(steward, 'Dora Decides', 'dora@harbour.example', ['CDM'], [harbour]));
  await reads(dora, hers);
  await to_its_end(steward, dora, await raise(dora, 'Dora'));

  for (const [name, role] of [['Bo Budget', 'CAP'], ['Rosa Reader', 'CRO']]) {
    const page = await seen.page(phone);
    const first = name.split(' ')[0];
    await enter(page, await invite(steward, name, `${first.toLowerCase()}@harbour.example`, [role], [harbour]));
    await reads(page, hers);
    const ticket = await raise(page, first);
    await page.getByLabel('Write to us').fill('A quiet one, please.');
    await page.getByRole('button', { name: 'Send' }).tap();
    await page.getByRole('region', { name: 'What was said' }).getByText('A quiet one, please.').waitFor();
    await page.getByRole('button', { name: 'I no longer need this' }).tap();
    await page.getByLabel('Why is it no longer needed?').fill('It works again by itself.');
    await page.getByRole('button', { name: 'Withdraw it' }).tap();
    await until(`${role}: it is withdrawn`, async () => (await steward.api('GET', `/api/v1/tickets/${ticket}`)).state === 'cancelled', 15);
  }
});

/** The ticket of a colleague: all that was said, and no way to answer, close or withdraw. */
async function reads(page, { ticket_id, title }) {
  await page.goto(`/portal/tickets/${ticket_id}`);
  await page.getByRole('heading', { name: title }).waitFor();
  await page.getByRole('button', { name: 'More about this ticket' }).waitFor();
  check(await page.getByLabel('Write to us').count() === 0, 'in a colleague\'s ticket there is nothing to write in');
  check(await page.getByRole('button', { name: 'I no longer need this' }).count() === 0, 'and nothing to withdraw');
  await look_at(page, 'portal-reads-colleague');
  await page.goto('/portal');
}

async function raise(page, first) {
  await page.getByRole('link', { name: 'New ticket' }).first().tap();
  await page.getByLabel('In one line').fill('My chair is broken');
  check(await page.getByLabel('For whom?').count() === 0, 'they ask for themselves');
  await look_at(page, `portal-${first}-raises`);
  await page.getByRole('button', { name: 'Go on' }).tap();
  await page.getByRole('region', { name: 'What happens next' }).getByText('First answer').waitFor();
  await page.getByRole('button', { name: 'Send' }).tap();
  await page.waitForURL(/\/portal\/tickets\/[0-9a-f-]{20,}/);
  await page.getByRole('heading', { name: 'My chair is broken' }).waitFor();
  await page.getByRole('button', { name: 'More about this ticket' }).tap();
  await page.getByText(new RegExp(`^${first} `)).first().waitFor();
  check(true, `it is ${first}'s own`);
  await look_at(page, `portal-${first}-raised`);
  return page.url().split('/').at(-1);
}

async function to_its_end(steward, page, ticket) {
  const at = `/api/v1/tickets/${ticket}`;
  const resolve = () => steward.api('POST', `${at}/state`, { state: 'resolved', resolution_code: 'fixed', resolution_text: 'A new chair stands there.', root_cause: 'worn' });
  for (const state of ['triaged', 'in_progress']) await steward.api('POST', `${at}/state`, { state, category_id: usualCategory });
  await steward.api('POST', `${at}/state`, { state: 'waiting_client', message: 'Which one is it?' });
  await page.getByLabel('Your answer: work waits for it').fill('The one at the window.');
  await look_at(page, 'portal-dora-answers');
  await page.getByRole('button', { name: 'Send' }).tap();
  await page.getByRole('region', { name: 'What was said' }).getByText('The one at the window.').waitFor();
  await until('work goes on by her answer', async () => (await steward.api('GET', at)).state === 'in_progress', 10);
  await resolve();
  await page.getByRole('button', { name: 'It does not work yet' }).tap();
  await page.getByLabel('What still does not work?').fill('It is too low.');
  await page.getByRole('button', { name: 'Open it again' }).tap();
  await page.getByRole('region', { name: 'What was said' }).getByText('It is too low.').waitFor();
  await resolve();
  await page.getByRole('button', { name: 'It works: close it' }).waitFor();
  await look_at(page, 'portal-dora-confirms');
  await page.getByRole('button', { name: 'It works: close it' }).tap();
  await page.getByText('This ticket is over.').waitFor();
  check((await steward.api('GET', at)).state === 'closed', 'she confirmed that it is solved');
  await until('she is asked how it was', async () => (await steward.api('GET', `${at}/survey`)).state === 'sent', 30);
  await page.reload();
  await page.getByRole('button', { name: 'Good', exact: true }).tap();
  await page.getByText('Your answer: Good. Thank you.').waitFor();
  check((await steward.api('GET', `${at}/survey`)).answer === 'good', 'and said how it was');
  await look_at(page, 'portal-dora-judged');
}
