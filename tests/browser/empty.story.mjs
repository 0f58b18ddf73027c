// A new installation: every list says why it is empty and what to do next, and wrong addresses lead back.
import { check } from '../e2e/installation.mjs';
import { browser_story, overflow, picture, violations } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

const pages = [
  ['/now', 'No device is watched yet.'], ['/alerts', 'No alert yet.'], ['/incidents', /No incident/], ['/disturbances', /No disturbance/], ['/major-incidents', /no major incident|No major incident/], ['/hand-overs', 'Nobody has handed over yet.'], ['/notices', 'Nobody needed you yet.'], ['/maintenance', /No maintenance|Nothing is planned|No window/],
  ['/tickets', 'No ticket yet.'], ['/devices', 'No devices yet.'], ['/clients', /No clients? yet/], ['/devices/add', 'No line is open'], ['/settings/tokens', 'You have no API token.'], ['/settings/channels', 'Nobody is told anything yet.'],
  ['/settings/deliveries', 'Nothing was sent yet.'], ['/settings/mail', 'No mail came yet.'], ['/nowhere', 'There is nothing at this address.'], ['/devices/01a21f71-07e1-750b-8a6e-1fdb98d634cc', 'This device is not here.'],
  ['/tickets/01a21f71-07e1-750b-8a6e-1fdb98d634cc', 'This ticket is not here.'], ['/devices?q=name%3Anobody', /No device matches/], ['/alerts?q=nothing', /No alert matches/],
];

/** What the document asks for while the console is on its way is what the console's own call takes: one question, not two. */
async function first_rows_once(page, address, call) {
  const asked = [];
  // What the page before still asked for is not this one's.
  const hear = (request) => { if (request.isNavigationRequest()) asked.length = 0; else if (request.url().includes(call)) asked.push(request.url()); };
  page.on('request', hear);
  // News that come meanwhile are asked for, too: none come.
  await page.route('**/api/v1/live*', () => {});
  await page.goto(address);
  await page.locator('main').getByText(pages.find(([one]) => one === address)[1]).first().waitFor();
  page.off('request', hear);
  await page.unroute('**/api/v1/live*');
  check(asked.length === 1, `${address} asks for its rows once${asked.map((one) => `\n  ${one}`).join('')}`);
  const taken = await page.evaluate((path) => performance.getEntriesByType('resource').filter((one) => one.name.includes(path)).map((one) => one.initiatorType), call);
  check(taken.includes('link'), `and before its script: ${taken}`);
}

await browser_story('Empty pages say why, and what to do next.', 'empty', async (steward, seen) => {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  for (const [address, words] of pages) {
    await page.goto(address);
    await page.locator('main').getByText(words).first().waitFor();
    const found = [...await violations(page), ...await overflow(page)];
    check(found.length === 0, `${address} says so${found.join('\n  ')}`);
    await picture(page, `empty-${address.replace(/[^a-z]+/g, '-')}`);
  }
  await first_rows_once(page, '/devices', '/api/v1/devices?');
  await first_rows_once(page, '/now', '/api/v1/now?');
  await page.goto('/nowhere');
  await page.getByRole('link', { name: 'Go to the first page' }).click();
  await page.waitForURL('**/now');
  const answer = await page.request.get('/api/v1/nowhere');
  check(answer.status() === 404 && (await answer.json()).code !== undefined, 'the API answers an unknown address with a problem');
});
