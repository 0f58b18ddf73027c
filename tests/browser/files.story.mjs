// Files and articles in a technician's day: a file is dropped, sent and fetched, an article is written, published, suggested and inserted.
import fs from 'node:fs';
import { check, until } from '../e2e/installation.mjs';
import { browser_story, picture } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

await browser_story('A file goes with an answer and comes back as it was, to be stored and never shown; an article helps with the next ticket.', 'files', async (steward, seen) => {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const ticket = await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, { kind: 'incident', source: 'phone', title: 'The printer has a paper jam', impact: 'limited', urgency: 'low' });
  const files = async () => (await steward.api('GET', `/api/v1/tickets/${ticket.ticket_id}/attachments`)).attachments;

  await page.goto(`/tickets/${ticket.ticket_id}`);
  const whole = Buffer.alloc(1_300_000, 'steward ');
  await page.getByLabel('Files to attach').setInputFiles([
    { name: 'phöto <b>.html', mimeType: 'text/html', buffer: whole },
    { name: 'forgotten.txt', mimeType: 'text/plain', buffer: Buffer.from('no') },
  ]);
  await page.getByText('Uploaded, sent with your words').nth(1).waitFor();
  await page.getByRole('button', { name: 'Remove forgotten.txt' }).click();
  check((await page.getByText('Uploaded, sent with your words').count()) === 1, 'an upload can be taken back');
  await picture(page, 'files-before');
  await page.getByRole('textbox', { name: 'Reply to the client' }).fill('See the picture.');
  await page.getByRole('button', { name: 'Send reply' }).click();
  const line = page.getByRole('list', { name: 'Files', exact: true }).getByRole('listitem');
  await line.getByText('Not scanned').waitFor();
  check((await files()).length === 1 && (await files())[0].message_id !== '', 'the file hangs on the answer');
  await picture(page, 'files-sent');

  const [download] = await Promise.all([page.waitForEvent('download'), line.getByRole('link', { name: /^Download/ }).click()]);
  check(fs.readFileSync(await download.path()).equals(whole), 'it comes back as it was');
  const id = (await files())[0].attachment_id;
  const answer = await page.request.get(`/api/v1/attachments/${id}/content`);
  const heads = answer.headers();
  check(heads['content-disposition'].startsWith('attachment; filename="') && heads['content-disposition'].includes("filename*=UTF-8''ph%C3%B6to"), 'the browser is told to store it, with its name');
  check(heads['content-type'] === 'application/octet-stream' && heads['x-content-type-options'] === 'nosniff' && heads['content-security-policy'].includes('sandbox'), 'whatever it claims to be, it is bytes in a sandbox');

  await line.getByRole('button', { name: /^Delete/ }).click();
  await page.getByRole('dialog').getByLabel('Why').fill('Shows a password');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
  await line.getByText('Shows a password').waitFor();
  check((await page.request.get(`/api/v1/attachments/${id}/content`)).status() === 409, 'a deleted file is given to nobody, its reason stays');

  await page.goto('/knowledge/new');
  await page.getByLabel('Title').fill('Paper jam in the printer');
  await page.getByLabel('Text', { exact: true }).fill('# What to do\n\n1. Open **tray 2**\n2. Take the paper out\n\n<script>alert(1)</script> and [this](javascript:alert(1)) stay words.');
  await page.getByRole('button', { name: 'See how it looks' }).click();
  await page.getByRole('heading', { name: 'What to do' }).waitFor();
  check((await page.getByRole('link', { name: 'this' }).count()) === 0 && (await page.getByText('<script>').count()) === 1, 'HTML and scripts stay words');
  await picture(page, 'article-looks');
  await page.getByRole('button', { name: 'Save article' }).click();
  await page.getByRole('button', { name: 'Who reads it' }).click();
  await page.getByRole('dialog').getByLabel('Readers').selectOption('clients');
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Published', { exact: true }).first().waitFor();
  await page.getByRole('group', { name: 'Did this help?' }).getByRole('button', { name: 'Yes' }).click();
  await page.getByText('Thank you.').waitFor();
  await picture(page, 'article');

  await page.goto(`/tickets/${ticket.ticket_id}`);
  await page.getByRole('region', { name: 'Knowledge' }).getByRole('link', { name: 'Paper jam in the printer' }).waitFor();
  await page.getByRole('button', { name: 'Article', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Link' }).click();
  await until('the link stands in the answer', async () => (await page.getByRole('textbox', { name: 'Reply to the client' }).inputValue()).includes('/knowledge/'));
  await page.getByRole('region', { name: 'Knowledge' }).getByText('link sent').waitFor();
  await picture(page, 'article-used');

  for (const [theme, width, name] of [['dark', 1440, 'dark'], ['light', 390, 'phone']]) {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width, height: 844 });
    for (const [place, path] of [['list', '/knowledge'], ['settings', '/settings/attachments'], ['ticket', `/tickets/${ticket.ticket_id}`]]) {
      await page.goto(path);
      await page.getByText(place === 'list' ? 'Paper jam in the printer' : place === 'settings' ? 'Scanner and bounds' : 'See the picture.').first().waitFor();
      await picture(page, `files-${place}-${name}`);
      check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${place}, ${name}: nothing hangs over the edge`);
    }
  }
});
