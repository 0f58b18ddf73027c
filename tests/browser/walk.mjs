// Somebody follows what the console or the portal offers them: every way that it names, every view of a list. Whatever the server refuses
// on the way, and every page that says that something is wrong, is remembered with the step that led there.
import { Person } from '../e2e/person.mjs';
import { check } from '../e2e/installation.mjs';
import { invite, password } from './people.mjs';

const said_to_be_wrong = /You may not see|could not be loaded|filter cannot be read|stopped working|nothing at this address|Something went wrong/;
// What the page listens to, and what it looks at no further than whether it is there.
const never_over = /\/api\/v1\/(portal-)?live|\/downloads\//;
const of_a_record = /[0-9a-f]{8}-[0-9a-f]{4}-/;
const palette = { name: 'Search or run a command' };

class Walk {
  constructor(page, who) {
    this.page = page;
    this.who = who;
    this.step = 'the first page';
    this.steps = 0;
    this.undrawn = 0;
    this.wrong = [];
    this.asked = [];  // of the server, by this step
    this.under_way = new Set();
    page.on('request', (request) => { if (!never_over.test(request.url())) this.under_way.add(request); });
    page.on('request', (request) => { if (request.method() === 'GET' && request.url().includes('/api/v1/')) this.asked.push(request.url()); });
    for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => this.under_way.delete(request));
    page.on('response', (answer) => {
      if (answer.status() < 400 || never_over.test(answer.url())) return;
      const { pathname, search } = new URL(answer.url());
      this.wrong.push(`${this.step}: ${answer.status()} ${answer.request().method()} ${pathname}${search}`);
    });
  }

  /** One step: `act` begins it; it is over when nothing that the page asked for is under way and nothing says that it is loading. */
  async take(step, act) {
    this.step = step;
    this.steps += 1;
    this.asked = [];
    await act();
    const end = Date.now() + 30_000;
    for (let calm = 0; calm < 2;) {
      const loads = await this.page.evaluate(() => new Promise((done) => {
        requestAnimationFrame(() => requestAnimationFrame(() => done([...document.querySelectorAll('[role=status]')].some((one) => one.textContent.startsWith('Loading')))));
      })).catch(() => true);  // another document has come
      calm = loads || this.under_way.size > 0 ? 0 : calm + 1;
      if (Date.now() > end) throw new Error(`not there within 30 s, ${[...this.under_way].map((one) => one.url()).join(' ')}`);
    }
    const text = await this.page.locator('#main, main').first().textContent();
    const found = said_to_be_wrong.exec(text);
    if (found) this.wrong.push(`${step}: “${text.slice(found.index, found.index + 90)}”`);
  }

  hrefs(where) {
    return this.page.locator(where).evaluateAll((links) => [...new Set(links.map((link) => link.getAttribute('href')))]);
  }

  /** The page behind a link, drawn, or only asked for (see `Known`). Whether it was drawn. */
  async reach(href, where, known) {
    if (await this.may_have(href, known)) return false;
    await this.follow(href, where);
    return true;
  }

  /** Whether the server gives this person everything that the page asked it for when the owner was shown it. */
  async may_have(href, { pages }) {
    const addresses = pages.get(href);
    if (!addresses) return false;
    const answers = await Promise.all(addresses.map((address) => this.page.request.get(address)));
    if (!answers.every((answer) => answer.ok())) return false;
    this.steps += 1;
    this.undrawn += 1;
    return true;
  }

  follow(href, where) {
    return this.take(`link ${href}`, () => this.page.locator(`${where}[href=${JSON.stringify(href)}]:visible`).first().click());
  }

  /** The views of a page that is not drawn, as they were when the owner was shown it. */
  async known_views(at, questions) {
    for (const [view, addresses] of questions) if (view.startsWith(`${at}, view `)) await this.ask(view, addresses);
  }

  /** Every view of the list on this page that is shipped or saved; in the portal every choice above it. The list that the first who comes here
   *  asks the server for is kept in `questions`; whoever comes later asks the same, without waiting for it to be drawn. */
  async views(where, questions = new Map()) {
    const views = this.page.locator(where);
    const at = new URL(this.page.url()).pathname;
    for (const [index, name] of (await views.allTextContents()).entries()) {
      const view = `${at}, view ${name}`;
      const known = questions.get(view);
      if (known) await this.ask(view, known);
      else {
        await this.take(view, async () => {
          await views.nth(index).click();
          // Of two with the same filter the first one is said to be shown.
          await this.page.locator(`${where}[aria-pressed=true]`).first().waitFor();
        });
        const shown = new URL(this.page.url()).searchParams.get('q');
        questions.set(view, this.asked.filter((address) => shown && new URL(address).searchParams.get('filter') === shown));
      }
    }
  }

  async ask(step, addresses) {
    this.steps += 1;
    for (const address of addresses) {
      const answer = await this.page.request.get(address);
      if (!answer.ok()) this.wrong.push(`${step}: ${answer.status()} GET ${address}`);
    }
  }

  /** What the palette offers under these heads, for this text; each is run but those of `walked`. */
  async offers(text, heads, walked) {
    const open = async () => {
      await this.page.keyboard.press('Escape');
      await this.page.keyboard.press('Control+k');
      await this.page.getByRole('combobox', palette).fill(text);
      await this.page.getByRole('group', { name: heads[0], exact: true }).getByRole('option').first().waitFor();
    };
    const found = [];
    await open();
    for (const head of heads) {
      for (const label of await this.page.getByRole('group', { name: head, exact: true }).getByRole('option').locator('span:first-child').allTextContents()) found.push([head, label]);
    }
    for (const [head, label] of found) {
      if (label === 'Show all keys' || walked.has(label)) continue;
      await open();
      await this.take(`palette ${label}`, async () => {
        await this.page.getByRole('group', { name: head, exact: true }).getByRole('option').filter({ has: this.page.getByText(label, { exact: true }) }).first().click();
        await this.page.getByRole('combobox', palette).waitFor({ state: 'detached' });
      });
    }
    return found.length;
  }

  /** The keys that lead to a place, as the sheet of keys names them: pressed, but for those of which it is known that they lead to a place
   *  that this person's rail offers as well. */
  async keys({ leads_to }) {
    const open = () => this.page.keyboard.press('?');
    await this.page.keyboard.press('Escape');
    await open();
    const lines = this.page.getByRole('dialog', { name: 'Keys' }).locator('section').filter({ has: this.page.getByRole('heading', { name: 'Go to' }) }).locator('dl > div');
    await lines.first().waitFor();
    const keys = await lines.evaluateAll((all) => all.map((one) => [one.querySelector('dt').textContent, [...one.querySelectorAll('kbd')].map((key) => key.textContent)]));
    await this.page.keyboard.press('Escape');
    await this.page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'detached' });
    const offered = new Set((await this.hrefs(rail)).map((href) => href.split('?')[0]));
    for (const [label, pressed] of keys) {
      if (offered.has(leads_to.get(label))) continue;
      await this.take(`keys ${pressed.join(' ')}`, async () => {
        await this.page.keyboard.press('Escape');
        await this.page.evaluate(() => document.activeElement?.blur());  // the search has the focus in its box
        for (const key of pressed) await this.page.keyboard.press(key);
      });
      leads_to.set(label, new URL(this.page.url()).pathname);
    }
    return keys.length;
  }

  /** Links of this page to pages of its own, not to records: "/time/entries" on "/time". */
  async beneath(place) {
    const all = await this.hrefs(`main a[href^="${place}/"]:visible`);
    // One that narrows everything to a client would stay so on the pages that follow.
    return all.filter((href) => !of_a_record.test(href.split('?')[0]) && !href.includes('client='));
  }

  offered(href) {
    return this.page.locator(`main a[href=${JSON.stringify(href)}]:visible`).count();
  }

  judge(about) {
    const asked = this.undrawn === 0 ? '' : `, ${this.undrawn} pages as the owner had them`;
    check(this.wrong.length === 0, `${this.who}: ${about}, ${this.steps} steps${asked}, nothing refused${this.wrong.map((line) => `\n  ${line}`).join('')}`);
  }
}

