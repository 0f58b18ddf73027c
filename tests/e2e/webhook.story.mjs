import crypto from 'node:crypto';
import http from 'node:http';
import { Webhook } from 'standardwebhooks';
import { check, free_port, story, until } from './installation.mjs';

// The receiver is what a user would write: an HTTP server and the specification's own library.
const secret = `whsec_${crypto.randomBytes(32).toString('base64')}`;
const library = new Webhook(secret);
const arrived = [];
const answers = [];
const receiver = http.createServer((request, answer) => {
  let body = '';
  request.on('data', (part) => (body += part));
  request.on('end', () => {
    arrived.push({ headers: request.headers, body, path: request.url });
    answer.writeHead(answers.shift() ?? 204).end();
  });
});
const accepted = ({ body, headers }) => library.verify(body, headers);
function refused(letter, with_library = library) {
  try {
    with_library.verify(letter.body, letter.headers);
    return false;
  } catch (error) {
    return error.message;
  }
}

await story('A webhook reaches a real receiver: signed for the official library, tried again after a 500, sent again on demand.', 'webhook', async (steward) => {
  const port = await free_port();
  await new Promise((resolve) => receiver.listen(port, '127.0.0.1', resolve));
  await steward.start_server();
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const settings = { url: `http://127.0.0.1:${port}/hooks/steward`, secret, allow_private_network: 'yes' };
  const channel = await steward.api('POST', '/api/v1/channels', { kind: 'webhook', name: 'Desk', events: ['ticket.created'], settings });
  check(channel.settings.secret === '********', 'the secret is not shown again');

  const test = () => steward.api('POST', `/api/v1/channels/${channel.channel_id}/test`, {});
  const delivery = async (id) => (await steward.api('GET', '/api/v1/deliveries')).deliveries.find((one) => (id ? one.delivery_id === id : one.event === 'ticket.created'));
  const tested = await test();
  await until('the test message arrived', () => arrived.length === 1);
  const first = accepted(arrived[0]);
  check(typeof first.type === 'string' && first.timestamp && first.data, `the library accepts it: ${first.type} of ${first.timestamp}`);
  await until('the log says delivered', async () => (await delivery(tested.delivery_id)).state === 'delivered');
  console.log(`   refused: ${refused({ ...arrived[0], body: arrived[0].body.replace('"', '" ') })}`);
  check(refused({ ...arrived[0], body: `${arrived[0].body} ` }), 'a body that was changed is refused by the library');
  check(refused({ ...arrived[0], headers: { ...arrived[0].headers, 'webhook-id': 'another' } }), 'so is another id');
  check(refused({ ...arrived[0], headers: { ...arrived[0].headers, 'webhook-timestamp': String(Math.floor(Date.now() / 1000) - 3600) } }), 'so is another time');
  check(refused(arrived[0], new Webhook(`whsec_${crypto.randomBytes(32).toString('base64')}`)), 'and another secret opens nothing');

  answers.push(500);
  const ticket = await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { title: 'The printer on the quay is silent', impact: 'limited', urgency: 'low' });
  const pending = await until('the log shows the failed attempt', async () => {
    const one = await delivery();
    return one?.attempts === 1 && one;
  }, 20);
  check(pending.state === 'pending' && pending.last_error.includes('500') && Number(pending.next_attempt_at_unix_ms) > Date.now(), `and what comes next: ${pending.state}, "${pending.last_error}"`);
  const delivered = await until('the second attempt arrives', async () => {
    const one = await delivery();
    return one.state === 'delivered' && one;
  }, 30);
  check(delivered.attempts === 2 && arrived.length === 3, 'after two attempts');
  check(arrived[1].headers['webhook-id'] === arrived[2].headers['webhook-id'], 'both under one id, so that a receiver can tell');
  const told = accepted(arrived[2]);
  check(told.type === 'ticket.created' && JSON.stringify(told.data).includes(ticket.reference), 'it speaks of the ticket');

  await steward.api('POST', `/api/v1/deliveries/${delivered.delivery_id}/resend`, {});
  await until('sent again on demand', () => arrived.length === 4, 20);
  check(accepted(arrived[3]) && arrived[3].headers['webhook-id'] === arrived[2].headers['webhook-id'], 'under the same id, with a signature of its own');
  await until('the log shows the new attempt, counted anew', async () => {
    const one = await delivery();
    return one.state === 'delivered' && one.attempts === 1 && Number(one.last_attempt_at_unix_ms) > Number(delivered.last_attempt_at_unix_ms);
  }, 20);

  const next = `whsec_${crypto.randomBytes(32).toString('base64')}`;
  const changed = await steward.api('PATCH', `/api/v1/channels/${channel.channel_id}`, { settings: { ...settings, secret: next } });
  check(changed.settings.both_sign_until > new Date().toISOString(), `a new secret: both sign until ${changed.settings.both_sign_until}`);
  await test();
  await until('a message under both secrets', () => arrived.length === 5);
  check(accepted(arrived[4]), 'a receiver that still has the old secret accepts it, by the library');
  check(new Webhook(next).verify(arrived[4].body, arrived[4].headers), 'one that has the new secret does so too');
  check(refused(arrived[4], new Webhook(`whsec_${crypto.randomBytes(32).toString('base64')}`)), 'and nobody else');
  await steward.api('PATCH', `/api/v1/channels/${channel.channel_id}`, { settings: { ...settings, secret: '********', previous_secret: '********', both_sign_until: '' } });
  await test();
  await until('a message after the change over was ended by hand', () => arrived.length === 6);
  check(refused(arrived[5]) && new Webhook(next).verify(arrived[5].body, arrived[5].headers), 'only the new secret holds');

  await steward.api('PATCH', `/api/v1/channels/${channel.channel_id}`, { settings: { ...settings, secret: '********', allow_private_network: 'no' } });
  const { delivery_id } = await test();
  const inside = await until('an address inside is not reached unless that is allowed', async () => {
    const one = await delivery(delivery_id);
    return one.attempts === 1 && one;
  });
  check(inside.state === 'pending' && arrived.length === 6, `the log says why: "${inside.last_error}"`);
});
