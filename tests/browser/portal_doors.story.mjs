// The door of a client's portal on a phone: the company's own look before anybody signs in, and the four ways in, each gone by a
// client's person: passkey, password with a code, a link in a real mail, the company's own account.
import { createRequire } from 'node:module';
import http from 'node:http';
import { check, free_port, story, until } from '../e2e/installation.mjs';
import { parts_of, post_office } from '../e2e/mail.mjs';
import { accessible, in_browser, overflow, picture } from './console.mjs';
import { Authenticator, invite, password } from './people.mjs';

const e2e = createRequire(new URL('../e2e/package.json', import.meta.url));
const phone = { width: 390, height: 844, touch: true };
const secret = 'a secret of forty characters, more or less';

/** The company's own provider: it knows everybody by any name and password. */
async function provider_at(port, redirect) {
  const { Provider } = await import(e2e.resolve('oidc-provider'));
  const provider = new Provider(`http://localhost:${port}`, {
    clients: [{ client_id: 'harbour-portal', client_secret: secret, redirect_uris: [redirect] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    conformIdTokenClaims: false,
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, email: `${id}@harbour.example`, email_verified: true }) }),
    cookies: { keys: ['a key of a test'] },
  });
  const server = http.createServer(provider.callback());
  await new Promise((resolve) => server.listen(port, 'localhost', resolve));
  return server;
}

await story('A client\'s person sees whose portal it is before signing in, and signs in by each of the four ways.', 'browser-portal-doors', async (steward) => {
  const origin = `http://localhost:${steward.port}`;
  const at = await free_port();
  const server = await provider_at(at, `${origin}/sign-in/provider`);
  const post = await post_office(steward);
  await steward.start_server({ options: ['--public-url', origin] });
  const harbour = await furnish(steward, post, at);
  await in_browser(steward, 'portal-doors', async (seen) => {
    seen.others.add(`http://localhost:${at}`);
    seen.others.add('https://fonts.googleapis.com');  // the provider's own pages ask for a font
    const page = await seen.page(phone);
    await the_door(page);
    await under_its_own_name(steward, seen);
    await by_password_and_code(steward, page, harbour);
    await by_passkey(page);
    await sessions(page);
    const mailed = await seen.page(phone);
    await by_mail(steward, mailed, post, harbour);
    const linked = await seen.page(phone);
    await by_their_own_account(steward, linked, harbour);
  }, origin);
  server.close();
});

async function furnish(steward, post, provider) {
  const harbour = (await steward.api('POST', '/api/v1/clients', { name: 'Harbour Foods', zone: 'Europe/Zurich' })).client_id;
  const lake = (await steward.api('POST', '/api/v1/clients', { name: 'Lakeside', zone: 'Europe/Zurich' })).client_id;
  await steward.api('PATCH', `/api/v1/clients/${harbour}/portal`, { color: '#0f766e', address: 'harbour', host: 'support.localhost', contact_phone: '+41 44 555 01 00' });
  await steward.api('PATCH', `/api/v1/clients/${lake}/portal`, { color: '#be185d' });
  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'Links', events: ['mail.sign_in'], settings: { host: '127.0.0.1', port: String(post.port), security: 'none', from: 'Steward <steward@msp.test>', to: 'desk@msp.test' } });
  await steward.api('POST', '/api/v1/identity-providers', { name: 'Harbour', issuer: `http://localhost:${provider}`, application_id: 'harbour-portal', application_secret: secret, for_client_id: harbour, allow_private_network: true, enabled: true });
  return harbour;
}

