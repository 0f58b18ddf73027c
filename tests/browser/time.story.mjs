// A technician's time: booked by two keys, by the timer, seen as a week; then one question by a real mail, which a scanner
// opens and a person answers.
import { check, until, usualCategory } from '../e2e/installation.mjs';
import { post_office } from '../e2e/mail.mjs';
import { browser_story, look_at, overflow, picture, violations } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

/** The survey's link in the newest letter that has one: texts of ours are base64. */
function link_in(letters) {
  const words = letters.map((letter) => Buffer.from(letter.split(/Content-Transfer-Encoding: base64/i)[1]?.split('--')[0].trim() ?? '', 'base64').toString());
  return words.map((text) => /\/survey#(\S+)\.good/.exec(text)?.[1]).findLast(Boolean);
}

await browser_story('Time is booked by two keys and by a timer that survives reloading; a survey counts when a person is there.', 'time', async (steward, seen) => {
  const post = await post_office(steward);
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const { client_id } = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const at = `/api/v1/clients/${client_id}`;
  const { person_id } = await steward.api('POST', `${at}/people`, { name: 'Paula Clerk', email: 'paula@harbour.test' });
  const ticket = async (title) => (await steward.api('POST', `${at}/tickets`, { source: 'phone', title, requester_person_id: person_id })).ticket_id;
  const [printer, mouse] = [await ticket('The printer is dead'), await ticket('The mouse is dead')];

  const time = page.getByRole('region', { name: 'Time', exact: true });
  await page.goto(`/tickets/${printer}`);
  await time.getByRole('button', { name: 'Book' }).waitFor();
  check((await time.getByText('worked').count()) === 0, 'no time was booked yet, and no words are spent on that');
  await page.keyboard.press('l');
  await page.getByRole('dialog').getByLabel('How long').waitFor();
  await picture(page, 'time-book');
  const book = await violations(page);
  check(book.length === 0, `the dialog is accessible${book.map((line) => `\n  ${line}`).join('')}`);
  await page.keyboard.press('Enter');
  await time.getByText('0:15').first().waitFor();
  check(true, '"l" and Enter book a quarter of an hour');

  await page.keyboard.press('t');
  const watch = page.getByRole('banner').getByRole('timer');
  await watch.getByText(/0:00:0[1-9]/).waitFor();
  await page.reload();
  await watch.waitFor();
  check(true, 'the timer survives reloading');
  await page.goto(`/tickets/${mouse}`);
  await time.getByRole('button', { name: 'Start' }).click();
  await page.getByText(/Booked 0:01 on .*; now here\./).waitFor();
  check(true, 'starting on another ticket books the first');
  await look_at(page, `/tickets/${mouse}`, 'time-ticket', async () => { await page.getByRole('heading', { level: 1 }).waitFor(); });

  await page.goto('/time');
  const week = page.getByRole('table', { name: /^Week / });
  await week.getByText('The printer is dead').waitFor();
  await page.getByRole('button', { name: 'Submit the week' }).waitFor({ state: 'detached' });
  check(true, 'a week with a running timer cannot be submitted');
  await page.getByRole('button', { name: 'Stop the timer' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stop and book' }).click();
  await page.getByRole('button', { name: 'Submit the week' }).waitFor();
  const cells = week.locator('[data-cell]');
  await cells.first().focus();
  await page.keyboard.press('ArrowRight');
  check((await page.evaluate(() => document.activeElement.dataset.cell)) === '0 1', 'arrows walk over the week');
  await look_at(page, '/time', 'time-sheet', async () => { await week.getByText('The mouse is dead').waitFor(); });
  await page.getByRole('button', { name: 'Submit the week' }).click();
  await page.getByText('Waits for approval').first().waitFor();
  check((await page.getByRole('button', { name: 'Approve' }).count()) === 0, 'nobody approves their own week');
  await look_at(page, '/time/team', 'time-team', async () => { await page.getByText('Definition 1').waitFor(); });
  await look_at(page, '/time/entries', 'time-entries', async () => { await page.getByText('the whole filter').waitFor(); });
  const download = page.waitForEvent('download');
  await page.goto('/time/entries');
  await page.getByText('the whole filter').waitFor();
  await page.getByRole('button', { name: /CSV|file/i }).first().click();
  check((await download).suggestedFilename() === 'time.csv', 'what is shown becomes a file');
  await look_at(page, '/settings/time', 'time-settings', async () => { await page.getByLabel('To whole minutes').waitFor(); });

  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'People', events: ['mail.receipt'], settings: { host: '127.0.0.1', port: String(post.port), security: 'none', from: 'Steward <steward@msp.test>', to: 'desk@alderway.test' } });
  await steward.api('PATCH', '/api/v1/survey-settings', { enabled: true, delay_minutes: 0 });
  await steward.api('POST', `/api/v1/tickets/${printer}/state`, { state: 'triaged', category_id: usualCategory });
  await steward.api('POST', `/api/v1/tickets/${printer}/state`, { state: 'in_progress' });
  await steward.api('POST', `/api/v1/tickets/${printer}/state`, { state: 'resolved', resolution_code: 'fixed', resolution_text: 'It had no paper.' });
  const token = await until('the mail that asks arrived', () => link_in(post.letters()), 60);
  const survey = async () => (await steward.api('GET', `/api/v1/tickets/${printer}/survey`));
  const phone = await seen.page({ width: 390, height: 800, touch: true });
  await phone.goto(`/survey#${token}.bad`);
  await phone.getByRole('button', { name: 'Bad' }).waitFor();
  await phone.waitForLoadState('networkidle');
  check((await survey()).state === 'sent', 'opening the link answered nothing, as a scanner that runs the page would find');
  check(!phone.url().includes(token), 'the token left the address line');
  const asked = [...await violations(phone), ...await overflow(phone)];
  check(asked.length === 0, `the question is accessible${asked.map((line) => `\n  ${line}`).join('')}`);
  await picture(phone, 'survey-question');
  await phone.touchscreen.tap(195, 760);
  await phone.getByText('Your answer: Bad. Thank you.').waitFor();
  check((await survey()).answer === 'bad', 'a finger anywhere on the page sends what was clicked');
  await phone.getByLabel('Would you like to say more?').fill('Three days without it.');
  await phone.getByRole('button', { name: 'Send' }).click();
  await phone.getByText('We have your words.').waitFor();
  await picture(phone, 'survey-answered');
  const { follow_up_ticket_id } = await survey();
  check(Boolean(follow_up_ticket_id), 'a bad answer has its follow-up');
  await page.goto(`/tickets/${printer}`);
  await page.getByRole('region', { name: 'Survey' }).getByText('Three days without it.').waitFor();
  await picture(page, 'survey-ticket');
  await look_at(page, '/satisfaction', 'time-satisfaction', async () => { await page.getByText('too few').first().waitFor(); });
  await page.goto('/satisfaction');
  await page.getByRole('button', { name: '1 bad' }).click();
  await page.waitForURL(/answer%3Abad|answer:bad/);
  check(true, 'a number opens what it is made of');
  await look_at(page, '/settings/surveys', 'time-survey-settings', async () => { await page.getByRole('textbox', { name: 'Question' }).waitFor(); });
});