const rail = 'nav[aria-label="Main"] a';
const in_settings = 'nav[aria-label="Settings"] a';
const views = '[aria-label="Saved views"] button[aria-pressed]';

/**
 * What the owner was shown, who walks first. A page is the same for whoever the server gives everything that it asked for then: of whoever comes
 * later the server is asked that again, and the page is drawn only where it refuses something, for there the console has to leave that out.
 */
export class Known {
  pages = new Map();      // by the link: what the page asked the server for
  beneath = new Map();    // by the place: links to its own pages
  questions = new Map();  // by the view of a list: the same
  leads_to = new Map();   // by what the sheet of keys calls it: the place

  static of_nothing(questions = new Map()) {
    return Object.assign(new Known(), { questions });
  }
}

/** Nothing that was answered is taken for known: every page asks anew, so that what it asks for can be seen. */
const forgetful = () => {
  const now = Date.now;
  let ahead = 0;
  Date.now = () => now() + ahead;
  window.forget = () => { ahead += 11 * 60_000; };
};

/** Each place of the rail, the pages beneath it, the views of each; then keys, and what the palette offers. `known`: of the owner, who is the
 *  first and whom the palette leads everywhere again. */
async function through_the_console(walk, known) {
  const is_first = walk.who === 'OWN';
  await walk.take('the first page', () => walk.page.goto('/'));
  const follow = async (href, where) => {
    if (is_first) await walk.page.evaluate(() => window.forget());
    const is_drawn = await walk.reach(href, where, known);
    if (is_first) known.pages.set(href, walk.asked);
    await (is_drawn ? walk.views(views, known.questions) : walk.known_views(href.split('?')[0], known.questions));
    return is_drawn;
  };
  for (const place of await walk.hrefs(rail)) {
    const at = place.split('?')[0];
    if (at === '/settings') continue;
    let is_here = await follow(place, rail);
    const beneath = is_here ? await walk.beneath(at) : known.beneath.get(at);
    if (is_first) known.beneath.set(at, beneath);
    for (const link of beneath) {
      if (!is_here && await walk.may_have(link, known)) {
        await walk.known_views(link.split('?')[0], known.questions);
        continue;
      }
      if (!is_here || !(await walk.offered(link))) await walk.follow(place, rail);
      const was_seen_here = is_here;
      is_here = true;
      if (!was_seen_here && !(await walk.offered(link))) continue;  // the owner's alone
      await follow(link, 'main a');
    }
  }
  await walk.follow('/settings', rail);
  for (const place of await walk.hrefs(in_settings)) await follow(place, in_settings);
  const walked = new Set(is_first ? [] : await walk.page.locator(`${rail}, ${in_settings}`).allTextContents());
  const keys = await walk.keys(known);
  const lines = await walk.offers('', ['Go to', 'Do'], walked) + await walk.offers('settings', ['Settings'], walked);
  walk.judge(`the places, the views, ${keys} keys and ${lines} lines of the palette`);
}

