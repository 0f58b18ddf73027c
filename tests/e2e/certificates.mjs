// A certificate authority of our own, as an operator's company may have one.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

const openssl = (...words) => execFileSync('openssl', words, { stdio: ['ignore', 'ignore', 'pipe'] });
const new_key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

export class Authority {
  static make(folder) {
    const self = new Authority();
    self.folder = folder;
    self.certificate = path.join(folder, 'authority.pem');
    self.key = path.join(folder, 'authority.key');
    openssl('req', '-x509', ...new_key, '-keyout', self.key, '-out', self.certificate, '-subj', '/CN=Alderway authority', '-days', '30');
    return self;
  }
  /** What a browser that knows this authority is given as `ca`. */
  get known() { return fs.readFileSync(this.certificate); }

  /** A chain and a key in the files `<name>.pem` and `<name>.key`, made out to an IP address; again: renewed. */
  issue(name, address, days) {
    const chain = path.join(this.folder, `${name}.pem`), key = path.join(this.folder, `${name}.key`);
    openssl('req', '-x509', ...new_key, '-CA', this.certificate, '-CAkey', this.key, '-keyout', key, '-out', chain, '-subj', `/CN=${name}`,
      '-addext', `subjectAltName=IP:${address}`, '-addext', 'basicConstraints=critical,CA:FALSE', '-addext', 'extendedKeyUsage=serverAuth', '-days', String(days));
    fs.appendFileSync(chain, this.known);
    return { chain, key };
  }
}
