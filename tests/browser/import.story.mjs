// The history of another system, by hand: a file goes up, is recognised, its words are answered, checked, brought in while the page
// shows how far it is, and undone.
import fs from 'node:fs';
import path from 'node:path';
import { check } from '../e2e/installation.mjs';
import { browser_story, overflow, picture, violations } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

const looks = [{ name: 'light', width: 1440 }, { name: 'dark', width: 1440, theme: 'dark' }, { name: 'phone', width: 390, touch: true }];

async function look_at(page, name, there) {
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.theme ?? 'light' });
    await there();
    const found = [...await violations(page), ...await overflow(page)];
    await picture(page, `import-${name}-${look.name}`);
    check(found.length === 0, `${name}: accessible and whole, ${look.name}${found.map((line) => `\n  ${line}`).join('')}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

const head = 'Autotask Ticket Number,Organization Name [required],Create Date/Time,Contact,Title [required],Status [required],Priority [required],Primary Resource,Complete Date/Time';
const rows = Array.from({ length: 40 }, (_, i) => `T2024.${i + 1},Harbour Precision,${(i % 28) + 1}/02/2024 08:00,Paula Clerk,Printer ${i + 1},${i % 10 === 0 ? 'Parked' : 'Complete'},High,"Doe, John",${i % 10 === 0 ? '' : `${(i % 28) + 1}/02/2024 10:00`}`);
rows.push('T2024.99,Unknown Ltd,1/02/2024 08:00,,Whose is this,Complete,High,,');

await browser_story('The history of another system comes in by hand, and goes again.', 'import', async (steward, seen) => {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const file = path.join(steward.folder ?? '/tmp', 'tickets.csv');
  fs.writeFileSync(file, `\ufeff${[head, ...rows].join('\r\n')}\r\n`);

  await page.goto('/settings/imports');
  await page.getByText('Nothing was brought in yet.').waitFor();
  await look_at(page, 'none', async () => { await page.getByText('Nothing was brought in yet.').waitFor(); });
  await page.getByLabel('File to import').setInputFiles(file);
  await page.getByText(/are those of tickets of Autotask/).waitFor();
  check(true, 'the format is recognised and the reason is said');
  await page.getByRole('button', { name: /^Use / }).click();
  await page.getByText(/^read as /).first().waitFor();
  check(true, 'a time shows how it is understood');
  await look_at(page, 'columns', async () => { await page.getByRole('heading', { name: 'Columns' }).waitFor(); });

  await page.getByRole('button', { name: 'Check what would happen' }).click();
  await page.getByRole('heading', { name: 'What would happen' }).waitFor();
  await page.getByRole('heading', { name: 'Words' }).waitFor();
  await page.getByLabel('Parked is').selectOption({ label: 'waiting_parts' });
  await page.getByLabel('Doe, John is').selectOption({ label: 'Nobody who is here' });
  await look_at(page, 'words', async () => { await page.getByLabel('Parked is').waitFor(); });
  await page.getByRole('button', { name: /^Keep 2 answers and check again/ }).click();
  await page.getByText('40 created, 1 rejected, if it is brought in').waitFor();
  check(true, 'answers are kept and the dry run says what would happen');
  await page.getByText('There is no client “Unknown Ltd”').first().waitFor();

  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await page.getByRole('heading', { name: 'What happened' }).waitFor();
  await page.getByText('40 created, 1 rejected', { exact: true }).waitFor();
  check(true, 'it comes in while the page looks');
  const waiting = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Rejected rows as CSV' }).click();
  const text = fs.readFileSync(await (await waiting).path(), 'utf8');
  check(text.startsWith('\ufeffimport_reason,') && text.includes('Unknown Ltd'), 'the rejected rows come back with the reason');
  await look_at(page, 'done', async () => { await page.getByRole('heading', { name: 'What happened' }).waitFor(); });
  const { total } = await steward.api('GET', '/api/v1/tickets?filter=outside_reference%3AT2024*');
  check(total === 40, `40 tickets keep their old numbers, ${total}`);

  // Only the rejected row, mended by answering: the client whom nobody knew is made.
  const rejected = path.join(steward.folder ?? '/tmp', 'rejected.csv');
  fs.writeFileSync(rejected, text);
  await page.goto('/settings/imports');
  await page.getByLabel('File to import').setInputFiles(rejected);
  await page.getByText(/are those of tickets of Autotask/).waitFor();
  const first = page.url();
  check(await page.getByLabel('Zone of its times').inputValue() !== '', 'the zone is that of the last file, and the order of its days');
  await page.getByRole('button', { name: 'Check what would happen' }).click();
  await page.getByText('1 client of this file is not known here.').waitFor();
  await look_at(page, 'unknown', async () => { await page.getByText('1 client of this file is not known here.').waitFor(); });
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByText('2 created, if it is brought in').waitFor();
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await page.getByText('2 created', { exact: true }).waitFor();
  check(true, 'a client whom nobody knew is made with its ticket');
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('2 removed', { exact: true }).waitFor();
  check(page.url() === first && (await steward.api('GET', '/api/v1/clients')).total === 1, 'and goes with it');

  // "03/04/2024" is two days.
  const days = path.join(steward.folder ?? '/tmp', 'days.csv');
  fs.writeFileSync(days, 'external_id,client,title,created_at\n1,Harbour Precision,Mouse,03/04/2024 08:00\n');
  await page.goto('/settings/imports');
  await page.getByLabel('File to import').setInputFiles(days);
  await page.getByText('What day is “03/04/2024 08:00”?').waitFor();
  await look_at(page, 'days', async () => { await page.getByText(/What day is/).waitFor(); });
  await page.getByRole('button', { name: '3 April 2024' }).click();
  await page.getByText(/What day is/).waitFor({ state: 'detached' });
  check(await page.getByLabel('Days are written').inputValue() === 'DMY', 'what day it is was asked once');

  // A list of devices: names whose state nobody knows.
  const devices = path.join(steward.folder ?? '/tmp', 'devices.csv');
  fs.writeFileSync(devices, 'external_id,client,name,type,model,serial\n7,Harbour Precision,OLD-LAPTOP-7,Laptop,T14,PF1\n8,Harbour Precision,PRINTER-2,Printer,,\n');
  await page.goto('/settings/imports');
  await page.getByLabel('File to import').setInputFiles(devices);
  await page.getByRole('button', { name: 'Check what would happen' }).click();
  await page.getByText('2 created, if it is brought in').waitFor();
  await page.getByRole('button', { name: 'Bring it in' }).click();
  await page.getByText('2 created', { exact: true }).waitFor();
  const { clients } = await steward.api('GET', '/api/v1/clients');
  await page.goto(`/clients/${clients[0].client_id}`);
  await page.getByText('OLD-LAPTOP-7').waitFor();
  await look_at(page, 'devices', async () => { await page.getByText('OLD-LAPTOP-7').scrollIntoViewIfNeeded(); });
  check(clients[0].device_count === 0 || clients[0].device_count === undefined, 'no figure counts a device without an agent');

  await page.goto('/settings/imports');
  await page.getByRole('link', { name: 'tickets.csv' }).click();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('1 rejected, 40 removed').waitFor();
  check((await steward.api('GET', '/api/v1/tickets')).total === 0, 'undone, nothing is left');

  await page.goto('/settings/imports');
  await page.getByRole('button', { name: 'Export all records' }).click();
  await page.getByRole('link', { name: 'Download' }).waitFor();
  check(true, 'all records become a file');
  await look_at(page, 'list', async () => { await page.getByRole('link', { name: 'tickets.csv' }).waitFor(); });
});
