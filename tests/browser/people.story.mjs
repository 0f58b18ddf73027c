// Signing in in every way, the own password, and a technician who is limited to one client.
import { check } from '../e2e/installation.mjs';
import { browser_story, picture } from './console.mjs';
import { invite, owner_link, password, redeem, sign_in } from './people.mjs';

const canary = 'Quarrystone';   // stands in everything of the client that the technician may not see

await browser_story('People sign in, change their password, and see only their clients.', 'people', async (steward, seen) => {
  const mine = await steward.api('POST', '/api/v1/clients', { name: 'Harbour Precision', zone: 'UTC' });
  const other = await steward.api('POST', '/api/v1/clients', { name: `${canary} Bakery`, zone: 'UTC' });
  const of_mine = await steward.api('POST', `/api/v1/clients/${mine.client_id}/tickets`, { title: 'The printer is offline', description: 'Since the morning.' });
  const of_other = await steward.api('POST', `/api/v1/clients/${other.client_id}/tickets`, { title: `${canary} till does not open`, description: 'Nobody can pay.' });

  const owner = await seen.page();
  const { authenticator, recovery_codes } = await redeem(owner, owner_link(steward));
  check(recovery_codes.length >= 8 && new Set(recovery_codes).size === recovery_codes.length, `${recovery_codes.length} recovery codes were shown once`);

  const refused = await seen.page();
  await refused.goto('/sign-in');
  await refused.getByLabel('E-mail').fill('olivia@alderway.test');
  await refused.getByLabel('Password').fill('not the password at all');
  await refused.getByRole('button', { name: 'Sign in' }).click();
  await refused.getByRole('alert').waitFor();
  check(true, 'a wrong password is refused in words');
  await sign_in(refused, 'olivia@alderway.test', password, authenticator.next());
  await refused.waitForURL('**/now');
  check(true, 'password and a code of the app lead in');
  const by_code = await seen.page();
  await sign_in(by_code, 'olivia@alderway.test', password, recovery_codes[0], true);
  await by_code.waitForURL('**/now');
  check(true, 'password and a recovery code lead in');
  const again = await seen.page();
  await sign_in(again, 'olivia@alderway.test', password, recovery_codes[0], true);
  await again.getByRole('alert').waitFor();
  check(true, 'the same recovery code does not count twice');

  await change_password(owner, refused);
  const fresh = await seen.page();
  await sign_in(fresh, 'olivia@alderway.test', `${password}, twice`, recovery_codes[1], true);
  await fresh.waitForURL('**/now');
  check(true, 'the new password counts');

  const link = await invite(steward, 'Tomas Technician', 'tomas@alderway.test', await technician_role(steward), [mine.client_id]);
  const limited = await seen.page();
  await redeem(limited, link);
  const late = await seen.page();
  await late.goto(link);
  await late.getByText('This link is over').waitFor();
  check((await late.getByLabel('Password').count()) === 0, 'a used link is told before a password is thought of');
  await sees_only_its_own(limited, { of_mine, of_other, other });
  await owner.goto('/tickets');
  await owner.getByRole('row').filter({ hasText: canary }).waitFor();
  check(true, 'the owner sees both clients');
  await sign_out(owner);
});

async function technician_role(steward) {
  const { roles } = await steward.api('GET', '/api/v1/roles');
  const role = roles.find((one) => /technician/i.test(one.name) && one.side !== 'client');
  check(role !== undefined, 'there is a role for technicians');
  return [role.code];
}

/** The other sessions end with the change. */
async function change_password(page, elsewhere) {
  await page.goto('/account');
  await page.getByRole('button', { name: 'Change password' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change password' });
  await dialog.getByLabel('Present password').fill(password);
  await dialog.getByLabel('New password').fill(`${password}, twice`);
  await dialog.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed.').waitFor();
  await elsewhere.goto('/devices');
  await elsewhere.getByLabel('E-mail').waitFor();
  check(elsewhere.url().includes('/sign-in'), 'changing the password ended the other session');
}

async function sees_only_its_own(page, { of_mine, of_other, other }) {
  for (const address of ['/now', '/alerts', '/incidents', '/disturbances', '/tickets', '/devices', '/clients', '/maintenance', '/devices/add']) {
    await page.goto(address);
    await page.locator('main').waitFor();
    await page.waitForFunction(() => ![...document.querySelectorAll('[role=status]')].some((one) => one.textContent.startsWith('Loading')));
    check(!(await page.content()).includes(canary), `${address} has nothing of the other client`);
  }
  await page.goto('/tickets');
  await page.getByRole('row').filter({ hasText: of_mine.title }).waitFor();
  await picture(page, 'limited-tickets');
  await page.goto(`/tickets/${of_other.ticket_id}`);
  await page.getByText('This ticket is not here.').waitFor();
  await page.getByRole('link', { name: 'Open tickets' }).waitFor();
  await page.goto(`/clients/${other.client_id}`);
  await page.getByText(/could not be loaded|You may not see/).waitFor();
  check(!(await page.content()).includes(canary), 'the other client\'s addresses show nothing of it');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run a command' }).fill(canary);
  await page.getByRole('option', { name: /Search everything/ }).waitFor();
  check((await page.getByRole('option').count()) === 1, 'the palette offers nothing of it, only to search everything');
  await page.goto('/settings/people');
  await page.getByText(/You may not see/).waitFor();
  check(true, 'settings of the installation are refused in words');
}

async function sign_out(page) {
  await page.getByRole('button', { name: /account and appearance/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in*');
  await page.goto('/now');
  await page.getByLabel('E-mail').waitFor();
  check(page.url().includes('/sign-in'), 'after signing out, the console asks who is there');
}
