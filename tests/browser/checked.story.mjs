// The accountability log leaves the server by hand: staff export it in the console; somebody of the client fetches log and tool in the
// portal, and holds them against what their own machine keeps, by the very commands that the page shows.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ready_machine } from '../e2e/chain.mjs';
import { build, check, program, story, until } from '../e2e/installation.mjs';
import { in_browser, look_at as look_at_console } from './console.mjs';
import { enter, look_at as look_at_portal, phone } from './portal_people.mjs';
import { invite, owner_link, redeem } from './people.mjs';

const verify = (file, ...more) => spawnSync(`${build}/verify/steward-verify`, [file, ...more], { encoding: 'utf8' });

await story('Staff and the client take the log along by hand; the client holds it against their own machine.', 'browser-checked', async (steward) => {
  const offered = path.join(steward.folder, 'offered');
  fs.mkdirSync(offered);
  fs.copyFileSync(`${build}/verify/steward-verify`, path.join(offered, 'steward-verify'));
  await steward.start_server({ options: ['--agent-package', offered] });
  await in_browser(steward, 'checked', (seen) => tell(steward, seen));
});

async function tell(steward, seen) {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const world = { steward, ...await ready_machine(steward) };
  await something_runs(world);
  await exported_by_staff(page, world);
  const dora = await seen.page(phone);
  await enter(dora, await invite(steward, 'Dora Decides', 'dora@harbour.example', ['CDM'], [world.client.client_id]));
  await checked_by_the_client(dora, world);
}

async function something_runs({ steward, client, device, chain }) {
  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Clear temporary files', about: 'Removes what is old', interpreter: '/bin/sh', text: 'echo done\n' });
  const job = await steward.api('POST', `/api/v1/clients/${client.client_id}/jobs`, { action: { script_id: script.script_id, values: [] }, device_ids: [device.device_id], reason: 'The disk is nearly full' });
  chain.courier();
  chain.alice.sign('sign', `${chain.desk}/drafts/${job.job_id}/job.msd`);
  chain.courier();
  await until('a job that was signed has run', async () => (await steward.api('GET', `/api/v1/jobs/${job.job_id}`)).state === 'succeeded');
}

async function saved_by(page, press, folder) {
  const [coming] = await Promise.all([page.waitForEvent('download'), press()]);
  const file = path.join(folder, coming.suggestedFilename());
  await coming.saveAs(file);
  return file;
}

/** An entry of a client leads to the export of that client; one of our own to that of our own. */
async function exported_by_staff(page, { steward }) {
  const of_whom = { 'client:"Harbour Precision"': "Export this client's entries", '-client:"Harbour Precision"': "Export the provider's own acts" };
  for (const [filter, button] of Object.entries(of_whom)) {
    await page.goto(`/settings/accountability?q=${encodeURIComponent(filter)}`);
    await page.getByRole('grid', { name: 'Accountability log' }).getByRole('row').nth(1).click();
    const entry = page.getByRole('complementary', { name: 'Entry' }), is_client = !filter.startsWith('-');
    await look_at_console(page, '', is_client ? 'log-of-client' : 'log-of-provider', async () => { await entry.getByRole('button', { name: button }).waitFor(); });
    const file = await saved_by(page, () => entry.getByRole('button', { name: button }).click(), steward.folder);
    await page.getByText('The export is saved. Check it with steward-verify.').first().waitFor();
    const verdict = verify(file);
    check(verdict.status === 0 && verdict.stdout.includes(is_client ? 'Harbour Precision' : 'the installation itself'), `${path.basename(file)}: ${verdict.stdout.trim()}`);
  }
}

/** As the page says it, step by step, in a folder of the client's own. */
async function checked_by_the_client(page, { steward, client, gate }) {
  const folder = path.join(steward.folder, 'of-the-client');
  fs.mkdirSync(folder);
  await page.goto('/portal/check');
  await page.getByText('no. 1').first().waitFor();
  await page.getByRole('link', { name: 'steward-verify (Linux)' }).waitFor();
  await look_at_portal(page, 'portal-check-with-tool');
  const save_log = () => saved_by(page, () => page.getByRole('button', { name: 'Save the log' }).tap(), folder);
  const log = await save_log();
  const tool = await saved_by(page, () => page.getByRole('link', { name: 'steward-verify (Linux)' }).tap(), folder);
  const shown = await page.locator('code').allInnerTexts();
  const digest = spawnSync('sha256sum', [tool], { encoding: 'utf8' }).stdout.slice(0, 64);
  check(path.basename(tool) === 'steward-verify' && shown.includes(digest), 'the tool that came has the checksum that the page shows');
  check(fs.readFileSync(tool).equals(fs.readFileSync(`${build}/verify/steward-verify`)), 'and is the tool, unchanged');

  const command = (begin) => shown.find((line) => line.startsWith(begin));
  const typed = (line) => spawnSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8' });
  const simple = `./steward-verify ${path.basename(log)}`;
  typed(command('chmod'));
  const first = typed(shown.find((line) => line === simple));
  check(first.status === 0, `typed as it stands there: ${first.stdout.trim()}`);

  // On the machine, whose programs have no place of their own here.
  const agent_says = spawnSync(program.agent, ['gate', '--gate-socket', gate.socket], { encoding: 'utf8' }).stdout;
  const number = agent_says.match(/^client ([0-9a-f]{32})$/m)[1];
  check(number === client.client_id.replaceAll('-', ''), 'the machine says whose it is');
  for (const begin of ['sudo steward-gate head ', 'sudo steward-gate log ']) {
    const words = command(begin).split(' ').slice(2);
    check(gate.say(...words.slice(0, -1), path.join(folder, words.at(-1))).status === 0, `${command(begin)} writes its file`);
  }
  fs.rmSync(log);
  check((await save_log()) === log, 'the log is saved once more');
  const compare = command(`${simple} --client NUMBER`).replace('NUMBER', number);
  const compared = typed(compare);
  check(compared.status === 0 && /proofs? of your machine found in it/.test(compared.stdout), `it holds against the machine: ${compared.stdout.trim()}`);

  const stranger = typed(compare.replace(number, number.split('').reverse().join('')));
  check(stranger.status !== 0, `under another number it does not: ${stranger.stdout.trim()}`);
}
