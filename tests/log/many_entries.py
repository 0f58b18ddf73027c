"""An export of many entries, to measure steward-verify: many_entries.py N > FILE. One client, entries a minute apart, every day counted."""

import sys

from log_model import DAY, NOBODY, Chain, Log, b64, cbor, node_hash, sha256, words_of

log, count = Log(), int(sys.argv[1])
start = 20_000 * DAY
client, provider = Chain(bytes([7]) * 16, bytes([4]) * 32, "Harbour"), Chain(NOBODY, bytes([3]) * 32, "the provider's own acts")
stack, size, written = [], 0, 0
out = sys.stdout
made = start + (count // 1440 + 2) * DAY
out.write(f"steward-log-export/v1\norigin {log.origin}\nmade {made}\nkey {log.key.text()}\n")
for chain in (client, provider):
    kind = "provider" if chain is provider else "client"
    out.write(f"chain {kind} {chain.client.hex()} {b64(chain.salt)} {chain.name}\n")


def add(chain, at, kind, words):
    global size, written
    salt = sha256(b"salt" + size.to_bytes(8, "big"))
    chain.seq += 1
    leaf = cbor({1: 1, 2: at, 3: kind, 4: chain.tag, 5: chain.seq, 6: chain.last, 7: sha256(salt + words)})
    chain.last = sha256(b"\0" + leaf)
    level, part = 0, chain.last
    while stack and stack[-1][0] == level:
        level, part = level + 1, node_hash(stack.pop()[1], part)
    stack.append((level, part))
    size, written = size + 1, written + 1
    out.write(f"entry {b64(leaf)} {b64(salt)} {b64(words)}\n")


def count_day(day):
    for chain in (client, provider):
        details = [("day", str(day)), ("entries", str(chain.seq))]
        add(chain, (day + 1) * DAY + 1_000, 17, words_of(chain.client, "ledger.chain_counted", "the server", details))


add(provider, start, 14, words_of(NOBODY, "ledger.begun", "the server"))
words = words_of(client.client, by="Anna Weber", details=[("roles", "TEC -> ENG"), ("clients", "12 -> 13"), ("name", "Bert Miller")])
for i in range(count):
    if i and i % 1440 == 0:
        count_day(start // DAY + i // 1440 - 1)
    add(client, start + i * 60_000 + 2_000, 9, words)
count_day(start // DAY + (count - 1) // 1440)
root = stack[-1][1]
for _, part in reversed(stack[:-1]):
    root = node_hash(part, root)
text = f"{log.origin}\n{size}\n{b64(root)}\n"
out.write(f"head {b64((text + chr(10) + log.key.line(text)).encode())}\nend {written}\n")
