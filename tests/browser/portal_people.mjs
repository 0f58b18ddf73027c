// What the stories of a client's portal do alike: a phone, a provider with two clients, going in and out, looking at a page.
import { check } from '../e2e/installation.mjs';
import { accessible, overflow, picture } from './console.mjs';
import { password } from './people.mjs';

export const phone = { width: 390, height: 844, touch: true };

/** Two clients; of the first Carla, who has tickets, and Bo, who may approve a purchase. */
export async function furnish(steward, post) {
  const made = {};
  for (const name of ['Harbour Foods', 'Lakeside']) {
    const client = await steward.api('POST', '/api/v1/clients', { name, zone: 'Europe/Zurich' });
    made[name.split(' ')[0].toLowerCase()] = client.client_id;
  }
  await steward.api('POST', `/api/v1/clients/${made.harbour}/people`, { name: 'Carla Berg', email: 'carla@harbour.example', roles: ['CUS'] });
  const bo = await steward.api('POST', `/api/v1/clients/${made.harbour}/people`, { name: 'Bo Budget', email: 'bo@harbour.example', roles: ['CAP'], approval_limit_minor: '100000', approval_limit_currency: 'CHF' });
  const limit = { approval_limit_minor: '100000', approval_limit_currency: 'CHF', vip: true };
  await steward.api('PATCH', `/api/v1/people/${bo.person_id}`, limit);
  const article = await steward.api('POST', '/api/v1/articles', { title: 'The till prints no receipts', body: 'Take the paper out and lay it in **the other way round**.', category: 'Tills' });
  await steward.api('POST', `/api/v1/articles/${article.article_id}/audience`, { audience: 'clients' });
  await steward.api('POST', '/api/v1/articles', { title: 'The till prints no receipts, for ourselves', body: 'canary: they dropped it', category: 'Tills' });
  await steward.api('POST', '/api/v1/channels', { kind: 'email', name: 'People', events: ['mail.receipt', 'mail.answer'], settings: { host: '127.0.0.1', port: String(post.port), security: 'none', from: 'Steward <steward@msp.test>', to: 'desk@msp.test' } });
  await steward.api('PATCH', '/api/v1/survey-settings', { enabled: true, delay_minutes: 0 });
  await steward.api('PATCH', '/api/v1/portal-defaults', { contact_phone: '+41 44 555 01 00', contact_note: 'Urgent things around the clock' });
  return made;
}

export async function enter(page, link) {
  await page.goto(`/link#${link.split('#')[1]}`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL('**/portal');
}

/** Light and dark: accessible, and nothing sticks out. */
export async function look_at(page, name) {
  await page.mouse.move(0, 0); // no pointer rests on a phone: over a note it would hold its time
  for (const theme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await accessible(page, `${name} is accessible, ${theme}`);
    const out = await overflow(page);
    check(out.length === 0, `nothing sticks out of ${name}, ${theme}${out.map((line) => `\n  ${line}`).join('')}`);
    await picture(page, `${name}-${theme}`);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

export async function leave(page) {
  await page.getByRole('navigation', { name: 'Main, phone' }).getByRole('link', { name: 'You' }).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.goto('/portal');
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  check(true, 'she is signed out, and the portal asks her to sign in');
}
