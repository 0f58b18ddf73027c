"""Every inclusion and consistency proof of every tree up to 256 leaves, against RFC 9162 as its text defines it.
Usage: proofs_test.py PRINT_PROOFS [SIZE]"""

import subprocess
import sys

from log_model import Leaves, leaf_hash

most = int(sys.argv[2]) if len(sys.argv) > 2 else 256
tree = Leaves([leaf_hash(b"leaf %d" % i) for i in range(most)])
seen = {"r": 0, "i": 0, "c": 0}
for line in subprocess.run([sys.argv[1], str(most)], capture_output=True, text=True, check=True).stdout.splitlines():
    kind, *words = line.split()
    if kind == "r":
        size, hashes, right = int(words[0]), words[1:], [tree.mth(0, int(words[0]))]
    elif kind == "i":
        hashes, right = words[2:], tree.path(int(words[0]), 0, int(words[1]))
    else:
        hashes, right = words[2:], tree.proof(int(words[0]), int(words[1]))
    if hashes != [one.hex() for one in right]:
        sys.exit(f"differs: {line[:120]}")
    seen[kind] += 1
pairs = most * (most + 1) // 2
if seen != {"r": most, "i": pairs, "c": pairs + most}:
    sys.exit(f"not all proofs were printed: {seen}")
print(f"{seen['i']} inclusion proofs and {seen['c']} consistency proofs of {most} trees are those of RFC 9162")
