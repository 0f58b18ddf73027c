// A signed job is handed over and the server dies: at any moment between that and its result. Nothing is lost, nothing runs twice.
import fs from 'node:fs';
import path from 'node:path';
import { begin_chain, grant_line, join, start_gate } from './chain.mjs';
import { check, story, until } from './installation.mjs';

const cycles = Number(process.env.STEWARD_PUBLISHING_KILLS ?? 10);

await story(`The server is killed ${cycles} times between a job's being handed over and its result: each runs once, each result is kept.`, 'publishing', async (steward) => {
  await steward.start_server();
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  const chain = await begin_chain(steward), { alice, desk, courier } = chain;
  await join(steward, 'files-1', grant_line(steward, chain, client.client_id, site.site_id), start_gate(steward));
  const device = await until('the machine reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.connected));
  const gate_state = async () => (await steward.api('GET', `/api/v1/devices/${device.device_id}/gate`)).state;
  await until('its gate asks', async () => (await gate_state()) === 'waiting');
  courier();
  alice.sign('fetch', '--from', desk);
  alice.sign('beacon', desk, '--key', 'daily', '--once');
  courier();
  await until('its gate is ready', async () => (await gate_state()) === 'ready', 30);

  // All of them are drafted and signed first; handing one over is then one request.
  const canary = path.join(steward.folder, 'canary'), outgoing = path.join(desk, 'outgoing'), jobs = [];
  const marks = () => (fs.existsSync(canary) ? fs.readFileSync(canary, 'utf8').trim().split('\n') : []);
  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Leave a mark', interpreter: '/bin/sh', text: `echo "$1" >> ${canary}\necho done "$1"\n`, parameters: [{ name: 'word', kind: 'text', required: true }] });
  for (let i = 0; i < cycles; i++)
    jobs.push(await steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { script_id: script.script_id, values: [`mark-${i}`] }, device_ids: [device.device_id], reason: `Number ${i}` }));
  courier();
  alice.sign('fetch', '--from', desk);
  for (const job of jobs) {
    const before = new Set(fs.existsSync(outgoing) ? fs.readdirSync(outgoing) : []);
    alice.sign('sign', path.join(desk, 'drafts', job.job_id, 'job.msd'));
    const made = fs.readdirSync(outgoing).find((name) => name.endsWith('.msj') && !before.has(name));
    job.frame = fs.readFileSync(path.join(outgoing, made)).toString('base64');
    fs.rmSync(path.join(outgoing, made));
  }

  // The server dies when this has been seen. A machine that is away sees the first two alone.
  const target = async (job) => (await steward.api('GET', `/api/v1/jobs/${job.job_id}/targets`)).targets[0];
  const moments = [
    ['asked', () => undefined],
    ['answered', (job, answer) => answer],
    ['sent', (job) => until('sent', async () => !['requested', 'signed'].includes((await target(job)).state), 60, true)],
    ['begun', (job, answer, mark) => until('begun', () => marks().includes(mark), 60, true)],
    ['over', (job) => until('over', async () => (await target(job)).state === 'done', 60, true)],
  ];
  let seed = Number(process.env.STEWARD_SEED ?? Date.now() % 1_000_000);
  console.log(`seed: ${seed}`);
  const random = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648;
  const post = (job) => steward.api('POST', '/api/v1/authority/messages', { frame: job.frame });
  steward.quiet = true;
  for (const [cycle, job] of jobs.entries()) {
    await until('the agent is back', () => steward.agent_status('files-1').connected, 60, true);
    const is_away = cycle % 4 === 3, [name, seen] = moments[Math.floor(random() * (is_away ? 2 : moments.length))];
    if (is_away) await steward.stop_agent('files-1');
    const answer = post(job).catch(() => undefined);
    await seen(job, answer, `mark-${cycle}`);
    await steward.stop_server('SIGKILL');
    await steward.start_server();
    // Who got no answer hands it over again: the same message is the same job.
    await answer;
    await post(job);
    if (is_away) steward.start_agent('files-1');
    console.log(`killed when job ${cycle} was ${name}${is_away ? ', its machine away' : ''}`);
  }
  steward.quiet = false;
  for (const [index, job] of jobs.entries())
    await until(`job ${index} has succeeded`, async () => (await steward.api('GET', `/api/v1/jobs/${job.job_id}`)).state === 'succeeded', 120, true);
  check(marks().length === cycles && new Set(marks()).size === cycles, `of ${cycles} jobs each ran once (${marks().length} marks)`);
  for (const [index, job] of jobs.entries()) {
    const { targets } = await steward.api('GET', `/api/v1/jobs/${job.job_id}/targets`);
    const output = await steward.api('GET', `/api/v1/jobs/${job.job_id}/targets/${device.device_id}/output`);
    if (targets.length !== 1 || targets[0].state !== 'done' || !targets[0].result) throw new Error(`job ${index}: ${JSON.stringify(targets)}`);
    if (output.text !== `done mark-${index}\n`) throw new Error(`job ${index} wrote ${JSON.stringify(output.text)}`);
  }
  check(true, "each result is the machine's own, with what it wrote");
});
