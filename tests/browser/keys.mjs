// A person who has no mouse: what they press, where the focus is, and whether they can see it.
import { check } from '../e2e/installation.mjs';

/** How long a quick typist holds a key: what comes within one picture on the screen is no person's. */
const a_key_ms = 20;

/** Every event that only a pointer makes is told; at the end there must be none. */
export async function without_a_mouse(page) {
  const pointed = [];
  await page.exposeFunction('stewardPointed', (what) => pointed.push(what));
  await page.addInitScript(() => {
    for (const type of ['mousedown', 'mousemove', 'pointerdown', 'pointermove', 'touchstart', 'wheel', 'dragstart']) {
      window.addEventListener(type, (event) => window.stewardPointed(`${type} on ${event.target?.outerHTML?.slice(0, 80)}`), true);
    }
    // A button pressed by a key is a click without a pointer.
    window.addEventListener('click', (event) => { if (event.isTrusted && event.detail > 0) window.stewardPointed('click'); }, true);
  });
  return pointed;
}

/** What has the focus, as a person perceives it: its name, and what is wrong with how it is shown. */
const look_at_focus = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return { name: '', wrong: '' };
  const text = (node) => node?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
  const label = element.labels?.[0] ?? element.closest('label');
  const name = element.getAttribute('aria-label') || text(label) || text(element) || element.title || element.tagName;
  const wrong = [];
  const has_ring = (node) => {
    const style = getComputedStyle(node);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
  };
  let node = element, ring = false;
  for (let up = 0; node && up < 4 && !ring; ++up, node = node.parentElement) ring = has_ring(node);
  if (!ring) wrong.push('no ring');
  const box = element.getBoundingClientRect();
  const hidden = box.width <= 2 || box.height <= 2;  // a radio button behind its label
  const top = hidden ? null : document.elementFromPoint(Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1), Math.min(Math.max(box.top + Math.min(box.height, 40) / 2, 1), innerHeight - 1));
  if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth) wrong.push('outside of the screen');
  else if (top && top !== element && !element.contains(top) && !top.contains(element) && !label?.contains(top)) wrong.push(`covered by ${top.outerHTML.slice(0, 60)}`);
  return { name, wrong: wrong.join(', ') };
};

export class Keys {
  constructor(page) {
    this.page = page;
    this.badly_shown = new Map();
  }
  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key, { delay: a_key_ms });
  }
  type(text) {
    return this.page.keyboard.type(text, { delay: a_key_ms });
  }
  async focused() {
    const { name, wrong } = await this.page.evaluate(look_at_focus);
    if (wrong) this.badly_shown.set(name.slice(0, 60), wrong);
    return name;
  }
  /** Tab until what is called `wanted` has the focus; every stop on the way must be seen. */
  async tab_to(wanted, { back = false, most = 120 } = {}) {
    const fits = (name) => (wanted instanceof RegExp ? wanted.test(name) : name === wanted || name.startsWith(wanted));
    const passed = [];
    for (let step = 0; step < most; ++step) {
      await this.press(back ? 'Shift+Tab' : 'Tab');
      const name = await this.focused();
      if (fits(name)) return name;
      passed.push(name.slice(0, 30));
    }
    throw new Error(`Tab does not reach ${wanted}; it passed: ${passed.slice(-40).join(' | ')}`);
  }
  /** A command by its words, as in the palette. */
  async command(words) {
    await this.press('Control+k');
    await this.page.getByRole('combobox', { name: 'Search or run a command' }).waitFor();
    await this.page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
    await this.type(words);
    await this.page.waitForFunction((text) => document.querySelector('[role=option][aria-selected=true]')?.textContent.toLowerCase().startsWith(text.toLowerCase()), words);
    await this.press('Enter');
    await this.page.getByRole('combobox', { name: 'Search or run a command' }).waitFor({ state: 'detached' });
  }
  /** A choice of a select that has the focus, by its words. */
  async choose(words) {
    await this.type(words);
    const chosen = await this.page.evaluate(() => document.activeElement.selectedOptions?.[0]?.textContent ?? '');
    if (!chosen.startsWith(words)) throw new Error(`"${words}" cannot be chosen by typing; there is "${chosen}"`);
  }
  judge() {
    check(this.badly_shown.size === 0, `whatever had the focus could be seen${[...this.badly_shown].map(([name, wrong]) => `\n  ${name}: ${wrong}`).join('')}`);
  }
}
