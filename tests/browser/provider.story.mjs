// Signing in through a real OpenID provider (npm oidc-provider) and by a link in a mail's place: set up in
// the console, tried, linked by a person, used; a person nobody linked is refused. Groups there decide roles here; signing out here ends there.
import { createRequire } from 'node:module';
import http from 'node:http';
import { check, free_port, story } from '../e2e/installation.mjs';
import { accessible, in_browser, overflow, picture } from './console.mjs';
import { owner_link, redeem } from './people.mjs';

const e2e = createRequire(new URL('../e2e/package.json', import.meta.url));

/** A provider that asks for any name and any password, and knows one application. */
const looks = [{ name: 'light', width: 1440 }, { name: 'dark', width: 1440, theme: 'dark' }, { name: 'phone', width: 390 }];
const groups_of = { mira: ['g-lead', 'g-elsewhere'], tom: ['g-elsewhere'] };
async function provider_at(port, origin) {
  const { Provider } = await import(e2e.resolve('oidc-provider'));
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [{ client_id: 'steward-desk', client_secret: 'a secret of forty characters, more or less', redirect_uris: [`${origin}/sign-in/provider`], post_logout_redirect_uris: [`${origin}/sign-in`] }],
    claims: { openid: ['sub', 'groups'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@alderway.test`, email_verified: true, groups: groups_of[id] }) }),
    cookies: { keys: ['a key of a test'] },
  });
  const server = http.createServer(provider.callback());
  await new Promise((resolve) => server.listen(port, 'localhost', resolve));
  return server;
}

await story('A provider is set up and tried, linked, and signs in; who is linked by nobody is refused.', 'browser-provider', async (steward) => {
  const origin = `http://localhost:${steward.port}`;
  const port = await free_port();
  const server = await provider_at(port, origin);
  await steward.start_server({ options: ['--public-url', origin] });
  await in_browser(steward, 'provider', async (seen) => {
    seen.others.add(`http://localhost:${port}`);
    seen.others.add('https://fonts.googleapis.com');  // the provider's own pages ask for a font
    const page = await seen.page();
    const { authenticator } = await redeem(page, owner_link(steward));
    await set_up(page, port);

    const stranger = await seen.page();
    await stranger.goto('/sign-in');
    await stranger.getByRole('button', { name: 'Sign in with Alderway' }).click();
    await at_the_provider(stranger, 'stranger');
    await stranger.getByRole('alert').waitFor();
    check(/Nobody here is linked/.test(await stranger.getByRole('alert').innerText()), 'nobody gets in by an account that nobody linked');
    check(!stranger.url().includes('code='), 'the code does not stay in the address');

    await page.goto('/account');
    await page.getByRole('button', { name: 'Link Alderway' }).click();
    await at_the_provider(page, 'olivia');
    await page.waitForURL('**/account');
    await page.getByRole('row').filter({ hasText: 'olivia@alderway.test' }).waitFor();
    await picture(page, 'linked-account');
    check(true, 'a person links their account');

    const fresh = await seen.page();
    await fresh.goto('/sign-in?next=%2Fdevices');
    await fresh.getByRole('button', { name: 'Sign in with Alderway' }).waitFor();
    await picture(fresh, 'sign-in-with-provider');
    await fresh.getByRole('button', { name: 'Sign in with Alderway' }).click();
    await at_the_provider(fresh, 'olivia');
    await fresh.getByLabel('Code from your authenticator app').fill(authenticator.next());
    await fresh.getByRole('button', { name: 'Confirm' }).click();
    await fresh.waitForURL('**/devices');
    // What the page from inside the server asked for is not in the other console.
    if (process.env.STEWARD_CONSOLE) seen.faults = seen.faults.filter((fault) => !fault.includes('MIME type'));
    check(true, 'the provider is the first factor, the code the second, and one goes on where one wanted');
    await map_groups(page);
    await by_groups(steward, seen);
    await sign_out_there(fresh, port);
  }, origin);
  server.close();
});

async function set_up(page, port) {
  await page.goto('/settings/providers');
  await page.getByText('Everybody signs in with what they have here.').waitFor();
  await page.getByRole('button', { name: 'Add a provider' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a sign-in provider' });
  await dialog.getByLabel('Name').fill('Alderway');
  await dialog.getByLabel('Issuer').fill(`http://localhost:${port}`);
  await dialog.getByLabel('Application id').fill('steward-desk');
  await dialog.getByLabel('Application secret').fill('a secret of forty characters, more or less');
  await dialog.getByLabel('It stands in our own network').check();
  await picture(page, 'provider-dialog');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  const card = page.getByRole('article', { name: 'Alderway' });
  await card.getByRole('button', { name: 'Test the configuration' }).click();
  const found = card.getByRole('status', { name: 'What the test found' });
  await found.waitFor();
  check(!(await found.innerText()).includes(': no'), `everything that can be tried works:\n${await found.innerText()}`);
  await card.getByRole('button', { name: 'Switch on' }).click();
  await page.getByText('Alderway is on.').waitFor();
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.theme ?? 'light' });
    await picture(page, `providers-${look.name}`);
    check((await overflow(page)).length === 0, `nothing sticks out, ${look.name}`);
    await accessible(page, `the providers are accessible, ${look.name}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

/** Which group gives which role, and that signing out goes on to the provider. */
async function map_groups(page) {
  await page.goto('/settings/providers');
  await page.getByRole('article', { name: 'Alderway' }).getByRole('button', { name: 'Change' }).click();
  const dialog = page.getByRole('dialog', { name: 'Change Alderway' });
  await dialog.getByLabel('Roles by groups (optional)').fill('g-lead: OWN');
  check((await dialog.getByLabel('Claim with the groups').inputValue()) === 'groups', 'the claim is the usual one, unless said otherwise');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('The role of an owner is given by hand alone.').first().waitFor();
  await dialog.getByLabel('Roles by groups (optional)').fill('g-lead: SVM');
  await dialog.getByLabel('Sign out there as well').check();
  for (const look of looks) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.theme ?? 'light' });
    await dialog.getByLabel('Claim with the groups').scrollIntoViewIfNeeded();
    await picture(page, `provider-groups-${look.name}`);
    check((await overflow(page)).length === 0, `the mapping of groups sticks out nowhere, ${look.name}`);
    await accessible(page, `the mapping of groups is accessible, ${look.name}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Changed.').waitFor();
}

/** Who is in a group has its role, whatever the invitation said; who is in none is told so. */
async function by_groups(steward, seen) {
  for (const [who, expected] of [['mira', 'SVM'], ['tom', 'none']]) {
    const { sign_in_link } = await steward.api('POST', '/api/v1/accounts', { name: who, email: `${who}@alderway.test`, roles: ['TEC'], all_clients: true });
    const page = await seen.page();
    await page.goto(sign_in_link);
    await page.getByRole('button', { name: 'Sign in with Alderway' }).click();
    await at_the_provider(page, who);
    if (expected === 'none') {
      await page.getByRole('alert').filter({ hasText: 'None of your groups at the provider has a role here.' }).waitFor();
    } else {
      await page.getByRole('heading', { name: 'Protect your account' }).waitFor();
      const { roles } = await page.evaluate(async () => (await fetch('/api/v1/access/session')).json());
      check(roles.join() === expected, `${who} came with the role of the group: ${roles}`);
    }
    await page.close();
  }
  check(true, 'who is in none of the groups is told so');
}

/** Signing out here ends the visit there, and leads back to the door. */
async function sign_out_there(page, port) {
  await page.getByRole('button', { name: /account and appearance/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL(`http://localhost:${port}/session/end**`);
  await page.getByRole('button', { name: /Yes/ }).click();
  await page.waitForURL('**/sign-in');
  if (process.env.STEWARD_CONSOLE) await page.reload();
  await page.getByRole('button', { name: 'Sign in with Alderway' }).waitFor();
  check(true, 'signing out here ends there as well');
}

/** The provider's own pages: who one is, then that this application may know it. */
async function at_the_provider(page, who) {
  await page.locator('input[name=login]').fill(who);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  if (!process.env.STEWARD_CONSOLE) return;
  // Playwright replaces no answer that a redirect leads to: the page comes from inside the server, and is asked for again.
  await page.waitForURL('**/sign-in/provider?*', { waitUntil: 'commit' });
  await page.reload();
}
