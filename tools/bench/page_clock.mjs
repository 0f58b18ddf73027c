// The clock of a page in Chromium: milliseconds from what a person does until the screen shows it, for every list page.
// The clock is the page's own; an act begins with its event and ends in the frame after the change.
export const rounds = Number(process.env.STEWARD_BENCH_ROUNDS ?? 5);
export const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
export const say = (what, times, more = '') => console.log(`${what.padEnd(52)}${median(times).toFixed(0).padStart(6)} ms${`(worst ${Math.max(...times).toFixed(0)})`.padStart(14)}${more}`);

// Runs in the page. `painted(is_there)` tells when the first frame with it was handed to the screen.
// It looks after changes only: looking at every frame would make frames, which cost what they measure.
// `list`: the grid's label, and what stands in a row that is there.
function watch(list) {
  const after_frame = (then) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = then; port2.postMessage(0); });
  window.painted = (is_there) => new Promise((resolve) => {
    const look = () => {
      if (!is_there()) return;
      watcher.disconnect();
      after_frame(() => resolve(performance.now()));
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: ['aria-busy', 'aria-rowindex', 'aria-activedescendant'] });
    look();
  });
  window.grid = () => document.querySelector(`[role=grid][aria-label=${list.label}]`);
  window.row_texts = () => [...(window.grid()?.querySelectorAll('[role=row][aria-rowindex]') ?? [])].slice(1).map((row) => row.textContent);
  window.rows_shown = () => window.row_texts().some((text) => new RegExp(list.row).test(text));
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

export async function fresh_page(seen, kept, list, slow = false) {
  const page = await seen.page();
  page.wire = await page.context().newCDPSession(page);
  await page.wire.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.context().addCookies(kept.cookies);
  await page.addInitScript(watch, list);
  if (slow) {
    await page.wire.send('Network.emulateNetworkConditions', { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 });
  }
  return page;
}

/** The page listens before the act is done; what is returned waits for its end. */
export async function begin(page, listen) {
  const held = await page.evaluateHandle(`({ end: (${listen})() })`);
  return () => held.evaluate(({ end }) => end);
}

/** Processor time of the page's main thread so far, in milliseconds: what neighbours cannot stretch. */
export async function page_ms(page) {
  const { metrics } = await page.wire.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration').value * 1000;
}

/** The same in parts: what the scripts took, styles and layout, and everything (painting and parsing too). */
export async function page_parts(page) {
  const { metrics } = await page.wire.send('Performance.getMetrics');
  const of = (wanted) => metrics.find(({ name }) => name === wanted).value * 1000;
  return { script: of('ScriptDuration'), layout: of('LayoutDuration') + of('RecalcStyleDuration'), whole: of('TaskDuration') };
}

/** "12.3 ms of processor time (script 8.0, styles and layout 2.1, the rest 2.2)" for each of `count` acts since `before`. */
export async function parts_since(page, before, count) {
  const now = await page_parts(page);
  const each = (part) => (now[part] - before[part]) / count;
  const rest = each('whole') - each('script') - each('layout');
  return `${each('whole').toFixed(1)} ms of processor time (script ${each('script').toFixed(1)}, styles and layout ${each('layout').toFixed(1)}, painting and the rest ${rest.toFixed(1)})`;
}

export const opened = async (page, address) => {
  const before = await page_ms(page);
  await page.goto(address, { waitUntil: 'commit' });
  await page.waitForFunction(() => window.first_painted);
  const told = await page.evaluate(async () => ({ rows: await window.first_painted, first_paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN }));
  const now = await page_ms(page);
  return { ...told, busy: now > before ? now - before : now };
};

export async function heap_mb(page) {
  await page.wire.send('HeapProfiler.collectGarbage');
  return (await page.wire.send('Runtime.getHeapUsage')).usedSize / 1e6;
}
