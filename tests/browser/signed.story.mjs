// What people signed, as the console shows it: from a draft to the machine's own result, policies, who may sign, and machines that refuse.
import fs from 'node:fs';
import { begin_chain, grant_line, join, start_gate } from '../e2e/chain.mjs';
import { check, until } from '../e2e/installation.mjs';
import { browser_story, look_at } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

const clear = 'days="$1"\necho "Looking for files older than $days days."\nfor one in 1 2 3; do echo "removed /tmp/build-$one"; done\necho "3 files, 41 MB"\n';

async function world(steward) {
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const site = await steward.api('POST', `/api/v1/clients/${client.client_id}/sites`, { name: 'Main office' });
  const chain = await begin_chain(steward);
  const gate = start_gate(steward);
  await join(steward, 'files-1', grant_line(steward, chain, client.client_id, site.site_id), gate);
  const device = await until('the machine reports', async () => (await steward.api('GET', '/api/v1/devices?page_size=1000')).devices.find((one) => one.connected));
  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Clear temporary files', about: 'Removes what is older than some days', interpreter: '/bin/sh', text: clear,
    parameters: [{ name: 'days', about: 'Older than', kind: 'number', required: true, default_value: '7' }] });
  const failing = await steward.api('POST', '/api/v1/scripts', { name: 'Check the backup', about: 'Says whether the last one can be read', interpreter: '/bin/sh',
    text: 'echo "no backup is there" >&2\nexit 3\n' });
  const slow = await steward.api('POST', '/api/v1/scripts', { name: 'Watch the queue', about: 'Looks for a while', interpreter: '/bin/sh',
    text: 'for one in $(seq 20); do echo "$one: 12 waiting"; sleep 2; done\n' });
  const ticket = await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { kind: 'incident', source: 'phone', title: 'The disk of files-1 is nearly full', device_id: device.device_id });
  const draft = (one, values, reason, more = {}) =>
    steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { script_id: one.script_id, values }, device_ids: [device.device_id], reason, ...more });
  const now = (job) => steward.api('GET', `/api/v1/jobs/${job.job_id}`);
  const sign = (job, ...more) => {
    chain.courier();
    chain.alice.sign('sign', `${chain.desk}/drafts/${job.job_id}/job.msd`, ...more);
    chain.courier();
  };
  return { client, site, chain, gate, device, script, failing, slow, ticket, draft, now, sign };
}

/** A person drafts a job for a ticket's machine, with the mouse. */
async function drafted_on_screen(page, { script, ticket, device }, { days, reason }) {
  await page.goto(`/jobs/new?ticket=${ticket.ticket_id}`);
  await page.getByLabel('Script', { exact: true }).selectOption(script.script_id);
  await page.getByLabel('days').fill(days);
  await page.getByLabel('Why', { exact: true }).fill(reason);
  await look_at(page, '', 'new-job-for-ticket', async () => { await page.getByRole('region', { name: 'Whom it reaches' }).getByText(device.name).first().waitFor(); });
  await page.getByRole('button', { name: 'Draft the job' }).click();
  await page.waitForURL(/jobs[/][0-9a-f-]{8,}/);
  return { job_id: page.url().split('/').at(-1) };
}

/** What a job wrote, closed for the server: two files from the console, opened where the key is. */
async function opened_elsewhere(page, { alice, file }) {
  const save = async (name, to) => {
    const [coming] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    await coming.saveAs(to);
  };
  await save('Save it sealed', file('output'));
  await save("Save the machine's signed result", file('result'));
  alice.sign('open', file('output'), '--key', 'daily', '--result', file('result'), '--out', file('opened'));
  return fs.readFileSync(file('opened'), 'utf8');
}

/** Bob answers what the machine asked after its start. */
async function answer(steward, { chain, device }) {
  const state = async () => (await steward.api('GET', `/api/v1/devices/${device.device_id}/gate`)).state;
  await until('its gate waits for an answer to its question', async () => (await state()) === 'waiting');
  return async () => {
    chain.courier();
    chain.bob.sign('fetch', '--from', chain.desk);
    chain.bob.sign('beacon', chain.desk, '--key', 'daily', '--once');
    chain.courier();
    await until('its gate is ready', async () => (await state()) === 'ready', 30);
  };
}

