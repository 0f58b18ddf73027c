// Somebody of a client in their portal, on a phone: a ticket from its first word to its end, and what follows it.
import zlib from 'node:zlib';
import { check, until, usualCategory } from '../e2e/installation.mjs';
import { post_office } from '../e2e/mail.mjs';
import { accessible, browser_story, picture } from './console.mjs';
import { enter, furnish, leave, look_at, phone } from './portal_people.mjs';
import { invite, owner_link, password, redeem } from './people.mjs';

await browser_story('Somebody of a client raises, follows, answers and closes a ticket from a phone, and sees nothing of anybody else.', 'portal', async (steward, seen) => {
  const clients = await furnish(steward, await post_office(steward));
  const device = await steward.add_agent('till', 'Harbour Foods');
  const console_page = await seen.page();
  await redeem(console_page, owner_link(steward));
  await paint(console_page, clients.harbour);
  await give_device(console_page, device, clients.harbour);

  const carla = await seen.page(phone);
  await enter(carla, await invite(steward, 'Carla Berg', 'carla@harbour.example', ['CUS'], [clients.harbour]));
  await carla.getByRole('heading', { name: 'Hello, Carla' }).waitFor();
  check(await carla.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--bar').trim()) === '#0f766e', 'the page has the colour of the company');
  check(await carla.locator('header img').evaluate((image) => image.naturalWidth) === 240, 'and its logo');
  const own = carla.getByRole('region', { name: 'Your device' });
  await own.getByText(device.name).waitFor();
  check(/OK|Unknown|Warning|Critical/i.test(await own.textContent()), 'she sees the device that she works with, and how it is');
  await look_at(carla, 'portal-home-user');
  check(!(await carla.content()).includes('Lakeside'), 'nothing of another client stands on the page');

  const ticket = await raise(carla);
  await talk(steward, carla, ticket);
  await end(steward, carla, ticket);
  await follow_up(steward, carla, clients.harbour, ticket);
  await carla.goto('/tickets/' + ticket);
  await carla.waitForURL(`**/portal/tickets/${ticket}`);
  check(true, 'the address of a ticket that stands in a mail leads her to her own page of it');

  await leave(carla);
  const foreign = await seen.page(phone);
  await enter(foreign, await invite(steward, 'Lars Lake', 'lars@lakeside.example', ['CUS'], [clients.lakeside]));
  await foreign.goto(`/portal/tickets/${ticket}`);
  await foreign.getByText('could not be loaded').waitFor();
  check(!(await foreign.content()).includes('till'), 'another client is told nothing of the ticket');
});

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

/** Who works with a device is said on its page; the list finds it by them, and the client's page leads there. */
async function give_device(page, device, client) {
  await page.goto(`/devices/${device.device_id}`);
  await page.getByRole('button', { name: 'Edit' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Who works with it').selectOption({ label: 'Carla Berg' });
  await look_at(page, 'device-edit');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Carla Berg' }).waitFor();
  await look_at(page, 'device-of-person');
  await page.goto(`/clients/${client}`);
  const people = page.getByRole('region', { name: /^People/ });
  await people.getByRole('link', { name: 'Devices of Carla Berg' }).scrollIntoViewIfNeeded();
  await look_at(page, 'client-people-devices');
  await people.getByRole('link', { name: 'Devices of Carla Berg' }).click();
  await page.getByText(device.name).first().waitFor();
  check(true, "the client's page leads to hers");
  await page.goto('/devices?q=' + encodeURIComponent('person:carla*'));
  await page.getByText(device.name).first().waitFor();
  check(true, 'and finds it by her name');
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
  await page.getByText('Nothing else is open.').waitFor();
  check(true, 'beside what waits for her it does not say that nothing is open');
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

/** What is over goes on in a new one, tied to it; what is withdrawn can be taken back; a duplicate leads to where it goes on. */
async function follow_up(steward, page, client, ticket) {
  await page.goto(`/portal/tickets/${ticket}`);
  await page.getByRole('link', { name: 'Open a new one about this' }).tap();
  await page.getByLabel('In one line').fill('The right one prints none, either');
  const pages = Array.from({ length: 23 }, (_, at) => ({ name: `page-${at + 1}.txt`, mimeType: 'text/plain', buffer: Buffer.from(`page ${at}`) }));
  await page.getByLabel('Files to attach').setInputFiles(pages);
  await page.getByText('Left out: page-21.txt, page-22.txt, page-23.txt.').waitFor();
  check(true, 'of more files than go with a ticket those left out are named');
  await look_at(page, 'portal-too-many-files');
  await page.getByRole('button', { name: 'Go on' }).click();
  let sent = 0;
  await page.route(/\/attachments\/[^/]+\/content/, (route) => (++sent === 1 ? route.continue() : undefined)); // the second never ends
  await page.getByRole('button', { name: 'Send' }).tap();
  await until('a file is held up', () => sent === 2, 10);
  await look_at(page, 'portal-sending-files');
  await page.getByRole('button', { name: 'Cancel the files' }).tap();
  await page.waitForURL(/\/portal\/tickets\/[0-9a-f-]{20,}/);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByText(/These files are not in it.*page-2\.txt, page-3\.txt/).waitFor();
  await page.getByRole('list', { name: 'Files' }).getByText('page-1.txt').waitFor();
  check(true, 'sending files is cancelled; what arrived is in the ticket, and what did not is named');
  const id = page.url().split('/').at(-1), at = `/api/v1/tickets/${id}`;
  check((await steward.api('GET', at)).follows_ticket_id === ticket, 'the new one follows the one that is over');
  await page.getByRole('button', { name: 'I no longer need this' }).tap();
  await page.getByLabel('Why is it no longer needed?').fill('It prints again by itself.');
  await page.getByRole('button', { name: 'Withdraw it' }).tap();
  const going = page.getByRole('status').filter({ hasText: 'Withdrawing' });
  await look_at(page, 'portal-withdrawing');
  await going.getByRole('button', { name: 'Undo' }).tap();
  check((await page.getByLabel('Why is it no longer needed?').inputValue()) === 'It prints again by itself.', 'a withdrawal is taken back, and its reason is kept');
  check((await steward.api('GET', at)).state === 'new', 'and nothing happened to the ticket');
  await page.getByRole('button', { name: 'Withdraw it' }).tap();
  await until('it is withdrawn', async () => (await steward.api('GET', at)).state === 'cancelled', 15);
  const carla = (await steward.api('GET', at)).requester_person_id;
  const raise = (title) => steward.api('POST', `/api/v1/clients/${client}/tickets`, { kind: 'incident', source: 'phone', title, requester_person_id: carla });
  const twin = await raise('The scales are dark'), first = await raise('The scales show nothing');
  await steward.api('POST', `/api/v1/tickets/${twin.ticket_id}/merge`, { into_ticket_id: first.ticket_id });
  await page.goto(`/portal/tickets/${twin.ticket_id}`);
  const on = page.getByRole('link', { name: `It goes on in ${first.reference}` });
  await on.waitFor();
  check(!(await page.getByText('This ticket is over.').isVisible()), 'a duplicate is not said to be over');
  await look_at(page, 'portal-joined');
  await on.tap();
  await page.getByRole('heading', { name: 'The scales show nothing' }).waitFor();
  await steward.api('POST', `/api/v1/tickets/${first.ticket_id}/state`, { state: 'cancelled', reason: 'They work again by themselves' });
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
