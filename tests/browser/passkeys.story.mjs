// Passkeys with Chromium's own virtual authenticator: made, shown as the second factor and alone, removed;
// sessions seen and ended, also somebody else's, with what they have open.
import { check, story } from '../e2e/installation.mjs';
import { accessible, in_browser, overflow, picture } from './console.mjs';
import { owner_link, password, redeem } from './people.mjs';

/** A security key held to one page: it verifies its person, and keeps what it makes. */
class Key {
  static async of(page, credentials = []) {
    const self = new Key();
    self.wire = await page.context().newCDPSession(page);
    await self.wire.send('WebAuthn.enable');
    const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
      automaticPresenceSimulation: true };
    self.id = (await self.wire.send('WebAuthn.addVirtualAuthenticator', { options })).authenticatorId;
    for (const credential of credentials) await self.wire.send('WebAuthn.addCredential', { authenticatorId: self.id, credential });
    return self;
  }
  credentials = async () => (await this.wire.send('WebAuthn.getCredentials', { authenticatorId: this.id })).credentials;
  verifies = (isUserVerified) => this.wire.send('WebAuthn.setUserVerified', { authenticatorId: this.id, isUserVerified });
}

await story('A passkey is made, signs in alone and after the password, confirms what is dangerous, and is removed.', 'browser-passkeys', async (steward) => {
  const origin = `http://localhost:${steward.port}`;
  await steward.start_server({ options: ['--public-url', origin] });
  await in_browser(steward, 'passkeys', async (seen) => {
    const page = await seen.page();
    const key = await Key.of(page);
    await redeem(page, owner_link(steward));
    await page.goto('/account');
    await add(page, 'Work laptop');
    await page.getByRole('row').filter({ hasText: 'Work laptop' }).waitFor();
    check((await key.credentials()).length === 1, 'a passkey is made, listed, and kept by the authenticator');
    await looked_at(page, 'account');

    await sign_out(page);
    await picture(page, 'sign-in-with-passkey');
    await accessible(page, 'the page for signing in is accessible');
    await key.verifies(false);
    await by_passkey(page);
    await page.getByRole('alert').waitFor();
    check(page.url().includes('/sign-in'), 'an authenticator that does not verify its person opens nothing');
    await key.verifies(true);
    await by_passkey(page);
    await page.waitForURL('**/now');
    check(true, 'the passkey alone signs in');

    await sign_out(page);
    await page.getByLabel('E-mail').fill('olivia@alderway.test');
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('button', { name: 'Use your passkey' }).waitFor();
    await picture(page, 'passkey-second-factor');
    await page.getByRole('button', { name: 'Use your passkey' }).click();
    await page.waitForURL('**/now');
    check(true, 'the passkey is the second factor after a password');

    await other_sessions(seen, page, key);
    await somebody_elses_sessions(steward, seen, page);
    await removal(steward, page);
  }, origin);
});

async function add(page, name) {
  await page.getByRole('button', { name: 'Add a passkey' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('The passkey is added.').waitFor();
}

async function by_passkey(page) {
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
}

async function sign_out(page) {
  await page.getByRole('button', { name: /account and appearance/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.waitForURL('**/sign-in*');
}

/** Light, dark, and on a phone. */
async function looked_at(page, name) {
  for (const look of [{ name: 'light', width: 1440 }, { name: 'dark', width: 1440, theme: 'dark' }, { name: 'phone', width: 390 }]) {
    await page.setViewportSize({ width: look.width, height: 900 });
    await page.emulateMedia({ colorScheme: look.theme ?? 'light' });
    await picture(page, `${name}-${look.name}`);
    check((await overflow(page)).length === 0, `${name}: nothing sticks out, ${look.name}`);
    await accessible(page, `${name} is accessible, ${look.name}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

async function other_sessions(seen, page, key) {
  const elsewhere = await seen.page();
  await Key.of(elsewhere, await key.credentials());
  await elsewhere.goto('/sign-in');
  await by_passkey(elsewhere);
  await elsewhere.waitForURL('**/now');
  await page.goto('/account');
  await page.getByRole('button', { name: 'End all others' }).click();
  await page.getByText('The other session has ended.').waitFor();
  await elsewhere.getByRole('dialog', { name: 'Your session has ended' }).waitFor({ timeout: 20_000 });
  check(true, 'the open screen of an ended session learns of it by itself');
}

async function somebody_elses_sessions(steward, seen, page) {
  const made = await steward.api('POST', '/api/v1/accounts', { name: 'Tomas Technician', email: 'tomas@alderway.test', roles: ['TEC'], all_clients: true });
  const tomas = await seen.page();
  await redeem(tomas, made.sign_in_link);
  await page.goto('/settings/people');
  await page.getByRole('row').filter({ hasText: 'Tomas Technician' }).getByRole('button', { name: 'Sessions' }).click();
  const dialog = page.getByRole('dialog', { name: 'Sessions of Tomas Technician' });
  await dialog.getByRole('button', { name: 'End all' }).waitFor();
  await picture(page, 'sessions-of-another');
  await accessible(page, 'the sessions of somebody else are accessible');
  await dialog.getByRole('button', { name: 'End all' }).click();
  await dialog.getByText('is signed in nowhere').waitFor();
  await tomas.getByRole('dialog', { name: 'Your session has ended' }).waitFor({ timeout: 20_000 });
  check(true, 'an owner ends another person\'s sessions, with what they have open');
  const { entries } = await steward.api('GET', '/api/v1/audit?filter=kind%3Aaccess.account_sessions_ended');
  check(entries.length === 1 && entries[0].by_name === 'Olivia Owner', 'that stands in the audit trail');
}

async function removal(steward, page) {
  await page.goto('/account');
  await page.getByRole('row').filter({ hasText: 'Work laptop' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog', { name: 'Remove Work laptop?' }).getByRole('button', { name: 'Remove' }).click();
  await page.getByText('The passkey is removed.').waitFor();
  await page.getByText('No passkey yet.').waitFor();
  await sign_out(page);
  await by_passkey(page);
  await page.getByRole('alert').waitFor();
  check(page.url().includes('/sign-in'), 'a removed passkey opens nothing');
}
