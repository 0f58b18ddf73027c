// What may run on machines, in the console: before anybody may sign, and a script that is written and read by a second person.
import { check } from '../e2e/installation.mjs';
import { browser_story, look_at, picture } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

// A form compares with what it was opened with: what a colleague saved meanwhile is said, and written over by choice alone.
async function save_beside_a_colleague(page, steward, id) {
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const about = page.getByLabel('What it does');
  await about.fill('Removes what is older than a week');
  await steward.api('PATCH', `/api/v1/scripts/${id}`, { about: 'Written by a colleague' });
  await page.getByText('Somebody saved this while you had it open.').waitFor();
  check((await about.inputValue()) === 'Removes what is older than a week', 'what was typed is still there');
  await picture(page, 'script-meanwhile');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByText(/changed this script|Load it again/).first().waitFor();
  check((await steward.api('GET', `/api/v1/scripts/${id}`)).about === 'Written by a colleague', 'the colleague’s words are not written over unseen');
  await page.getByRole('button', { name: 'Keep mine' }).click();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  check((await steward.api('GET', `/api/v1/scripts/${id}`)).about === 'Removes what is older than a week', 'saving over them is a choice');
}

async function tell(steward, seen) {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await look_at(page, '/settings/authority', 'authority-none', async () => { await page.getByText('Nobody may sign yet.').waitFor(); });
  await look_at(page, '/jobs', 'jobs-none', async () => { await page.getByText('No job yet.').waitFor(); });
  await look_at(page, '/policies', 'policies-none', async () => { await page.getByText('No policy yet.').waitFor(); });
  await look_at(page, '/scripts', 'scripts-none', async () => { await page.getByText('No script yet.').waitFor(); });
  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Clear temporary files', about: 'Removes what is older than some days', interpreter: '/bin/sh', timeout_s: '300',
    text: 'find /tmp -type f -mtime +"$1" -delete\necho done\n', parameters: [{ name: 'days', about: 'Older than', kind: 'number', required: true, default_value: '7' }] });
  await look_at(page, '/scripts', 'scripts', async () => { await page.getByText('Clear temporary files').first().waitFor(); });
  await look_at(page, `/scripts/${script.script_id}`, 'script', async () => { await page.getByText('find /tmp').first().waitFor(); });
  check(true, 'a script is shown as it would run');
  await save_beside_a_colleague(page, steward, script.script_id);
}

await browser_story('What may run on machines, before anybody may sign.', 'jobs', tell);
