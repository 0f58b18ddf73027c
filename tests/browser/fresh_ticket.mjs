// A ticket that nobody has looked at, by the keys of whoever has the role of a technician and no other: a key that does
// nothing yet says why, and `b` leads on from every place.
import { check, until } from '../e2e/installation.mjs';

/** What it is about is asked where nobody said it; `b` once more begins the work. */
export async function begin_work(day, which) {
  const { page } = day;
  await day.press('m');
  await day.note(/belongs to Theo/);
  await until('m makes it theirs, and new it stays', async () => {
    const one = await day.ticket(which);
    return one.assignee_name === 'Theo Technician' && one.state === 'new';
  });
  await page.getByRole('button', { name: 'Mark as triaged' }).waitFor();
  await day.press('b');
  await page.getByRole('dialog').getByLabel('What it is about').waitFor();
  await page.waitForFunction(() => document.activeElement.options?.length > 1);
  await day.press('ArrowDown', 'Control+Enter');
  await until('b triages it', async () => (await day.ticket(which)).state === 'triaged');
  await page.getByRole('button', { name: 'Start work' }).waitFor();
  await day.press('b');
  await until('and begins', async () => (await day.ticket(which)).state === 'in_progress');
  await page.getByRole('button', { name: 'Ask the client' }).waitFor();
}

export async function from_new_to_resolved(day) {
  const { page, keys } = day, dialog = page.getByRole('dialog');
  await day.go_to('fresh');
  check(await page.getByRole('button', { name: 'Mark as triaged' }).isVisible(), 'what comes next on a new ticket stands out');
  for (const key of ['d', 'q', 's']) {
    await day.press(key);
    await day.note(/is new\. Mark as triaged first: b\.$/);
  }
  check((await page.getByRole('log', { name: 'Notes' }).getByText(/first: b/).count()) === 1, 'whoever tries several keys is told once');
  await day.look('new-ticket');
  await day.press('y');
  await day.note(/^This is for dispatchers/);
  await day.press('?');
  await dialog.getByText(/^Not now: .* is new\. Mark as triaged first/).first().waitFor();
  await day.look('keys-of-a-new-ticket');
  await day.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await begin_work(day, 'fresh');
  await day.press('m');
  await day.note(/is yours already/);
  await day.press('b');
  await day.note(/in progress already; .*resolve: d/);
  await keys.command('Wait for a vendor');
  await dialog.getByLabel('By what the vendor knows it').waitFor();
  await day.type('4711');
  await day.press('Control+Enter');
  await until('the palette makes it wait for a vendor', async () => (await day.ticket('fresh')).state === 'waiting_vendor');
  await page.getByRole('button', { name: 'Go on' }).waitFor();
  await day.press('b');
  await until('and it goes on', async () => (await day.ticket('fresh')).state === 'in_progress');
  await page.getByRole('button', { name: 'Ask the client' }).waitFor();
  await day.press('d');
  await dialog.getByLabel('What was done').waitFor();
  await day.type('A new cable.');
  await keys.tab_to('Minutes worked');
  await day.type('5');
  await day.press('Control+Enter');
  await until('from new to resolved by keys alone', async () => (await day.ticket('fresh')).state === 'resolved', 30);
  await page.getByText('Resolved: Fixed').first().waitFor();
  // The news of it may come before the answer: until that, the page says what it is about to do.
  await page.getByText(/^Resolving .*(in a moment\.|…)$/).first().waitFor({ state: 'detached' });
  await day.press('d');
  await day.note(/is resolved already/);
}
