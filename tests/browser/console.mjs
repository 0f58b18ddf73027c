// The console in a real Chromium. Every page that is opened is watched: errors of its code, reports of
// the content policy, and requests to anybody but its own server are remembered and judged at the end.
import { createRequire } from 'node:module';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { check, story } from '../e2e/installation.mjs';

const web = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = web('playwright-core');
const axe_source = fs.readFileSync(web.resolve('axe-core/axe.min.js'), 'utf8');
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export class Console {
  static async open(steward, origin = `http://127.0.0.1:${steward.port}`) {
    const self = new Console();
    self.steward = steward;
    self.origin = origin;
    self.faults = [];
    self.others = new Set();  // origins that a story goes to on purpose
    self.browser = await chromium.launch({ executablePath: process.env.STEWARD_CHROMIUM ?? '/usr/bin/chromium', args: flags });
    return self;
  }

  /** A page of a browser of its own: other cookies than all other pages. */
  async page({ width = 1440, height = 900, theme = 'light', touch = false } = {}) {
    const context = await this.browser.newContext({ viewport: { width, height }, colorScheme: theme, reducedMotion: 'reduce', hasTouch: touch, baseURL: this.origin, locale: 'en-GB', acceptDownloads: true, ignoreHTTPSErrors: this.origin.startsWith('https:') });
    context.setDefaultTimeout(30_000);
    await context.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) => console.error(`content policy refused ${event.violatedDirective}: ${event.blockedURI}`)));
    context.on('request', (request) => {
      const address = new URL(request.url());
      if (address.origin !== this.origin && !this.others.has(address.origin) && !['data:', 'blob:'].includes(address.protocol)) this.faults.push(`a request left the origin: ${request.url()}`);
    });
    context.on('weberror', (error) => this.faults.push(`the console's code failed: ${error.error().stack ?? error.error()}`));
    context.on('console', (message) => {
      // An answer of 401 or 404 is told here too; what it means is judged where it is caused.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) this.faults.push(`console: ${message.text()}`);
    });
    if (process.env.STEWARD_CONSOLE) await show_console_of(context, process.env.STEWARD_CONSOLE, this.others);
    return context.newPage();
  }

  /** Nothing was refused by the content policy, nothing left the origin, no code failed. */
  async judge() {
    check(this.faults.length === 0, `no error, no policy violation, no request to others${this.faults.map((fault) => `\n  ${fault}`).join('')}`);
    check((await this.steward.number('steward_http_csp_reports_total')) === 0, 'the server received no content-security report');
  }
}

/** Shows the console in `folder` (web/dist) instead of the one inside the server, under the server's headers. */
async function show_console_of(context, folder, others) {
  const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.html': 'text/html', '.webmanifest': 'application/manifest+json' };
  await context.route((address) => !others.has(address.origin) && !/^\/(api|downloads|portal-logos)\//.test(address.pathname), async (route) => {
    const wanted = path.join(folder, new URL(route.request().url()).pathname);
    const entry = /^\/portal(\/|$)/.test(new URL(route.request().url()).pathname) ? 'portal.html' : 'index.html';
    const file = fs.existsSync(wanted) && fs.statSync(wanted).isFile() ? wanted : path.join(folder, entry);
    const headers = file.endsWith('.html') ? { ...(await route.fetch()).headers() } : {};
    for (const name of ['content-encoding', 'content-length', 'etag']) delete headers[name];
    await route.fulfill({ status: 200, headers: { ...headers, 'content-type': types[path.extname(file)] ?? 'application/octet-stream' }, body: fs.readFileSync(file) });
  });
}

/** The rules that colours decide: what a page that was whole in one theme can still break in the other. */
export const of_colours = ['color-contrast', 'link-in-text-block'];

/** What axe finds against WCAG 2.2 A and AA and its own best practices, or against these rules alone, as lines of text. */
export async function violations(page, rules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe_source);
  const found = await page.evaluate((values) => window.axe.run(document, { resultTypes: ['violations'], ...(values && { runOnly: { type: 'rule', values } }) }), rules);
  return found.violations.flatMap((one) => one.nodes.map((node) => `${one.id} (${one.impact}) ${node.target.join(' ')}: ${node.any.concat(node.all, node.none).map((reason) => reason.message).join('; ')}`));
}

export async function accessible(page, sentence) {
  const found = await violations(page);
  check(found.length === 0, `${sentence}${found.map((line) => `\n  ${line}`).join('')}`);
}

/** What sticks out to the right of the screen, as lines of text. */
export const overflow = (page) => page.evaluate(() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most && document.body.scrollWidth <= most) return [];
  return [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > most + 1).slice(0, 5).map((one) => one.outerHTML.slice(0, 160));
});

const looks = [{ name: 'light', width: 1440 }, { name: 'dark', width: 1440, theme: 'dark' }, { name: 'phone', width: 390 }];

/** As if the system had changed its theme; the page has followed when this returns. */
export async function in_theme(page, theme) {
  await page.emulateMedia({ colorScheme: theme });
  await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
}

/** A page in light, in dark and on a phone: accessible, nothing sticks out. `address`: empty for what is there; `there` waits
 * for what the page is about. */
export async function look_at(page, address, name, there) {
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await in_theme(page, look.theme ?? 'light');
    const is_other_theme = look.theme === 'dark';  // of the same page: it follows the system while it is open
    if (address && !is_other_theme) await page.goto(address);
    if (!is_other_theme) await there();
    const found = [...await violations(page, is_other_theme ? of_colours : undefined), ...await overflow(page)];
    await picture(page, `${name}-${look.name}`);
    check(found.length === 0, `${name}: accessible and whole, ${look.name}${found.map((line) => `\n  ${line}`).join('')}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await drawn(page);
}

/** After a screen of another size: the page hears of it with its next picture, and what it shows then is there with the one after. */
const drawn = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(resolve)))));

/** What a ticket has not yet is added from its quiet menu. */
export async function add_to_ticket(page, what) {
  await page.getByRole('button', { name: 'Add…' }).click();
  await page.getByRole('menuitem', { name: what }).click();
}

/** Keeps what the page shows in STEWARD_SHOTS, when that is set. */
export async function picture(page, name) {
  if (process.env.STEWARD_SHOTS) await page.screenshot({ path: path.join(process.env.STEWARD_SHOTS, `${name}.png`) });
}

/** A story with a server that runs and a browser. */
export function browser_story(sentence, name, tell) {
  return story(sentence, `browser-${name}`, async (steward) => {
    if (tell.before) await tell.before(steward);
    await steward.start_server();
    await in_browser(steward, name, (seen) => tell(steward, seen));
  });
}

/** A browser for as long as `tell` takes; at its end the browser's faults are judged. `origin`: where
 * people reach the server, when that is not its own address. */
export async function in_browser(steward, name, tell, origin) {
  const seen = await Console.open(steward, origin);
  try {
    await tell(seen);
    await seen.judge();
  } catch (error) {
    await leave_pictures(seen, name);
    throw error;
  } finally {
    await seen.browser.close();
  }
}

async function leave_pictures(seen, name) {
  const folder = process.env.STEWARD_SHOTS ?? os.tmpdir();
  for (const [index, page] of (seen?.browser.contexts() ?? []).flatMap((context) => context.pages()).entries()) {
    const file = path.join(folder, `steward-${name}-failed-${index}.png`);
    await page.screenshot({ path: file }).then(() => console.log(`${page.url()} looked like this: ${file}`), () => {});
  }
}
