"""The accountability log again, in another language and as plainly as can be: RFC 9162 as its text defines it, by recursion; CBOR, notes
and exports written from docs/guide/verify.md. Ed25519 is the reference code of RFC 8032, section 6. Nothing here is fast."""

import base64
import hashlib
from functools import lru_cache


def sha256(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode()


# --- RFC 9162, section 2.1 ---
def leaf_hash(entry):
    return sha256(b"\0" + entry)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


def split(n):
    """The largest power of two smaller than n."""
    k = 1
    while k * 2 < n:
        k *= 2
    return k


class Leaves:
    """MTH, PATH and PROOF over one list of leaf hashes."""

    def __init__(self, hashes):
        self.hashes = list(hashes)
        self.mth = lru_cache(maxsize=None)(self._mth)

    def _mth(self, begin, end):
        if begin == end:
            return sha256(b"")
        if end - begin == 1:
            return self.hashes[begin]
        k = split(end - begin)
        return node_hash(self.mth(begin, begin + k), self.mth(begin + k, end))

    def path(self, m, begin, end):
        n = end - begin
        if n == 1:
            return []
        k = split(n)
        if m < k:
            return self.path(m, begin, begin + k) + [self.mth(begin + k, end)]
        return self.path(m - k, begin + k, end) + [self.mth(begin, begin + k)]

    def proof(self, m, n):
        return self.subproof(m, 0, n, True) if 0 < m < n else []

    def subproof(self, m, begin, end, whole):
        n = end - begin
        if m == n:
            return [] if whole else [self.mth(begin, end)]
        k = split(n)
        if m <= k:
            return self.subproof(m, begin, begin + k, whole) + [self.mth(begin + k, end)]
        return self.subproof(m - k, begin + k, end, False) + [self.mth(begin, begin + k)]


# --- Ed25519, RFC 8032 ---
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT = pow(2, (P - 1) // 4, P)


def point_add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f, g * h, f * g, e * h)


def point_mul(s, p):
    q = (0, 1, 1, 0)
    while s > 0:
        if s & 1:
            q = point_add(q, p)
        p = point_add(p, p)
        s >>= 1
    return q


def recover_x(y, sign):
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * SQRT % P
    return P - x if x & 1 != sign else x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def compress(p):
    inverse = pow(p[2], P - 2, P)
    return int.to_bytes(p[1] * inverse % P | (p[0] * inverse % P & 1) << 255, 32, "little")


class Key:
    def __init__(self, name, kind, seed):
        h = hashlib.sha512(seed).digest()
        a = int.from_bytes(h[:32], "little")
        self.a = a & (1 << 254) - 8 | 1 << 254
        self.prefix, self.name, self.kind = h[32:], name, kind
        self.public = compress(point_mul(self.a, BASE))

    def hash(self):
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public)[:4]

    def text(self):
        return f"{self.name}+{self.hash().hex()}+{b64(bytes([self.kind]) + self.public)}"

    def sign(self, message):
        r = int.from_bytes(hashlib.sha512(self.prefix + message).digest(), "little") % Q
        point = compress(point_mul(r, BASE))
        h = int.from_bytes(hashlib.sha512(point + self.public + message).digest(), "little") % Q
        return point + int.to_bytes((r + h * self.a) % Q, 32, "little")

    def line(self, text, seconds=None):
        if seconds is None:
            return f"\u2014 {self.name} {b64(self.hash() + self.sign(text.encode()))}\n"
        signed = self.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
        return f"\u2014 {self.name} {b64(self.hash() + seconds.to_bytes(8, 'big') + signed)}\n"


# --- CBOR, the deterministic form ---
def cbor(value):
    def head(major, n):
        for extra, size in ((24, 0), (2**8, 1), (2**16, 2), (2**32, 4), (2**64, 8)):
            if n < extra:
                low = n if size == 0 else {1: 24, 2: 25, 4: 26, 8: 27}[size]
                return bytes([major << 5 | low]) + (n.to_bytes(size, "big") if size else b"")

    if isinstance(value, int):
        return head(0, value)
    if isinstance(value, bytes):
        return head(2, len(value)) + value
    if isinstance(value, str):
        return head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(cbor(one) for one in value)
    return head(5, len(value)) + b"".join(cbor(k) + cbor(value[k]) for k in sorted(value))


# --- the log ---
ROLE_CHANGE, DAILY_COUNT = 9, 17
DAY = 86_400_000
NOBODY = bytes(16)


