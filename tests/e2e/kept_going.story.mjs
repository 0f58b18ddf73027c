// An office that runs by itself: a courier and a beacon that go on, a machine that starts again, its administrator's stop and lift, and an
// output that the server carries and cannot read.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { join, Person, server_keys } from './chain.mjs';
import { build, check, program, story, until } from './installation.mjs';

const signer = `${build}/signer/steward-sign`, gate_program = `${build}/agent/gate/steward-gate`;
const passphrase = 'four random words here';

await story('Courier and beacon go on by themselves; the administrator stops and lifts; what a machine writes can be sealed.', 'going', async (steward) => {
  await steward.start_server();
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  const file = (name) => path.join(steward.folder, name), desk = file('desk');
  fs.mkdirSync(desk);
  const going = (command, words, name) => {
    const log = fs.openSync(file(`${name}.log`), 'a'), child = spawn(command, words, { stdio: ['pipe', log, log] });
    fs.closeSync(log);
    child.stdin.end(`${passphrase}\n`);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    steward.at_end(() => child.kill('SIGKILL'));
    return { stop: async () => { child.kill(); await ended; }, says: () => fs.readFileSync(file(`${name}.log`), 'utf8') };
  };
  const persons = Object.fromEntries(['alice', 'bob', 'box', 'safe'].map((name) => [name, new Person(steward, name)]));
  const sign = (name, ...words) => persons[name].sign(...words);

  // Two people, a box that is the beacon, a safe.
  for (const [person, roles] of [['alice', 'roster,job,policy,stop,enrol'], ['bob', 'roster,job'], ['box', 'fresh'], ['safe', 'recovery']]) {
    sign(person, 'key', 'new', 'daily', '--person', person);
    sign(person, 'key', 'card', 'daily', '--roles', roles, '--out', file(`${person}.card`));
  }
  sign('alice', 'genesis', '--name', 'Alderway Managed IT', '--keys', ['alice', 'bob', 'box'].map((one) => file(`${one}.card`)).join(','),
    '--recovery', file('safe.card'), ...(await server_keys(steward)), '--out', file('genesis'));
  for (const one of ['alice', 'bob', 'box', 'safe']) sign(one, 'sign', file('genesis'));
  for (const one of ['alice', 'bob', 'box']) sign(one, 'take', file('genesis'));

  // The courier goes on before there is anything, and over a server that is away for a while.
  const courier = going(program.cli, ['courier', 'sync', desk, '--every', '1', '--state', steward.state], 'courier');
  sign('alice', 'send', desk);
  await until('the courier hands the beginning over by itself', async () => (await steward.api('GET', '/api/v1/authority')).exists);
  await until('and brings it back into the folder', () => fs.readdirSync(desk).some((name) => fs.existsSync(path.join(desk, name, 'chain', '000000.msj'))));
  await steward.stop_server();
  await until('the courier says that the server is away', () => courier.says().includes('No server answers'));
  await steward.start_server();
  await until('and that it answers again', () => courier.says().includes('The server answers again.'));
  check(courier.says().match(/No server answers/g).length === 1, 'each was said once');

  const beacon = going(signer, ['beacon', desk, '--key', 'daily', '--every', '1', '--folder', file('person-box'), '--passphrase-fd', '0'], 'beacon');
  await until('the beacon beats', () => beacon.says().includes('Beating for number 0'));

  // A machine joins; its gate asks after its start, and is answered without anybody.
  const gate_state = file('gate'), socket = file('gate.sock');
  fs.mkdirSync(gate_state, { mode: 0o700 });
  const start_gate = () => going(gate_program, ['run', '--state', gate_state, '--socket', socket, '--agent-user', 'root'], 'gate');
  let gate = start_gate();
  const line = sign('alice', 'grant', '--client', client.client_id, '--site', site.site_id, '--server', `127.0.0.1:${steward.agent_port}`, '--out', file('grant')).match(/steward:\/\/[^'\s]+/)[0];
  sign('alice', 'sign', file('grant'));
  sign('alice', 'send', desk, file('grant'));
  await until('the grant is with the server', async () => (await steward.api('GET', '/api/v1/grants?page_size=10')).grants?.length > 0);
  await join(steward, 'files-1', line, { socket });
  const device = await until('the machine reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.connected));
  const gate_is = async (state) => (await steward.api('GET', `/api/v1/devices/${device.device_id}/gate`)).state === state;
  const is_ready = () => gate_is('ready');
  await until('its gate is answered and ready, and nobody did anything', is_ready);
  await gate.stop();
  await until('without its gate the console says so', async () => !(await is_ready()));
  gate = start_gate();
  await until('after another start it is answered again', is_ready, 90);

  // The administrator's own stop, and that it is lifted.
  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Say', interpreter: '/bin/sh', text: 'echo "the secret of $1"\n', parameters: [{ name: 'word', kind: 'text', required: true }] });
  const run = async (word, ...options) => {
    const job = await steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { script_id: script.script_id, values: [word] }, device_ids: [device.device_id], reason: `To say ${word}` });
    const draft = path.join(desk, 'drafts', job.job_id, 'job.msd');
    await until(`the courier brings the draft "${word}"`, () => fs.existsSync(draft));
    const shown = sign('alice', 'sign', draft, ...options);
    const [target] = await until(`"${word}" ended`, async () => {
      const { targets } = await steward.api('GET', `/api/v1/jobs/${job.job_id}/targets`);
      return ['done', 'failed', 'refused'].includes(targets[0].state) && targets;
    });
    return { job, target, shown };
  };
  const administrator = (...words) => spawnSync(program.agent, [...words, '--gate-socket', socket], { encoding: 'utf8' });
  check(administrator('stop').status === 0, 'the administrator stops the machine');
  await until('the console says so', () => gate_is('stopped_here'));
  const { target: stopped } = await run('stopped');
  check(stopped.state === 'refused' && stopped.words.includes('steward-agent lift'), `nothing runs on it, and its people say how that ends: ${stopped.words}`);
  const lifted = administrator('lift');
  check(lifted.status === 0, `the administrator lifts it: ${(lifted.stdout + lifted.stderr).trim()}`);
  await until('the console says that it is ready', is_ready);
  const open = await run('open');
  check(open.target.state === 'done', 'then work runs again');

  // Sealed: the server keeps bytes that only those who may sign can open.
  const sealed = await run('sealed', '--seal');
  check(sealed.target.state === 'done' && sealed.target.output_is_sealed && sealed.shown.includes('sealed for alice, bob'), 'a sealed job runs');
  const output = await steward.api('GET', `/api/v1/jobs/${sealed.job.job_id}/targets/${device.device_id}/output`);
  const bytes = Buffer.from(output.sealed, 'base64');
  check(!output.text && bytes.subarray(0, 4).toString() === 'MSO1', 'the server has sealed bytes alone');
  fs.writeFileSync(file('output'), bytes);
  fs.writeFileSync(file('result'), Buffer.from(sealed.target.result, 'base64'));
  const opened = sign('bob', 'open', file('output'), '--key', 'daily', '--out', file('opened'));
  check(fs.readFileSync(file('opened'), 'utf8') === 'the secret of sealed\n' && opened.includes('not proven'), 'Bob, who may sign such jobs, reads it');
  const proven = sign('alice', 'open', file('output'), '--key', 'daily', '--result', file('result'), '--out', file('proven'));
  check(proven.includes('itself signed that it wrote this'), 'Alice, who knows the card, sees that the machine itself wrote it');
  const everything = (folder) => fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? everything(path.join(folder, entry.name)) : entry.isFile() ? [path.join(folder, entry.name)] : []));
  check(![...everything(steward.state), ...everything(gate_state), ...everything(steward.agents.get('files-1').state)].some((one) => fs.readFileSync(one).includes('the secret of sealed')), 'it lies open nowhere on the server or the machine');
  check(everything(steward.state).some((one) => fs.readFileSync(one).includes('the secret of open')), 'as the open one does');
  await beacon.stop();
  await courier.stop();
  await gate.stop();
});
