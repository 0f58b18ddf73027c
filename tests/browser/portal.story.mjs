// A client's people in their portal, on a phone: a user with a ticket from its first word to its end, a reader, whoever reports
// joiners, whoever approves, and whoever decides.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import zlib from 'node:zlib';
import { build, check, until, usualCategory } from '../e2e/installation.mjs';
import { post_office } from '../e2e/mail.mjs';
import { accessible, browser_story, overflow, picture } from './console.mjs';
import { invite, owner_link, password, redeem } from './people.mjs';

const phone = { width: 390, height: 844, touch: true };

await browser_story('Somebody of a client raises, follows, answers and closes a ticket from a phone, and sees nothing of anybody else.', 'portal', async (steward, seen) => {
  const clients = await furnish(steward, await post_office(steward));
  const device = await steward.add_agent('till', 'Harbour Foods');
  const console_page = await seen.page();
  await redeem(console_page, owner_link(steward));
  await paint(console_page, clients.harbour);

  const carla = await seen.page(phone);
  await enter(carla, await invite(steward, 'Carla Berg', 'carla@harbour.example', ['CUS'], [clients.harbour]));
  await carla.getByRole('heading', { name: 'Hello, Carla' }).waitFor();
  check(await carla.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--bar').trim()) === '#0f766e', 'the page has the colour of the company');
  check(await carla.locator('header img').evaluate((image) => image.naturalWidth) === 240, 'and its logo');
  await look_at(carla, 'portal-home-user');
  check(!(await carla.content()).includes('Lakeside'), 'nothing of another client stands on the page');

  const ticket = await raise(carla);
  await talk(steward, carla, ticket);
  await end(steward, carla, ticket);
  await carla.goto('/tickets/' + ticket);
  await carla.waitForURL(`**/portal/tickets/${ticket}`);
  check(true, 'the address of a ticket that stands in a mail leads her to her own page of it');

  const rosa = await seen.page(phone);
  await enter(rosa, await invite(steward, 'Rosa Reader', 'rosa@harbour.example', ['CRO'], [clients.harbour]));
  await read_along(rosa, device);

  const hana = await seen.page(phone);
  await enter(hana, await invite(steward, 'Hana People', 'hana@harbour.example', ['CHR'], [clients.harbour]));
  await report_staff(steward, hana);

  const bo = await seen.page(phone);
  await enter(bo, await invite(steward, 'Bo Budget', 'bo@harbour.example', ['CAP'], [clients.harbour]));
  await approve(steward, bo, clients.harbour);

  const dora = await seen.page(phone);
  await enter(dora, await invite(steward, 'Dora Decides', 'dora@harbour.example', ['CDM', 'CUS'], [clients.harbour]));
  await decide(steward, console_page, dora, clients.harbour);
  await check_us(dora, steward.folder);

  await leave(carla);
  const foreign = await seen.page(phone);
  await enter(foreign, await invite(steward, 'Lars Lake', 'lars@lakeside.example', ['CUS'], [clients.lakeside]));
  await foreign.goto(`/portal/tickets/${ticket}`);
  await foreign.getByText('could not be loaded').waitFor();
  check(!(await foreign.content()).includes('till'), 'another client is told nothing of the ticket');
});

async function furnish(steward, post) {
  const made = {};
  for (const name of ['Harbour Foods', 'Lakeside']) {
    const client = await steward.api('POST', '/api/v1/clients', { name, zone: 'Europe/Zurich' });
    made[name.split(' ')[0].toLowerCase()] = client.client_id;
  }
  await steward.api('POST', `/api/v1/clients/${made.harbour}/people`, { name: 'Carla Berg', email: 'carla@harbour.example', roles: ['CUS'] });
  const bo = await steward.api('POST', `/api/v1/clients/${made.harbour}/people`, { name: 'Bo Budget', email: 'bo@harbour.example', roles: ['CAP'], approval_limit_minor: '100000', approval_limit_currency: 'CHF' });
  const limit = { approval_limit_minor: '100000', approval_limit_currency: 'CHF' };
  await steward.api('PATCH', `/api/v1/people/${bo.person_id}`, limit);
  const article = await steward.api('POST', '/api/v1/articles', { title: 'The till prints no receipts', body: 'Take the paper out and lay it in **the other way round**.', category: 'Tills' });
  await steward.api('POST', `/api/v1/articles/${article.article_id}/audience`, { audience: 'clients' });
  await steward.api('POST', '/api/v1/articles', { title: 'The till prints no receipts, for ourselves', body: 'canary: they dropped it', category: 'Tills' });
  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'People', events: ['mail.receipt', 'mail.answer'], settings: { host: '127.0.0.1', port: String(post.port), security: 'none', from: 'Steward <steward@msp.test>', to: 'desk@msp.test' } });
  await steward.api('PATCH', '/api/v1/survey-settings', { enabled: true, delay_minutes: 0 });
  await steward.api('PATCH', '/api/v1/portal-defaults', { contact_phone: '+41 44 555 01 00', contact_note: 'Urgent things around the clock' });
  return made;
}

