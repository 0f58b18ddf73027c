// A played provider of access tokens (not a real one): it gives out an access token and the next refresh token for each
// refresh token, which is used up by that, as strict providers do. Whoever has an access token is asked by `/whose`.
import http from 'node:http';

export class TokenProvider {
  static async open({ client_id, client_secret, username }) {
    const self = new TokenProvider();
    Object.assign(self, { client_id, client_secret, username, good: new Set(), refresh: new Set(), asked: 0, given: 0, life_s: 3600 });
    const server = http.createServer((request, answer) => self.answer(request, answer));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    self.url = `http://127.0.0.1:${server.address().port}`;
    return self;
  }

  answer(request, answer) {
    const say = (status, body) => answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    const url = new URL(request.url, this.url);
    if (url.pathname === '/whose') {
      const known = this.good.has(url.searchParams.get('token'));
      return say(known ? 200 : 401, known ? { active: 'true', username: this.username } : { active: 'false' });
    }
    let text = '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      this.asked += 1;
      const form = new URLSearchParams(text);
      if (form.get('client_id') !== this.client_id || form.get('client_secret') !== this.client_secret) return say(401, { error: 'invalid_client' });
      if (form.get('grant_type') !== 'refresh_token' || !this.refresh.delete(form.get('refresh_token'))) return say(400, { error: 'invalid_grant', error_description: `no ${form.get('refresh_token')}` });
      this.given += 1;
      const token = `access-${this.given}`, next = `${form.get('refresh_token').split('.')[0]}.${this.given}`;
      this.good.add(token);
      this.refresh.add(next);
      say(200, { access_token: token, token_type: 'Bearer', expires_in: this.life_s, refresh_token: next });
    });
  }
}
