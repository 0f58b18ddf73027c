// What a person does at the door: open a one-time link, choose a password, enrol an authenticator app,
// sign in. The authenticator is computed here, as an app on a phone would.
import { createHmac } from 'node:crypto';

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const period_ms = 30_000;
const typing_ms = 5_000;

function bytes_of(secret) {
  let bits = '';
  for (const letter of secret.replace(/[\s=]/g, '').toUpperCase()) bits += alphabet.indexOf(letter).toString(2).padStart(5, '0');
  return Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
}

/** RFC 6238 with SHA-1 and six digits. */
export function code_of(secret, step) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const hash = createHmac('sha1', bytes_of(secret)).update(counter).digest();
  const begin = hash[hash.length - 1] & 15;
  return String((hash.readUInt32BE(begin) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** An authenticator app. A code counts once; the server takes the next one early, for clocks that differ. */
export class Authenticator {
  constructor(secret) {
    this.secret = secret;
    this.last = 0;
  }
  /** A code that was not shown before. */
  next() {
    const present = Math.floor(Date.now() / period_ms);
    // The code before the present one is good as well, but not if a new period begins while it is typed.
    const oldest = Math.floor((Date.now() + typing_ms) / period_ms) - 1;
    this.last = Math.max(oldest, this.last + 1);
    if (this.last > present + 1) throw new Error('three codes within one period: the server would refuse this one');
    return code_of(this.secret, this.last);
  }
}

export const password = 'four quiet otters by the weir';

/** From the link to the page Now. Returns the authenticator and the recovery codes. */
export async function redeem(page, link) {
  await page.goto(`/link#${link.split('#')[1]}`);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('heading', { name: 'Protect your account' }).waitFor();
  await page.getByText('Cannot scan it?').click();
  const secret = await page.locator('details code').innerText();
  const authenticator = new Authenticator(secret.trim());
  await page.getByLabel('Code that the app shows').fill(authenticator.next());
  await page.getByRole('button', { name: 'Confirm' }).click();
  await page.getByText('Keep these recovery codes').waitFor();
  const recovery_codes = await page.locator('ul.mono li').allInnerTexts();
  await page.getByLabel('I have kept them').check();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.waitForURL('**/now');
  return { authenticator, recovery_codes };
}

/** The owner's link as `steward setup` and `steward url` print it. */
export const owner_link = (steward) => steward.cli('url').match(/http\S+\/link#\S+/)[0];

/** An account made by the owner's command line; returns its link. */
export async function invite(steward, name, email, roles, client_ids) {
  const made = await steward.api('POST', '/api/v1/accounts', { name, email, roles, all_clients: client_ids === undefined, client_ids: client_ids ?? [] });
  return made.sign_in_link;
}

/** Signs in by hand: the password, then `code` (of the app, or a recovery code). */
export async function sign_in(page, email, secret_words, code, recovery = false) {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(secret_words);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Use a recovery code' }).waitFor();
  if (recovery) await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel(recovery ? 'Recovery code' : 'Code from your authenticator app').fill(code);
  await page.getByRole('button', { name: 'Confirm' }).click();
}
