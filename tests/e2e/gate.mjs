// A door in front of a real mail server that lets everything through and says at which step of a mail it is:
// whoever listens can stop the world right there.
import net from 'node:net';

/** The steps of one mail in their order. `half` is within its words; `taken` is after the mail server has it and
 * before the sender hears of it; `told` is right after. */
export const smtp_steps = ['connected', 'greeted', 'sender', 'receiver', 'data', 'half', 'taken', 'told', 'over'];

const step_of = [[/^(EHLO|HELO)/, 'greeted'], [/^MAIL/, 'sender'], [/^RCPT/, 'receiver'], [/^DATA/, 'data'], [/^QUIT/, 'over']];

export class Gate {
  static async open(port) {
    const self = new Gate();
    self.at = async () => {};  // called with each step; nothing goes on before it returned
    const server = net.createServer((near) => self.pass(near, net.connect(port, '127.0.0.1')));
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    self.port = server.address().port;
    return self;
  }

  // Both sides in one queue, so that a step is over before the next bytes go on.
  pass(near, far) {
    let queue = this.at('connected'), in_mail = false, waits_for_answer = false;
    const then = (work) => (queue = queue.then(work).catch(() => {}));
    for (const side of [near, far]) side.on('error', () => {}).on('close', () => then(() => { near.destroy(); far.destroy(); }));
    near.on('data', (bytes) => then(() => from_sender(bytes)));
    far.on('data', (bytes) => then(() => from_server(bytes)));
    const from_sender = async (bytes) => {
      const text = bytes.toString('latin1');
      if (in_mail && !text.endsWith('\r\n.\r\n')) return void far.write(bytes);
      if (in_mail) {
        const middle = Math.floor(bytes.length / 2);
        far.write(bytes.subarray(0, middle));
        await this.at('half');
        in_mail = false;
        waits_for_answer = true;
        return void far.write(bytes.subarray(middle));
      }
      const step = step_of.find(([pattern]) => pattern.test(text))?.[1];
      if (step) await this.at(step);
      in_mail = step === 'data';
      far.write(bytes);
    };
    const from_server = async (bytes) => {
      const is_taken = waits_for_answer && bytes.toString('latin1').startsWith('250');
      if (is_taken) await this.at('taken');
      near.write(bytes);
      if (is_taken) await this.at('told');
      waits_for_answer = waits_for_answer && !is_taken;
    };
  }
}
