// What somebody meets who sits at the desk all day: keys that go with the person, settings that are found, a ticket without
// empty sections, keys that are not lost while a page appears, and a change of hundreds of tickets on a server that is busy.
import { check, until } from '../e2e/installation.mjs';
import { accessible, browser_story, look_at, picture, violations } from './console.mjs';
import { invite, owner_link, password, redeem, sign_in } from './people.mjs';

const tickets_there = 420;

async function furnish(steward) {
  const { client_id } = await steward.api('POST', '/api/v1/clients', { name: 'Zephyr Harbour', zone: 'UTC' });
  const open = (title) => steward.api('POST', `/api/v1/clients/${client_id}/tickets`, { kind: 'incident', source: 'phone', title, impact: 'limited', urgency: 'low' });
  const first = await open('The door camera is dark');
  for (let made = 1; made < tickets_there; made += 20) await Promise.all(Array.from({ length: Math.min(20, tickets_there - made) }, (_, i) => open(`Mailbox ${made + i} is full`)));
  return first;
}

async function tell(steward, seen) {
  const ticket = await furnish(steward);
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await keys_of_a_person(steward, seen);
  await settings_are_found(page);
  await a_ticket_with_nothing(page, ticket);
  await typed_while_it_appears(page);
  await hundreds_on_a_busy_server(steward, page);
}

/** Switched off in one browser they are off in another, and on again in the first. */
async function keys_of_a_person(steward, seen) {
  const one = await seen.page();
  const { authenticator } = await redeem(one, await invite(steward, 'Theo Technician', 'theo@alderway.test', ['TEC']));
  await one.goto('/account');
  await one.getByRole('checkbox', { name: 'Single keys' }).uncheck();
  await until('the account has it', async () => (await one.request.get('/api/v1/access/session').then((answer) => answer.json())).preferences.single_keys === false);
  const other = await seen.page();
  await sign_in(other, 'theo@alderway.test', password, authenticator.next());
  await other.waitForURL('**/now*');
  await other.goto('/tickets?q=is%3Aopen');
  await other.getByRole('grid', { name: 'Tickets' }).getByRole('row').nth(3).waitFor();
  await other.keyboard.press('x');
  check((await other.getByRole('toolbar', { name: 'Selected rows' }).count()) === 0, 'single keys that somebody switched off are off in another browser');
  await other.goto('/account');
  await other.getByRole('checkbox', { name: 'Single keys' }).check();
  await until('and on again', async () => (await other.request.get('/api/v1/access/session').then((answer) => answer.json())).preferences.single_keys === true);
  await one.goto('/tickets?q=is%3Aopen');
  await one.getByRole('grid', { name: 'Tickets' }).getByRole('row').nth(3).waitFor();
  await one.keyboard.press('x');
  await one.getByRole('toolbar', { name: 'Selected rows' }).waitFor();
  check(true, 'they work in the first one again');
  await one.context().close();
  await other.context().close();
}

