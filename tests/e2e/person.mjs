// A person at the API as a browser is: with the cookie that it was given, and the token of the page that it shows.
import { Authenticator } from '../browser/people.mjs';

export class Person {
  /** `given`: told each secret that the server hands over, with what it is. */
  constructor(steward, given = () => {}) {
    this.url = `http://127.0.0.1:${steward.port}`;
    this.given = given;
    this.forget();
  }
  /** Nobody any more, without a word to the server. */
  forget() {
    this.cookie = this.page_token = '';
  }

  /** `body`: an object, or a text that goes as it is. */
  async ask(verb, route, body, headers = {}) {
    const own = { 'content-type': 'application/json', ...(this.cookie && { cookie: this.cookie }), ...(this.page_token && { 'x-steward-csrf': this.page_token }) };
    const answer = await fetch(this.url + route, { method: verb, headers: { ...own, ...headers }, body: typeof body === 'object' ? JSON.stringify(body) : body });
    for (const set of answer.headers.getSetCookie()) {
      this.cookie = set.split(';')[0];
      const value = this.cookie.slice(this.cookie.indexOf('=') + 1);
      if (value) this.given('session', value);
      else this.cookie = '';
    }
    const text = await answer.text();
    const said = text.startsWith('{') ? JSON.parse(text) : {};
    const page_token = said.session?.csrf_token ?? said.csrf_token;
    if (page_token) this.given('page token', (this.page_token = page_token));
    return { status: answer.status, said };
  }
  async done(verb, route, body, headers) {
    const { status, said } = await this.ask(verb, route, body, headers);
    if (status >= 300) throw new Error(`${verb} ${route}: ${status} ${JSON.stringify(said)}`);
    return said;
  }
  async refused(expected, verb, route, body, headers) {
    const { status, said } = await this.ask(verb, route, body, headers);
    if (status !== expected) throw new Error(`${verb} ${route}: ${status} instead of ${expected} ${JSON.stringify(said)}`);
  }

  /** The page anew: after a new password the session is another one, and so is the page's token. */
  load() {
    return this.done('GET', '/api/v1/access/session');
  }

  /** From a one-time link to somebody with a password and an app: its secret and the recovery codes. */
  async redeem(link, password) {
    await this.done('POST', '/api/v1/access/redeem-link', { link_token: link.split('#')[1], new_password: password });
    const { secret } = await this.done('POST', '/api/v1/access/totp', {});
    const { recovery_codes } = await this.done('POST', '/api/v1/access/totp/confirm', { code: new Authenticator(secret).next() });
    return { secret, recovery_codes };
  }
}

/** The owner's link as `steward setup` and `steward url` print it. */
export const owner_link = (steward) => JSON.parse(steward.cli('url', '--json')).sign_in_link;
