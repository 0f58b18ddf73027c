#!/usr/bin/env python3
"""What a restore test of level 1 costs over a bare restore: proofs.py BUILD [--mebibytes N] [--rounds N]. Of 3,000 files a test restores
those that the source drew, the bare restore all of them.

As root, as a test needs its own mounts. Both restore onto the same disk, by the same engine, without its cache. Processor time is that of
each program and all that it started; memory is that of our own processes at their largest (the engine's is its own affair).
"""
import argparse
import glob
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time

KIB, MIB = 1024, 1024 * 1024


def ran(words, env, watch=None):
    """Seconds of the processor, and of our own processes the largest in bytes."""
    process = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    largest, over = [0], threading.Event()

    def look():
        while not over.wait(0.02):
            for status in glob.glob('/proc/[0-9]*/status'):
                try:
                    facts = dict(line.split(':', 1) for line in open(status, encoding='utf8').read().splitlines() if ':' in line)
                except OSError:
                    continue
                if facts.get('Name', '').strip() == watch:
                    largest[0] = max(largest[0], int(facts.get('VmHWM', '0 kB').split()[0]) * KIB)

    watcher = threading.Thread(target=look)
    if watch:
        watcher.start()
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    over.set()
    if watch:
        watcher.join()
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        sys.exit(f'{" ".join(words)}: exit {code}\n{said}')
    return used.ru_utime + used.ru_stime, largest[0], said


class Source:
    """A folder of files, backed up by the wrapper, so that a test has the source's own hashes to compare with."""

    def __init__(self, build, engine, files, size):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix='steward-proofs-', dir='/tmp'))
        self.engine, self.files, self.size, self.build = engine, files, size, build
        self.env = {**os.environ, 'RESTIC_PASSWORD': 'correct horse', 'RESTIC_REPOSITORY': str(self.at('repository')), 'BORG_PASSPHRASE': 'correct horse',
                    'BORG_REPO': str(self.at('repository')), 'BORG_BASE_DIR': str(self.at('borg')), 'BORG_RELOCATED_REPO_ACCESS_IS_OK': 'yes'}
        self.host_file = pathlib.Path(f'/etc/steward/restore/bench-{os.getpid()}')
        self.fill()

    def at(self, name):
        return self.root / name

    def fill(self):
        rng = random.Random(1)
        folder = self.at('files')
        folder.mkdir()
        for i in range(self.files):  # half of each file can be packed
            half = rng.randbytes(self.size // 2)
            (folder / f'file-{i}').write_bytes(half + b'0123456789abcdef' * ((self.size - len(half)) // 16))
        first, backup = {'restic': (['restic', '-q', 'init'], ['restic', '--json', 'backup', '--host', 'source', str(folder)]),
                         'borg': (['borg', 'init', '--encryption=repokey'], ['borg', 'create', '--json', '::files-1', str(folder)])}[self.engine]
        ran(first, self.env)
        ran([f'{self.build}/agent/steward-agent', 'backup-run', '--label', 'files', '--source', str(folder), '--reports', str(self.at('reports')),
             '--manifests', str(self.at('manifests')), '--', *backup], self.env)
        self.witness = next(self.at('manifests').glob('*.witness'))
        secret = {'restic': 'RESTIC_PASSWORD', 'borg': 'BORG_PASSPHRASE'}[self.engine]
        self.host_file.parent.mkdir(parents=True, exist_ok=True)
        self.host_file.write_text(f'engine {self.engine}\nrepository {self.at("repository")}\nenvironment {secret}=correct horse\n'
                                  f'scratch {self.at("scratch")}\nlabel files\npath {folder}\n', encoding='utf8')
        self.host_file.chmod(0o600)

    def proof(self):
        return ran([f'{self.build}/prove/steward-prove', 'try', self.host_file.name, '--label', 'files', '--witness', str(self.witness), '--same-machine'], self.env,
                   watch='steward-prove')

    def bare(self):
        target = tempfile.mkdtemp(prefix='steward-bare-', dir='/tmp')
        words = {'restic': ['restic', '-q', '--no-lock', '--no-cache', 'restore', 'latest', '--target', target],
                 'borg': ['sh', '-c', f'cd {target} && exec borg extract ::files-1']}[self.engine]
        seconds, _, _ = ran(words, self.env)
        shutil.rmtree(target)
        return seconds

    def remove(self):
        self.host_file.unlink(missing_ok=True)
        shutil.rmtree(self.root)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('build')
    parser.add_argument('--mebibytes', type=int, default=1024)
    parser.add_argument('--rounds', type=int, default=3)
    asked = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit('proofs.py: as root only: a restore test has mounts of its own')
    print(f'{time.strftime("%Y-%m-%d %H:%M")}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; seconds of the processor, the least of {asked.rounds} rounds')
    print(f'{"":40}{"bare":>8}{"proof":>8}{"more":>8}{"ours":>11}')
    shapes = (('8 very large files', 8, asked.mebibytes * MIB // 8), ('128 large files', 128, asked.mebibytes * MIB // 128),
              ('3,000 small files', 3000, 25 * KIB))
    for engine in ('restic', 'borg'):
        for name, files, size in shapes:
            source = Source(asked.build, engine, files, size)
            try:
                bare = min(source.bare() for _ in range(asked.rounds))
                proofs = [source.proof() for _ in range(asked.rounds)]
            finally:
                source.remove()
            proof, memory = min(one[0] for one in proofs), max(one[1] for one in proofs)
            print(f'{f"{engine}, {name}, {files * size // MIB} MiB":40}{bare:8.2f}{proof:8.2f}{(proof / bare - 1) * 100:7.0f} %{memory / MIB:7.1f} MiB', flush=True)


main()
