// Two technicians and a client's approver in one ticket: a canned reply by "/", a checklist, an approval by a real mail's link, and
// the notice that the other one is writing.
import { check, until, usualCategory } from '../e2e/installation.mjs';
import { post_office } from '../e2e/mail.mjs';
import { add_to_ticket, browser_story, look_at, overflow, picture, violations } from './console.mjs';
import { invite, owner_link, redeem } from './people.mjs';

/** The link in the newest letter that has one: texts of ours are base64. */
function token_in(letters) {
  const words = letters.map((letter) => Buffer.from(letter.split(/Content-Transfer-Encoding: base64/i)[1]?.split('--')[0].trim() ?? '', 'base64').toString());
  return words.map((text) => /\/approve#(\S+)/.exec(text)?.[1]).findLast(Boolean);
}

async function furnish(steward, post) {
  const { client_id } = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'Europe/Zurich' });
  const at = `/api/v1/clients/${client_id}`;
  const ana = await steward.api('POST', `${at}/people`, { name: 'Ana Lima', email: 'ana@harbour.test' });
  await steward.api('POST', `${at}/people`, { name: 'Carla Costa', email: 'carla@harbour.test', roles: ['CAP'], approval_limit_minor: '500000', approval_limit_currency: 'CHF' });
  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'People', events: ['mail.answer'], settings: { host: '127.0.0.1', port: String(post.port), security: 'none', from: 'Steward <steward@msp.test>', to: 'desk@alderway.test' } });
  const ticket = await steward.api('POST', `${at}/tickets`, { kind: 'request', source: 'phone', title: 'Folder Accounts', requester_person_id: ana.person_id });
  await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/state`, { state: 'triaged', category_id: usualCategory });
  await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/state`, { state: 'in_progress' });
  return ticket;
}