/** The owner gives the portal a colour that nobody can read on white, then a better one, and a logo. */
async function paint(page, client) {
  await page.goto(`/clients/${client}`);
  const portal = page.getByRole('region', { name: 'Portal' });
  await portal.getByRole('button', { name: 'Change the look' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Colour', { exact: true }).fill('#ffd400');
  await dialog.getByText(/#ffd400 has a contrast of 1\.4 on the light page/).waitFor();
  check(true, 'a colour that cannot be read is corrected while it is chosen, with the reason');
  await dialog.getByLabel('Choose a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from('<svg/>') });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('This is not a PNG, JPEG or WebP picture').waitFor();
  check(true, 'what is no picture is refused, whatever it is called');
  await dialog.getByLabel('Colour', { exact: true }).fill('#0f766e');
  await dialog.getByLabel('Choose a logo').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: png(240, 60) });
  await picture(page, 'portal-look-dialog');
  await accessible(page, 'the dialog of the look is accessible');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await portal.getByRole('img', { name: 'The portal in the dark theme' }).waitFor();
  await portal.scrollIntoViewIfNeeded();
  await picture(page, 'portal-look');
}

async function enter(page, link) {
  await page.goto(`/link#${link.split('#')[1]}`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL('**/portal');
}

/** Light and dark: accessible, and nothing sticks out. */
async function look_at(page, name) {
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await accessible(page, `${name} is accessible, ${theme}`);
    const out = await overflow(page);
    check(out.length === 0, `nothing sticks out of ${name}, ${theme}${out.map((line) => `\n  ${line}`).join('')}`);
    await picture(page, `${name}-${theme}`);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

async function raise(page) {
  await page.getByRole('link', { name: 'New ticket' }).click();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('One line is needed.').waitFor();
  await page.getByLabel('In one line').fill('The till prints no receipts');
  await page.getByLabel('What should we know?').fill('Since this morning, only the left one.');
  const help = page.getByRole('region', { name: 'This may help at once' });
  await help.getByRole('button', { name: 'The till prints no receipts' }).tap();
  await help.getByText('the other way round').waitFor();
  check(!(await page.content()).includes('canary'), 'an article is suggested while she types, and none that is our own');
  await survives(page);
  await page.getByLabel('Files to attach').setInputFiles({ name: 'receipt.png', mimeType: 'image/png', buffer: png(40, 40) });
  await page.getByRole('list', { name: 'Files to send' }).getByText('receipt.png').waitFor();
  await look_at(page, 'portal-raise-1');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByLabel('A team, or something that many need').check();
  await page.getByLabel(/Work stands still/).check();
  const next = page.getByRole('region', { name: 'What happens next' });
  await next.getByText(/Priority P2/).waitFor();
  await next.getByText(/Mon to Fri 08:00 to 18:00 \(Europe\/Zurich\)/).waitFor();
  await next.getByText('First answer').waitFor();
  check(true, 'before it is sent it says which promise holds on which hours');
  await look_at(page, 'portal-raise-2');
  await without_a_line(page);
  await page.getByRole('button', { name: 'Send' }).click();
  await page.waitForURL(/\/portal\/tickets\/[0-9a-f-]{20,}/);
  await page.getByRole('heading', { name: 'The till prints no receipts' }).waitFor();
  await page.getByText(/First answer promised/).waitFor();
  const files = page.getByRole('region', { name: 'What was said' }).getByRole('list', { name: 'Files' });
  await files.getByText('receipt.png').waitFor();
  const coming = page.waitForEvent('download');
  await files.getByRole('link', { name: 'Download receipt.png' }).click();
  check((await coming).suggestedFilename() === 'receipt.png', 'her picture stands in the ticket, and can be fetched again');
  return page.url().split('/').at(-1);
}

/** What is written survives a reload, and signing out and in again; nobody else is shown it. */
async function survives(page) {
  const there = async (when) => {
    await page.getByLabel('In one line').waitFor();
    check((await page.getByLabel('In one line').inputValue()) === 'The till prints no receipts', `what she wrote is there ${when}`);
  };
  await page.reload();
  await there('after a reload');
  await leave(page);
  await page.getByLabel('E-mail').fill('carla@harbour.example');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Hello, Carla' }).waitFor();
  await page.getByRole('link', { name: 'New ticket' }).click();
  await there('after signing out and in again');
}

/** Without a connection it says so, keeps what was written, and goes on when the line is back. */
async function without_a_line(page) {
  await page.context().setOffline(true);
  await page.getByText('No connection.').waitFor();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('What you wrote is kept on this device.').waitFor();
  await look_at(page, 'portal-offline');
  await page.context().setOffline(false);
  await page.getByText('No connection.').waitFor({ state: 'detached' });
  check(true, 'without a line nothing is lost, and it says what to do');
}

async function talk(steward, page, ticket) {
  const at = `/api/v1/tickets/${ticket}`;
  await steward.api('POST', `${at}/messages`, { text: 'They never pay for the good printers.', internal: true });
  for (const state of ['triaged', 'in_progress']) await steward.api('POST', `${at}/state`, { state, category_id: usualCategory });
  await steward.api('POST', `${at}/state`, { state: 'waiting_client', message: 'Is the paper in the left one new?' });
  const said = page.getByRole('region', { name: 'What was said' });
  await said.getByText('Is the paper in the left one new?').waitFor({ timeout: 10_000 });
  check(true, 'what we ask stands on her page by itself');
  check(!(await page.content()).includes('good printers'), 'an internal note is not there');
  await look_at(page, 'portal-ticket-asked');
  await page.goto('/portal');
  await page.getByRole('region', { name: 'Waits for you' }).getByRole('link', { name: /The till/ }).click();
  await page.getByLabel('Your answer: work waits for it').fill('Yes, I changed it yesterday.');
  await page.getByRole('button', { name: 'Send' }).click();
  await said.getByText('Yes, I changed it yesterday.').waitFor();
  await until('work goes on by her answer', async () => (await steward.api('GET', at)).state === 'in_progress', 10);
}

async function end(steward, page, ticket) {
  const at = `/api/v1/tickets/${ticket}`;
  const resolve = () => steward.api('POST', `${at}/state`, { state: 'resolved', resolution_code: 'fixed', resolution_text: 'The paper lay the wrong way round.', root_cause: 'paper' });
  await resolve();
  await page.goto(`/portal/tickets/${ticket}`);
  await page.getByText('We think that it is solved.').waitFor();
  await look_at(page, 'portal-ticket-solved');
  await page.getByRole('button', { name: 'It does not work yet' }).click();
  await page.getByLabel('What still does not work?').fill('It printed once and stopped.');
  await page.getByRole('button', { name: 'Open it again' }).click();
  await page.getByRole('region', { name: 'What was said' }).getByText('It printed once and stopped.').waitFor();
  check((await steward.api('GET', at)).reopened_count === 1, 'she opened it again, with her reason in the conversation');
  await resolve();
  await page.getByRole('button', { name: 'It works: close it' }).click();
  await page.getByText('This ticket is over.').waitFor();
  check((await steward.api('GET', at)).state === 'closed', 'she closed it');
  const question = page.getByRole('button', { name: 'Good', exact: true });
  await until('she is asked how it was', async () => (await steward.api('GET', `${at}/survey`)).state === 'sent', 30);
  await page.reload();
  await question.waitFor();
  await look_at(page, 'portal-survey');
  await question.tap();
  await page.getByText('Your answer: Good. Thank you.').waitFor();
  check((await steward.api('GET', `${at}/survey`)).answer === 'good', 'one touch answers the question after the ticket');
  await picture(page, 'portal-ticket-closed');
  await page.getByRole('navigation', { name: 'Main, phone' }).getByRole('link', { name: 'Tickets' }).click();
  await page.getByText('Nothing is open.').waitFor();
  await page.getByRole('button', { name: 'Solved' }).click();
  await page.getByRole('link', { name: /The till/ }).waitFor();
  await look_at(page, 'portal-tickets');
}

async function read_along(page, device) {
  // The answer stays away until the page has said that it is slow.
  let let_go;
  const said = new Promise((resolve) => { let_go = resolve; });
  await page.route('**/api/v1/devices?*', async (route) => { await said; await route.continue(); }, { times: 1 });
  await page.getByRole('region', { name: 'Right now' }).getByText(/1 device watched/).waitFor();
  check(await page.getByRole('link', { name: 'New ticket' }).count() === 0, 'a reader is not offered what they may not do');
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
  await page.getByLabel('For whom?').selectOption({ label: 'Carla Berg' });
  await page.getByLabel('In one line').fill('A chair for Carla');
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByRole('heading', { name: 'A chair for Carla' }).waitFor();
  const chair = await steward.api('GET', `/api/v1/tickets/${page.url().split('/').at(-1)}`);
  check(chair.requester_name === 'Carla Berg', 'she writes for a colleague, and both follow it');
}

/** A purchase is asked of whoever may approve one; the answer is one touch. */
async function approve(steward, page, client) {
  const person = (await steward.api('GET', `/api/v1/people?client_id=${client}&filter=${encodeURIComponent('name:"Bo Budget"')}`)).people[0];
  const ticket = await steward.api('POST', `/api/v1/clients/${client}/tickets`, { kind: 'request', source: 'phone', title: 'A new till', requester_person_id: '' });
  await page.getByText('You approve up to CHF').waitFor();
  const asked = await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/approvals`, { kind: 'purchase', question: 'May we order a new till?', consequence: 'It is there in three days.', cost_minor: 89000, currency: 'CHF', rule: 'any', person_ids: [person.person_id] });
  const waiting = page.getByRole('region', { name: 'For you to approve' });
  await waiting.getByText('May we order a new till?').waitFor({ timeout: 15_000 });
  check(true, 'what he is asked stands on his page by itself');
  await waiting.getByText(/CHF\s890\.00/).waitFor();
  await look_at(page, 'portal-approve');
  await waiting.getByRole('button', { name: 'Approve' }).tap();
  await waiting.waitFor({ state: 'detached' });
  await until('it is approved', async () => (await steward.api('GET', `/api/v1/approvals/${asked.approval_id}`)).state === 'approved', 10);
}

/** Who decides sees what was promised and kept by the same numbers as the provider, and can print it. */
async function decide(steward, ours, page, client) {
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

async function leave(page) {
  await page.getByRole('navigation', { name: 'Main, phone' }).getByRole('link', { name: 'You' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goto('/portal');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  check(true, 'she is signed out, and the portal asks her to sign in');
}

/** A picture of one colour, whole: with checksums, as a program writes it. */
function png(width, height) {
  const chunk = (name, data) => {
    const body = Buffer.concat([Buffer.from(name), data]), frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(zlib.crc32 ? zlib.crc32(body) : 0, 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const line = Buffer.concat([Buffer.from([0]), ...Array.from({ length: width }, (_, x) => Buffer.from([15, 60 + (x % 120), 110]))]);
  const pixels = zlib.deflateSync(Buffer.concat(Array.from({ length: height }, () => line)));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}
