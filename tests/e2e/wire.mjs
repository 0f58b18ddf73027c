// A wire between agent and server that can be cut and mended: bytes are passed on as they come.
import net from 'node:net';

export class Wire {
  /** Listens on a free port and passes on to `port`. */
  static async lay(port) {
    const self = new Wire();
    self.pairs = new Set();
    self.is_cut = false;
    self.server = net.createServer((near) => {
      if (self.is_cut) return near.destroy();
      const far = net.connect(port, '127.0.0.1');
      const pair = { near, far };
      self.pairs.add(pair);
      const end = () => { near.destroy(); far.destroy(); self.pairs.delete(pair); };
      near.pipe(far).pipe(near);
      for (const side of [near, far]) side.on('error', end).on('close', end);
    });
    await new Promise((resolve) => self.server.listen(0, '127.0.0.1', resolve));
    self.port = self.server.address().port;
    return self;
  }
  cut() {
    this.is_cut = true;
    for (const { near, far } of this.pairs) { near.destroy(); far.destroy(); }
  }
  mend() {
    this.is_cut = false;
  }
}
