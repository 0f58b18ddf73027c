// A new installation: every list says why it is empty and what to do next, and wrong addresses lead back.
import { check } from '../e2e/installation.mjs';
import { browser_story, overflow, picture, violations } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

const pages = [
  ['/now', 'No device is watched yet.'], ['/alerts', 'No alert yet.'], ['/incidents', /No incident/], ['/disturbances', /No disturbance/], ['/major-incidents', /no major incident|No major incident/], ['/hand-overs', 'Nobody has handed over yet.'], ['/notices', 'Nobody needed you yet.'], ['/maintenance', /No maintenance|Nothing is planned|No window/],
  ['/tickets', 'No ticket yet.'], ['/devices', 'No devices yet.'], ['/clients', /No clients? yet/], ['/devices/add', 'No line is open'], ['/settings/tokens', 'You have no API token.'], ['/settings/channels', 'Nobody is told anything yet.'],
  ['/settings/deliveries', 'Nothing was sent yet.'], ['/settings/mail', 'No mail came yet.'], ['/nowhere', 'There is nothing at this address.'], ['/devices/01a21f71-07e1-750b-8a6e-1fdb98d634cc', 'This device could not be loaded.'],
  ['/tickets/01a21f71-07e1-750b-8a6e-1fdb98d634cc', 'The ticket could not be loaded.'], ['/devices?q=name%3Anobody', /No device matches/], ['/alerts?q=nothing', /No alert matches/],
];

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
  await page.goto('/nowhere');
  await page.getByRole('link', { name: 'Go to what needs you now' }).click();
  await page.waitForURL('**/now');
  const answer = await page.request.get('/api/v1/nowhere');
  check(answer.status() === 404 && (await answer.json()).code !== undefined, 'the API answers an unknown address with a problem');
});
