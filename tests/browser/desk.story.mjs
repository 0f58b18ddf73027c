// A dispatcher's morning without a mouse: search everything, give tickets on the board, log a call, print.
import { check, until } from '../e2e/installation.mjs';
import { accessible, browser_story, overflow, picture } from './console.mjs';
import { with_demonstration } from './demonstration.mjs';
import { owner_link, redeem } from './people.mjs';

async function tell(steward, seen) {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const ticket = await a_ticket(steward);
  // Two keys that mean one thing are pressed as people do: the second does not wait until a busy page has seen the first.
  const press = async (...keys) => {
    if (keys[0] === 'g') await Promise.all(keys.map((key) => page.keyboard.press(key)));
    else for (const key of keys) await page.keyboard.press(key);
  };
  await search_with_keys(steward, page, press, ticket);
  await give_with_keys(steward, page, press);
  await log_a_call(steward, page, press, ticket);
  await look_at_everything(seen, page, ticket);
}
tell.before = with_demonstration;

async function a_ticket(steward) {
  const { clients } = await steward.api('GET', '/api/v1/clients?page_size=1');
  const ticket = await steward.api('POST', `/api/v1/clients/${clients[0].client_id}/tickets`, { title: 'The plotter on the third floor hums', source: 'phone' });
  await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/messages`, { text: 'It hums like a zeppelin, Müller says.', internal: true });
  await until('the search finds what was just written', async () => (await steward.api('GET', '/api/v1/search?filter=zeppelin')).hits.length === 1);
  return ticket;
}

async function search_with_keys(steward, page, press, ticket) {
  await press('g', 'f');
  await page.waitForURL('**/search*');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Search everything');
  await page.keyboard.type('muller zeppelin');
  await page.getByRole('list', { name: 'Hits' }).getByText(ticket.reference).waitFor();
  check((await page.locator('mark').allInnerTexts()).join(' ').includes('Müller'), 'what matched is marked, accents do not count');
  await accessible(page, 'the search is accessible');
  await picture(page, 'search');
  await press('Escape', 'Escape', 'Enter');
  await page.waitForURL(`**/tickets/${ticket.ticket_id}*`);
  check(true, 'a word of an internal note leads to its ticket, with keys alone');
  await press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).waitFor();
  await page.keyboard.type('zeppelin');
  await page.getByRole('option').filter({ hasText: ticket.reference }).first().waitFor();
  check(true, 'the palette finds what was said');
  await press('Escape');
}

async function give_with_keys(steward, page, press) {
  await press('g', 'b');
  await page.waitForURL('**/dispatch*');
  await page.getByRole('region', { name: 'Nobody' }).waitFor();
  await accessible(page, 'the board is accessible');
  await picture(page, 'board');
  const first = page.getByRole('region', { name: 'Nobody' }).getByRole('listitem').first();
  const reference = (await first.innerText()).match(/TIC-\d+-\d+/)[0];
  await press('m');
  await page.getByText(`${reference}: press the number`).waitFor();
  await press('1');
  await until(`${reference} has somebody`, async () => {
    const { tickets } = await steward.api('GET', `/api/v1/tickets?filter=${encodeURIComponent(`reference:${reference}`)}`);
    return tickets[0].assignee_account_id !== '';
  });
  await page.getByRole('button', { name: 'Undo' }).click();
  await until('and undone nobody', async () => {
    const { tickets } = await steward.api('GET', `/api/v1/tickets?filter=${encodeURIComponent(`reference:${reference}`)}`);
    return tickets[0].assignee_account_id === '';
  });
}

async function log_a_call(steward, page, press, ticket) {
  await press('g', 'p');
  await page.getByRole('dialog', { name: 'Phone call: new ticket' }).waitFor();
  check(await page.evaluate(() => document.activeElement?.closest('label, div')?.textContent?.includes('What it is about') ?? false), 'g p is a new ticket by phone, with the cursor in its title');
  await press('Escape');
  await page.goto(`/tickets/${ticket.ticket_id}`);
  await page.getByRole('heading', { name: ticket.title }).waitFor();
  await press('v');
  await page.keyboard.type('they unplugged it.');
  await press('Control+Enter');
  await until('v and Ctrl+Enter log a call as a note', async () => {
    const { messages } = await steward.api('GET', `/api/v1/tickets/${ticket.ticket_id}/messages?page_size=100`);
    return messages.some((one) => one.internal && /^Phone call with .*they unplugged it\.$/.test(one.text));
  });
}

async function look_at_everything(seen, page, ticket) {
  await page.emulateMedia({ media: 'print' });
  check(await page.getByText('Internal notes are on this paper too').isVisible(), 'the paper says what it is');
  check(!(await page.getByRole('navigation', { name: 'Main' }).isVisible()), 'and has no navigation on it');
  await picture(page, 'ticket-print');
  await page.emulateMedia({ media: 'screen' });
  const state = await page.context().storageState();
  for (const [name, options] of [['dark', { theme: 'dark' }], ['phone', { width: 390, height: 844, touch: true }]]) {
    const other = await seen.page(options);
    await other.context().addCookies(state.cookies);
    for (const [what, address, text] of [['search', '/search?q=zeppelin', ticket.reference], ['board', '/dispatch', 'Nobody'], ['queue', '/tickets?q=is%3Aopen', ticket.title]]) {
      await other.goto(address);
      await other.getByText(text).first().waitFor();
      await accessible(other, `${what}, ${name}: accessible`);
      const out = await overflow(other);
      check(out.length === 0, `${what}, ${name}: nothing sticks out${out.map((line) => `\n  ${line}`).join('')}`);
      await picture(other, `${what}-${name}`);
    }
  }
}

browser_story('a dispatcher works without a mouse', 'desk', tell);
