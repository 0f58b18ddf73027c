// A client's people who watch us, in their portal on a phone: a reader's devices and promises, the figures of whoever decides, the log.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { build, check, until, usualCategory } from '../e2e/installation.mjs';
import { post_office } from '../e2e/mail.mjs';
import { browser_story, picture } from './console.mjs';
import { enter, furnish, look_at, phone } from './portal_people.mjs';
import { invite } from './people.mjs';

await browser_story('Who reads for a client sees devices and promises kept; who decides sees the same figures as we, and checks our log.', 'portal-figures', async (steward, seen) => {
  const { harbour } = await furnish(steward, await post_office(steward));
  await steward.api('PATCH', `/api/v1/clients/${harbour}/portal`, { color: '#0f766e' });
  const device = await steward.add_agent('till', 'Harbour Foods');
  const carla = await seen.page(phone);
  await enter(carla, await invite(steward, 'Carla Berg', 'carla@harbour.example', ['CUS'], [harbour]));
  await solved_and_judged(steward, carla, harbour);

  const rosa = await seen.page(phone);
  await enter(rosa, await invite(steward, 'Rosa Reader', 'rosa@harbour.example', ['CRO'], [harbour]));
  await read_along(rosa, device);

  const dora = await seen.page(phone);
  await enter(dora, await invite(steward, 'Dora Decides', 'dora@harbour.example', ['CDM', 'CUS'], [harbour]));
  await decide(steward, dora, harbour);
  await check_us(dora, steward.folder);
});

/** A ticket of Carla's in which she was asked, and answered; solved and closed, and the question after it answered by one touch. */
async function solved_and_judged(steward, page, client) {
  const { people } = await steward.api('GET', `/api/v1/people?client_id=${client}&filter=${encodeURIComponent('name:"Carla Berg"')}`);
  const ticket = await steward.api('POST', `/api/v1/clients/${client}/tickets`, { kind: 'incident', source: 'phone', title: 'The till prints no receipts', requester_person_id: people[0].person_id });
  const at = `/api/v1/tickets/${ticket.ticket_id}`;
  for (const state of ['triaged', 'in_progress']) await steward.api('POST', `${at}/state`, { state, category_id: usualCategory });
  await steward.api('POST', `${at}/messages`, { text: 'We look at it now.' });
  await steward.api('POST', `${at}/state`, { state: 'waiting_client', message: 'Is the paper in the left one new?' });
  await page.goto(`/portal/tickets/${ticket.ticket_id}`);
  await page.getByLabel('Your answer: work waits for it').fill('Yes, I changed it yesterday.');
  await page.getByRole('button', { name: 'Send' }).tap();
  await until('work goes on by her answer', async () => (await steward.api('GET', at)).state === 'in_progress', 10);
  await steward.api('POST', `${at}/state`, { state: 'resolved', resolution_code: 'fixed', resolution_text: 'The paper lay the wrong way round.', root_cause: 'paper' });
  await page.getByRole('button', { name: 'It works: close it' }).tap();
  await page.getByText('This ticket is over.').waitFor();
  await until('she is asked how it was', async () => (await steward.api('GET', `${at}/survey`)).state === 'sent', 30);
  await page.reload();
  await page.getByRole('button', { name: 'Good', exact: true }).tap();
  await page.getByText('Your answer: Good. Thank you.').waitFor();
}

async function read_along(page, device) {
  // The answer stays away until the page has said that it is slow.
  let let_go;
  const said = new Promise((resolve) => { let_go = resolve; });
  await page.route('**/api/v1/devices?*', async (route) => { await said; await route.continue(); }, { times: 1 });
  await page.getByRole('region', { name: 'Right now' }).getByText(/1 device watched/).waitFor();
  check(await page.getByRole('link', { name: 'Somebody joins, moves or leaves' }).count() === 0, 'a reader is not offered what they may not do');
  await look_at(page, 'portal-home-reader');
  for (const [name, heading] of [['Devices', 'Your devices'], ['Promises', 'Promises kept'], ['You', 'You']]) {
    await page.getByRole('navigation', { name: 'Main, phone' }).getByRole('link', { name }).click();
    await page.getByRole('heading', { name: heading, level: 1 }).waitFor();
    if (name === 'Devices') {
      await page.getByText('The connection is slow.').waitFor();
      let_go();
      await page.getByRole('button', { name: device.name }).click();
      await page.getByText(/Last seen/).waitFor();
      check(true, 'the device of the company is there, with when it was last seen');
    }
    if (name === 'Promises') await page.getByText(/We asked 1; 1 answered/).waitFor();
    await look_at(page, `portal-${name.toLowerCase()}`);
  }
}

/** Who decides sees what was promised and kept by the same numbers as the provider, and can print it. */
async function decide(steward, page, client) {
  await page.getByRole('navigation', { name: 'More pages' }).getByRole('link', { name: 'Help' }).click();
  await page.getByRole('button', { name: /The till prints no receipts/ }).tap();
  await page.getByRole('button', { name: 'Yes' }).tap();
  await look_at(page, 'portal-help');
  await page.getByRole('navigation', { name: 'Main, phone' }).getByRole('link', { name: 'Promises' }).click();
  const worked = page.getByRole('region', { name: 'How we worked' });
  await worked.getByRole('button').first().waitFor();
  await page.getByRole('region', { name: 'What your people said' }).getByText(/1 good/).waitFor();
  await look_at(page, 'portal-figures');
  const theirs = await page.evaluate((id) => fetch(`/api/v1/desk-figures?client_id=${id}`).then((answer) => answer.json()), client);
  const mine = await steward.api('GET', `/api/v1/desk-figures?client_id=${client}`);
  const numbers = (figures) => JSON.stringify(figures.figures.filter((one) => one.kind === 'share').map((one) => [one.code, one.total]));
  check(numbers(theirs) === numbers(mine), 'the client sees the same numbers as the provider');
  await page.emulateMedia({ media: 'print' });
  check(!(await page.getByRole('button', { name: 'Print' }).isVisible()), 'on paper there are no buttons');
  check(await page.evaluate(() => { const main = document.getElementById('main'); return main.scrollHeight <= main.clientHeight + 1; }), 'all of the page is on paper, not only what a screen shows');
  await picture(page, 'portal-figures-print');
  await page.emulateMedia({ media: 'screen' });
}

/** The log of what was done with power, taken along and checked by the program that knows nothing of our server. */
async function check_us(page, folder) {
  await page.getByRole('link', { name: 'Home' }).first().click();
  await page.getByRole('navigation', { name: 'More pages' }).getByRole('link', { name: 'Check us' }).click();
  await page.getByRole('heading', { name: 'Check us', level: 1 }).waitFor();
  await page.getByText('no. 1').first().waitFor();
  await look_at(page, 'portal-check');
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save the log' }).tap()]);
  const file = `${folder}/${saved.suggestedFilename()}`;
  await saved.saveAs(file);
  const verify = (name) => spawnSync(`${build}/verify/steward-verify`, [name], { encoding: 'utf8' });
  const good = verify(file);
  check(good.status === 0 && good.stdout.includes('no gaps'), `the log that was saved holds: ${good.stdout.trim()}`);
  fs.writeFileSync(`${file}.changed`, fs.readFileSync(file, 'utf8').replace(/^entry .*\n/m, ''));
  check(verify(`${file}.changed`).status !== 0, 'without one entry it does not');
}
