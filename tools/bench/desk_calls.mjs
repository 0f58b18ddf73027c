// What the server pays: for every call that the desk's pages make, asked one by one, and for the acts of a technician while
// others' screens listen. Processor time of all its threads, from the kernel's own account.
import http from 'node:http';
import { fresh_page } from './page_clock.mjs';
import { get, idle_rate, spent_ms } from './console_calls.mjs';

const times_each = 20, screens = 200, acts_each = 50, call_bar_ms = 30, act_bar_ms = 5;
const tickets = { label: 'Tickets', row: 'TIC-' };
const cookie_of = (cookies) => cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
const p95 = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * 0.95)];

function ask(port, verb, route, cookie, body) {
  return new Promise((resolve, reject) => {
    const headers = { cookie, accept: 'application/json', 'content-type': 'application/json', origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin' };
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

/** As many screens as a desk has, each told of what happens. */
async function listen(port, cookie) {
  const told = { events: 0, requests: [] };
  for (let i = 0; i < screens; i++) {
    await new Promise((resolve, reject) => {
      const request = http.get({ host: '127.0.0.1', port, path: '/api/v1/live', headers: { cookie, accept: 'text/event-stream' }, agent: false }, (answer) => {
        if (answer.statusCode !== 200) return reject(new Error(`live: ${answer.statusCode}`));
        answer.setEncoding('utf8');
        answer.on('data', (part) => (told.events += part.split('data:').length - 1));
        resolve();
      });
      request.on('error', () => {});
      told.requests.push(request);
    });
  }
  return told;
}

export async function measure_acts(steward, cookies) {
  const cookie = cookie_of(cookies), { port } = steward, { pid } = steward.server;
  const told = await listen(port, cookie);
  const page = await ask(port, 'GET', `/api/v1/tickets?${new URLSearchParams({ filter: 'is:open', page_size: String(acts_each) })}`, cookie);
  const ids = page.tickets.map((ticket) => ticket.ticket_id);
  const acts = [
    ['open: the ticket', (i) => ask(port, 'GET', `/api/v1/tickets/${ids[i]}`, cookie)],
    ['open: its conversation', (i) => ask(port, 'GET', `/api/v1/tickets/${ids[i]}/messages?page_size=200`, cookie)],
    ['reply', (i) => ask(port, 'POST', `/api/v1/tickets/${ids[i]}/messages`, cookie, { text: 'We look into it, and call you back within the hour.' })],
    ['note', (i) => ask(port, 'POST', `/api/v1/tickets/${ids[i]}/messages`, cookie, { text: 'The cable was loose.', internal: true })],
    ['filter: is:open priority:P1,P2', () => ask(port, 'GET', `/api/v1/tickets?${new URLSearchParams({ filter: 'is:open priority:P1,P2', page_size: '200' })}`, cookie)],
    ['filter: is:open assignee:me', () => ask(port, 'GET', `/api/v1/tickets?${new URLSearchParams({ filter: 'is:open assignee:me', page_size: '200' })}`, cookie)],
    ['filter: is:open printer', () => ask(port, 'GET', `/api/v1/tickets?${new URLSearchParams({ filter: 'is:open printer', page_size: '200' })}`, cookie)],
  ];
  const idle = await idle_rate(pid);
  console.log(`with ${told.requests.length} screens that listen, at rest ${idle.toFixed(1)} ms/s (taken off below)`);
  for (const [what, act] of acts) {
    const before_events = told.events, before = spent_ms(pid), begin = performance.now();
    for (let i = 0; i < acts_each; i++) await act(i % ids.length);
    await new Promise((resolve) => setTimeout(resolve, 1500));  // what follows: facts, search, notices, the screens
    const spent = spent_ms(pid) - before - (idle * (performance.now() - begin)) / 1000;
    console.log(`${spent / acts_each > act_bar_ms ? '*' : ' '} ${what.padEnd(34)} ${(spent / acts_each).toFixed(2).padStart(7)} ms of the processor, ${((told.events - before_events) / acts_each).toFixed(0)} messages to screens`);
  }
  for (const request of told.requests) request.destroy();
}
