// From nothing to a script that a person signed, on a real machine with a real gate; a key that is lost, and the week until another is in its
// place; then the client checks the log without us.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Person, begin_chain, grant_line, join, start_gate, until_listens } from './chain.mjs';
import { build, check, program, story, until } from './installation.mjs';

const verifier = `${build}/verify/steward-verify`;

await story('A script that a person signed runs on a machine, and nothing else does; a lost key is replaced; the client checks it without us.', 'signed', async (steward) => {
  const clock = moved_clock(steward);
  await steward.start_server();
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  // The first beginning, with two people and two places for recovery.
  const chain = await begin_chain(steward);
  const { alice, bob, bank, notary, desk, courier, file } = chain;
  const canary = file('canary');
  const authority = await steward.api('GET', '/api/v1/authority');
  check(authority.exists && authority.keys.length === 2, 'the server knows the chain, and that two people may sign');

  // A machine joins by a grant that one of them signed; its gate verifies all of it first.
  const gate = start_gate(steward);
  const line = grant_line(steward, chain, client.client_id, site.site_id);
  const state = path.join(steward.folder, 'agent-files-1');
  const enrol = (text) => spawnSync(program.agent, ['enrol', text, '--state', state, '--gate-socket', gate.socket], { encoding: 'utf8' });
  await until_listens(gate.socket);
  const forged = enrol(line.replace(/authority=[0-9a-f]{64}/, `authority=${'ab'.repeat(32)}`));
  check(forged.status !== 0 && !fs.existsSync(path.join(state, 'identity')), 'a line that names another authority enrols nothing');
  await join(steward, 'files-1', line, gate);
  const device = await until('the machine reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.connected));
  const gate_state = () => steward.api('GET', `/api/v1/devices/${device.device_id}/gate`);

  // After its start the gate asks; a person who is there answers.
  await until('its gate waits for an answer to its question', async () => (await gate_state()).state === 'waiting');
  courier();
  bob.sign('fetch', '--from', desk);
  bob.sign('beacon', desk, '--key', 'daily', '--once');
  courier();
  await until('its gate is ready', async () => (await gate_state()).state === 'ready', 30);

  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Leave a mark', interpreter: '/bin/sh', text: `echo "$1" >> ${canary}\necho done\n`,
    parameters: [{ name: 'word', kind: 'text', required: true }] });
  const job = await steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { script_id: script.script_id, values: ['signed'] }, device_ids: [device.device_id], reason: 'To see that it works' });
  const job_now = () => steward.api('GET', `/api/v1/jobs/${job.job_id}`);
  courier();
  check(!fs.existsSync(canary), 'a draft runs nothing');
  alice.sign('fetch', '--from', desk);
  const waiting = alice.sign('queue', desk);
  check(waiting.includes('Leave a mark') || waiting.includes('To see that it works'), 'the signer sees the draft in its queue');
  const draft = path.join(desk, 'drafts', job.job_id);
  const drafted = fs.existsSync(draft) ? draft : path.join(desk, 'drafts', fs.readdirSync(path.join(desk, 'drafts'))[0]);
  const shown = alice.sign('sign', path.join(drafted, 'job.msd'));
  check(shown.includes('echo') && shown.includes('/bin/sh'), 'what is signed is shown: the script itself');
  const signed_at = Date.now();
  courier();
  await until('the job has succeeded', async () => (await job_now()).state === 'succeeded', 30);
  console.log(`ok: ${Date.now() - signed_at} ms from the courier to the result as the console shows it`);
  check(fs.readFileSync(canary, 'utf8') === 'signed\n', 'it ran once, with the word that was signed');
  const { targets } = await steward.api('GET', `/api/v1/jobs/${job.job_id}/targets`);
  check(targets[0].state === 'done' && targets[0].result, "the machine's own signed result is kept");
  check((await steward.api('GET', `/api/v1/jobs/${job.job_id}/targets/${device.device_id}/output`)).text === 'done\n', 'so is what it wrote');

  const world = { steward, chain, gate, client, device, script, canary };
  const stolen = await a_lost_key(world);
  await a_week_later(world, clock, stolen);
  await their_own_check(world);
  const { message_id, log_number } = await job_now();
  check(message_id !== '' && log_number !== '', 'the job has its place in the log');
});