async function through_the_portal(walk) {
  await walk.take('the first page', () => walk.page.goto('/'));
  await walk.page.waitForURL('**/portal');
  const seen = new Set();
  for (const place of await walk.hrefs(`${rail}:visible, header a:visible`)) {
    await walk.follow(place, 'a');
    const beneath = await walk.hrefs('main a[href^="/portal"]:visible');
    await walk.views('main [role=group] button[aria-pressed]');
    for (const href of beneath) {
      const kind = href.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'one');
      if (seen.has(kind)) continue;
      seen.add(kind);
      await walk.follow(place, 'a');
      await walk.follow(href, 'main a');
    }
  }
  walk.judge('the pages of the portal');
}

/** Somebody with these roles, signed in: a page of a browser of their own. Their password and their app are shown to the server without
 *  the pages that ask for them, which other stories go through. */
async function signed_in(steward, seen, roles, client_ids) {
  const name = roles.join(' and ');
  const person = new Person(steward);
  await person.redeem(await invite(steward, name, `${roles.join('.').toLowerCase()}@alderway.test`, roles, client_ids), password);
  const page = await seen.page();
  const [cookie, value] = person.cookie.split('=');
  await page.context().addCookies([{ name: cookie, value, url: seen.origin }]);
  return page;
}

/** Somebody with this role walks through what is theirs. Failure: with the step and what was refused. */
export async function walk_as(steward, seen, role, client, known) {
  const of_client = role.side === 'client';
  const page = await signed_in(steward, seen, [role.code], of_client ? [client] : undefined);
  const walk = new Walk(page, role.code);
  if (role.code === 'OWN') await page.addInitScript(forgetful);
  try {
    await (of_client ? through_the_portal(walk) : through_the_console(walk, known));
  } catch (error) {
    throw new Error(`${role.code}, ${walk.step}: ${error.message}`);
  }
  await page.context().close();
}
