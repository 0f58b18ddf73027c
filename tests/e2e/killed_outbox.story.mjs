import { check, story, until } from './installation.mjs';
import { Gate, smtp_steps } from './gate.mjs';
import { header, post_office } from './mail.mjs';

// Every step of a message on its way: it was decided on, its row is there, and all that is said to the mail server.
const steps = ['decided', 'written', ...smtp_steps];
const messages = Number(process.env.STEWARD_OUTBOX_MESSAGES ?? 1000);
const kills = Number(process.env.STEWARD_OUTBOX_KILLS ?? steps.length);

await story(`The server is killed ${kills} times, at every step of its outbox, while it sends ${messages} mails: none is lost, and no kill doubles more than one.`, 'outbox', async (steward) => {
  await steward.start_server();
  const post = await post_office(steward);
  const gate = await Gate.open(post.port);
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const settings = { host: '127.0.0.1', port: String(gate.port), security: 'none', from: 'Steward <steward@msp.test>', to: 'desk@alderway.test' };
  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'Desk', events: ['ticket.created'], minimum_priority: 'P4', settings });

  const wanted = [];
  const is_there = () => steward.server.exitCode === null && steward.server.signalCode === null;
  // True when the server said that the ticket is there: from then on its mail is promised.
  const raise = async () => {
    const title = `Printer ${wanted.length + 1}`;
    await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { kind: 'incident', title, description: 'It is on fire.', impact: 'significant', urgency: 'high' });
    wanted.push(title);
  };
  const count = async (state) => (await steward.api('GET', `/api/v1/deliveries?page_size=1&filter=${encodeURIComponent(`state:${state}`)}`)).total ?? 0;
  const unsure = [];  // the server died before it answered: the ticket may be there
  const raise_or_die = () => raise().catch((error) => {
    if (/: \d{3} /.test(error.message)) throw error;  // it answered
    unsure.push(`Printer ${wanted.length + 1}`);
  });

  steward.quiet = true;
  for (let cycle = 0, left = messages; cycle < kills; cycle++) {
    const step = steps[cycle % steps.length];
    const portion = Math.ceil(left / (kills - cycle));
    left -= portion;
    const killed = new Promise((resolve) => {
      gate.at = async (now) => {
        if (now !== step) return;
        gate.at = async () => {};
        await steward.stop_server('SIGKILL');
        resolve();
      };
    });
    for (let i = 0; i < portion && is_there(); i++) await raise_or_die();
    if (step === 'decided') await steward.stop_server('SIGKILL');
    else if (step === 'written') await until('a message waits', () => count('pending'), 30, true).then(() => steward.stop_server('SIGKILL'));
    else await killed;
    console.log(`   killed when a message was ${step}; ${wanted.length} promised so far`);
    await steward.start_server();
  }
  while (wanted.length < messages) await raise();

  // A message that was under way when the server died is claimed for a while.
  await until('nothing waits any more', async () => (await count('pending')) === 0 && (await count('delivered')) >= wanted.length, 240);
  check((await count('failed')) === 0, 'nothing was given up');
  const letters = await until('the mail server has put everything into the mailbox', () => {
    const there = post.waiting() === 0 ? post.letters() : [];
    return there.length >= wanted.length && there;
  }).catch(() => post.letters());  // what is missing is counted below
  const copies = new Map(), ids = new Map();
  for (const letter of letters) {
    const title = header(letter, 'Subject').split(': ').at(-1), id = header(letter, 'Message-ID');
    copies.set(id, [...(copies.get(id) ?? []), title]);
    ids.set(title, (ids.get(title) ?? new Set()).add(id));
  }
  const arrived = new Set([...copies.values()].flat());
  const lost = wanted.filter((title) => !arrived.has(title));
  check(lost.length === 0, `of ${wanted.length} mails none is lost (${lost.slice(0, 5).join(', ')})`);
  check(copies.size <= wanted.length + unsure.length, 'nothing else was sent');
  // A title that was raised again because the server died over it may stand for two tickets; every other one is one mail.
  const renamed = [...ids].filter(([title, known]) => known.size > 1 + unsure.filter((one) => one === title).length);
  check(renamed.length === 0, `every mail has one Message-ID at all its attempts (${renamed.slice(0, 5).map(([title]) => title).join(', ')})`);
  const extra = letters.length - copies.size;
  check(extra <= kills, `${kills} kills doubled ${extra} mails`);
  check([...copies.values()].every((one) => one.length <= 2), 'each of these came twice, with the same Message-ID');
});
