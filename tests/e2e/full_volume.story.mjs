import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { in_browser, picture } from '../browser/console.mjs';
import { owner_link, redeem } from '../browser/people.mjs';
import { check, free_port, story, until } from './installation.mjs';
import { Machine } from './machine.mjs';

await story('The system volume of a central server really fills: condition, alert, incident, ticket, mail, screen; freed: alert cleared, ticket still open.', 'volume', async (steward) => {
  const mailbox = await real_mailbox(steward);
  const machine = Machine.make(steward, 'files-1');
  await steward.start_server();
  const device = await steward.add_agent('files-1', 'Harbour Precision', { machine });
  await steward.api('PATCH', `/api/v1/devices/${device.device_id}`, { criticality: 'C1' });
  const channel = await steward.api('POST', '/api/v1/channels', {
    kind: 'email', name: 'Desk', events: ['ticket.created', 'alert.cleared'],
    settings: { host: '127.0.0.1', port: String(mailbox.port), security: 'none', from: 'Steward <steward@alderway.test>', to: 'desk@alderway.test' },
  });
  check(channel.enabled, 'the mail channel is on');
  await steward.api('POST', `/api/v1/clients/${device.client_id}/exemptions`, {
    device_id: device.device_id, check: 'S01', item: '/', hold_s: 0, interval_s: 10, samples_needed: 1, samples_of: 1,
    reason: 'end-to-end test with short times', expires_at_unix_ms: Date.now() + 3600_000,
  });
  const volume_check = (item) => steward.api('GET', `/api/v1/devices/${device.device_id}/checks?page_size=1000`).then((answer) => answer.checks.find((one) => one.check === 'S01' && one.item === item));
  await until('both volumes are watched and well', async () => (await volume_check('/'))?.state === 'ok' && (await volume_check('/data'))?.state === 'ok', 90);

  await in_browser(steward, 'full-volume', async (seen) => {
    const { now, incidents } = await open_screens(seen, steward);

    // By the usual times: it is shown at once, and counts in ten minutes.
    machine.fill('/data', 95);
    const soft = now.getByRole('region', { name: 'Failing, not counted yet' }).getByRole('listitem').filter({ hasText: '/data' });
    await soft.getByText(/counts in/).waitFor({ timeout: 90_000 });
    check((await volume_check('/data')).state !== 'critical', `a volume that does not count yet is on screen, with the time left: "${(await soft.getByText(/counts in/).innerText()).trim()}"`);
    await picture(now, 'e2e-soft');

    machine.fill('/', 93);
    await until('the condition stands: the check is critical', async () => (await volume_check('/')).state === 'critical', 60);
    const alert = await until('one alert is open', async () => {
      const { alerts } = await steward.api('GET', `/api/v1/alerts?filter=${encodeURIComponent('check:S01 item:"/" state:open')}`);
      return alerts.length === 1 && alerts[0];
    });
    check(alert.last_value > 90 && alert.plain_text.length > 20, `the alert says the value and what it means: ${alert.last_value} %, "${alert.plain_text}"`);
    check(alert.priority === 'P2' && alert.criticality === 'C1', `its priority is ${alert.priority}, of a device of criticality ${alert.criticality}`);
    const incident = await steward.api('GET', `/api/v1/incidents/${alert.incident_id}`);
    check(incident.state === 'detected' && incident.priority === 'P2', `an incident stands: ${incident.reference} ${incident.title}`);
    const ticket = await until('one ticket stands', async () => {
      const { tickets } = await steward.api('GET', '/api/v1/tickets?filter=is:open');
      return tickets.length === 1 && tickets[0].alert_id === alert.alert_id && tickets[0];
    });
    check(ticket.client_name === 'Harbour Precision', `the ticket is the client's: ${ticket.reference} ${ticket.title}`);
    await until('the mail is in the mailbox', () => mailbox.letters().some((letter) => letter.includes(ticket.reference)), 30);

    const row = now.getByRole('region', { name: 'Needs a person' }).getByRole('listitem').filter({ hasText: 'files-1' }).filter({ hasText: 'P2' });
    await screen_shows_all(now, incidents, { row: row.first(), ticket, incident });

    machine.free('/');
    await until('the alert is cleared', async () => (await steward.api('GET', `/api/v1/alerts/${alert.alert_id}`)).state === 'cleared', 60);
    await row.filter({ hasText: alert.title }).waitFor({ state: 'detached' });
    await incidents.getByRole('row').filter({ hasText: incident.reference }).getByText('Restored').waitFor();
    await check_never_loaded_again(now, incidents, 'on screen the alert has gone and the incident is restored, without a reload');
    await picture(now, 'e2e-cleared');
    await picture(incidents, 'e2e-incident-restored');
    check((await steward.api('GET', `/api/v1/tickets/${ticket.ticket_id}`)).state !== 'closed', 'the ticket is still open');
    await now.goto(`/tickets/${ticket.ticket_id}`);
    await now.getByRole('region', { name: 'Conversation' }).getByText('The condition cleared').waitFor();
    await picture(now, 'e2e-ticket-open');
    const told = mailbox.letters().map((letter) => /^Subject:.*/m.exec(letter)[0]).filter((subject) => subject.includes(ticket.reference));
    check(told.length === 1, `the ticket was told once: ${told[0]}`);
  });
});

/** A private, real Postfix. */
async function real_mailbox(steward) {
  const port = await free_port();
  const folder = path.join(steward.folder, 'postfix');
  const postfix = path.join(path.dirname(new URL(import.meta.url).pathname), 'postfix.sh');
  execFileSync(postfix, ['start', folder, String(port)], { stdio: 'ignore' });
  steward.at_end(() => execFileSync(postfix, ['stop', folder, String(port)]));
  const arrived = path.join(folder, 'mail/new');
  return { port, letters: () => (fs.existsSync(arrived) ? fs.readdirSync(arrived).map((file) => fs.readFileSync(path.join(arrived, file), 'utf8')) : []) };
}

/** Two tabs of one person, who touches neither of them again. */
async function open_screens(seen, steward) {
  const now = await seen.page();
  await redeem(now, owner_link(steward));
  const incidents = await now.context().newPage();
  await incidents.goto('/incidents');
  for (const page of [now, incidents]) {
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor();
    await page.evaluate(() => { window.never_loaded_again = true; });
  }
  return { now, incidents };
}

async function screen_shows_all(now, incidents, { row, ticket, incident }) {
  await row.waitFor();
  await row.getByRole('link', { name: ticket.reference }).waitFor();
  await incidents.getByRole('row').filter({ hasText: incident.reference }).filter({ hasText: ticket.reference }).waitFor();
  await check_never_loaded_again(now, incidents, 'the screen shows alert, ticket and incident, without a reload');
  await picture(now, 'e2e-alert');
  await picture(incidents, 'e2e-incident');
}

async function check_never_loaded_again(now, incidents, sentence) {
  for (const page of [now, incidents]) if (!(await page.evaluate(() => window.never_loaded_again === true))) throw new Error(`a page was loaded again: ${page.url()}`);
  check(true, sentence);
}
