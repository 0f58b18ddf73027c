// A small machine of its own: a name, a root volume and a data volume that can really be filled, and an
// agent that sees nothing else of the disk. Kernel, processes and network are those of this machine.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { program } from './installation.mjs';

const mebibyte = 1024 * 1024;

export class Machine {
  /** Mounts both volumes below the installation's folder; they go with it. */
  static make(steward, name) {
    const self = new Machine();
    self.name = name;
    self.root = path.join(steward.folder, `machine-${name}`);
    fs.mkdirSync(self.root);
    steward.at_end(() => execFileSync('umount', ['-l', '-R', self.root], { stdio: 'ignore' }));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m,mode=755', 'tmpfs', self.root]);
    for (const folder of ['proc', 'data', 'etc', 'usr/bin', 'var/lib']) fs.mkdirSync(path.join(self.root, folder), { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', path.join(self.root, 'data')]);
    execFileSync('mount', ['--bind', '/proc', path.join(self.root, 'proc')]);
    fs.copyFileSync('/etc/os-release', path.join(self.root, 'etc/os-release'));
    self.bring(program.agent, '/usr/bin/steward-agent');
    for (const [library] of execFileSync('ldd', [program.agent], { encoding: 'utf8' }).matchAll(/\/\S+/g)) self.bring(library, library);
    return self;
  }
  bring(from, to) {
    fs.mkdirSync(path.join(this.root, path.dirname(to)), { recursive: true });
    fs.copyFileSync(from, path.join(this.root, to));
    fs.chmodSync(path.join(this.root, to), 0o755);
  }

  /** How the agent is started in it, and where it keeps its own: for `Installation.add_agent`. */
  get words() {
    return ['unshare', '--uts', 'sh', '-c', 'echo "$1" > /proc/sys/kernel/hostname; shift; exec chroot "$@"', 'sh', this.name, this.root, '/usr/bin/steward-agent'];
  }
  get state() { return '/var/lib/steward-agent'; }

  /** Writes until `volume` ("/" or "/data") is `percent` full. */
  fill(volume, percent) {
    const { blocks, bfree, bsize } = fs.statfsSync(path.join(this.root, volume));
    const bytes = Math.ceil(((blocks * percent) / 100 - (blocks - bfree)) * bsize);
    if (bytes < mebibyte) throw new Error(`${volume} is fuller than it should be at first`);
    fs.writeFileSync(path.join(this.root, volume, 'ballast'), Buffer.alloc(bytes));
  }
  free(volume) {
    fs.rmSync(path.join(this.root, volume, 'ballast'));
  }
}
