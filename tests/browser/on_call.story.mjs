// A rota made in the console; a test page that leaves by a real webhook, whose link is opened in a browser of its own.
import http from 'node:http';
import { check, free_port, until } from '../e2e/installation.mjs';
import { browser_story, overflow, picture, violations } from './console.mjs';
import { invite, owner_link, redeem } from './people.mjs';

const arrived = [];
const receiver = http.createServer((request, answer) => {
  let body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => {
    arrived.push(JSON.parse(body));
    answer.writeHead(204).end();
  });
});

await browser_story('A rota is made, a test page arrives, and its link is taken by a button, never by opening it.', 'on-call', async (steward, seen) => {
  const port = await free_port();
  await new Promise((resolve) => receiver.listen(port, '127.0.0.1', resolve));
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await page.goto('/settings/on-call');
  await page.getByText('Nobody is on call.').waitFor();
  await picture(page, 'on-call-empty');
  await page.getByRole('button', { name: 'Add schedule' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Nights');
  const first = dialog.getByRole('group', { name: 'Primary' });
  await first.getByLabel('First hand-over').fill('2026-01-05');
  await first.getByLabel('Add somebody').selectOption({ index: 1 });
  await picture(page, 'on-call-dialog');
  check((await violations(page)).length === 0, `the dialog is accessible${(await violations(page)).join('\n  ')}`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('article', { name: 'Nights' }).waitFor();
  await page.getByText(/nobody is on call as Secondary/).waitFor();
  check(true, 'the gap of the second layer is shown at once');
  for (const look of [{ name: 'light', width: 1440 }, { name: 'dark', width: 1440, theme: 'dark' }, { name: 'phone', width: 390, touch: true }]) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.theme ?? 'light' });
    await page.getByRole('article', { name: 'Nights' }).waitFor();
    const found = [...await violations(page), ...await overflow(page)];
    check(found.length === 0, `the page is accessible and whole: ${look.name}${found.map((line) => `\n  ${line}`).join('')}`);
    await picture(page, `on-call-${look.name}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });

  await steward.api('POST', '/api/v1/channels', { kind: 'webhook', name: 'Pager', events: ['page.due'], settings: { url: `http://127.0.0.1:${port}/page`, secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}`, allow_private_network: 'yes' } });
  await page.getByRole('button', { name: 'Test now' }).click();
  const letter = await until('the test page arrived', () => arrived[0], 20);
  check(letter.type === 'page.due' && letter.data.is_test === true, `it says what it is: ${letter.data.title}`);
  const token = letter.data.acknowledge_url.split('#')[1];
  const shown = JSON.stringify(await steward.api('GET', '/api/v1/deliveries'));
  check(!shown.includes(token), 'the delivery log does not hold the link');

  const phone = await seen.page({ width: 390, height: 800, touch: true });
  await phone.goto(`/acknowledge#${token}`);
  await phone.getByRole('button', { name: 'I take it' }).waitFor();
  const test = async () => (await steward.api('GET', '/api/v1/paging-tests')).runs[0];
  check((await test()).state === 'notified', 'opening the link took nothing');
  check(!phone.url().includes(token), 'the token left the address line');
  const found = [...await violations(phone), ...await overflow(phone)];
  check(found.length === 0, `the page of the link is accessible${found.map((line) => `\n  ${line}`).join('')}`);
  await picture(phone, 'on-call-taken');
  await phone.getByRole('button', { name: 'I take it' }).click();
  await phone.getByText(/has taken it/).waitFor();
  check((await test()).state === 'acknowledged' && (await test()).acknowledged_via === 'link', 'the button did');
  await page.getByText('Answered', { exact: true }).waitFor();

  await swap(steward, seen, page, phone);

  const feed = await steward.api('POST', `/api/v1/on-call-schedules/${(await test()).schedule_id}/feed`, {});
  const calendar = await page.request.get(new URL(feed.address).pathname);
  check(calendar.headers()['content-type'].startsWith('text/calendar') && (await calendar.text()).includes('BEGIN:VEVENT'), 'its calendar address answers a calendar');
  check((await page.request.get('/calendars/nothing.ics')).status() === 404, 'and another one nothing');
  await page.goto('/now');
  await page.getByRole('region', { name: 'On call' }).getByText('Primary').waitFor();
  await picture(page, 'on-call-now');
  receiver.close();
});

/** A turn is offered in the console and taken on a colleague's phone; then it is undone. */
async function swap(steward, seen, page, phone) {
  await redeem(phone, await invite(steward, 'Nina Kern', 'nina@msp.test', ['TEC']));
  await page.goto('/settings/on-call');
  await page.getByRole('button', { name: 'Offer a turn' }).click();
  const dialog = page.getByRole('dialog');
  const turn = dialog.getByLabel('Turn', { exact: true });
  await until('there are turns to offer', async () => (await turn.locator('option').count()) > 2);
  await turn.selectOption({ index: 2 });
  await dialog.getByLabel('Offer it to').selectOption({ label: 'Nina Kern' });
  await dialog.getByLabel('A word to them (optional)').fill('A wedding in the family');
  for (const look of [{ name: 'light', width: 1440 }, { name: 'dark', width: 1440, theme: 'dark' }, { name: 'phone', width: 390 }]) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.theme ?? 'light' });
    const found = [...await violations(page), ...await overflow(page)];
    check(found.length === 0, `the offer is accessible and whole: ${look.name}${found.map((line) => `\n  ${line}`).join('')}`);
    await picture(page, `swap-offer-${look.name}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await dialog.getByRole('button', { name: 'Offer', exact: true }).click();
  await page.getByText('Offered to Nina Kern').waitFor();
  await phone.goto('/settings/on-call');
  await phone.getByText('A wedding in the family').waitFor();
  const found = [...await violations(phone), ...await overflow(phone)];
  check(found.length === 0, `the list of offers is accessible and whole on a phone${found.map((line) => `\n  ${line}`).join('')}`);
  await picture(phone, 'swap-asked-phone');
  await phone.getByRole('button', { name: 'Take it' }).click();
  await phone.getByRole('button', { name: 'Undo the swap' }).waitFor();
  const overrides = async () => (await steward.api('GET', '/api/v1/on-call-schedules')).schedules[0].overrides ?? [];
  check((await overrides()).some((one) => one.name === 'Nina Kern'), 'taken, the turn is hers');
  await picture(page, 'swap-taken');
  await phone.getByRole('button', { name: 'Undo the swap' }).click();
  await until('undone, the rota is as it was', async () => (await overrides()).length === 0);
}
