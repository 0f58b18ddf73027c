// Numbers and what they are made of: every number of a figure opens its records and no others; an incident's impact, as the client sees
// it, too; promises on both sides on the client's page; a dispatcher's board knows hours and no reasons.
import { check, until } from '../e2e/installation.mjs';
import { browser_story, look_at, picture } from './console.mjs';
import { with_demonstration } from './demonstration.mjs';
import { invite, owner_link, redeem } from './people.mjs';

const day_of = (at) => new Date(at).toISOString().slice(0, 10);
const rows_of = (page) => page.getByRole('complementary').getByText(/^[\d,]+ records? counts?\.$/);
const shown_count = async (page) => Number((await rows_of(page).innerText()).replace(/\D/g, ''));

/** The number of a group, and the bar of a month, open as many records as the API says that they are made of. */
async function open_the_numbers(steward, page) {
  const last = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1, 1)).toISOString().slice(0, 7);
  await page.goto(`/figures?month=${last}&by=priority`);
  const asked = await steward.api('GET', `/api/v1/desk-figures?month=${last}&group_by=priority&months=12`);
  const figure = asked.figures.find((one) => one.code === 'K04.incidents');
  const group = figure.groups.findLast((one) => one.sample > 0);
  await page.getByRole('button', { name: `${figure.name}, ${group.label}: what it is made of` }).click();
  await rows_of(page).waitFor();
  check((await shown_count(page)) === group.sample, `${figure.name} of ${group.label} opens its ${group.sample} records`);
  await page.getByRole('complementary').getByText(group.label).first().waitFor();
  await picture(page, 'figures-group');
  const before = figure.trend.findLast((one) => one.month !== last && one.value.sample > 0);
  const bars = page.getByRole('list', { name: `${figure.name}, month by month` }).getByRole('button');
  await bars.nth(figure.trend.indexOf(before)).click();
  await until('the bar of an earlier month opens that month', async () => (await rows_of(page).count()) === 1 && (await shown_count(page)) === before.value.sample, 10);
  await bars.last().focus();
  await page.keyboard.press('ArrowLeft');
  check(await bars.nth(-2).evaluate((one) => one === document.activeElement), 'the arrows go from month to month');
  const noise = asked.figures.filter((one) => one.code === 'K09' || one.code === 'K09.onboarding');
  check(noise.every((one) => one.total.has_data), 'a new client\'s noise stands apart from that of the others');
  await look_at(page, `/figures?month=${last}&by=client`, 'figures', async () => { await page.getByText('The same, of new clients').first().waitFor(); });
  await page.getByRole('link', { name: /exceptions? in this month/i }).click();
  await page.getByRole('heading', { name: 'Exceptions' }).waitFor();
  const excepted = await steward.api('GET', `/api/v1/figure-exceptions?month=${last}&page_size=100`);
  await page.getByText(`${excepted.total} exception`).waitFor();
  await look_at(page, `/figures/exceptions?month=${last}`, 'figures-exceptions', async () => { await page.getByText('until a second person agreed').first().waitFor(); });
  await look_at(page, `/figures?month=${last}&by=priority&open=K04.incidents&group=${group.group}`, 'figures-records', async () => { await rows_of(page).waitFor(); });
}

/** A P1 or P2 that was lowered stands among the exceptions, and a second person agrees there. */
async function agree_to_a_lower_priority(steward, page) {
  const { tickets } = await steward.api('GET', `/api/v1/tickets?filter=${encodeURIComponent('is:open priority:P1,P2 -kind:internal')}&page_size=1`);
  const { ticket_id, reference, priority } = tickets[0];
  await steward.api('PATCH', `/api/v1/tickets/${ticket_id}`, { priority: 'P3', priority_reason: 'One desk of twelve, as it turned out.' });
  const row = page.getByRole('row').filter({ hasText: reference });
  await look_at(page, '/figures/exceptions', 'figures-exceptions-lowered', async () => { await row.getByText(`${priority} to P3`).waitFor(); });
  await row.getByText('One desk of twelve, as it turned out.').filter({ visible: true }).waitFor();  // a phone has it elsewhere in the row
  await row.getByRole('button', { name: 'Agree' }).click();
  await row.getByText('Agreed').filter({ visible: true }).waitFor();
  const { exceptions } = await steward.api('GET', `/api/v1/figure-exceptions?filter=${encodeURIComponent('kind:priority_lowered')}`);
  check(exceptions.some((one) => one.reference === reference && one.state === 'agreed' && one.decided_by), 'a lowered priority is agreed to by a second person');
  await picture(page, 'figures-exceptions-agreed');
}