/** Light and dark: accessible, and nothing sticks out. */
async function look_at(page, name) {
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await accessible(page, `${name} is accessible, ${theme}`);
    const out = await overflow(page);
    check(out.length === 0, `nothing sticks out of ${name}, ${theme}${out.map((line) => `\n  ${line}`).join('')}`);
    await picture(page, `${name}-${theme}`);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

function bar(page) {
  return page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--bar').trim());
}

async function the_door(page) {
  await page.goto('/portal');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  check(!(await page.content()).includes('Harbour'), 'without an address the door is nobody\'s: no client is named');
  await page.goto('/portal/lakeside');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  check(!(await page.content()).includes('Lakeside'), 'a client without an address of its own is not found by its name');
  await page.goto('/portal/harbour');
  await page.getByText('Harbour Foods').waitFor();
  check((await bar(page)) === '#0f766e', 'at its address it has the name and the colour of the company');
  await page.getByRole('button', { name: 'Sign in with Harbour' }).waitFor();
  await page.getByRole('link', { name: '+41 44 555 01 00' }).waitFor();
  await look_at(page, 'portal-door');
  const small = await page.evaluate(() => [...document.querySelectorAll('button, input')].filter((one) => one.getBoundingClientRect().height > 0 && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML.slice(0, 90)));
  check(small.length === 0, `everything that is touched is 44 px high${small.map((line) => `\n  ${line}`).join('')}`);
  for (const who of ['nobody@harbour.example', 'carla@harbour.example']) {
    await page.getByLabel('E-mail').fill(who);
    await page.getByLabel('Password').fill('not the password at all');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
  }
  check(true, 'a wrong password and an unknown person are told the same');
}

/** Under the company's own host name: its look without any word behind it, a session of that name alone. */
async function under_its_own_name(steward, seen) {
  const [own, other] = ['support', 'lakeside'].map((name) => `http://${name}.localhost:${steward.port}`);
  seen.others.add(own).add(other);
  const page = await seen.page(phone);
  await page.goto(`${other}/portal`);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  check(!/Harbour|Lakeside/.test(await page.content()), 'a name that no portal has shows nobody');
  await page.goto(`${own}/portal`);
  await page.getByText('Harbour Foods').waitFor();
  check((await bar(page)) === '#0f766e', 'its own name shows the name and the colour of the company');
  const home = page.getByRole('link', { name: 'Sign in here' });
  check((await home.getAttribute('href')).startsWith(seen.origin) && (await page.getByRole('button', { name: 'Sign in with a passkey' }).count()) === 0, 'what belongs to the public name is offered there');
  await look_at(page, 'portal-own-name');
  await page.getByLabel('E-mail').fill('nobody@harbour.example');
  await page.getByLabel('Password').fill('not the password at all');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').waitFor();
  const from = (origin) => new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: steward.port, method: 'POST', path: '/api/v1/access/sign-in', headers: { host: own.slice('http://'.length), origin, 'content-type': 'application/json' } }, (answer) => resolve(answer.resume().statusCode));
    request.on('error', reject);
    request.end(JSON.stringify({ email: 'x@y.test', password: 'x' }));
  });
  check((await from(own)) === 401 && (await from(other)) === 403, 'a page under another name cannot sign anybody in');
  await page.context().close();
}