async function settings_are_found(page) {
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await page.waitForURL('**/settings/people');
  const list = page.getByRole('navigation', { name: 'Settings' });
  await list.getByLabel('Find a setting').fill('holidays');
  check((await list.getByRole('link').count()) === 1, 'a setting is found by what it holds');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/settings/service-levels');
  await page.goto('/settings/audit');
  check((await list.getByRole('link', { name: 'Audit' }).getAttribute('aria-current')) === 'page', 'an address of before leads to its page');
  await look_at(page, '/settings/people', 'settings', async () => { await page.getByRole('button', { name: 'Invite a person' }).waitFor(); });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/settings');
  await list.getByRole('link', { name: 'Service levels' }).click();
  await page.waitForURL('**/settings/service-levels');
  check(!(await list.isVisible()), 'on a phone a page of the settings has the screen for itself');
  await page.getByRole('link', { name: /^Settings · Service levels/ }).click();
  await list.getByRole('link', { name: 'Service levels' }).waitFor();
  await picture(page, 'settings-list-phone');
  await accessible(page, 'and the list is a page');
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function a_ticket_with_nothing(page, ticket) {
  await page.goto(`/tickets/${ticket.ticket_id}`);
  const menu = page.getByRole('button', { name: 'Add…' });
  await menu.waitFor();
  await until('what else can be added is known', async () => {
    await page.keyboard.press('+');
    const there = await page.getByRole('menuitem').allInnerTexts();
    await page.keyboard.press('Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    return ['A tag', 'A checklist', 'An approval', 'A link to another ticket'].every((wanted) => there.some((one) => one.startsWith(wanted)));
  });
  for (const empty of ['Checklist', 'Approvals', 'Watchers', 'Affected', 'Belongs together', 'Problem']) check((await page.getByRole('region', { name: empty, exact: true }).count()) === 0, `no empty section ${empty}`);
  await look_at(page, '', 'ticket-with-nothing', () => page.getByRole('heading', { name: 'The door camera is dark' }).waitFor());
  await page.keyboard.press('+');
  await page.getByRole('menu').waitFor();
  // A menu stands over the page, in no region of it.
  const wrong = (await violations(page)).filter((line) => !line.startsWith('region '));
  check(wrong.length === 0, `the menu is accessible${wrong.map((line) => `\n  ${line}`).join('')}`);
  await picture(page, 'ticket-add-menu');
  await page.getByRole('menuitem', { name: 'A checklist' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.labels?.[0]?.textContent === 'Another line');
  await page.keyboard.type('Clean the lens');
  await page.keyboard.press('Enter');
  await page.getByRole('region', { name: 'Checklist' }).getByText('0 of 1 done').waitFor();
  check(true, 'what is added begins with the focus in it, and is a section from then on');
}

/** Keys one after the other on a machine six times as slow, not waiting for the page: each does what it should. */
async function typed_while_it_appears(page) {
  const wire = await page.context().newCDPSession(page);
  const type = async (...keys) => {
    const sent = [];
    for (const key of keys) {
      const known = { Enter: { windowsVirtualKeyCode: 13, text: '\r' }, Escape: { windowsVirtualKeyCode: 27 } }[key] ?? { windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0), text: key };
      sent.push(wire.send('Input.dispatchKeyEvent', { type: known.text ? 'keyDown' : 'rawKeyDown', key, ...known }), wire.send('Input.dispatchKeyEvent', { type: 'keyUp', key, ...known }));
    }
    await Promise.all(sent);
  };
  const row = () => page.evaluate(() => Number(document.querySelector('[role=grid][aria-label=Tickets]')?.getAttribute('aria-activedescendant')?.split('-').at(-1) ?? -1));
  const rows_are_there = () => page.waitForFunction(() => document.querySelector('[role=grid][aria-label=Tickets] [role=row][aria-rowindex="3"]'));
  await wire.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  for (let round = 0; round < 3; round++) {
    await page.goto('/tickets?q=is%3Aopen');
    await rows_are_there();
    await type('j', 'j');
    await until('the first keys on a page that has just appeared', async () => (await row()) === 2, 10, true);
    await type('Enter', 'j');
    await until('the ticket beside the list follows', () => page.evaluate(() => document.querySelector('[role=grid] [role=row][aria-selected=true]')?.id.endsWith('-3') ?? false), 10, true);
    await page.getByRole('complementary', { name: 'Ticket' }).waitFor();
    await type('Escape', 'j', 'k', 'j');
    await page.getByRole('complementary', { name: 'Ticket' }).waitFor({ state: 'detached' });
    await until('and the keys after it was closed', async () => (await row()) === 4, 10, true);
    await type('g', 'c');
    await page.waitForURL('**/clients*');
    await type('g', 't');
    await rows_are_there();
    const before = await row();
    await type('j');
    await until('the key after a page has changed', async () => (await row()) === before + 1, 10, true);
  }
  await wire.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  check(true, 'no key is lost');
}

/** More than the server allows at once, answered slowly, refused for a moment, stopped and gone on with. */
async function hundreds_on_a_busy_server(steward, page) {
  const tagged = async () => (await steward.api('GET', '/api/v1/tickets?filter=tag%3Amoving&page_size=1')).total;
  const asked = new Map();
  let busy = 5, cut = 2;
  await page.route('**/api/v1/tickets/*/tags', async (route) => {
    const key = route.request().headers()['idempotency-key'];
    asked.set(key, (asked.get(key) ?? 0) + 1);
    if (busy-- > 0) return route.fulfill({ status: 429, headers: { 'retry-after': '1' }, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Busy', status: 429, detail: 'Too many requests.', code: 'access.too_many_requests' }) });
    // It was done, but the answer was lost on the way.
    if (cut-- > 0) { await route.fetch(); return route.abort(); }
    return route.fallback();
  });
  await page.goto('/tickets?q=is%3Aopen');
  await page.getByRole('grid', { name: 'Tickets' }).getByRole('row').nth(3).waitFor();
  await page.keyboard.press('x');
  await page.keyboard.press('*');
  await page.keyboard.press('Shift+U');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Add').fill('moving');
  await dialog.getByRole('button', { name: 'Change tags' }).click();
  const card = page.getByRole('region', { name: `Tags of ${tickets_there} tickets` });
  await card.getByText(/The server (is busy|does not answer)/).waitFor();
  await picture(page, 'bulk-running');
  await until('some of them are done', async () => (await tagged()) > 20, 60);
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.waitForURL('**/clients*');
  check(await card.isVisible(), 'one can do something else meanwhile');
  await card.getByRole('button', { name: 'Stop' }).click();
  await dialog.getByText('not begun').waitFor();
  await picture(page, 'bulk-stopped');
  await dialog.getByRole('button', { name: /do the rest/i }).click();
  await page.getByText(`The tags of ${tickets_there} tickets changed.`).waitFor({ timeout: 60_000 });
  check((await tagged()) === tickets_there, `all ${tickets_there} have the tag, loaded or not`);
  check([...asked.values()].some((times) => times > 1), 'a change whose answer was lost was asked again under its own key');
  await page.keyboard.press('z');
  await until('and z takes all of them back', async () => (await tagged()) === 0, 90);
}

await browser_story('The desk is comfortable for who sits there all day.', 'desk-comfort', tell);
