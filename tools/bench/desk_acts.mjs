// What a technician's acts cost the server while two hundred queues are open, without a browser: desk_acts.mjs [--tickets N] [--only WORDS].
// With STEWARD_BENCH_STATE a state folder that was filled before is taken as it is.
import { spawnSync } from 'node:child_process';
import http from 'node:http';
import path from 'node:path';
import { build, story } from '../../tests/e2e/installation.mjs';
import { Authenticator, invite, password } from '../../tests/browser/people.mjs';
import { settled } from './console_calls.mjs';
import { measure_acts } from './desk_calls.mjs';

/** From an account's link to a session with a second factor; its cookies. */
async function signed_in(port, link) {
  let cookie = '', csrf = '';
  const post = (route, body) =>
    new Promise((resolve, reject) => {
      const headers = { cookie, accept: 'application/json', 'content-type': 'application/json', origin: `http://127.0.0.1:${port}`, 'sec-fetch-site': 'same-origin', ...(csrf ? { 'x-steward-csrf': csrf } : {}) };
      const request = http.request({ host: '127.0.0.1', port, method: 'POST', path: route, headers }, (answer) => {
        let text = '';
        answer.on('data', (part) => (text += part));
        answer.on('end', () => {
          if (answer.statusCode >= 300) return reject(new Error(`${route}: ${answer.statusCode} ${text}`));
          for (const one of answer.headers['set-cookie'] ?? []) cookie = one.split(';')[0];
          const told = JSON.parse(text);
          csrf = told.session?.csrf_token ?? csrf;
          resolve(told);
        });
      });
      request.on('error', reject);
      request.end(JSON.stringify(body));
    });
  await post('/api/v1/access/redeem-link', { link_token: link.split('#')[1], new_password: password });
  const { secret } = await post('/api/v1/access/totp', {});
  await post('/api/v1/access/totp/confirm', { code: new Authenticator(secret).next() });
  const [name, value] = cookie.split('=');
  return [{ name, value }];
}

async function measure(steward) {
  const link = await invite(steward, 'Bench', `bench${Date.now()}@desk.example`, ['TEC']);
  await settled(steward, 600);
  await measure_acts(steward, await signed_in(steward.port, link), word_after('--only', ''));
}

function word_after(name, otherwise) {
  const asked = process.argv.indexOf(name);
  return asked > 0 ? process.argv[asked + 1] : otherwise;
}
const tickets = word_after('--tickets', '200000');
await story(`\n== ${Number(tickets).toLocaleString('en')} tickets, a real server`, 'desk-acts', async (steward) => {
  steward.quiet = true;
  const kept = process.env.STEWARD_BENCH_STATE;
  if (kept) {
    steward.state = kept;
  } else {
    await steward.start_server();
    await steward.stop_server();
    const filled = spawnSync(path.join(build, 'tools/desk_bench'), ['--fill', path.join(steward.state, 'steward.db'), '--tickets', tickets], { encoding: 'utf8' });
    if (filled.status !== 0) throw new Error(`desk_bench: ${filled.error ?? filled.stderr}`);
  }
  await steward.start_server();
  await measure(steward);
  await steward.stop_server();
});
