// The page of devices in Chromium: milliseconds from what a person does until the screen shows it.
import { begin, fresh_page, heap_mb, opened, page_ms, rounds, say } from './page_clock.mjs';

const devices = { label: 'Devices', row: '-\\d{6}' };

async function measure_opening(seen, kept) {
  const fresh = [], again = [], slow = [];
  for (let i = 0; i < rounds; i++) {
    const page = await fresh_page(seen, kept, devices);
    fresh.push(await opened(page, '/devices'));
    again.push(await opened(page, '/devices'));
    await page.context().close();
    const far = await fresh_page(seen, kept, devices, true);
    slow.push(await opened(far, '/devices'));
    await far.context().close();
  }
  say('open the page, nothing cached: rows painted', fresh.map((one) => one.rows));
  say('  of it processor time of its main thread', fresh.map((one) => one.busy));
  say('open the page again: rows painted', again.map((one) => one.rows));
  say('  of it processor time of its main thread', again.map((one) => one.busy));
  say('nothing cached, 10 Mbit/s and 40 ms: first paint', slow.map((one) => one.first_paint));
  say('nothing cached, 10 Mbit/s and 40 ms: rows painted', slow.map((one) => one.rows));
}

const texts = ['s', 'se', 'ser', 'ser-', 'ser-1', 'ser-12', 'kind:server', 'kind:server debian', 'kind:server debian ser-1', 'status:critical', 'status:critical,warning', 'client:"client 0001*"', 'head office', 'trixie', 'wor-0'];

/** Each text replaces the one before in one input event, as the last letter that is typed does. */
async function measure_filter(page) {
  const times = [], before = await page_ms(page);
  await page.getByLabel('Filter devices').click();
  for (const text of texts) {
    await page.keyboard.press('Control+a');
    const act = await begin(page, () => window.act_on_list('input'));
    await page.keyboard.insertText(text);
    times.push(await act());
  }
  say(`filter, from the key to the rows, ${texts.length} filters`, times);
  console.log(`  main thread for each: ${(((await page_ms(page)) - before) / texts.length).toFixed(0)} ms of processor time`);
  await page.keyboard.press('Control+a');
  const cleared = await begin(page, () => window.act_on_list('input'));
  await page.keyboard.press('Delete');
  say('filter cleared', [await cleared()]);
  await page.keyboard.press('Escape');
}

async function measure_sorting(page) {
  const times = [];
  for (let i = 0; i < rounds; i++) {
    const act = await begin(page, () => window.act_on_list('click'));
    await page.getByRole('columnheader', { name: i % 2 ? 'Name' : 'Client' }).getByRole('button').click();
    times.push(await act());
  }
  await page.goto('/devices');
  await page.waitForFunction(() => window.rows_shown());
  say('sort by another column', times);
}

const jump = (page, part) => page.evaluate(async (part) => {
  const grid = window.grid(), begin = performance.now();
  grid.scrollTop = (grid.scrollHeight - grid.clientHeight) * part;
  const wanted = Math.floor(grid.scrollTop / 32) + 10;
  const end = await window.painted(() => {
    const row = [...grid.querySelectorAll('[role=row][aria-rowindex]')].find((one) => Number(one.ariaRowIndex ?? one.getAttribute('aria-rowindex')) >= wanted);
    return row && /-\d{6}/.test(row.textContent);
  });
  return end - begin;
}, part);

async function measure_opening_devices(page) {
  const beside = [], own = [];
  for (let i = 0; i < rounds; i++) {
    await page.goto('/devices');
    await page.waitForFunction(() => window.rows_shown());
    await page.keyboard.press('j');
    const preview = await begin(page, () => window.act('keydown', () => document.querySelector('aside, [role=complementary], [role=dialog]')?.textContent.match(/-\d{6}/)));
    await page.keyboard.press('Enter');
    beside.push(await preview());
    const view = await begin(page, () => window.act('keydown', () => location.pathname !== '/devices' && document.querySelector('h2')?.textContent.match(/-\d{6}/)));
    await page.keyboard.press('o');
    own.push(await view());
  }
  say('open a device beside the list', beside);
  say("open a device's page", own);
}

export async function measure_page(seen, kept) {
  await measure_opening(seen, kept);
  const page = await fresh_page(seen, kept, devices);
  await opened(page, '/devices');
  const small = await heap_mb(page);
  await measure_filter(page);
  await measure_sorting(page);
  say('scroll to the end', [await jump(page, 1)]);
  say('back to the begin', [await jump(page, 0)]);
  say('to the middle: all rows before it are loaded', [await jump(page, 0.5)]);
  console.log(`JavaScript heap: ${small.toFixed(1)} MB with the first page, ${(await heap_mb(page)).toFixed(1)} MB with half of all rows`);
  await measure_opening_devices(page);
  await page.context().close();
}
