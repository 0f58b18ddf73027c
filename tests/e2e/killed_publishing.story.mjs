// A signed job is handed over and the server dies: at any moment between that and its result. Nothing is lost, nothing runs twice.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build, check, program, story, until } from './installation.mjs';

const cycles = Number(process.env.STEWARD_PUBLISHING_KILLS ?? 10);
const signer = `${build}/signer/steward-sign`, gate_program = `${build}/agent/gate/steward-gate`;
const passphrase = 'four random words here';

function person(steward, name) {
  const folder = path.join(steward.folder, `person-${name}`);
  fs.mkdirSync(folder, { mode: 0o700 });
  return (...words) => {
    const result = spawnSync(signer, [...words, '--folder', folder, '--passphrase-fd', '0'], { encoding: 'utf8', input: `${passphrase}\n${passphrase}\n` });
    if (result.status !== 0) throw new Error(`steward-sign ${words.join(' ')}: exit ${result.status}: ${result.stdout}${result.stderr}`);
    return result.stdout + result.stderr;
  };
}

await story(`The server is killed ${cycles} times between a job's being handed over and its result: each runs once, each result is kept.`, 'publishing', async (steward) => {
  await steward.start_server();
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  const desk = path.join(steward.folder, 'desk'), file = (name) => path.join(steward.folder, name);
  fs.mkdirSync(desk);
  const courier = () => steward.cli('courier', 'sync', desk);
  const canary = file('canary');

  const alice = person(steward, 'alice'), safe = person(steward, 'safe');
  alice('key', 'new', 'daily', '--person', 'Alice Harbour');
  alice('key', 'card', 'daily', '--roles', 'roster,job,policy,stop,enrol,fresh', '--out', file('alice.card'));
  safe('key', 'new', 'recovery', '--person', 'Safe at the bank');
  safe('key', 'card', 'recovery', '--roles', 'recovery', '--out', file('safe.card'));
  const pins = [...steward.cli('enrol', '--client', 'Harbour Precision', '--line-only').trim().matchAll(/pin=([^&]+)/g)].map((one) => Buffer.from(one[1], 'base64url').toString('hex'));
  const { key } = await until('the log has a head', async () => (await steward.api('GET', '/api/v1/log/head')).key && (await steward.api('GET', '/api/v1/log/head')));
  const log_key = Buffer.from(key.split('+').slice(2).join('+'), 'base64').subarray(1).toString('hex');
  alice('genesis', '--name', 'Alderway Managed IT', '--keys', file('alice.card'), '--recovery', file('safe.card'), '--pins', pins.join(','), '--log-keys', log_key, '--out', file('genesis'));
  alice('sign', file('genesis'));
  safe('sign', file('genesis'));
  alice('take', file('genesis'));
  alice('send', desk);
  courier();

  const socket = file('gate.sock'), gate_log = fs.openSync(file('gate.log'), 'a');
  fs.mkdirSync(file('gate'), { mode: 0o700 });
  const gate = spawn(gate_program, ['run', '--state', file('gate'), '--socket', socket, '--agent-user', 'root'], { stdio: ['ignore', gate_log, gate_log] });
  steward.at_end(() => gate.kill('SIGKILL'));
  const line = alice('grant', '--client', client.client_id, '--site', site.site_id, '--preset', 'managed', '--server', `127.0.0.1:${steward.agent_port}`, '--out', file('grant')).match(/steward:\/\/[^'\s]+/)[0];
  alice('sign', file('grant'));
  alice('send', desk, file('grant'));
  courier();
  const state = file('agent-files-1');
  const enrolled = spawnSync(program.agent, ['enrol', line, '--state', state, '--gate-socket', socket], { encoding: 'utf8' });
  if (enrolled.status !== 0) throw new Error(`enrol: ${enrolled.stderr}${enrolled.stdout}`);
  steward.agents.set('files-1', { state, options: ['--gate-socket', socket, '--interval', '10'] });
  steward.start_agent('files-1');
  const device = await until('the machine reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.connected));
  const gate_state = async () => (await steward.api('GET', `/api/v1/devices/${device.device_id}/gate`)).state;
  await until('its gate asks', async () => (await gate_state()) === 'waiting');
  courier();
  alice('fetch', '--from', desk);
  alice('beacon', desk, '--key', 'daily', '--once');
  courier();
  await until('its gate is ready', async () => (await gate_state()) === 'ready', 30);

  // All of them are drafted and signed first; handing one over is then one request.
  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Leave a mark', interpreter: '/bin/sh', text: `echo "$1" >> ${canary}\necho done "$1"\n`, parameters: [{ name: 'word', kind: 'text', required: true }] });
  const jobs = [];
  for (let i = 0; i < cycles; i++)
    jobs.push(await steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { script_id: script.script_id, values: [`mark-${i}`] }, device_ids: [device.device_id], reason: `Number ${i}` }));
  courier();
  alice('fetch', '--from', desk);
  const outgoing = path.join(desk, 'outgoing'), frames = [];
  for (const job of jobs) {
    const before = new Set(fs.existsSync(outgoing) ? fs.readdirSync(outgoing) : []);
    alice('sign', path.join(desk, 'drafts', job.job_id, 'job.msd'));
    const made = fs.readdirSync(outgoing).find((name) => name.endsWith('.msj') && !before.has(name));
    frames.push(fs.readFileSync(path.join(outgoing, made)).toString('base64'));
    fs.rmSync(path.join(outgoing, made));
  }

  let seed = Number(process.env.STEWARD_SEED ?? Date.now() % 1_000_000);
  console.log(`seed: ${seed}`);
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const post = (frame) => steward.api('POST', '/api/v1/authority/messages', { frame });
  steward.quiet = true;
  for (let cycle = 0; cycle < cycles; cycle++) {
    await until('the agent is back', () => steward.agent_status('files-1').connected, 60, true);
    // Now and then before it was answered, else a chance moment after it; a machine that was away as well.
    if (cycle % 4 === 3) await steward.stop_agent('files-1');
    const handed_over = post(frames[cycle]).catch(() => undefined);
    if (cycle % 3 !== 0) await handed_over;
    await new Promise((resolve) => setTimeout(resolve, random() * (cycle % 3 === 0 ? 20 : 400)));  // the moment is chance, not a wait
    await steward.stop_server('SIGKILL');
    await steward.start_server();
    // Who got no answer hands it over again: the same message is the same job.
    await handed_over;
    await post(frames[cycle]);
    if (cycle % 4 === 3) steward.start_agent('files-1');
  }
  steward.quiet = false;
  for (const [index, job] of jobs.entries())
    await until(`job ${index} has succeeded`, async () => (await steward.api('GET', `/api/v1/jobs/${job.job_id}`)).state === 'succeeded', 120, true);
  const marks = fs.readFileSync(canary, 'utf8').trim().split('\n').sort();
  check(marks.length === cycles && new Set(marks).size === cycles, `of ${cycles} jobs each ran once (${marks.length} marks)`);
  for (const [index, job] of jobs.entries()) {
    const { targets } = await steward.api('GET', `/api/v1/jobs/${job.job_id}/targets`);
    const output = await steward.api('GET', `/api/v1/jobs/${job.job_id}/targets/${device.device_id}/output`);
    if (targets.length !== 1 || targets[0].state !== 'done' || !targets[0].result) throw new Error(`job ${index}: ${JSON.stringify(targets)}`);
    if (output.text !== `done mark-${index}\n`) throw new Error(`job ${index} wrote ${JSON.stringify(output.text)}`);
  }
  check(true, "each result is the machine's own, with what it wrote");
});
