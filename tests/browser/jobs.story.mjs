// What may run on machines, in the console: before anybody may sign, and a script that is written and read by a second person.
import { check } from '../e2e/installation.mjs';
import { browser_story, look_at } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

async function tell(steward, seen) {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await look_at(page, '/settings/authority', 'authority-none', async () => { await page.getByText('Nobody may sign yet.').waitFor(); });
  await look_at(page, '/jobs', 'jobs-none', async () => { await page.getByText('No job yet.').waitFor(); });
  await look_at(page, '/policies', 'policies-none', async () => { await page.getByText('No policy yet.').waitFor(); });
  await look_at(page, '/scripts', 'scripts-none', async () => { await page.getByText('No script yet.').waitFor(); });
  const script = await steward.api('POST', '/api/v1/scripts', { name: 'Clear temporary files', about: 'Removes what is older than some days', interpreter: '/bin/sh',
    text: 'find /tmp -type f -mtime +"$1" -delete\necho done\n', parameters: [{ name: 'days', about: 'Older than', kind: 'number', required: true, default_value: '7' }] });
  await look_at(page, '/scripts', 'scripts', async () => { await page.getByText('Clear temporary files').first().waitFor(); });
  await look_at(page, `/scripts/${script.script_id}`, 'script', async () => { await page.getByText('find /tmp').first().waitFor(); });
  check(true, 'a script is shown as it would run');
}

await browser_story('What may run on machines, before anybody may sign.', 'jobs', tell);
