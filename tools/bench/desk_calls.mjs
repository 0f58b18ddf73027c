// What the server pays: for every call that the desk's pages make, asked one by one, and for the acts of a technician while
// others' screens listen. Processor time of all its threads, from the kernel's own account.
import http from 'node:http';
import { fresh_page } from './page_clock.mjs';
import { get, idle_rate, spent_ms } from './console_calls.mjs';
import { Screens } from './desk_screens.mjs';

const times_each = 20, screens = 200, acts_each = 50, call_bar_ms = 30, act_bar_ms = 5, queue_page = 60;
const tickets = { label: 'Tickets', row: 'TIC-' };
const cookie_of = (cookies) => cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
const p95 = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * 0.95)];

let csrf = '';
function ask(port, verb, route, cookie, body) {
  return new Promise((resolve, reject) => {
    const headers = { cookie, accept: 'application/json', 'content-type': 'application/json', origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin', ...(csrf ? { 'x-steward-csrf': csrf } : {}) };
    const request = http.request({ host: '127.0.0.1', port, method: verb, path: route, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (part) => (text += part));
      answer.on('end', () => (answer.statusCode < 300 ? resolve(text ? JSON.parse(text) : {}) : reject(new Error(`${verb} ${route}: ${answer.statusCode} ${text}`))));
    });
    request.on('error', reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Everything that a page reads until it is calm, each address once. */
async function calls_of(seen, kept, address) {
  const page = await fresh_page(seen, kept, tickets);
  const routes = new Set();
  page.on('request', (request) => {
    const at = new URL(request.url());
    if (request.method() === 'GET' && at.pathname.startsWith('/api/') && !at.pathname.endsWith('/live')) routes.add(at.pathname + at.search);
  });
  await page.goto(address);
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.waitForTimeout(2500);  // what is asked for once the page is calm
  await page.context().close();
  return [...routes];
}

/** One line for each call, dearest first, and the sum of the page. */
export async function measure_pages(steward, seen, kept) {
  const cookie = cookie_of(kept.cookies), { pid } = steward.server;
  const { tickets: open } = await steward.api('GET', `/api/v1/tickets?${new URLSearchParams({ filter: 'is:open', page_size: '1' })}`);
  const pages = [['the queue', '/tickets?q=is%3Aopen'], ['all tickets', '/tickets'], ['the board', '/dispatch'], ['a ticket', `/tickets/${open[0].ticket_id}`],
    ['Now', '/now'], ['a client', `/clients/${open[0].client_id}`]];
  const idle = await idle_rate(pid);
  console.log(`server at rest: ${idle.toFixed(1)} ms/s (taken off below)`);
  for (const [what, address] of pages) {
    const lines = [];
    for (const route of await calls_of(seen, kept, address)) {
      const costs = [];
      let bytes = 0;
      try {
        for (let i = 0; i < times_each + 1; i++) {
          const before = spent_ms(pid), begin = performance.now();
          const { body } = await get(steward.port, route, cookie);
          bytes = body.length;
          if (i > 0) costs.push(spent_ms(pid) - before - (idle * (performance.now() - begin)) / 1000);
        }
      } catch {
        continue;  // what a page asks for and does not get (404) is no call to measure
      }
      lines.push({ route: decodeURIComponent(route), mean: costs.reduce((a, b) => a + b) / costs.length, worst: p95(costs), bytes });
    }
    lines.sort((a, b) => b.mean - a.mean);
    console.log(`${what}: ${lines.length} calls, ${lines.reduce((sum, line) => sum + line.mean, 0).toFixed(1)} ms of the processor in all`);
    for (const line of lines.slice(0, 6)) console.log(`${line.worst > call_bar_ms ? '*' : ' '} ${line.mean.toFixed(2).padStart(8)} ms, p95 ${line.worst.toFixed(2).padStart(7)}, ${(line.bytes / 1000).toFixed(1).padStart(7)} kB  ${line.route.slice(0, 110)}`);
  }
}

/** What a technician does, with two hundred queues open beside: all that the server pays until every screen is right again. `only`: of the
 *  acts, those that have these words. */
export async function measure_acts(steward, cookies, only = '') {
  const cookie = cookie_of(cookies), { port } = steward, { pid } = steward.server;
  const { account_id: me, csrf_token } = await ask(port, 'GET', '/api/v1/access/session', cookie);
  csrf = csrf_token;
  const told = await Screens.open({ port, cookie, me, count: screens, page_size: queue_page });
  const page = await ask(port, 'GET', `/api/v1/tickets?${new URLSearchParams({ filter: 'is:open', order_by: 'created', page_size: String(acts_each * 4) })}`, cookie);
  // Some of every age: most of them are on no screen.
  const ids = page.tickets.filter((_, i) => i % 4 === 0).map((ticket) => ticket.ticket_id);
  const queue = (filter) => ask(port, 'GET', `/api/v1/tickets?${new URLSearchParams({ filter, order_by: '-changed', page_size: String(queue_page) })}`, cookie);
  const conversation = (id) => ask(port, 'GET', `/api/v1/tickets/${id}/messages?page_size=200`, cookie);
  const ticket = (id) => ask(port, 'GET', `/api/v1/tickets/${id}`, cookie);
  const say = (id, words) => ask(port, 'POST', `/api/v1/tickets/${id}/messages`, cookie, words);
  const acts = [
    ['open: the ticket', (id) => ticket(id)],
    ['open: its conversation', (id) => conversation(id)],
    ['open: presence', (id) => ask(port, 'PATCH', `/api/v1/tickets/${id}/presence`, cookie, { screen: 'bench', doing: 'looking' })],
    ['reply', (id) => say(id, { text: 'We look into it, and call you back within the hour.' })],
    ['reply, and what the screen reads again', async (id) => {
      await say(id, { text: 'The new cable is on its way.' });
      await ticket(id);
      await conversation(id);
    }],
    ['note', (id) => say(id, { text: 'The cable was loose.', internal: true })],
    ['another priority', (id) => ask(port, 'PATCH', `/api/v1/tickets/${id}`, cookie, { priority: 'P2', priority_reason: 'The whole floor waits.' })],
    ['filter: is:open', () => queue('is:open')],
    ['filter: is:open priority:P1,P2', () => queue('is:open priority:P1,P2')],
    ['filter: is:open assignee:me', () => queue('is:open assignee:me')],
    ['filter: is:open printer', () => queue('is:open printer')],
  ];
  const idle = await idle_rate(pid);
  console.log(`with ${screens} screens that listen, each with a queue of ${queue_page} rows, at rest ${idle.toFixed(1)} ms/s (taken off below)`);
  for (const [what, act] of acts.filter(([name]) => name.includes(only))) {
    const asked_before = told.asked, events_before = told.events, before = spent_ms(pid), begin = performance.now();
    for (let i = 0; i < acts_each; i++) await act(ids[i % ids.length]);
    await new Promise((resolve) => setTimeout(resolve, 6500));  // what follows: facts, search, notices, the screens
    const spent = (spent_ms(pid) - before - (idle * (performance.now() - begin)) / 1000) / acts_each;
    console.log(`${spent > act_bar_ms ? '*' : ' '} ${what.padEnd(40)} ${spent.toFixed(2).padStart(7)} ms of the processor; ${((told.events - events_before) / acts_each).toFixed(0)} messages to screens, ${told.asked - asked_before} lists asked for again after all ${acts_each}`);
  }
  const wrong = await told.differences();
  console.log(`${wrong.length === 0 ? 'every screen shows what the server says' : `${wrong.length} of ${screens} screens differ: ${wrong.slice(0, 3).join('; ')}`}`);
  told.close();
}