class Chain:
    def __init__(self, client, salt, name):
        self.client, self.salt, self.name = client, salt, name
        self.tag = sha256(salt + client)
        self.seq, self.last = 0, bytes(32)


class Item:
    """One place in the tree: an entry of a chain that is exported, or somebody else's leaf."""

    def __init__(self, leaf, salt=None, words=None, fields=None):
        self.leaf, self.salt, self.words, self.fields = leaf, salt, words, fields
        self.hash = leaf_hash(leaf)


def words_of(client, action="access.account_changed", by="Anna", details=()):
    body = {1: 1, 2: action, 4: by, 5: "account"}
    if details:
        body[8] = [{1: k, 2: v} for k, v in details]
    if client != NOBODY:
        body[9] = client
    return cbor(body)


class Log:
    def __init__(self, origin="steward/0011223344556677"):
        self.key = Key(origin, 1, bytes([1]) * 32)
        self.witness = Key("device/one", 4, bytes([2]) * 32)
        self.origin, self.items, self.number = origin, [], 0

    def add(self, chain, at, kind=ROLE_CHANGE, words=None, seq=None, before=None):
        self.number += 1
        salt = sha256(b"salt" + self.number.to_bytes(8, "big"))
        words = words if words is not None else words_of(chain.client)
        chain.seq = seq if seq is not None else chain.seq + 1
        fields = {1: 1, 2: at, 3: kind, 4: chain.tag, 5: chain.seq, 6: before if before is not None else chain.last, 7: sha256(salt + words)}
        item = Item(cbor(fields), salt, words, fields)
        chain.last = item.hash
        self.items.append(item)
        return item

    def count(self, chain, day, at, entries=None):
        text = str(entries if entries is not None else chain.seq)
        return self.add(chain, at, DAILY_COUNT, words_of(chain.client, "ledger.chain_counted", "the server", [("day", str(day)), ("entries", text)]))

    def strangers(self, n):
        for _ in range(n):
            self.number += 1
            self.items.append(Item(b"of another client " + self.number.to_bytes(8, "big")))

    def root(self, size):
        return Leaves([one.hash for one in self.items[:size]]).mth(0, size)

    def note(self, size, seconds=None, root=None, origin=None, key=None, witness=None):
        text = f"{origin or self.origin}\n{size}\n{b64(root or self.root(size))}\n"
        note = text + "\n" + (key or self.key).line(text)
        return note + ((witness or self.witness).line(text, seconds) if seconds is not None else "")


def cover(begin, end):
    while begin < end:
        level = 0
        while begin % 2 ** (level + 1) == 0 and begin + 2 ** (level + 1) <= end:
            level += 1
        yield level, begin
        begin += 2**level


def export(log, chains, made, notes, hidden=(), sealed=NOBODY):
    """The lines of an export. `notes`: (size, text) in rising order, the last being the end. `hidden`: numbers given as hashes only."""
    lines = ["steward-log-export/v1", f"origin {log.origin}", f"made {made}", f"key {log.key.text()}"]
    for chain in chains:
        kind = "provider" if chain.client == NOBODY else "client"
        lines.append(f"chain {kind} {chain.client.hex()} {b64(chain.salt)} {chain.name}")
    lines.append(f"witness {log.witness.text()}")
    tags = [chain.tag for chain in chains]
    sealed_tags = [chain.tag for chain in chains if chain.client == sealed and len(chains) > 1]
    stops = [size for size, _ in notes]
    tree = Leaves([one.hash for one in log.items])
    at = entries = 0
    shown = [i for i, one in enumerate(log.items) if one.fields and one.fields[4] in tags and i not in hidden]
    for i in sorted(set(shown) | {stop for stop in stops}):
        while at < i:
            until = min([stop for stop in stops if stop > at] + [i])
            for level, begin in cover(at, until):
                lines.append(f"tree {level} {b64(tree.mth(begin, begin + 2**level))}")
            at = until
            lines += [f"head {b64(text.encode())}" for size, text in notes if size == at]
        if i in shown and i < stops[-1]:
            one = log.items[i]
            keep = not (one.fields[4] in sealed_tags and one.fields[3] != DAILY_COUNT)
            lines.append(f"entry {b64(one.leaf)} {b64(one.salt) if keep else '-'} {b64(one.words) if keep else '-'}")
            entries += 1
            at = i + 1
            lines += [f"head {b64(text.encode())}" for size, text in notes if size == at]
    lines.append(f"end {entries}")
    return lines
