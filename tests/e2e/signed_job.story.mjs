// From nothing to a script that two people signed, on a real machine with a real gate; then the client checks the log without us.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Person, begin_chain, grant_line, join, start_gate, until_listens } from './chain.mjs';
import { build, check, program, story, until } from './installation.mjs';

const verifier = `${build}/verify/steward-verify`;

await story('A script that two people signed runs on a machine; without them nothing does; the client checks it without us.', 'signed', async (steward) => {
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

  // Alice's key is lost: Bob suspends it at once, and nothing that it signs runs.
  bob.sign('fetch', '--from', desk);
  bob.sign('suspend', 'Alice Harbour', '--reason', 'left on a train', '--out', file('suspend'));
  bob.sign('sign', file('suspend'));
  bob.sign('send', desk, file('suspend'));
  courier();
  const second = await steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { script_id: script.script_id, values: ['stolen'] }, device_ids: [device.device_id], reason: 'Somebody has the key' });
  courier();
  alice.try('sign', path.join(desk, 'drafts', second.job_id, 'job.msd'));
  spawnSync(program.cli, ['courier', 'sync', desk, '--state', steward.state]);
  const after_suspension = await steward.api('GET', `/api/v1/jobs/${second.job_id}`);
  check(after_suspension.state !== 'succeeded' && fs.readFileSync(canary, 'utf8') === 'signed\n', 'what a suspended key signs runs nowhere');
  // A new key for her, by those who keep the recovery.
  const replacement = new Person(steward, 'Alice again');
  replacement.sign('key', 'new', 'daily', '--person', 'Alice Harbour');
  replacement.sign('key', 'card', 'daily', '--roles', 'roster,job,policy,stop,enrol', '--out', file('again.card'));
  bob.sign('recover', '--keys', `${file('again.card')},${file('Bob Quay.card')}`, '--reason', 'Alice lost her key', '--out', file('recovery'));
  for (const one of [bank, notary]) { one.sign('take', file('genesis')); one.sign('sign', file('recovery')); }
  bob.sign('take', file('recovery'));
  bob.sign('send', desk);
  courier();
  check((await steward.api('GET', '/api/v1/authority')).waiting === 1, 'a recovery waits for its seven days, and everybody sees it');

  // The client's own check.
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
  const job_id_in_log = (await job_now()).message_id;
  check(job_id_in_log !== '' && (await job_now()).log_number !== '', 'the job has its place in the log');
});
