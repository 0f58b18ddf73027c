// Every page, light, dark and on a phone, with much on it and with nothing on it.
import { check, until } from '../e2e/installation.mjs';
import { browser_story, in_theme, of_colours, overflow, picture, violations } from './console.mjs';
import { with_demonstration } from './demonstration.mjs';
import { invite, owner_link, redeem } from './people.mjs';
import { machine_with_full_volumes } from './volumes.mjs';

/** Something of everything: the demonstration, and a real machine that is in trouble. */
async function fill_the_pages(steward) {
  const { device, alerts } = await machine_with_full_volumes(steward, 'Harbour Precision', ['orders', 'archive', 'scans', 'mailboxes']);
  // The system's own volume is the one that makes an incident: here it counts as full from 1 %.
  await steward.api('POST', `/api/v1/clients/${device.client_id}/exemptions`, {
    device_id: device.device_id, check: 'S01', item: '/', raise_warning: 0.5, raise_critical: 1, clear_warning: 0.2, clear_critical: 0.3, hold_s: 0, interval_s: 10, samples_needed: 1, samples_of: 1,
    reason: 'browser test with a low limit', expires_at_unix_ms: Date.now() + 3600_000,
  });
  await steward.api('POST', `/api/v1/alerts/${alerts[1].alert_id}/acknowledge`, { note: 'Looking at it' });
  await steward.api('POST', `/api/v1/alerts/${alerts[2].alert_id}/snooze`, { until_unix_ms: Date.now() + 3600_000, reason: 'The archive moves tonight' });
  const begin = Date.now();
  await steward.api('POST', `/api/v1/clients/${device.client_id}/maintenance-windows`, { starts_at_unix_ms: begin + 3600_000, ends_at_unix_ms: begin + 7200_000, reason: 'A larger disk is put in' });
  await steward.api('POST', '/api/v1/channels', {
    kind: 'email', name: 'Desk', events: ['ticket.created'], settings: { host: '127.0.0.1', port: '9', security: 'none', from: 'Steward <steward@alderway.test>', to: 'desk@alderway.test' },
  });
  const { alert_id, ticket_id, incident_id } = await until('an alert has its ticket and its incident', async () => {
    const answer = await steward.api('GET', `/api/v1/alerts?filter=${encodeURIComponent('item:"/" priority:P2')}`);
    return answer.alerts.find((alert) => alert.ticket_id && alert.incident_id);
  }, 30);
  // Somebody calls about it too; the same disturbance, with what the caller said.
  await steward.api('POST', `/api/v1/clients/${device.client_id}/tickets`, { kind: 'incident', source: 'phone', title: 'I cannot save anything', device_id: device.device_id });
  const disturbance = await until('the call is part of the disturbance', async () => {
    const { disturbances } = await steward.api('GET', `/api/v1/disturbances?filter=${encodeURIComponent(`incident:${incident_id}`)}`);
    return disturbances[0];
  }, 30);
  // Another one names no device, but sits at its site and says something alike: that is only proposed.
  const at = `/api/v1/clients/${device.client_id}`;
  const { site_id } = await steward.api('POST', `${at}/sites`, { name: 'Quay 4' });
  await steward.api('PATCH', `/api/v1/devices/${device.device_id}`, { site_id });
  const { person_id } = await steward.api('POST', `${at}/people`, { name: 'Paula Clerk', email: 'paula@harbour.test', site_id });
  const asked = await steward.api('POST', `${at}/tickets`, { kind: 'incident', source: 'phone', title: 'Volume full, says the till', requester_person_id: person_id });
  await until('the link is proposed', async () => {
    const { client_reports } = await steward.api('GET', `/api/v1/client-reports?filter=${encodeURIComponent(`ticket:${asked.ticket_id} state:proposed`)}`);
    return client_reports[0];
  }, 30);
  return { asked: asked.ticket_id, alert: alert_id, device: device.device_id, client: device.client_id, ticket: ticket_id, incident: incident_id, disturbance: disturbance.disturbance_id };
}

