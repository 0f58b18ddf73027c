// The queue in Chromium with 200,000 tickets: when its rows are painted, and how long a key takes to the screen.
import { begin, fresh_page, heap_mb, opened, page_parts, parts_since, rounds, say } from './page_clock.mjs';

const tickets = { label: 'Tickets', row: 'TIC-' };
const queue = '/tickets?q=is%3Aopen';
// None of them was shown before: what is there already is not asked for again, and ends no clock.
const filters = ['is:open p', 'is:open pr', 'is:open pri', 'is:open printer', 'is:open priority:P1', 'is:open assignee:me', 'is:open assignee:none', 'is:open client:"Client 007"', 'state:resolved', 'is:open source:email'];

async function measure_opening(seen, kept) {
  const fresh = [], again = [];
  for (let i = 0; i < rounds; i++) {
    const page = await fresh_page(seen, kept, tickets);
    fresh.push(await opened(page, queue));
    again.push(await opened(page, queue));
    await page.context().close();
  }
  say('open the queue, nothing cached: rows painted', fresh.map((one) => one.rows));
  say('  of it processor time of its main thread', fresh.map((one) => one.busy));
  say('open the queue again: rows painted', again.map((one) => one.rows));
  say('  of it processor time of its main thread', again.map((one) => one.busy));
}

async function measure_opening_tickets(seen, kept) {
  const beside = [], own = [];
  const page = await fresh_page(seen, kept, tickets);
  for (let i = 0; i < rounds; i++) {
    await page.goto(queue);
    await page.waitForFunction(() => window.rows_shown());
    await page.locator('[role=grid]').focus();
    for (let down = 0; down <= i; down++) await page.keyboard.press('j');
    const preview = await begin(page, () => window.act('keydown', () => document.querySelector('aside[aria-label=Ticket], [role=complementary][aria-label=Ticket]')?.textContent.includes('TIC-')));
    await page.keyboard.press('Enter');
    beside.push(await preview());
  }
  await page.context().close();
  const other = await fresh_page(seen, kept, tickets);
  const { tickets: some } = await other.request.get('/api/v1/tickets?filter=is%3Aopen&page_size=20').then((answer) => answer.json());
  for (let i = 0; i < rounds; i++) {
    await other.goto(`/tickets/${some[i].ticket_id}`, { waitUntil: 'commit' });
    await other.waitForFunction((reference) => document.querySelector('h1, h2')?.textContent.includes(reference), some[i].reference);
    own.push(await other.evaluate(() => performance.now()));
  }
  await other.context().close();
  say('open a ticket beside the queue, from the key', beside);
  say("open a ticket's page again: its head is there", own);
}

/** From the key to the next frame; what it changes is in that frame. */
async function measure_keys(page) {
  const moves = [], letters = [];
  await page.locator('[role=grid]').focus();
  let before = await page_parts(page);
  for (let i = 0; i < 60; i++) {
    const act = await begin(page, () => { const was = window.grid().getAttribute('aria-activedescendant'); return window.act('keydown', () => window.grid().getAttribute('aria-activedescendant') !== was || was === null); });
    await page.keyboard.press(i < 40 ? 'j' : 'k');
    moves.push(await act());
  }
  const spent = await parts_since(page, before, 60);
  say('j and k in the queue: from the key to the frame, 60 keys', moves);
  console.log(`  main thread for each: ${spent}`);
  await page.getByLabel('Filter tickets').click();
  before = await page_parts(page);
  const typed = ' printer paper jam';
  for (const letter of typed) {
    const act = await begin(page, () => window.act('keydown', () => true));
    await page.keyboard.press(letter === ' ' ? 'Space' : letter);
    letters.push(await act());
  }
  say(`letters in the filter: from the key to the frame, ${typed.length} keys`, letters);
  console.log(`  main thread for each, with the lists that they ask for: ${await parts_since(page, before, typed.length)}`);
  await page.keyboard.press('Escape');
}

async function measure_filters(page) {
  const times = [], before = await page_parts(page);
  await page.getByLabel('Filter tickets').click();
  for (const text of filters) {
    await page.keyboard.press('Control+a');
    const act = await begin(page, () => window.act_on_list('input'));
    await page.keyboard.insertText(text);
    times.push(await act());
  }
  say(`filter, from the key to the rows, ${filters.length} filters`, times);
  console.log(`  main thread for each: ${await parts_since(page, before, filters.length)}`);
  await page.keyboard.press('Escape');
}

export async function measure_queue(seen, kept) {
  await measure_opening(seen, kept);
  const page = await fresh_page(seen, kept, tickets);
  await opened(page, queue);
  await measure_keys(page);
  await page.goto(queue);
  await page.waitForFunction(() => window.rows_shown());
  await measure_filters(page);
  console.log(`JavaScript heap of the queue: ${(await heap_mb(page)).toFixed(1)} MB`);
  await page.context().close();
  // Last: what the pages of tickets ask for at this size may keep the server busy for a while.
  await measure_opening_tickets(seen, kept);
}
