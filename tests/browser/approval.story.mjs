// A job that reaches many machines: chosen by a filter, approved by another person than who drafted it, signed by two, and run by all of them.
import { execFile } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { begin_chain, grant_line, start_gate, until_listens } from '../e2e/chain.mjs';
import { check, program, until } from '../e2e/installation.mjs';
import { browser_story, look_at } from './console.mjs';
import { invite, owner_link, redeem } from './people.mjs';

const many = 26;  // one more than another person need not be asked about

/** What makes a program one of another machine: a name, and the id by which machines are told apart. */
function another_machine(steward, name) {
  const id = path.join(steward.folder, `${name}.id`);
  fs.writeFileSync(id, `${crypto.randomBytes(16).toString('hex')}\n`);
  const script = 'mount --bind "$1" /etc/machine-id && echo "$2" > /proc/sys/kernel/hostname && shift 2 && exec "$@"';
  return ['unshare', '--mount', '--uts', 'sh', '-c', script, 'sh', id, name];
}

/** Machines of one client, each with a gate of its own, which let themselves in by one line. */
async function machines_join(steward) {
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  const chain = await begin_chain(steward);
  const line = grant_line(steward, chain, client.client_id, site.site_id, 'grant', ['--preset', 'managed', '--uses', String(many)]);
  await Promise.all(Array.from({ length: many }, async (_, place) => {
    const name = `machine-${place}`, on_it = another_machine(steward, name), state = path.join(steward.folder, name);
    const gate = start_gate(steward, `gate-${place}`, undefined, on_it), words = [...on_it, program.agent];
    await until_listens(gate.socket);
    await promisify(execFile)(words[0], [...words.slice(1), 'enrol', line, '--state', state, '--gate-socket', gate.socket]);
    // Nothing is measured here: they only have a job done.
    steward.agents.set(name, { state, words, options: ['--gate-socket', gate.socket], measuring: { kill() {} } });
    steward.start_agent(name);
  }));
  const devices = async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.filter((one) => one.connected);
  const all = await until(`${many} machines are there`, async () => { const there = await devices(); return there.length === many && there; });
  const all_are = async (state) => (await Promise.all(all.map((one) => steward.api('GET', `/api/v1/devices/${one.device_id}/gate`)))).every((one) => one.state === state);
  await until('their gates wait for an answer to their questions', () => all_are('waiting'));
  chain.courier();
  chain.bob.sign('fetch', '--from', chain.desk);
  chain.bob.sign('beacon', chain.desk, '--key', 'daily', '--once');
  chain.courier();
  await until('all are ready', () => all_are('ready'), 60);
  return { client, chain };
}

async function tell(steward, seen) {
  const page = await seen.page(), colleague = await seen.page();
  await redeem(page, owner_link(steward));
  await redeem(colleague, await invite(steward, 'Erik Engineer', 'erik@alderway.test', ['ENG']));
  const { client, chain } = await machines_join(steward);
  const written = chain.file('written');
  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Leave a mark', about: 'A line for each machine', interpreter: '/bin/sh', text: `echo mark >> ${written}\n` });
  await reviewed(page, script);
  const job_id = await drafted(page, client, script);
  const now = () => steward.api('GET', `/api/v1/jobs/${job_id}`);
  await approved(page, colleague, job_id);

  const { alice, bob, desk, courier } = chain, draft = `${desk}/drafts/${job_id}/job.msd`;
  courier();
  check(alice.sign('sign', draft).includes('1 of 2 persons have signed'), 'so many machines need two persons');
  courier();
  check((await now()).state === 'approved' && !fs.existsSync(written), 'with one of them nothing goes out');
  bob.sign('sign', draft);
  courier();
  await until('it is done on all of them', async () => (await now()).state === 'succeeded', 90);
  check(fs.readFileSync(written, 'utf8') === 'mark\n'.repeat(many), 'once on each');
  await look_at(page, `/jobs/${job_id}`, 'job-many-done', async () => { await page.getByText('Alice Harbour and Bob Quay').first().waitFor(); });
}

/** What one person alone wrote runs on one machine at a time. */
async function reviewed(page, script) {
  await page.goto(`/scripts/${script.script_id}`);
  await page.getByRole('button', { name: 'Review', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'It is fit for use' }).click();
  await page.getByText('It is reviewed.').first().waitFor();
}

async function drafted(page, client, script) {
  await page.goto('/jobs');
  await page.getByRole('button', { name: /^Draft the first one|^New/ }).first().click();
  await page.waitForURL('**/jobs/new**');
  await page.getByLabel('Script', { exact: true }).selectOption(script.script_id);
  await page.getByLabel('Client', { exact: true }).selectOption(client.client_id);
  await page.getByLabel('All that a filter matches').check();
  await page.getByLabel('Find machines').fill('name:machine-*');
  await page.getByLabel('Why', { exact: true }).fill('Every machine is to have one');
  const reach = page.getByRole('region', { name: 'Whom it reaches' });
  await reach.getByText('another person has to approve it first').waitFor();
  await look_at(page, '', 'new-job-many', async () => { await reach.getByText(`${many} of ${many} machines named: many machines`).scrollIntoViewIfNeeded(); });
  await page.getByRole('button', { name: 'Draft the job' }).click();
  await page.waitForURL(/[/]jobs[/][0-9a-f-]{36}$/);
  return page.url().split('/').at(-1);
}

async function approved(page, colleague, job_id) {
  await page.getByText('To be approved').first().waitFor();
  const approve = { name: 'Approve', exact: true };
  await page.getByText('another person than you has to approve it').waitFor();
  check(await page.getByRole('button', approve).count() === 0, 'who drafted it is not asked to approve it');
  check(await page.getByRole('heading', { name: 'How it is signed' }).count() === 0, 'and nobody is asked to sign it yet');
  await colleague.goto(`/jobs/${job_id}`);
  await colleague.getByRole('button', approve).click();
  const dialog = colleague.getByRole('dialog');
  await look_at(colleague, '', 'job-approve', async () => { await dialog.getByText(`It reaches ${many} machines: many machines.`).waitFor(); });
  await dialog.getByLabel('What you want to add').fill('Not before lunch is over');
  await dialog.getByRole('button', approve).click();
  await colleague.getByText('It is approved. Now it has to be signed.').first().waitFor();
  // The page of whoever drafted it follows by itself.
  await page.getByRole('heading', { name: 'How it is signed' }).waitFor();
  await page.getByText('Not before lunch is over').first().waitFor();
  await look_at(page, '', 'job-approved', async () => { await page.getByText('Erik Engineer').first().waitFor(); });
}

await browser_story('A job for many machines is approved by another person, signed by two, and done on all of them.', 'approval', tell);
