// A server in wrong hands, as the courier meets it: it answers on the socket of a state folder, and says what a story wants it to say.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

export class LyingServer {
  /** `state`: a folder, as `steward --state` takes it. */
  static async start(state) {
    const self = new LyingServer();
    fs.mkdirSync(state, { recursive: true });
    self.tell_the_truth();
    self.posted = [];
    self.posted_files = [];  // that came beside them
    self.server = http.createServer((request, answer) => {
      let body = '';
      request.on('data', (part) => (body += part));
      request.on('end', () => self.#answer(request, body, answer));
    });
    await new Promise((resolve) => self.server.listen(path.join(state, 'steward.sock'), resolve));
    return self;
  }
  /** An authority without messages, drafts and questions. */
  tell_the_truth() {
    this.authority = { exists: false };
    this.messages = [];
    this.jobs = [];
    this.drafts = {};
    this.questions = [];
    this.refusal = undefined;
    this.raw = {};  // by path: a function that answers as it likes
  }
  /** The chain as `steward-sign publish --to FOLDER` wrote it. */
  give_chain(authority, frames) {
    this.authority = { exists: true, authority_id: authority };
    this.messages = frames.map((frame) => ({ frame: frame.toString('base64') }));
  }
  give_draft(id, { draft, frame, files = [], cards = [] }) {
    this.jobs.push({ job_id: id, allowed_actions: ['sign'], signed_by: frame ? ['Bob'] : [] });
    this.drafts[id] = {
      draft: draft?.toString('base64'), frame: frame?.toString('base64'),
      files: files.map((content) => ({ content: content.toString('base64') })), cards: cards.map((card) => card.toString('base64')),
    };
  }
  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }

  #answer(request, body, answer) {
    const [route] = request.url.split('?');
    if (this.raw[route]) return this.raw[route](answer, request);
    const json = (value, status = 200) => {
      answer.writeHead(status, { 'content-type': 'application/json' });
      answer.end(JSON.stringify(value));
    };
    if (request.method === 'POST') {
      const said = JSON.parse(body);
      this.posted.push(said.frame);
      this.posted_files.push(...(said.files ?? []).map((one) => Buffer.from(one, 'base64').toString()));
      return this.refusal ? json(this.refusal, 409) : json({ became: 'accepted' });
    }
    if (route === '/api/v1/authority') return json(this.authority);
    if (route === '/api/v1/authority/messages') return json({ messages: this.messages });
    if (route === '/api/v1/authority/questions') return json({ questions: this.questions });
    if (route === '/api/v1/jobs') return json({ jobs: this.jobs });
    const job = route.match(/^\/api\/v1\/jobs\/([^/]+)\/draft$/)?.[1];
    return job && this.drafts[job] ? json(this.drafts[job]) : json({ detail: 'There is no such thing.' }, 404);
  }
}