function addresses({ asked, alert, device, client, ticket, incident, disturbance }) {
  return [
    '/now', `/now?open=${alert}`, '/alerts', `/alerts?open=${alert}`, '/incidents', `/incidents?open=${incident}`, '/disturbances', `/disturbances?open=${disturbance}`, '/major-incidents', '/hand-overs', '/notices', '/notices/settings', '/maintenance', '/maintenance?make=window', '/figures', '/figures?open=K04.wall',
    '/tickets', `/tickets?open=${ticket}`, '/tickets?make=ticket', `/tickets/${ticket}`, `/tickets/${asked}`,
    '/devices', `/devices?open=${device}`, '/devices/add', ...['', '?tab=charts', '?tab=alerts', '?tab=inventory', '?tab=exemptions'].map((tab) => `/devices/${device}${tab}`),
    '/clients', `/clients/${client}`, '/account',
    ...['people', 'roles', 'tokens', 'channels', 'deliveries', 'mail', 'service-levels', 'on-call', 'checks', 'audit', 'accountability'].map((name) => `/settings/${name}`), '/nowhere',
  ];
}

/** The page is there when nothing on it says that it is loading. */
async function show(page, address) {
  await page.goto(address);
  await page.locator('main').waitFor();
  // A dialog hides the rest of the page from roles.
  await (address.includes('make=') ? page.getByRole('dialog') : page.getByRole('heading', { level: 1 })).waitFor();
  await page.waitForFunction(() => ![...document.querySelectorAll('[role=status]')].some((one) => one.textContent.startsWith('Loading')));
}

const name_of = (address) => address.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'one').replace(/^\//, '').replace(/[^a-z]+/g, '-');

async function look_at_all(page, list, looks) {
  const found = [];
  for (const address of list) {
    await show(page, address);
    for (const { name, theme, looked } of looks) {
      await in_theme(page, theme);
      for (const line of await looked(page)) found.push(`${name} ${address}: ${line}`);
      await picture(page, `${name}-${name_of(address)}`);
    }
  }
  check(found.length === 0, `${list.length} pages, ${looks.map((look) => look.name).join(' and ')}${found.map((line) => `\n  ${line}`).join('')}`);
}

/** An auditor reads the question whether a ticket speaks of a disturbance, and is not asked it. */
async function read_as_auditor(steward, seen, asked) {
  const page = await seen.page();
  const refused = [];
  page.on('response', (answer) => { if (answer.status() === 403) refused.push(new URL(answer.url()).pathname); });
  await redeem(page, await invite(steward, 'Ada Auditor', 'ada@audit.test', ['AUD']));
  await show(page, `/tickets/${asked}`);
  await page.getByText('Is this about').waitFor();
  check((await page.getByRole('button', { name: 'Yes, link it' }).count()) === 0, 'an auditor reads what is proposed and decides nothing');
  check(refused.length === 0, `nothing is refused to an auditor on the way${refused.map((one) => `\n  ${one}`).join('')}`);
  await picture(page, 'auditor-ticket');
}

async function tell(steward, seen) {
  const link = owner_link(steward);
  const light = await seen.page();
  await light.goto(`/link#${link.split('#')[1]}`);
  await light.getByLabel('Password').waitFor();
  check((await violations(light)).length === 0, 'choosing a password, light');
  const { authenticator } = await redeem(light, link);
  check(Boolean(authenticator), 'the owner is in');
  const session = await light.context().storageState();
  const like = async (options) => {
    const page = await seen.page(options);
    await page.context().addCookies(session.cookies);
    return page;
  };
  const filled = await fill_the_pages(steward);
  const list = addresses(filled);
  await read_as_auditor(steward, seen, filled.asked);
  const phone = await like({ width: 390, height: 844, touch: true });
  // Now, alerts and tickets have a layout of their own there.
  const phone_looked = async (page) => [...await overflow(page), ...(/\/(now|alerts|tickets)/.test(page.url()) ? await violations(page) : [])];
  const outside = await seen.page({ theme: 'dark' });
  await outside.goto('/sign-in');
  await outside.getByLabel('E-mail').waitFor();
  const at_the_door = await violations(outside);
  check(at_the_door.length === 0, `signing in, dark${at_the_door.join('\n  ')}`);
  // Both themes of a page one after the other: it follows the system while it is open, and only colours differ.
  const wide = [{ name: 'light', theme: 'light', looked: (page) => violations(page) }, { name: 'dark', theme: 'dark', looked: (page) => violations(page, of_colours) }];
  const results = await Promise.allSettled([look_at_all(light, list, wide), look_at_all(phone, list, [{ name: 'phone', theme: 'light', looked: phone_looked }])]);
  const failed = results.filter((result) => result.status === 'rejected');
  if (failed.length > 0) throw new Error(failed.map((result) => result.reason.message).join('\n'));
}
tell.before = with_demonstration;

await browser_story('Every page is accessible in light, dark and on a phone, and nothing sticks out.', 'pages', tell);