/** By the invitation: a password, then an authenticator app added by oneself; then with both. */
async function by_password_and_code(steward, page, harbour) {
  const link = await invite(steward, 'Carla Berg', 'carla@harbour.example', ['CUS'], [harbour]);
  await page.goto(`/link#${link.split('#')[1]}`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL('**/portal');
  await page.goto('/portal/account/security');
  await page.getByRole('button', { name: 'Add an authenticator app' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Cannot scan it?').click();
  const authenticator = new Authenticator((await dialog.locator('details code').innerText()).trim());
  await dialog.getByLabel('Code that the app shows').fill(authenticator.next());
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await dialog.getByLabel('I have kept them').check();
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await dialog.waitFor({ state: 'detached' });
  await add_passkey(page);
  await look_at(page, 'portal-security');
  await sign_out(page, 'Sign out');
  check(new URL(page.url()).pathname === '/portal/harbour', 'signing out leads back to the company\'s own door');
  await page.getByLabel('E-mail').fill('carla@harbour.example');
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Code from your authenticator app').waitFor();
  await look_at(page, 'portal-second-factor');
  await page.getByLabel('Code from your authenticator app').fill(authenticator.next());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByRole('heading', { name: 'Hello, Carla' }).waitFor();
  check(true, 'password, then the code: she is in');
}

async function add_passkey(page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  await wire.send('WebAuthn.addVirtualAuthenticator', { options });
  await page.getByRole('button', { name: 'Add a passkey' }).first().click();
  const dialog = page.getByRole('dialog', { name: 'Add a passkey' });
  await dialog.getByLabel('Name').fill('My phone');
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('The passkey is added.').waitFor();
}

async function sign_out(page, how) {
  await page.goto('/portal/account');
  await page.getByRole('button', { name: how, exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

async function by_passkey(page) {
  await sign_out(page, 'Sign out');
  await page.goto('/portal/tickets');
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await page.getByRole('heading', { name: 'Your tickets' }).waitFor();
  check(true, 'the passkey alone signs in, on the page that one wanted');
}

async function sessions(page) {
  await page.goto('/portal/account/security');
  await page.getByRole('region', { name: 'Your sessions' }).getByText('this one', { exact: false }).first().waitFor();
  await sign_out(page, 'Sign out everywhere');
  await page.goto('/portal');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  check(true, 'signed out everywhere');
}

async function by_mail(steward, page, post, harbour) {
  await invite(steward, 'Mia Mail', 'mia@harbour.example', ['CUS'], [harbour]);
  await page.goto('/portal/harbour');
  await page.getByRole('button', { name: 'Get a link by mail' }).click();
  await page.getByLabel('Your e-mail address').fill('nobody@harbour.example');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  const unknown = (await page.getByRole('status').filter({ hasText: 'is known here' }).innerText()).replace('nobody', 'mia');
  await page.goto('/portal/harbour');
  await page.getByRole('button', { name: 'Get a link by mail' }).click();
  await page.getByLabel('Your e-mail address').fill('mia@harbour.example');
  await page.getByRole('button', { name: 'Send me a link' }).click();
  const known = await page.getByRole('status').filter({ hasText: 'is known here' }).innerText();
  check(known === unknown, 'whether there is such a person is not said');
  await picture(page, 'portal-mail-asked');
  const token = () => post.letters().map((letter) => /\/sign-in\/mail#(\S+)/.exec(parts_of(letter).text)?.[1]).findLast(Boolean);
  await until('the mail with the link is there', () => token(), 30);
  check(post.letters().length === 1, 'only one mail went out');
  await page.goto(`/sign-in/mail#${token()}`);
  await page.getByText('Harbour Foods').waitFor();
  await look_at(page, 'portal-mail-link');
  await page.getByRole('button', { name: 'Sign in now' }).click();
  await page.getByRole('heading', { name: 'Hello, Mia' }).waitFor();
  check(true, 'the link from the mail signs in, once');
}

async function by_their_own_account(steward, page, harbour) {
  const link = await invite(steward, 'Olga Own', 'olga@harbour.example', ['CUS'], [harbour]);
  await page.goto('/portal/harbour');
  await page.getByText('Harbour Foods').waitFor();
  await page.goto(`/link#${link.split('#')[1]}`);
  await page.getByRole('button', { name: 'Sign in with Harbour' }).click();
  await at_the_provider(page, 'olga');
  await page.getByRole('heading', { name: 'Hello, Olga' }).waitFor();
  check(true, 'an invitation is taken with the company\'s own account, without a password here');
  await sign_out(page, 'Sign out');
  await page.getByRole('button', { name: 'Sign in with Harbour' }).click();
  // The provider remembers her and asks nothing.
  await come_back(page);
  await page.getByRole('heading', { name: 'Hello, Olga' }).waitFor();
  check(true, 'the company\'s own account signs in');
  if (process.env.STEWARD_CONSOLE) return;
  check(!page.url().includes('code='), 'and its code does not stay in the address');
}

async function at_the_provider(page, who) {
  await page.locator('input[name=login]').fill(who);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await come_back(page);
}

/** Playwright replaces no answer that a redirect leads to: a console from outside the server is asked for again. */
async function come_back(page) {
  if (!process.env.STEWARD_CONSOLE) return;
  await page.waitForURL('**/sign-in/provider?*', { waitUntil: 'commit' });
  await page.reload();
}
