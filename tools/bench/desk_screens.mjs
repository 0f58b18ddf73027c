// Screens of a desk: queues that are open in two hundred browsers, each listening to the live stream and doing with every
// message what the console does (its own code, web/src/app/ticket_rows.ts), asking the server again where that asks.
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import zlib from 'node:zlib';
import { get } from './console_calls.mjs';

const root = path.resolve(import.meta.dirname, '../..');
// The shipped views and what people make of them; a page as the console asks for it.
const views = ['is:open', 'is:open', 'is:open assignee:me', 'is:open assignee:none', 'is:open priority:P1,P2', 'state:resolved',
  'is:open queue:alerts', 'is:open client:"Client 007"', 'is:open printer', 'is:open'];
const orders = ['-changed', 'due', '-changed', '-changed', 'priority,created', '-changed', '-changed', '-changed', '-changed', 'priority'];
const soonest_ms = 1_000, spread_ms = 4_000;

/** The console's own judgement, as one module that this program can load. */
async function console_code() {
  const { rolldown } = await import(pathToFileURL(path.join(root, 'web/node_modules/rolldown/dist/index.mjs')));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'steward-bench-screens-'));
  const bundle = await rolldown({ input: path.join(root, 'web/src/app/ticket_rows.ts'), external: [/^@\//] });
  await bundle.write({ file: path.join(folder, 'ticket_rows.mjs'), format: 'esm' });
  await bundle.close();
  const code = await import(pathToFileURL(path.join(folder, 'ticket_rows.mjs')));
  fs.rmSync(folder, { recursive: true, force: true });
  return code;
}

// The server packs with gzip alone.
const unpacked = ({ body, packed }) => JSON.parse(packed ? zlib.gunzipSync(body) : body);
const route_of = ({ filter, order_by, page_size }) => `/api/v1/tickets?${new URLSearchParams({ filter, order_by, page_size: String(page_size) })}`;

export class Screens {
  static async open({ port, cookie, me, count, page_size }) {
    const self = new Screens();
    Object.assign(self, { port, cookie, me, events: 0, asked: 0, patched: 0, requests: [], code: await console_code() });
    const first = new Map();
    self.screens = [];
    for (let i = 0; i < count; i++) {
      const asked = { filter: views[i % views.length], order_by: orders[i % views.length], page_size };
      const route = route_of(asked);
      if (!first.has(route)) first.set(route, unpacked(await get(port, route, cookie)));
      const screen = { asked, route, data: { pages: [first.get(route)] }, waits: false };
      self.screens.push(screen);
      self.requests.push(await self.listen(screen));
    }
    return self;
  }

  listen(screen) {
    return new Promise((resolve, reject) => {
      const request = http.get({ host: '127.0.0.1', port: this.port, path: '/api/v1/live', headers: { cookie: this.cookie, accept: 'text/event-stream' }, agent: false }, (answer) => {
        if (answer.statusCode !== 200) return reject(new Error(`live: ${answer.statusCode}`));
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part) => {
          text += part;
          for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
            const event = text.slice(0, end);
            text = text.slice(end + 2);
            if (event.startsWith('data: ')) this.hear(screen, JSON.parse(event.slice(6)));
          }
        });
        resolve(request);
      });
      request.on('error', () => {});
    });
  }

  hear(screen, { topic, json }) {
    this.events += 1;
    if (topic === 'mine') return void this.ask_later(screen);
    if (topic !== 'ticket') return;
    const change = JSON.parse(json);
    const next = change.row && this.code.withChange(screen.data, screen.asked, change, this.me);
    if (!next) return void this.ask_later(screen);
    if (next !== screen.data) this.patched += 1;
    screen.data = next;
  }

  ask_later(screen) {
    if (screen.waits) return;
    screen.waits = true;
    setTimeout(async () => {
      screen.waits = false;
      this.asked += 1;
      const answer = await get(this.port, screen.route, this.cookie).catch(() => undefined);
      if (answer) screen.data = { pages: [unpacked(answer)] };
    }, soonest_ms + Math.random() * spread_ms);
  }

  /** Every list as it stands on its screen against what the server says now: how many differ, and in what first. */
  async differences() {
    const answers = new Map();
    const wrong = [];
    for (const screen of this.screens) {
      if (!answers.has(screen.route)) answers.set(screen.route, unpacked(await get(this.port, screen.route, this.cookie)));
      const shown = screen.data.pages[0], now = answers.get(screen.route);
      const rows = (answer) => answer.tickets.slice(0, screen.asked.page_size - 20).map((row) => `${row.reference} ${row.state} ${row.message_count}`);
      const at = rows(now).findIndex((row, i) => row !== rows(shown)[i]);
      if (at >= 0 || shown.total !== now.total) wrong.push(`${screen.route}: row ${at}: ${rows(shown)[at]} / ${rows(now)[at]}; total ${shown.total} / ${now.total}`);
    }
    return wrong;
  }

  close() {
    for (const request of this.requests) request.destroy();
  }
}
