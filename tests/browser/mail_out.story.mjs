// An answer by mail in the console: files dropped and pasted, a picture of a mail, what was not delivered, and the link in a mail.
import { check, free_port, until } from '../e2e/installation.mjs';
import { header, parts_of, post_office } from '../e2e/mail.mjs';
import { browser_story, overflow, picture, violations } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

const looks = [{ name: 'light', width: 1440 }, { name: 'dark', width: 1440, theme: 'dark' }, { name: 'phone', width: 390 }];
async function look_at(page, what, wait) {
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.theme ?? 'light' });
    await wait();
    const found = [...(await violations(page)), ...(await overflow(page))];
    check(found.length === 0, `${what} is accessible and whole: ${look.name}${found.map((line) => `\n  ${line}`).join('')}`);
    await picture(page, `${what.replaceAll(' ', '-')}-${look.name}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** As a person drops or pastes it: an event with a file in it. */
const give = (page, kind, name, size) =>
  page.getByRole('textbox', { name: 'Reply to the client' }).evaluate((area, [kind, name, size]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(size).fill(120)], name, { type: 'image/png' }));
    const event = kind === 'drop' ? new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }) : new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data });
    area.dispatchEvent(event);
  }, [kind, name, size]);

// A picture of 64 by 64 dots, orange on blue, as a mail program embeds it.
const dots = 'iVBORw0KGgoAAAANSUhEUgAAAEAAAABACAIAAAAlC+aJAAAAZUlEQVR42u3ZwQkAIAwDwI7iKI7W0dxMZ2hBEDzIO/SeoTHmKmVnlHK7PwAAAAAAAAAAAAAA2oDXDqr2AwAAAAAAAAAAAAD0ARYZAAAAAAAAAAAAgP+ARQYAAAAAAAAAAADwHeAAzjH5LWXSUlgAAAAASUVORK5CYII=';
const mail_with_picture = `From: Anna Keller <anna@harbour.test>\nTo: desk@msp.test\nSubject: The screen looks strange\nMessage-ID: <m1@harbour.test>\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Like this:</p><img src="cid:p1"><img src="https://tracker.example/x.gif"><p>-- <br>Anna</p>\n--b\nContent-Type: image/png\nContent-ID: <p1>\nContent-Disposition: inline; filename="screen.png"\nContent-Transfer-Encoding: base64\n\n${dots}\n--b\nContent-Type: image/png\nContent-ID: <p2>\nContent-Disposition: inline; filename="not a picture.png"\nContent-Transfer-Encoding: base64\n\nPHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\n--b--\n`;

await browser_story('An answer goes out with what was dropped and pasted; what did not arrive is said below it; who gets a link gets the file and nobody else.', 'mail-out', async (steward, seen) => {
  await steward.stop_server();
  const lmtp = await free_port();
  await steward.start_server({ options: ['--mail-listen', `127.0.0.1:${lmtp}`] });
  const post = await post_office(steward, lmtp);
  const harbour = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  for (const [name, email] of [['Anna Keller', 'anna@harbour.test'], ['Lou Lost', 'lou@lost.test']]) await steward.api('POST', `/api/v1/clients/${harbour.client_id}/people`, { name, email });
  await steward.api('PATCH', '/api/v1/mail-settings', { address: 'desk@msp.test' });
  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'To clients', events: ['mail.receipt', 'mail.answer'], settings: { host: '127.0.0.1', port: String(post.port), security: 'none', from: 'Alderway <desk@msp.test>', to: 'oncall@alderway.test' } });
  const ticket_of = async (from, subject, text) => {
    await post.send({ from, to: 'desk@msp.test', text: text ?? `From: ${from}\nTo: desk@msp.test\nSubject: ${subject}\nMessage-ID: <${encodeURIComponent(subject)}@harbour.test>\n\nHello?\n` });
    return until(`"${subject}" is a ticket`, async () => (await steward.api('GET', '/api/v1/tickets?page_size=100')).tickets?.find((one) => one.title === subject), 30);
  };
  const ticket = await ticket_of('anna@harbour.test', 'The screen looks strange', mail_with_picture);

  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await page.goto(`/tickets/${ticket.ticket_id}`);
  const drawn = page.getByRole('img', { name: 'Picture screen.png' });
  await until('the picture of the mail is drawn', () => drawn.evaluate((canvas) => canvas.width === 64 && canvas.getContext('2d').getImageData(32, 32, 1, 1).data[3] === 255).catch(() => false), 30);
  await page.getByText('It is not the picture that it says it is').waitFor();
  check((await page.locator('img[src*="tracker"]').count()) === 0, 'what calls itself a picture and is none is not drawn, and nothing is loaded from elsewhere');

  await give(page, 'drop', 'dropped.png', 2000);
  await give(page, 'paste', 'pasted.png', 11 * 2 ** 20);
  await page.getByText('Uploaded, sent with your words').nth(1).waitFor();
  await picture(page, 'mail-out-before');
  await page.getByRole('textbox', { name: 'Reply to the client' }).fill('Please look at both.');
  await page.getByRole('button', { name: 'Send reply' }).click();
  await page.getByText('Sent by mail to anna@harbour.test').waitFor({ timeout: 60_000 });
  const letter = await until('the answer is there', () => post.letters().find((one) => header(one, 'To') === 'anna@harbour.test' && parts_of(one).text.includes('Please look at both.')), 30);
  check(parts_of(letter).files.length === 1 && parts_of(letter).files[0].name === 'dropped.png', 'with the small one in it');

  const lost = await ticket_of('lou@lost.test', 'Nobody hears me');
  await page.goto(`/tickets/${lost.ticket_id}`);
  await page.getByRole('textbox', { name: 'Reply to the client' }).fill('Can you hear us?');
  await page.getByRole('button', { name: 'Send reply' }).click();
  await page.getByText(/Was not delivered to lou@lost.test because: .*nobody of this name/).waitFor({ timeout: 60_000 });
  await page.reload();
  await look_at(page, 'not delivered', () => page.getByText(/An answer was not delivered to lou@lost.test/).first().waitFor());

  // The receiver's browser: nobody is signed in there.
  const outside = await seen.page();
  await outside.goto(`/file#${/\/file#(\S+)/.exec(parts_of(letter).text)[1]}`);
  await look_at(outside, 'file by link', () => outside.getByText('pasted.png').waitFor());
  await outside.getByLabel('Your mail address').fill('eve@elsewhere.test');
  await outside.getByRole('button', { name: 'Send me the code' }).click();
  await outside.getByText(/not the address that the link was sent to/).waitFor();
  await outside.getByLabel('Your mail address').fill('anna@harbour.test');
  await outside.getByRole('button', { name: 'Send me the code' }).click();
  const code = outside.getByLabel('Code from the mail');
  await code.fill('0000 0000');
  await outside.getByRole('button', { name: 'Download' }).click();
  await outside.getByText(/not the newest code/).waitFor();
  await look_at(outside, 'file code', () => code.waitFor());
  const with_code = await until('the code comes to the address that the link was sent to', () => post.letters().find((one) => header(one, 'To') === 'anna@harbour.test' && /Your code: \d{4} \d{4}/.test(parts_of(one).text)), 30);
  await code.fill(/Your code: (\d{4} \d{4})/.exec(parts_of(with_code).text)[1]);
  const [download] = await Promise.all([outside.waitForEvent('download'), outside.getByRole('button', { name: 'Download' }).click()]);
  check(download.suggestedFilename() === 'pasted.png', 'who reads the mail of that address gets the file');
  check(!outside.url().includes('#'), 'and the link leaves the address line at once');

  await page.goto('/settings/mail');
  await page.getByText('The screen looks strange').first().click();
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Save the mail as it came' }).click()]);
  check(saved.suggestedFilename() === 'The screen looks strange.eml', 'a mail can be saved as it came');
  await steward.api('PATCH', '/api/v1/mail-settings', { imap_host: 'localhost', imap_port: await free_port(), imap_username: 'desk', imap_password: 'x', imap_enabled: true });
  await until('a mailbox that cannot be read is noticed', async () => (await steward.api('GET', '/api/v1/mail-settings')).imap_failing_since_unix_ms > 0, 30);
  await page.goto('/now');
  await look_at(page, 'no mail comes in', () => page.getByText('No mail comes in').first().waitFor());
  await page.goto('/settings/mail');
  await look_at(page, 'mails failing', () => page.getByText(/No mail comes in/).first().waitFor());
});
