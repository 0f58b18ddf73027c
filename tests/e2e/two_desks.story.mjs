// Two people who share no folder sign one job: the server carries the first signature to the second, and believes neither.
import fs from 'node:fs';
import path from 'node:path';
import { begin_chain, grant_line, join, start_gate } from './chain.mjs';
import { check, story, until } from './installation.mjs';

await story('Two people, each with a folder of their own, sign one job; what was signed in one is never written over.', 'two-desks', async (steward) => {
  await steward.start_server();
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  const chain = await begin_chain(steward), { alice, bob, file } = chain;
  const desks = { alice: chain.desk, bob: file('desk-of-bob') };
  fs.mkdirSync(desks.bob);
  const carry = (name) => steward.cli('courier', 'sync', desks[name]);

  const settings = file('agent.env'), gate = start_gate(steward, 'gate', settings);
  await join(steward, 'files-1', grant_line(steward, chain, client.client_id, site.site_id, 'grant', ['--allow', 'script,agent-config']), gate);
  const device = await until('the machine reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.connected));
  const gate_is = async (state) => (await steward.api('GET', `/api/v1/devices/${device.device_id}/gate`)).state === state;
  await until('its gate asks', () => gate_is('waiting'));
  carry('alice');
  alice.sign('fetch', '--from', desks.alice);
  alice.sign('beacon', desks.alice, '--key', 'daily', '--once');
  carry('alice');
  await until('its gate is ready', () => gate_is('ready'), 30);

  // How often the agent measures is changed by two persons, never by one.
  const draft = async (seconds) => (await steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { agent_interval_s: seconds }, device_ids: [device.device_id], reason: `To measure every ${seconds} s` })).job_id;
  const place = (name, job, part = 'msj') => path.join(desks[name], 'drafts', job, `job.${part}`);
  const gate_says = () => fs.readFileSync(path.join(steward.folder, 'gate.log'), 'utf8');
  const job_now = (job) => steward.api('GET', `/api/v1/jobs/${job}`);
  const job = await draft(20);
  for (const name of ['alice', 'bob']) carry(name);
  bob.sign('fetch', '--from', desks.bob);
  check(alice.sign('sign', place('alice', job, 'msd')).includes('1 of 2 persons'), 'one of two has signed');
  check(!fs.existsSync(place('bob', job)), 'and the other does not know it yet');
  carry('alice');
  check((await job_now(job)).signed_by.join() === 'Alice Harbour', 'the console says who has signed so far');
  check(carry('bob').includes('Others signed 1 draft'), 'the courier of the other brings it');
  check(bob.sign('queue', desks.bob).includes('signed by Alice Harbour'), 'his queue says so');
  check(bob.sign('sign', place('bob', job, 'msd')).includes('it is complete'), 'his signature stands beside hers');
  carry('bob');
  await until('the gate takes it', () => gate_says().includes(`job ${job.replaceAll('-', '')} (agent settings) signed by Alice Harbour, Bob Quay`), 30);
  await until('and the job has succeeded', async () => (await job_now(job)).state === 'succeeded', 30);
  check(fs.readFileSync(settings, 'utf8').includes('--interval 20'), 'the machine has what both signed');
  carry('alice');
  check(!fs.existsSync(place('alice', job, 'msd')), 'and it waits in her folder no more');

  // Both sign at once, each for themselves: the second is told, and nothing that was signed is lost.
  const both = await draft(30);
  for (const name of ['alice', 'bob']) carry(name);
  alice.sign('sign', place('alice', both, 'msd'));
  bob.sign('sign', place('bob', both, 'msd'));
  const his = fs.readFileSync(place('bob', both));
  carry('alice');
  let told = '';
  try {
    told = carry('bob');
  } catch (error) {
    told = `${error.message}${error.stderr ?? ''}`;
  }
  check(told.includes('Alice Harbour signed it before, in other words') && told.includes('job.msj aside'), `he is told who was first: ${told}`);
  check(fs.readFileSync(place('bob', both)).equals(his), 'what he signed lies where it lay');
  check((await job_now(both)).signed_by.join() === 'Alice Harbour', 'and hers is kept');
  fs.rmSync(place('bob', both));
  carry('bob');
  check(bob.sign('sign', place('bob', both, 'msd')).includes('it is complete'), 'he puts his away, and signs beside hers');
  carry('bob');
  await until('the gate takes this one too', () => gate_says().includes(`job ${both.replaceAll('-', '')} (agent settings) signed by Alice Harbour, Bob Quay`), 30);
});