async function a_policy({ chain, client, gate_id, script_text }) {
  const { alice, bob, desk, courier, file } = chain;
  fs.writeFileSync(file('clear.sh'), script_text);
  fs.writeFileSync(file('policy.txt'), `class script\nclient ${client.client_id}\ndevice ${gate_id}\ntrigger manual\nwindow Europe/Berlin mon-sun 00:00 1440\nruns-a-day 4\nfailures 3\ndays 90\ntimeout 60\npublished 2026-01-02\nring 0 0\nring 1 48\n` +
    'item clear temporary files\n  script clear.sh\n  argument {days}\n  parameter days 1..30\n');
  alice.sign('policy', file('policy.txt'), '--out', file('policy'));
  alice.sign('sign', file('policy'));
  bob.sign('sign', file('policy'));
  bob.sign('send', desk, file('policy'));
  courier();
}

async function tell(steward, seen) {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const world_now = await world(steward);
  const { client, chain, gate, device, script, failing, slow, ticket, draft, now, sign } = world_now;
  const heading = (name) => async () => { await page.getByRole('heading', { name }).first().waitFor(); };
  const look = (address, name, text) => look_at(page, address, name, async () => { await page.getByText(text).first().waitFor(); });
  const let_it_run = await answer(steward, world_now);
  await look('/settings/authority', 'authority-asked', 'Alice Harbour');
  await look(`/devices/${device.device_id}`, 'device-gate-waiting', 'Waits for the beacon');
  await let_it_run();

  await look('/devices/add', 'add-device', 'Whose device is it?');
  const job = await drafted_on_screen(page, { script, ticket, device }, { days: '7', reason: 'The disk is nearly full' });
  await look_at(page, `/jobs/${job.job_id}`, 'job-drafted', heading('How it is signed'));
  sign(job);
  await until('the job has succeeded', async () => (await now(job)).state === 'succeeded', 60);
  await look_at(page, `/jobs/${job.job_id}`, 'job-done', async () => {
    await page.getByText('3 files, 41 MB').first().waitFor();
  });
  check(true, "a job on one machine shows what it wrote without another click");

  const closed = await draft(script, ['8'], 'What it writes names people');
  sign(closed, '--seal');
  await until('a sealed job has succeeded', async () => (await now(closed)).state === 'succeeded', 60);
  await look_at(page, `/jobs/${closed.job_id}`, 'job-sealed', async () => { await page.getByText('this server cannot read it').waitFor(); });
  check((await opened_elsewhere(page, chain)).includes('older than 8 days'), 'what it wrote opens where the key is, and nowhere else');

  const bad = await draft(failing, [], 'Is the backup good?');
  sign(bad);
  await until('a script that fails is a job that failed', async () => (await now(bad)).state === 'failed', 60);
  await look('/jobs/' + bad.job_id, 'job-failed', 'no backup is there');
  await page.getByRole('button', { name: 'Try again' }).click();
  await look_at(page, '', 'job-retry', async () => { await page.getByRole('dialog').getByText('It failed on 1 machine.').waitFor(); });
  await page.keyboard.press('Escape');
  const long = await draft(slow, [], 'Who fills the queue?');
  sign(long);
  await until('a long one runs', async () => (await now(long)).state === 'running', 60);
  await look('/jobs/' + long.job_id, 'job-running', '12 waiting');

  await until('it is over', async () => !(await now(long)).open, 120);
  await a_policy({ chain, client, gate_id: (await steward.api('GET', `/api/v1/devices/${device.device_id}/gate`)).gate_id, script_text: clear });
  const policy = await until('the policy is there', async () => (await steward.api('GET', '/api/v1/policies')).policies[0]);
  // It goes to a machine when the machine is heard of anew.
  await steward.stop_agent('files-1');
  steward.start_agent('files-1');
  await until('its machine holds it', async () => (await steward.api('GET', `/api/v1/devices/${device.device_id}/gate`)).policies === 1, 30);
  await look_at(page, `/policies?open=${policy.policy_id}`, 'policy', async () => { await page.getByText('Nothing ran by it yet').waitFor(); });
  await page.getByRole('button', { name: 'Run an item' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Machine').selectOption(device.device_id);
  await dialog.getByLabel('days').fill('9');
  await dialog.getByLabel('Why').fill('Asked for by telephone');
  await look_at(page, '', 'policy-run', async () => { await dialog.getByLabel('Why').waitFor(); });
  await dialog.getByRole('button', { name: 'Run it' }).click();
  await until('the item of the policy was run', async () => (await steward.api('GET', `/api/v1/policies/${policy.policy_id}/runs`)).runs[0]?.state === 'done', 60);
  await look_at(page, `/policies?open=${policy.policy_id}`, 'policy-runs', async () => {
    await page.getByText('Asked for by telephone').first().waitFor();
    await page.getByRole('button', { name: /^What it wrote/ }).click();
    await page.getByText('older than 9 days').first().waitFor();
  });
  check(true, 'a run of a policy shows what it wrote');

  // Drafted while the machine allowed it; its administrator thinks otherwise before it is signed.
  const refused = await draft(script, ['1'], 'It is nearly full again', { ticket_id: ticket.ticket_id });
  gate.say('limits', '--allow', 'reboot', '--curfew', 'UTC,03:00,60');
  await until('the machine says that it allows restarts only', async () => !(await steward.api('GET', `/api/v1/devices/${device.device_id}/gate`)).allowed_classes.includes('script'), 30);
  const limited = 'Its own limits: nothing for 60 minutes from 03:00 (UTC).';
  check((await steward.api('GET', `/api/v1/devices/${device.device_id}/gate`)).words.includes(limited), 'what its administrator changed stands with its gate');
  await page.goto('/devices');
  await page.getByText(device.name).first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByRole('button', { name: 'Run a script' }).click();
  await page.waitForURL('**/jobs/new**');
  await page.getByLabel('Script', { exact: true }).selectOption(script.script_id);
  await page.getByLabel('Why', { exact: true }).fill('The disk is nearly full');
  await look_at(page, '', 'new-job', async () => { await page.getByRole('region', { name: 'Whom it reaches' }).getByText(device.name).first().waitFor(); });
  sign(refused);
  await until('a machine refuses what its own limits do not allow', async () => (await now(refused)).refused === 1, 60);
  await look(`/jobs/${refused.job_id}`, 'job-refused', 'Refused');
  await look('/jobs?q=', 'jobs-list', 'Clear temporary files');
  await look_at(page, `/devices/${device.device_id}`, 'device-ran', async () => {
    await page.getByText('Clear temporary files').first().waitFor();
    await page.getByRole('heading', { name: 'What ran here' }).scrollIntoViewIfNeeded();
  });
  // On a phone it is among the details, which unfold.
  await look_at(page, `/tickets/${ticket.ticket_id}`, 'ticket-jobs', async () => { await page.getByText('Clear temporary files').first().waitFor({ state: 'attached' }); });
  await look_at(page, '/settings/authority', 'authority', async () => {
    await page.getByText('Alice Harbour').first().waitFor();
    await page.getByRole('heading', { name: 'The chain' }).scrollIntoViewIfNeeded();
  });
  await a_recovery(page, chain);
}

/** The recovery keys put others in the place of all: until then people can object, and the page says until when that is. */
async function a_recovery(page, { alice, bank, notary, desk, courier, file }) {
  alice.sign('recover', '--keys', `${file('Alice Harbour.card')}`, '--reason', "Bob's stick is in the harbour", '--out', file('recovery'));
  for (const one of [bank, notary]) {
    one.sign('take', file('genesis'));
    one.sign('sign', file('recovery'));
  }
  const said = alice.sign('take', file('recovery'));
  check(/the recovery [0-9a-f]{8} comes into force on .*, in 7 days/.test(said), 'the signer says when it comes into force');
  alice.sign('send', desk, file('recovery'));
  courier();
  await look_at(page, '/settings/authority', 'authority-recovery', async () => {
    await page.getByText(/A recovery, other keys in the place of all, number 1 of the chain \(Bob's stick is in the harbour\): in force on .*\d{4}/).first().waitFor();
    await page.getByText(/^in (6|7) d$/).first().waitFor();
  });
}

await browser_story('What people signed, as the console shows it.', 'signed', tell);
