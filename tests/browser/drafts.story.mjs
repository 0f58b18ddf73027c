// From a draft to its end, each step by a person's hand in the console: by a filter, as a test, cancelled before and after it was signed,
// tried again.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { ready_machine } from '../e2e/chain.mjs';
import { check, program, until } from '../e2e/installation.mjs';
import { browser_story, look_at } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

const job_address = /[/]jobs[/][0-9a-f-]{36}$/;
const id_of = (page) => page.url().split('/').at(-1);

async function tell(steward, seen) {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const world = { steward, page, ...await ready_machine(steward) };
  const written = world.chain.file('written');
  const api = (verb, route, body) => steward.api(verb, `/api/v1${route}`, body);
  world.script = await api('POST', '/scripts', { name: 'Write a word', about: 'Where it can be read', interpreter: '/bin/sh',
    text: `echo "$1" >> ${written}\necho "wrote $1"\n`, parameters: [{ name: 'word', kind: 'text', required: true }] });
  world.words = () => (fs.existsSync(written) ? fs.readFileSync(written, 'utf8').trim().split('\n') : []);
  world.now = (id) => api('GET', `/jobs/${id}`);
  world.draft_of = (id) => `${world.chain.desk}/drafts/${id}/job.msd`;
  await tested_by_a_filter(world);
  await cancelled_as_a_draft(world);
  const late = await cancelled_when_signed(world);
  await tried_again(world);
  check((await api('GET', `/jobs/${late}/targets`)).targets[0].state === 'cancelled' && world.words().join() === 'first', 'and what was cancelled never came to the machine, which worked since');
}

function sign({ chain, draft_of }, id) {
  chain.courier();
  chain.alice.sign('sign', draft_of(id));
  chain.courier();
}

/** The form as it is filled from a script's page: all machines that a filter matches. */
async function filled({ page, client, script, device }, { word, why }) {
  await page.goto(`/scripts/${script.script_id}`);
  await page.getByRole('button', { name: 'Run it' }).click();
  await page.waitForURL('**/jobs/new**');
  await page.getByLabel('Client', { exact: true }).selectOption(client.client_id);
  await page.getByLabel('All that a filter matches').check();
  await page.getByLabel('Find machines').fill(`name:${device.name}`);
  await page.getByLabel('word').fill(word);
  await page.getByLabel('Why', { exact: true }).fill(why);
  await page.getByRole('region', { name: 'Whom it reaches' }).getByText('1 of 1 machine named: one machine').waitFor();
}

async function drafted(page) {
  await page.getByRole('button', { name: 'Draft the job' }).click();
  await page.waitForURL(job_address);
  await page.getByRole('heading', { name: 'How it is signed' }).waitFor();
  return id_of(page);
}

async function tested_by_a_filter(world) {
  const { page, device, script, now } = world;
  await filled(world, { word: 'first', why: 'To see that it works' });
  const filter = page.getByLabel('Find machines'), draft = page.getByRole('button', { name: 'Draft the job' });
  await filter.fill('name:nothing*');
  await page.getByText('No machine matches.').waitFor();
  await page.getByText('Name at least one machine.').waitFor();
  check(await draft.isDisabled(), 'a filter that finds nothing names no machine');
  await filter.fill(`name:${device.name}`);
  await page.getByLabel('It is a test of the script').check();
  const id = await drafted(page);
  await page.getByText('of version 1 of the script').waitFor();
  await page.getByText('Drafted as a test for 1 machine.').waitFor();
  sign(world, id);
  await page.getByText('wrote first').first().waitFor();
  await until('the test has succeeded', async () => (await now(id)).state === 'succeeded');
  await look_at(page, `/scripts/${script.script_id}`, 'script-tested', async () => { await page.getByText('tested on 1 machine; last: done').first().waitFor(); });
}

async function cancel(page, why, name) {
  await page.getByRole('button', { name: 'Cancel the job' }).first().click();
  const dialog = page.getByRole('dialog'), yes = dialog.getByRole('button', { name: 'Cancel the job' });
  if (name) {
    check(await yes.isDisabled(), 'without a reason nothing is cancelled');
    await look_at(page, '', name, async () => { await dialog.getByText('Say why.').waitFor(); });
  }
  await dialog.getByLabel('Why').fill(why);
  await yes.click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText('No further machine gets it.').first().waitFor();
  await page.getByText('Cancelled', { exact: true }).first().waitFor();
}

/** It lay in a signer's folder already, who had not heard of it. */
async function cancelled_as_a_draft(world) {
  const { steward, page, chain, now, draft_of } = world;
  await filled(world, { word: 'second', why: 'Not wanted after all' });
  const id = await drafted(page);
  chain.courier();
  await cancel(page, 'We changed our mind', 'job-cancel');
  await look_at(page, `/jobs/${id}`, 'job-cancelled', async () => { await page.getByText('We changed our mind').first().waitFor(); });
  check(await page.getByRole('heading', { name: 'How it is signed' }).count() === 0, 'nobody is asked for a signature any more');
  chain.alice.sign('sign', draft_of(id));
  const carried = spawnSync(program.cli, ['courier', 'sync', chain.desk, '--state', steward.state], { encoding: 'utf8' });
  check(carried.status === 5 && (await now(id)).state === 'cancelled', `what is signed after that is not taken: ${carried.stderr.trim().split('\n')[0]}`);
}

/** Signed while its machine is away, and cancelled before it is back. */
async function cancelled_when_signed(world) {
  const { steward, page } = world;
  await steward.stop_agent('files-1');
  await filled(world, { word: 'third', why: 'For later' });
  const id = await drafted(page);
  sign(world, id);
  await page.getByText('Signed', { exact: true }).first().waitFor();
  await page.getByText('Alice Harbour').first().waitFor();
  await cancel(page, 'Too late for that');
  steward.start_agent('files-1');
  return id;
}

/** It fails until its reason is gone; then a person lets it run again where it failed. */
async function tried_again(world) {
  const { steward, page, client, device, chain, now } = world;
  const there = chain.file('there');
  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Look for a file', about: 'Fails while it is missing', interpreter: '/bin/sh', text: `test -e ${there} || exit 4\necho "it is there"\n` });
  const { job_id } = await steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { script_id: script.script_id, values: [] }, device_ids: [device.device_id], reason: 'Is it there?' });
  sign(world, job_id);
  await until('it fails', async () => (await now(job_id)).state === 'failed');
  fs.writeFileSync(there, '');
  await page.goto(`/jobs/${job_id}`);
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('dialog').getByText('It failed on 1 machine.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Draft it' }).click();
  await page.getByText('Tries again').first().waitFor();
  await page.waitForURL((url) => job_address.test(url.pathname) && !url.pathname.endsWith(job_id));
  const again = id_of(page);
  await look_at(page, '', 'job-again', async () => { await page.getByRole('link', { name: 'the job before' }).waitFor(); });
  sign(world, again);
  await page.getByText('it is there').first().waitFor();
  await until('the new try succeeds', async () => (await now(again)).state === 'succeeded');
  check((await now(job_id)).state === 'failed', 'and the job before stays what it was');
}

await browser_story('A job from its draft to its end, by hand: by a filter, as a test, cancelled, tried again.', 'drafts', tell);
