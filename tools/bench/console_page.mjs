// The page of devices in Chromium: milliseconds from what a person does until the screen shows it.
// The clock is the page's own; an act begins with its event and ends in the frame after the change.
const rounds = Number(process.env.STEWARD_BENCH_ROUNDS ?? 5);
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const say = (what, times, more = '') => console.log(`${what.padEnd(52)}${median(times).toFixed(0).padStart(6)} ms${`(worst ${Math.max(...times).toFixed(0)})`.padStart(14)}${more}`);

// Runs in the page. `painted(is_there)` tells when the first frame with it was handed to the screen.
// It looks after changes only: looking at every frame would make frames, which cost what they measure.
function watch() {
  const after_frame = (then) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = then; port2.postMessage(0); });
  window.painted = (is_there) => new Promise((resolve) => {
    const look = () => {
      if (!is_there()) return;
      watcher.disconnect();
      after_frame(() => resolve(performance.now()));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ['aria-busy', 'aria-rowindex'] });
    look();
  });
  window.grid = () => document.querySelector('[role=grid][aria-label=Devices]');
  window.row_texts = () => [...(window.grid()?.querySelectorAll('[role=row][aria-rowindex]') ?? [])].slice(1).map((row) => row.textContent);
  window.rows_shown = () => window.row_texts().some((text) => /-\d{6}/.test(text));
  window.settled_list = () => window.grid()?.parentElement.getAttribute('aria-busy') === 'false';
  window.first_painted = window.painted(window.rows_shown);
  // The next event of this kind begins the act.
  window.act = (kind, is_done) => new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`not within 20 s after ${kind}: ${location.href} with "${document.activeElement?.value}" in the focus`)), 20_000);
    window.addEventListener(kind, (event) => window.painted(is_done).then((end) => resolve(end - event.timeStamp)), { once: true, capture: true });
  });
  // The list ends it once it was busy and is not any more.
  window.act_on_list = (kind) => {
    let was_busy = false;
    const watcher = new MutationObserver(() => (was_busy = true));
    watcher.observe(window.grid().parentElement, { attributeFilter: ['aria-busy'] });
    return window.act(kind, () => was_busy && window.settled_list()).finally(() => watcher.disconnect());
  };
}

async function fresh_page(seen, kept, slow = false) {
  const page = await seen.page();
  page.wire = await page.context().newCDPSession(page);
  await page.wire.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.context().addCookies(kept.cookies);
  await page.addInitScript(watch);
  if (slow) {
    await page.wire.send('Network.emulateNetworkConditions', { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 });
  }
  return page;
}

/** The page listens before the act is done; what is returned waits for its end. */
async function begin(page, listen) {
  const held = await page.evaluateHandle(`({ end: (${listen})() })`);
  return () => held.evaluate(({ end }) => end);
}

/** Processor time of the page's main thread so far, in milliseconds: what neighbours cannot stretch. */
async function page_ms(page) {
  const { metrics } = await page.wire.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

const opened = async (page) => {
  const before = await page_ms(page);
  await page.goto('/devices', { waitUntil: 'commit' });
  await page.waitForFunction(() => window.first_painted);
  const told = await page.evaluate(async () => ({ rows: await window.first_painted, first_paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN }));
  const now = await page_ms(page);
  return { ...told, busy: now > before ? now - before : now };
};

async function measure_opening(seen, kept) {
  const fresh = [], again = [], slow = [];
  for (let i = 0; i < rounds; i++) {
    const page = await fresh_page(seen, kept);
    fresh.push(await opened(page));
    again.push(await opened(page));
    await page.context().close();
    const far = await fresh_page(seen, kept, true);
    slow.push(await opened(far));
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

async function heap_mb(page) {
  await page.wire.send('HeapProfiler.collectGarbage');
  return (await page.wire.send('Runtime.getHeapUsage')).usedSize / 1e6;
}

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
  const page = await fresh_page(seen, kept);
  await opened(page);
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
