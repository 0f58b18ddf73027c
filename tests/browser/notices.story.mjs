// Somebody is named in a note: the bell says so at once. A ticket is handed on; a major incident stands on its page; a client has mail domains.
import { check } from '../e2e/installation.mjs';
import { add_to_ticket, browser_story, overflow, picture, violations } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

const looks = [{ name: 'light', width: 1440 }, { name: 'dark', width: 1440, theme: 'dark' }, { name: 'phone', width: 390 }];

await browser_story('Each of us hears what concerns them, at once; work is handed on; a major incident is led.', 'notices', async (steward, seen) => {
  const page = await seen.page();
  await redeem(page, owner_link(steward));
  const looked_at = async (name, ready) => {
    for (const look of looks) {
      await page.setViewportSize({ width: look.width, height: 900 });
      await page.emulateMedia({ colorScheme: look.theme ?? 'light' });
      await ready();
      const found = [...await violations(page), ...await overflow(page)];
      check(found.length === 0, `${name} is accessible and whole: ${look.name}${found.map((line) => `\n  ${line}`).join('')}`);
      await picture(page, `notices-${name}-${look.name}`);
    }
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
  };

  const client = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision' });
  const owner = (await steward.api('GET', '/api/v1/accounts')).accounts[0];
  const zone = 'Europe/Zurich';
  await steward.api('POST', '/api/v1/on-call-schedules', {
    name: 'Nights',
    rules: { zone, layers: [{ name: 'Primary', starts_on: '2026-01-05', turn_days: 7, hand_over_at: '09:00', account_ids: [owner.account_id] }] },
  });
  const ticket = await steward.api('POST', `/api/v1/clients/${client.client_id}/tickets`, {
    kind: 'incident', source: 'phone', title: 'The warehouse has no line', impact: 'extensive', urgency: 'high',
  });

  await page.goto('/now');
  await page.getByText('No unread notices').waitFor({ state: 'attached' });
  await steward.api('POST', `/api/v1/tickets/${ticket.ticket_id}/assign`, { assignee_account_id: owner.account_id });
  await page.getByText('1 unread notices').waitFor({ state: 'attached' });
  check(true, 'the bell counts without being asked');
  await page.getByRole('button', { name: 'My notices, 1 unread' }).click();
  const list = page.getByRole('dialog', { name: 'My notices' });
  await list.getByText('The warehouse has no line').waitFor();
  await looked_at('bell', () => list.getByText('The warehouse has no line').waitFor());
  await list.getByRole('link', { name: 'All notices' }).click();
  await page.getByRole('list', { name: 'Notices' }).waitFor();
  await looked_at('list', () => page.getByRole('list', { name: 'Notices' }).waitFor());
  await page.goto('/notices/settings');
  await page.getByRole('checkbox', { name: 'A ticket is given to me: Mail' }).uncheck();
  await page.getByLabel('Quiet from').fill('22:00');
  await page.getByLabel('Until').fill('06:00');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.reload();
  check(!(await page.getByRole('checkbox', { name: 'A ticket is given to me: Mail' }).isChecked()), 'the choice is kept');
  await looked_at('settings', () => page.getByRole('table').waitFor());

  await page.goto(`/tickets/${ticket.ticket_id}`);
  await page.getByText('No unread notices').waitFor({ state: 'attached' });
  check(true, 'who looks at the ticket has read its notices');
  // At no level yet: the way on is in the menu.
  const at_a_level = page.getByRole('button', { name: 'Hand on' });
  await at_a_level.or(page.getByRole('button', { name: 'Add…' })).first().waitFor();
  if (await at_a_level.count()) await at_a_level.click();
  else await add_to_ticket(page, /hand it on/);
  const hand = page.getByRole('dialog', { name: 'Hand on' });
  await hand.getByLabel('Note for whoever is next').fill('The spare line is dead, too. The client expects a call at six.');
  await picture(page, 'notices-hand-on');
  check((await violations(page)).length === 0, 'the dialog is accessible');
  await hand.getByRole('button', { name: 'Hand on' }).click();
  await page.getByRole('list', { name: 'Where it went' }).getByText('The spare line is dead').waitFor();
  check(true, 'where it went stands beside the ticket');

  await page.goto('/major-incidents?q=');
  await page.getByText('The warehouse has no line').first().waitFor();
  await looked_at('majors', () => page.getByText('The warehouse has no line').first().waitFor());
  await page.getByText('The warehouse has no line').first().click();
  const major = page.getByRole('complementary', { name: 'Major incident' });
  await major.getByText('P1 of extensive impact', { exact: true }).waitFor();
  await major.getByRole('button', { name: 'I write to the client' }).click();
  await major.getByText('Writes to the client', { exact: true }).first().waitFor();
  await looked_at('major', () => major.getByText('P1 of extensive impact', { exact: true }).waitFor());

  await page.goto('/now');
  await page.getByRole('link', { name: /Major incident at Harbour Precision/ }).waitFor();
  await looked_at('now', () => page.getByRole('link', { name: /Major incident at Harbour Precision/ }).waitFor());

  await page.goto('/hand-overs');
  await page.getByText('Nobody has handed over yet.').waitFor();
  await looked_at('hand-overs', () => page.getByText('Nobody has handed over yet.').waitFor());

  await page.goto('/settings/on-call');
  await page.getByRole('button', { name: 'Change Standard' }).click();
  const policy = page.getByRole('dialog');
  await policy.getByRole('button', { name: 'Add skill' }).click();
  await policy.getByLabel('Skill').fill('network');
  await looked_at('policy', () => policy.getByLabel('Skill').waitFor());
  await policy.getByRole('button', { name: 'Save' }).click();
  await page.getByText(/skills: network/).waitFor();
  check(true, 'a policy is changed in the console');

  await page.goto(`/clients/${client.client_id}`);
  await page.getByLabel('New mail domain').fill('Harbour.Example');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByRole('list', { name: 'Mail domains' }).getByText('harbour.example').waitFor();
  const mill = await steward.api('POST', '/api/v1/clients', { name: 'Mill' });
  await page.goto(`/clients/${mill.client_id}`);
  await page.getByLabel('New mail domain').fill('harbour.example');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await page.getByText('This mail domain belongs to Harbour Precision.').waitFor();
  check(true, 'whose a domain is already, is said');
  await looked_at('domains', () => page.getByText('This mail domain belongs to Harbour Precision.').waitFor());
});