async function write_templates(page) {
  await page.goto('/settings/replies');
  await page.getByRole('button', { name: 'Add reply' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Please wait');
  await dialog.getByLabel('Shortcut').fill('wait');
  await dialog.getByLabel('Text').fill('Dear {{requester.firstname}}');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/there is no field/).first().waitFor();
  check(true, 'a field that there is not is refused with its place');
  await dialog.getByLabel('Text').fill('Dear {{requester.first_name}}, we work on {{ticket.reference}}. The device is {{device.name}}.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('/wait').waitFor();
  await look_at(page, '/settings/replies', 'together-replies', async () => { await page.getByText('/wait').waitFor(); });
  await page.goto('/settings/templates');
  await page.getByRole('button', { name: 'Add template' }).click();
  await dialog.getByLabel('Name of the template').fill('Access');
  await dialog.getByLabel('What the ticket is about').fill('Access for {{requester.name}}');
  await dialog.getByRole('button', { name: 'Add line' }).click();
  await dialog.getByLabel('Line 1', { exact: true }).fill('Write down who approved it');
  await dialog.getByLabel('Required').check();
  await picture(page, 'together-template');
  const found = await violations(page);
  check(found.length === 0, `the dialog of a template is accessible${found.map((line) => `\n  ${line}`).join('')}`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Access for {{requester.name}}').waitFor();
  await look_at(page, '/settings/templates', 'together-templates', async () => { await page.getByText('1 line').waitFor(); });
}

async function plan(page) {
  await page.goto('/settings/schedules');
  await page.getByRole('button', { name: 'Add scheduled ticket' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Access review');
  await dialog.getByLabel('Template').selectOption({ label: 'Access' });
  await dialog.getByLabel('Client').selectOption({ label: 'Harbour Precision' });
  await dialog.getByLabel('Unit').selectOption({ label: 'Months' });
  await dialog.getByLabel('On', { exact: true }).selectOption({ label: 'A weekday of the month' });
  await dialog.getByLabel('Which one').selectOption({ label: 'Second' });
  await dialog.getByLabel('Weekday').selectOption({ label: 'Tuesday' });
  await dialog.getByText('every month on the second Tuesday', { exact: false }).waitFor();
  check((await dialog.locator('ol li').count()) === 5, 'the next five dates are shown before it is saved');
  await picture(page, 'together-schedule');
  const found = await violations(page);
  check(found.length === 0, `the dialog of a schedule is accessible${found.map((line) => `\n  ${line}`).join('')}`);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await look_at(page, '/settings/schedules', 'together-schedules', async () => { await page.getByText('Access review').first().waitFor(); });
}

await browser_story('Two technicians and an approver work on one ticket: canned reply, checklist, approval by mail, and who is writing.', 'together', async (steward, seen) => {
  const post = await post_office(steward);
  const ticket = await furnish(steward, post);
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await write_templates(page);
  await plan(page);

  await page.goto(`/tickets/${ticket.ticket_id}`);
  const box = page.getByRole('textbox', { name: 'Reply to the client' });
  await box.fill('');
  await box.pressSequentially('/wa');
  await page.getByRole('list', { name: 'Canned replies' }).waitFor();
  await picture(page, 'together-slash');
  await page.keyboard.press('Enter');
  await until('the reply is filled in', async () => (await box.inputValue()) === `Dear Ana, we work on ${ticket.reference}. The device is [device.name?].`, 10);

  const ben = await seen.page();
  await redeem(ben, await invite(steward, 'Ben Berger', 'ben@alderway.test', ['TEC']));
  await ben.goto(`/tickets/${ticket.ticket_id}`);
  await ben.getByText('Olivia Owner is answering this ticket.').waitFor();
  check(true, 'who opens it sees that somebody is answering');
  await page.getByText('Ben Berger has this ticket open.').waitFor();
  await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/messages`, { text: 'I call her now.', internal: true });
  await page.getByText('1 new message since you began.').waitFor();
  check(true, 'what came since one began to write is said');
  await picture(page, 'together-presence');
  await page.getByRole('button', { name: 'Send reply' }).click();
  await ben.getByText('Olivia Owner has this ticket open.').waitFor();
  check(true, 'after sending, nobody is answering any more');
  await page.getByText(/your words were not sent/).waitFor();
  await until('an answer over a new message is refused once, and is in its box again', async () => (await box.inputValue()).startsWith('Dear Ana'), 10);
  await page.getByRole('button', { name: 'Send reply' }).click();
  await ben.getByRole('region', { name: 'Conversation' }).getByText('Dear Ana').waitFor();

  const checklist = page.getByRole('region', { name: 'Checklist' });
  await add_to_ticket(page, 'A checklist');
  await checklist.getByLabel('Or the checklist of a template').selectOption({ label: 'Access' });
  await ben.getByRole('region', { name: 'Checklist' }).getByText('Write down who approved it').waitFor();
  await checklist.getByRole('checkbox', { name: /Write down who approved it/ }).check();
  await checklist.getByText('1 of 1 done').waitFor();

  const approvals = page.getByRole('region', { name: 'Approvals' });
  await add_to_ticket(page, 'An approval');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: /Carla Costa/ }).check();
  await dialog.getByLabel('Question', { exact: true }).fill('May Ana read the folder Accounts?');
  await dialog.getByLabel('What comes of a yes, and of a no').fill('She sees all invoices.');
  await dialog.getByLabel('Cost', { exact: true }).fill('1250');
  await picture(page, 'together-ask');
  const found = await violations(page);
  check(found.length === 0, `asking is accessible${found.map((line) => `\n  ${line}`).join('')}`);
  await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
  await approvals.getByText('Waits for a decision').first().waitFor();
  await look_at(page, `/tickets/${ticket.ticket_id}`, 'together-ticket', async () => { await page.getByText('Waits for the decision of Carla Costa').first().waitFor(); });
  await look_at(page, '/tickets', 'together-tickets', async () => { await page.getByText('Decision of Carla Costa').first().waitFor(); });
  await page.goto(`/tickets/${ticket.ticket_id}`);
  const token = await until('the mail that asks arrived', () => token_in(post.letters()), 60);

  const phone = await seen.page({ width: 390, height: 844, touch: true });
  await phone.goto(`/approve#${token}`);
  await phone.getByText('May Ana read the folder Accounts?').waitFor();
  check(!phone.url().includes(token), 'the token left the address line');
  await picture(phone, 'together-approve-phone');
  const asked = [...await violations(phone), ...await overflow(phone)];
  check(asked.length === 0, `the question is accessible${asked.map((line) => `\n  ${line}`).join('')}`);
  await phone.getByLabel('Comment').fill('Until the end of the year.');
  await phone.getByRole('button', { name: 'Approve', exact: true }).click();
  await phone.getByText('You decided: Approved').waitFor();
  await picture(phone, 'together-approved-phone');
  await page.getByText('Until the end of the year.').first().waitFor();
  await page.getByText('In progress').first().waitFor();
  check(true, 'the decision stands in the ticket, which goes on by itself');
  await look_at(page, '/approvals', 'together-approvals', async () => { await page.getByText('Folder Accounts').first().waitFor(); });
});