/** Somebody has taken an incident; people can work again; how many could not, and what that may have cost. */
async function stop_the_impact(steward, page) {
  const open = await steward.api('GET', `/api/v1/incidents?filter=${encodeURIComponent('state:detected,acknowledged')}`);
  const incident = open.incidents[0];
  if (incident.state === 'detected') {
    const { alert_ids } = await steward.api('GET', `/api/v1/incidents/${incident.incident_id}`);
    for (const id of alert_ids) await steward.api('POST', `/api/v1/alerts/${id}/acknowledge`, {}).catch(() => undefined);
  }
  await page.goto(`/incidents?open=${incident.incident_id}`);
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Estimate' }).click();
  await dialog.getByLabel('People who could not work').fill('12');
  await dialog.getByLabel('What it may have cost (optional)').fill('1200');
  await picture(page, 'incident-estimate');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/so far for 12 people: [\d,]+ person-minutes/).waitFor();
  await page.getByRole('button', { name: 'People can work again' }).click();
  await dialog.getByRole('button', { name: 'They can work again' }).click();
  await page.getByText('Works for now').first().waitFor();
  const after = await steward.api('GET', `/api/v1/incidents/${incident.incident_id}`);
  check(after.state === 'mitigated' && !after.impact_runs && after.cost_minor === '120000', 'the minutes of impact stand still, with people and an estimate');
  await look_at(page, `/incidents?open=${incident.incident_id}`, 'incident', async () => { await page.getByText('It may have cost').waitFor(); });
  return incident;
}

async function ask_both_sides(steward, page, client) {
  await page.goto(`/clients/${client}`);
  const section = page.getByRole('region', { name: 'Promises on both sides' });
  await section.getByText('as on the client').waitFor();
  const kept = await steward.api('GET', `/api/v1/clients/${client}/promises`);
  for (const one of kept.counts) await section.getByText(`${one.kept} of ${one.kept + one.missed} kept`).first().waitFor();
  check(true, `${kept.counts.length} kinds of promises stand on the client's page with the numbers of the portal`);
  await look_at(page, `/clients/${client}`, 'client-promises', async () => { await section.getByText('as on the client').waitFor(); });
}

/** A dispatcher's board: who is away is said, why is not. */
async function plan(steward, seen) {
  const { accounts } = await steward.api('GET', '/api/v1/accounts?page_size=100');
  const technician = accounts.find((one) => one.roles.includes('TEC'));
  const now = new Date();
  const monday = now.getTime() - ((now.getUTCDay() + 6) % 7) * 86_400_000;
  for (let day = 0; day < 5; ++day)
    await steward.api('POST', '/api/v1/absences', { account_id: technician.account_id, day: day_of(monday + day * 86_400_000), minutes: 480, kind: 'sick', note: 'a broken leg' });
  const page = await seen.page();
  await redeem(page, await invite(steward, 'Dana Dispatcher', 'dana@desk.test', ['DSP']));
  let said = '';
  page.on('response', (answer) => { if (answer.url().includes('/api/v1/free-hours')) void answer.text().then((text) => { said += text; }, () => undefined); });
  await page.goto('/dispatch');
  await until('the board has asked for hours', async () => said.includes(technician.account_id), 20);
  check(!/sick|broken|leg/.test(said), 'hours come without a reason');
  const column = page.getByRole('region', { name: technician.name });
  const is_working_day = now.getUTCDay() >= 1 && now.getUTCDay() <= 5;
  await column.getByText(is_working_day ? 'Away today' : /0 h this week|0 h left this week/).first().waitFor();
  check(true, 'whoever is away has no hours on the board of a dispatcher');
  await look_at(page, '/dispatch', 'dispatch', async () => { await column.first().waitFor(); });
}

async function tell(steward, seen) {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  await open_the_numbers(steward, page);
  await agree_to_a_lower_priority(steward, page);
  const incident = await stop_the_impact(steward, page);
  await ask_both_sides(steward, page, incident.client_id);
  await look_at(page, '/satisfaction', 'satisfaction', async () => { await page.getByText('Satisfaction (K08)').waitFor(); });
  await plan(steward, seen);
  const phone = await seen.page({ width: 390, height: 844, touch: true });
  const link = await invite(steward, 'Carla Decider', 'carla@demo.test', ['CDM'], [incident.client_id]);
  await phone.goto(`/link#${link.split('#')[1]}`);
  await phone.getByLabel('Password').fill('four quiet otters by the weir');
  await phone.getByRole('button', { name: 'Go on' }).click();
  await phone.getByText('You can work again, being repaired').first().waitFor();
  await phone.getByText(/12 people could not work, for .* it may have cost/).first().waitFor();
  check(true, 'the client reads that work goes on, for how many it stood still and what it may have cost');
  await look_at(phone, '', 'portal-incident', async () => { await phone.getByText('12 people could not work').first().waitFor(); });
}
tell.before = with_demonstration;

await browser_story('Every number opens what it is made of; an incident\'s impact is said to both sides; a dispatcher knows hours, not reasons.', 'figures', tell);
