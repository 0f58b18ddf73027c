// Mail in the console: what came, where it comes in, and a major incident beside its ticket.
import net from 'node:net';
import { check, free_port, until } from '../e2e/installation.mjs';
import { add_to_ticket, browser_story, overflow, picture, violations } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

/** Hands one mail over by LMTP, as a mail server on this machine does. */
const hand_over = (port, from, text) =>
  new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    const steps = ['LHLO story', `MAIL FROM:<${from}>`, 'RCPT TO:<desk@msp.test>', 'DATA', `${text.replaceAll('\n', '\r\n')}\r\n.`, 'QUIT'];
    let heard = '';
    socket.setEncoding('utf8');
    socket.on('error', reject);
    socket.on('data', (part) => {
      heard += part;
      for (let line; (line = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(heard)); heard = heard.slice(line[0].length)) {
        if (steps.length === 0) return resolve();
        socket.write(`${steps.shift()}\r\n`);
      }
    });
  });

const looks = [{ name: 'light', width: 1440 }, { name: 'dark', width: 1440, theme: 'dark' }, { name: 'phone', width: 390 }];
async function look_at(page, what, wait, which = looks) {
  for (const look of which) {
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

// 27 MB of somebody whom we know: what can be read of it becomes a ticket, and she is answered there.
async function open_from_refused(page, steward) {
  await page.getByText('Holiday pictures').first().click();
  await page.getByText('The sea was warm.').first().waitFor();
  await look_at(page, 'mail refused', () => page.getByText('The sea was warm.').first().waitFor());
  await page.getByRole('button', { name: 'Open a ticket', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await look_at(page, 'ticket from a refused mail', () => dialog.getByLabel('As').waitFor());
  await dialog.getByRole('button', { name: 'Open the ticket' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const made = (await steward.api('GET', '/api/v1/tickets')).tickets.find((one) => one.title === 'Holiday pictures');
  const ticket = await steward.api('GET', `/api/v1/tickets/${made.ticket_id}`);
  check(ticket.requester_name === 'Anna Keller' && ticket.description.startsWith('The sea was warm.'), 'the ticket is of whoever wrote, with what can be read');
  await page.goto(`/tickets/${made.ticket_id}`);
  await page.getByText('The sea was warm.').first().waitFor();
  await page.keyboard.press('r');
  await page.keyboard.type('Please send them one by one.');
  await page.keyboard.press('Control+Enter');
  await page.getByText('Please send them one by one.').first().waitFor();
  const sent = await until('the answer goes to her', async () => (await steward.api('GET', `/api/v1/tickets/${made.ticket_id}/sent-mails`)).sent_mails?.[0], 20);
  check(sent.to === 'anna@harbour.test' && sent.subject.startsWith('Re: Holiday pictures'), 'her mail is answered');
}

await browser_story('What came by mail is seen with what became of it, what waits is said on Now and becomes a ticket, where mail comes in is set, and a major incident is led beside its ticket.', 'mail', async (steward, seen) => {
  await steward.stop_server();
  const lmtp = await free_port();
  await steward.start_server({ options: ['--mail-listen', `127.0.0.1:${lmtp}`] });
  const harbour = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  await steward.api('POST', `/api/v1/clients/${harbour.client_id}/people`, { name: 'Anna Keller', email: 'anna@harbour.test' });
  await steward.api('PATCH', '/api/v1/mail-settings', { address: 'desk@msp.test', authserv_id: 'mail.msp.test' });
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const mail = (number, from, subject, more = '') => hand_over(lmtp, from, `From: ${from}\nTo: desk@msp.test\nSubject: ${subject}\nMessage-ID: <m${number}@harbour.test>\n${more}\nIt is on fire.\n`);
  await mail(1, 'anna@harbour.test', 'Printer');
  await mail(2, 'anna@harbour.test', 'Automatic reply: Printer', 'Auto-Submitted: auto-replied\n');
  await mail(3, 'stranger@elsewhere.test', 'Do you sell printers, and would you send somebody who looks at the one that we have in the cellar');
  await mail(4, 'anna@harbour.test', 'I am the boss', 'Authentication-Results: mail.msp.test; dmarc=fail header.from=harbour.test\n');
  const pictures = 'Content-Type: multipart/mixed; boundary=b\n\n--b\n\nThe sea was warm.\n--b\nContent-Type: image/jpeg; name=sea.jpg\nContent-Transfer-Encoding: base64\n';
  await mail(5, 'anna@harbour.test', 'Holiday pictures', `${pictures}\n${'QUJD'.repeat(19).concat('\n').repeat(27e6 / 77)}`);
  await until('all are judged', async () => ((await steward.api('GET', '/api/v1/mails')).mails ?? []).filter((one) => one.state !== 'received').length === 5, 20);

  await page.goto('/now');
  await look_at(page, 'now with mail that waits', () => page.getByText('3 mails wait for a person').waitFor());
  await page.getByRole('button', { name: /^My notices/ }).click();
  await page.getByText(/Holiday pictures.*\(and 1 more\)/).first().waitFor();
  await page.getByText(/Do you sell printers/).first().waitFor();
  check(await page.getByText(/I am the boss/).count() === 0, 'the bell says what waits, and that somebody wrote in her name before hides nothing');
  await picture(page, 'bell-with-mail-that-waits');
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: /3 mails wait for a person/ }).click();
  await page.getByText('3 mails', { exact: true }).waitFor();
  check((await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: /^Mail/ }).textContent()) === 'Mail3 waiting', 'the navigation counts what waits');
  await open_from_refused(page, steward);
  await page.goto('/settings/mail');
  await page.getByText('5 mails').waitFor();
  await look_at(page, 'mails', () => page.getByText('Do you sell printers').first().waitFor());
  await page.getByText('I am the boss').first().click();
  await page.getByText(/not who the mail says/).first().waitFor();
  await picture(page, 'mail-held');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Where mail comes in' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Read a mailbox (IMAP)').check();
  await dialog.getByLabel('Signs in by').selectOption('refresh');
  await look_at(page, 'where mail comes in', () => dialog.getByLabel('Token endpoint').waitFor());
  await dialog.getByLabel('Server', { exact: true }).fill('imap.example.org');
  await dialog.getByLabel('User name').fill('desk@msp.test');
  await dialog.getByLabel('Token endpoint').fill('http://login.example.org/token');
  await dialog.getByLabel('Client id').fill('steward');
  await dialog.getByLabel('Refresh token').fill('secret-token');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText(/starts with https/).first().waitFor();
  check(true, 'an address that would show the secret is refused at its field');
  await dialog.getByLabel('Token endpoint').fill('https://login.example.org/token');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const stored = await steward.api('GET', '/api/v1/mail-settings');
  check(stored.imap_has_refresh_token && !JSON.stringify(stored).includes('secret-token'), 'the refresh token is kept and not shown');
  await steward.api('PATCH', '/api/v1/mail-settings', { imap_enabled: false });

  const ticket = (await steward.api('GET', '/api/v1/tickets')).tickets[0];
  await page.goto(`/tickets/${ticket.ticket_id}`);
  const panel = page.getByRole('region', { name: 'Major incident' }).or(page.locator('section', { hasText: 'Major incident' }).last());
  await add_to_ticket(page, 'A major incident');
  await panel.getByRole('button', { name: 'Declare' }).click();
  await panel.getByRole('button', { name: 'Tell the client' }).click();
  await dialog.getByLabel('What is affected').fill('Printing in the whole house.');
  await dialog.getByLabel('What we know').fill('The drum burns.');
  await dialog.getByLabel('What we do').fill('Somebody is on the way.');
  // On a phone the ticket is another page: what was open beside it is not kept over a turn of the screen.
  const wide = looks.slice(0, 2);
  await look_at(page, 'tell the client', () => dialog.getByLabel('What we do').waitFor(), wide);
  await dialog.getByRole('button', { name: 'Tell the client' }).click();
  await page.getByText('What we know: The drum burns.').first().waitFor();
  await look_at(page, 'major incident', () => page.getByText('What we know: The drum burns.').first().waitFor(), wide);
});