/** All programs that are started from here on live by a clock of the story's, which only runs ahead: theirs are as installed. */
function moved_clock(steward) {
  const file = path.join(steward.folder, 'clock-ahead');
  const set = (ahead_ms) => {
    const number = Buffer.alloc(8);
    number.writeBigInt64LE(BigInt(ahead_ms));
    fs.writeFileSync(file, number, { flag: fs.existsSync(file) ? 'r+' : 'w' });  // in place: they look into it all the time
  };
  set(0);
  process.env.STEWARD_CLOCK_AHEAD = file;
  process.env.LD_PRELOAD = `${build}/tests/libmoved_clock.so`;
  return { set };
}

function draft({ steward, client, device, script }, word, reason) {
  return steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { script_id: script.script_id, values: [word] }, device_ids: [device.device_id], reason });
}
function draft_file(chain, job) {
  return path.join(chain.desk, 'drafts', job.job_id, 'job.msd');
}

/** Alice's key is lost: Bob suspends it at once, and nothing that it signs runs. Returns what whoever has it signed. */
async function a_lost_key(world) {
  const { steward, chain, gate, canary } = world, { alice, bob, desk, courier, file } = chain;
  bob.sign('fetch', '--from', desk);
  bob.sign('suspend', 'Alice Harbour', '--reason', 'left on a train', '--out', file('suspend'));
  bob.sign('sign', file('suspend'));
  bob.sign('send', desk, file('suspend'));
  courier();
  await until('the gate hears that the key is suspended', () => fs.readFileSync(path.join(steward.folder, 'gate.log'), 'utf8').includes('A key was suspended.'), 30);
  const job = await draft(world, 'stolen', 'Somebody has the key');
  courier();
  check(alice.sign('sign', draft_file(chain, job)).includes('it is complete'), 'whoever found it signs with it all the same');
  const carried = spawnSync(program.cli, ['courier', 'sync', desk, '--state', steward.state], { encoding: 'utf8' });
  check(carried.status === 5 && carried.stderr.includes('The key of Alice Harbour is suspended.'), 'the server does not take it, and the courier says why');
  check(carried.stderr.includes(`${job.job_id}/job.msj aside`), 'and what to do with it');
  fs.rmSync(draft_file(chain, job).replace('job.msd', 'job.msj'));
  const outgoing = path.join(desk, 'outgoing');
  const [refused, ...more] = fs.readdirSync(outgoing).filter((name) => name.endsWith('.msj') && fs.existsSync(path.join(outgoing, `${name}.refused`)));
  check(refused && more.length === 0, 'the message lies there, with the sentence beside it');
  // As a server in wrong hands would hand it over.
  const stolen = path.join(outgoing, refused);
  check(refused_by(gate, stolen) === 'check 11, detail 1', 'the gate refuses it by itself, for its key is suspended');
  check(fs.readFileSync(canary, 'utf8') === 'signed\n' && (await steward.api('GET', `/api/v1/jobs/${job.job_id}`)).state !== 'succeeded', 'what a suspended key signs runs nowhere');
  return stolen;
}

/** By which check the gate refuses a message that is brought by hand; empty when it takes it. */
function refused_by(gate, message) {
  const said = gate.say('take', message);
  return said.status === 9 ? said.stderr.match(/refused by (check \d+, detail \d+)/)[1] : '';
}

