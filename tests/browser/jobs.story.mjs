// What may run on machines, in the console: before anybody may sign, and a script that is written and read by a second person.
import { check } from '../e2e/installation.mjs';
import { browser_story, look_at, picture } from './console.mjs';
import { invite, owner_link, redeem } from './people.mjs';

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

/** The first script of a library that is empty, by hand: what it does, its text, what it asks for. Returns its id. */
async function a_script_is_written(page) {
  await page.goto('/scripts');
  await page.getByRole('button', { name: 'Write the first one' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name', { exact: true }).fill('Clear temporary files');
  await form.getByLabel('What it does').fill('Removes what is older than some days');
  await form.getByLabel('Text').fill('find /tmp -type f -mtime +"$1" -delete\necho done\n');
  await form.getByRole('button', { name: 'Another parameter' }).click();
  const asked = form.getByRole('group', { name: 'Parameter 1' });
  await asked.getByLabel('Its name').fill('days');
  await asked.getByLabel('What it is', { exact: true }).selectOption('number');
  await asked.getByLabel('What it means').fill('Older than');
  await asked.getByLabel('What it is usually').fill('7');
  await look_at(page, '', 'script-form', async () => { await form.getByText('What it asks for (1)').waitFor(); });
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(/[/]scripts[/][0-9a-f-]{36}$/);
  return page.url().split('/').at(-1);
}

/** Another text is another version; what it changed can be read. */
async function a_second_version(page, steward, id) {
  const first = await steward.api('GET', `/api/v1/scripts/${id}`);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Text').fill('find /var/tmp -type f -mtime +"$1" -delete\necho done\n');
  await form.getByLabel('What is different').fill('Only what outlives a restart');
  await form.getByRole('button', { name: 'Save', exact: true }).click();
  await form.waitFor({ state: 'detached' });
  await page.getByText('Version 2', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Version 2: what it changed' }).click();
  const difference = page.getByRole('group', { name: 'What version 2 changed' });
  await look_at(page, '', 'script-versions', async () => { await difference.scrollIntoViewIfNeeded(); });
  const lines = (await difference.locator('> div').allTextContents()).map((line) => line.trim());
  const expected = ['Taken away: -find /tmp -type f -mtime +"$1" -delete', 'Added: +find /var/tmp -type f -mtime +"$1" -delete', 'echo done'];
  check(lines.filter(Boolean).join('|') === expected.join('|'), `what the second version changed stands there, line by line: ${lines.join(' | ')}`);
  const second = await steward.api('GET', `/api/v1/scripts/${id}`);
  check(second.version === 2 && second.digest !== first.digest && second.versions.some((one) => one.version === 1 && one.digest === first.digest), 'the first version keeps its own number');
}

/** A colleague reads what is different and says that it is fit for use; the page of whoever wrote it follows by itself. */
async function reviewed_by_another(page, colleague, id) {
  await colleague.goto(`/scripts/${id}`);
  await colleague.getByRole('button', { name: 'Review', exact: true }).click();
  const dialog = colleague.getByRole('dialog');
  await look_at(colleague, '', 'script-review', async () => { await dialog.getByText('find /var/tmp').first().waitFor(); });
  await dialog.getByRole('button', { name: 'It is fit for use' }).click();
  await colleague.getByText('It is reviewed.').first().waitFor();
  const facts = page.locator('dl').first();
  await facts.getByText('Erik Engineer').waitFor();
  await page.getByText('Reviewed', { exact: true }).first().waitFor();
  check(await page.getByRole('button', { name: 'Review', exact: true }).count() === 0, 'it is reviewed, by somebody else than its author, and nobody is asked again');
}

async function tell(steward, seen) {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await look_at(page, '/settings/authority', 'authority-none', async () => { await page.getByText('Nobody may sign yet.').waitFor(); });
  await look_at(page, '/jobs', 'jobs-none', async () => { await page.getByText('No job yet.').waitFor(); });
  await look_at(page, '/policies', 'policies-none', async () => { await page.getByText('No policy yet.').waitFor(); });
  await look_at(page, '/scripts', 'scripts-none', async () => { await page.getByText('No script yet.').waitFor(); });
  const script_id = await a_script_is_written(page);
  await look_at(page, '/scripts', 'scripts', async () => { await page.getByText('Clear temporary files').first().waitFor(); });
  await look_at(page, `/scripts/${script_id}`, 'script', async () => { await page.getByText('find /tmp').first().waitFor(); });
  check(true, 'a script is shown as it would run');
  await a_second_version(page, steward, script_id);
  const colleague = await seen.page();
  await redeem(colleague, await invite(steward, 'Erik Engineer', 'erik@alderway.test', ['ENG']));
  await reviewed_by_another(page, colleague, script_id);
  await save_beside_a_colleague(page, steward, script_id);
}

await browser_story('What may run on machines, before anybody may sign.', 'jobs', tell);
