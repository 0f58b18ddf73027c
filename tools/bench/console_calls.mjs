// The device list's calls, as the console makes them: what one of them costs the server.
import fs from 'node:fs';
import http from 'node:http';
import zlib from 'node:zlib';

const calls_each = 20;
const calls = [
  ['first page of 200, by name', { order_by: 'name', page_size: 200 }],
  ['first page of 50, by name', { order_by: 'name', page_size: 50 }],
  ['worst first, 200', { order_by: '-status,name', page_size: 200 }],
  ['by client, then name, 200', { order_by: 'client,name', page_size: 200 }],
  ['filtered: status:critical,warning', { order_by: 'name', page_size: 200, filter: 'status:critical,warning' }],
  ['filtered: kind:server os:debian*', { order_by: 'name', page_size: 200, filter: 'kind:server os:debian*' }],
  ['free text: client 000', { order_by: 'name', page_size: 200, filter: 'client 000' }],
  ['counts alone (one row)', { order_by: 'name', page_size: 1 }],
  ['largest page of 1,000', { order_by: 'name', page_size: 1000 }],
];

/** Processor time of all threads of a process so far, in milliseconds. */
export function spent_ms(pid) {
  const tasks = fs.readdirSync(`/proc/${pid}/task`);
  return tasks.reduce((sum, task) => sum + Number(fs.readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6, 0);
}
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What the server does by itself, in ms of processor time per second of the clock. */
export async function idle_rate(pid) {
  const before = spent_ms(pid), begin = performance.now();
  await pause(3000);
  return ((spent_ms(pid) - before) / (performance.now() - begin)) * 1000;
}

/** Alerts and tickets of the devices that were filled in are made first; they are not the list's. */
export async function settled(steward, seconds = 120) {
  for (let i = 0; i < seconds / 3; i++) {
    if ((await idle_rate(steward.server.pid)) < 100) return;
  }
  throw new Error(`the server did not come to rest within ${seconds} s`);
}

const unpack = { gzip: zlib.gunzipSync, deflate: zlib.inflateSync, br: zlib.brotliDecompressSync };

/** The answer's bytes as they were sent, and how they are packed. */
export function get(port, route, cookie) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path: route, headers: { cookie, accept: 'application/json', 'accept-encoding': 'gzip, deflate, br' } }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const body = Buffer.concat(parts);
        if (answer.statusCode === 200) resolve({ body, packed: answer.headers['content-encoding'] });
        else reject(new Error(`${route}: ${answer.statusCode} ${body}`));
      });
    });
    request.on('error', reject);
  });
}

/** Prints a line for each call; the cookies are those of a person who signed in. */
export async function measure_calls(steward, cookies) {
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const { pid } = steward.server;
  const idle = await idle_rate(pid);
  const resident = Number(fs.readFileSync(`/proc/${pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  console.log(`server: resident ${resident.toFixed(0)} MiB, at rest ${idle.toFixed(1)} ms/s (taken off below)`);
  console.log(`${'call'.padEnd(36)}${'CPU ms'.padStart(9)}${'answer ms'.padStart(11)}${'kB sent'.padStart(9)}${'of kB'.padStart(8)}${'rows'.padStart(7)}${'of'.padStart(9)}`);
  for (const [what, query] of calls) {
    const route = `/api/v1/devices?${new URLSearchParams(query)}`;
    const { body, packed } = await get(steward.port, route, cookie);
    const plain = packed ? unpack[packed](body) : body;
    const answer = JSON.parse(plain);
    const before = spent_ms(pid), begin = performance.now();
    for (let i = 0; i < calls_each; i++) await get(steward.port, route, cookie);
    const waited = performance.now() - begin, spent = spent_ms(pid) - before - (idle * waited) / 1000;
    console.log(`${what.padEnd(36)}${(spent / calls_each).toFixed(2).padStart(9)}${(waited / calls_each).toFixed(1).padStart(11)}${(body.length / 1000).toFixed(1).padStart(9)}${(plain.length / 1000).toFixed(1).padStart(8)}${String(answer.devices.length).padStart(7)}${String(answer.total).padStart(9)}`);
  }
}