/** A new key for her, by those who keep the recovery: it counts when people have had seven days to object, on the server and on the machine. */
async function a_week_later(world, clock, stolen) {
  const { steward, chain, gate, canary } = world, { bob, bank, notary, desk, courier, file } = chain;
  const replacement = new Person(steward, 'Alice again');
  replacement.sign('key', 'new', 'daily', '--person', 'Alice Harbour');
  replacement.sign('key', 'card', 'daily', '--roles', 'roster,job,policy,stop,enrol', '--out', file('again.card'));
  bob.sign('recover', '--keys', `${file('again.card')},${file('Bob Quay.card')}`, '--reason', 'Alice lost her key', '--out', file('recovery'));
  for (const one of [bank, notary]) { one.sign('take', file('genesis')); one.sign('sign', file('recovery')); }
  replacement.sign('take', file('genesis'));
  for (const one of [bob, replacement]) one.sign('take', file('recovery'));
  bob.sign('send', desk);
  courier();
  const waiting = async () => (await steward.api('GET', '/api/v1/authority')).waiting;
  check((await waiting()) === 1, 'a recovery waits for its seven days, and everybody sees it');
  const here = () => gate.say('status').stdout;
  await until('it waits on the machine, too', () => here().includes(', 1 waiting for their delay'), 30);

  const week = 7 * 24 * 3600_000, minute = 60_000;
  // What a machine hears first when it is there again is the newest heartbeat.
  await steward.stop_agent('files-1');
  clock.set(week - 5 * minute);
  bob.sign('beacon', desk, '--key', 'daily', '--once');
  courier();
  steward.start_agent('files-1');
  await until('five minutes before the end the machine hears what time it is', () => Number(here().match(/newest heartbeat (\d+) s ago/)?.[1] ?? 1e9) < 60);
  const job = await draft(world, 'again', 'Alice is back');
  courier();
  replacement.sign('fetch', '--from', desk);
  const early = replacement.try('sign', draft_file(chain, job));
  check(early.code !== 0, `her new key signs nothing yet: ${early.text.trim().split('\n').at(-1)}`);
  check((await waiting()) === 1 && here().includes(', 1 waiting for their delay'), 'and the recovery waits on the server and on the machine');
  check(refused_by(gate, stolen) === 'check 11, detail 1', 'where the lost key is one that is suspended');

  clock.set(week + 10 * minute);
  await until('ten minutes after it, it is in force on the server', async () => (await waiting()) === 0, 30);
  await until('and on the machine', () => /^roster 1$/m.test(here()), 30);
  replacement.sign('fetch', '--from', desk);
  replacement.sign('sign', draft_file(chain, job));
  courier();
  await until('what she signs with her new key succeeds', async () => (await steward.api('GET', `/api/v1/jobs/${job.job_id}`)).state === 'succeeded', 60);
  check(fs.readFileSync(canary, 'utf8') === 'signed\nagain\n', 'it ran, and nothing else did');
  check(refused_by(gate, stolen) === 'check 4, detail 1', 'the lost key is nobody’s any more');
}

/** The client checks without us. */
async function their_own_check({ steward, chain, gate, client }) {
  const { file } = chain;
  const part = await steward.api('POST', `/api/v1/clients/${client.client_id}/log/export`, {});
  let text = part.text, place = part.next_place;
  while (place) {
    const next = await steward.api('GET', `/api/v1/clients/${client.client_id}/log/export?place=${encodeURIComponent(place)}`);
    text += next.text;
    place = next.next_place;
  }
  fs.writeFileSync(file('log'), text);
  const verdict = spawnSync(verifier, [file('log')], { encoding: 'utf8' });
  check(verdict.status === 0, `steward-verify: ${verdict.stdout.trim().split('\n')[0]}`);
  const proofs = file('proofs');
  check(gate.say('log', '--proofs', proofs).status === 0, 'the machine hands out the proofs of what ran on it');
  const found = spawnSync(verifier, [file('log'), '--proofs', proofs, '--json'], { encoding: 'utf8' });
  check(found.status === 0 && JSON.parse(found.stdout).proofs > 0, `the export holds them: ${found.stdout.trim()}`);
}
