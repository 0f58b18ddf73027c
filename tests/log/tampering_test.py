"""More than sixty ways to falsify an export. Each must end with 1 and with the sentence of its own code; the untouched ones with 0.
Usage: tampering_test.py STEWARD_VERIFY [PATTERN]"""

import base64
import json
import os
import subprocess
import sys
import tempfile
import uuid

from log_model import DAILY_COUNT, DAY, NOBODY, Chain, Item, Key, Log, b64, export, leaf_hash, sha256, words_of

TOOL = sys.argv[1]
START = 20_400 * DAY
CLIENT, OTHER = bytes([7]) * 16, bytes([8]) * 16
MADE = START + 4 * DAY + 3_600_000
caught, failures = {}, []


class Story:
    """Four days of a client, its provider and strangers, with two heads and a witness."""

    def __init__(self, skip_count=None, short=None):
        self.log = Log()
        self.provider = Chain(NOBODY, bytes([3]) * 32, "the provider's own acts")
        self.client = Chain(CLIENT, bytes([4]) * 32, "Harbour")
        self.fill(skip_count, short)
        self.notes()

    def fill(self, skip_count, short):
        log = self.log
        log.add(self.provider, START + 1_000, 14)
        for day in range(4):
            at = START + day * DAY
            for i in range(3):
                log.add(self.client, at + 10_000 + i * 60_000)
                log.strangers(5 + i)
            log.add(self.provider, at + 500_000, 8)
            if short is not None and day == short:
                break
            if day == 2:
                self.middle = len(log.items)
            for chain in (self.provider, self.client):
                if skip_count != (chain, day) and not (skip_count == day and chain is self.client):
                    log.count(chain, START // DAY + day, at + DAY + 60_000)
        log.strangers(3)

    def notes(self, **changed):
        size = len(self.log.items)
        self.middle_note = self.log.note(self.middle, (START + 3 * DAY) // 1000)
        self.end_note = self.log.note(size, MADE // 1000, **changed)
        return self.end_note

    def lines(self, notes=None, **options):
        default = [(self.middle, self.middle_note), (len(self.log.items), self.end_note)]
        return export(self.log, [self.client, self.provider], options.pop("made", MADE), notes or default, **options)

    def resigned(self, **options):
        """As a server that holds the log's key would show it after its change."""
        self.notes()
        return self.lines(**options)


def run(lines, *more, end="\n"):
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(lines if isinstance(lines, str) else "\n".join(lines) + end)
    try:
        done = subprocess.run([TOOL, file.name, "--json", *more], capture_output=True, text=True, timeout=60)
        return done.returncode, json.loads(done.stdout)
    finally:
        os.unlink(file.name)


def kept(text):
    with tempfile.NamedTemporaryFile("w", delete=False) as file:
        file.write(text)
    return file.name


def expect(name, code, lines, *more, end="\n"):
    if len(sys.argv) > 2 and sys.argv[2] not in name:
        return
    returned, verdict = run(lines, *more, end=end)
    right = 0 if code == "holds" else 3 if code == "not_compared" else 1
    if returned != right or verdict["code"] != code:
        failures.append(f"{name}: expected {code}, got {returned} {verdict['code']}: {verdict['sentence']}")
        return
    if right == 1:
        assert name not in caught, name
        caught[name] = verdict["sentence"]


def at(lines, word, n=0):
    return [i for i, line in enumerate(lines) if line.startswith(word + " ")][n]


def without(lines, *places):
    return [line for i, line in enumerate(lines) if i not in places]


def replaced(lines, place, text):
    return lines[:place] + [text] + lines[place + 1:]


def swapped(lines, a, b):
    lines = list(lines)
    lines[a], lines[b] = lines[b], lines[a]
    return lines


def of_client(story, lines, n):
    """The place of the client's n-th entry (from 0)."""
    leaves = {b64(one.leaf) for one in story.log.items if one.fields and one.fields[4] == story.client.tag}
    return [i for i, line in enumerate(lines) if line.startswith("entry ") and line.split()[1] in leaves][n]


def hidden(lines, *places):
    """As if the entries were somebody else's: the tree stays whole."""
    lines = list(lines)
    for place in places:
        lines[place] = f"tree 0 {b64(leaf_hash(base64.b64decode(lines[place].split()[1])))}"
    return counted(lines, -len(places))


def counted(lines, by):
    return replaced(lines, len(lines) - 1, f"end {int(lines[-1].split()[1]) + by}")


def retold(line, leaf=None, salt=None, words=None):
    word, old_leaf, old_salt, old_words = line.split()
    return " ".join([word, b64(leaf) if leaf else old_leaf, salt or old_salt, words or old_words])


def touched_lines():
    """Lines of a good export changed by somebody without the log's key."""
    story = Story()
    good = story.lines()
    expect("untouched", "holds", good)
    third, fourth = of_client(story, good, 2), of_client(story, good, 3)
    tree, head = at(good, "tree"), at(good, "head")
    end = len(good) - 1
    expect("an entry is cut out", "tree_shape", counted(without(good, third), -1))
    expect("an entry is hidden behind its hash", "seq_gap", hidden(good, third))
    expect("two entries are hidden behind their hashes", "seq_gap", hidden(good, third, fourth))
    expect("the first entry of the client is hidden", "seq_gap", hidden(good, of_client(story, good, 0)))
    expect("the first entry of the provider is hidden", "seq_gap", hidden(good, at(good, "entry")))
    expect("an entry is shown twice", "seq_again", counted(good[:third] + [good[third]] + good[third:], 1))
    expect("two entries change their places", "seq_gap", swapped(good, third, fourth))
    expect("an entry moves to the end", "seq_gap", good[:third] + hidden(good, third)[third:end - 1] + [good[third]] + good[end - 1:])
    expect("a bit of a leaf is changed", "bad_entry", replaced(good, third, good[third][:10] + ("B" if good[third][10] != "B" else "C") + good[third][11:]))
    expect("the words of an entry are replaced", "words_changed", replaced(good, third, retold(good[third], words=b64(words_of(CLIENT, by="Bert")))))
    expect("the words of two entries are exchanged", "words_changed",
           replaced(replaced(good, third, retold(good[third], words=good[of_client(story, good, 4)].split()[3], salt=good[of_client(story, good, 4)].split()[2])), fourth, good[fourth]))
    expect("the salt of an entry is changed", "words_changed", replaced(good, third, retold(good[third], salt=b64(bytes(32)))))
    expect("the salt is too short", "bad_words", replaced(good, third, retold(good[third], salt=b64(bytes(16)))))
    expect("the words are no base64", "bad_words", replaced(good, third, retold(good[third], words="!!!!")))
    expect("only the salt is left", "half_words", replaced(good, third, retold(good[third], words="-")))
    expect("only the words are left", "half_words", replaced(good, third, retold(good[third], salt="-")))
    expect("an entry has no words and no dash", "bad_entry", replaced(good, third, " ".join(good[third].split()[:3])))
    expect("an entry has a word more", "bad_entry", replaced(good, third, good[third] + " more"))
    expect("erased words are no fault", "holds", replaced(good, third, retold(good[third], salt="-", words="-")))
    counts = [i for i, l in enumerate(good) if l.startswith("entry ") and l.split()[1] in {b64(o.leaf) for o in story.log.items if o.fields and o.fields[3] == DAILY_COUNT}]
    expect("a daily count loses its words", "count_hidden", replaced(good, counts[0], retold(good[counts[0]], salt="-", words="-")))
    expect("a hash of the tree is changed", "root", replaced(good, tree, good[tree].split()[0] + " " + good[tree].split()[1] + " " + b64(bytes(32))))
    expect("a hash of the tree is cut", "bad_tree", replaced(good, tree, good[tree][:-8]))
    expect("a hash of the tree has another level", "tree_shape", replaced(good, tree, f"tree 9 {good[tree].split()[2]}"))
    expect("a hash of the tree has an absurd level", "bad_tree", replaced(good, tree, f"tree 99 {good[tree].split()[2]}"))
    expect("a head is damaged", "bad_head", replaced(good, head, "head " + b64(b"no head")))
    expect("a head is no base64", "bad_head", replaced(good, head, "head *"))
    expect("the last head is taken out", "not_covered", without(good, end - 1))
    expect("both heads are taken out", "no_head", without(good, head, end - 1))
    expect("the first head is shown again at the end", "head_old", replaced(good, end - 1, good[head]))
    expect("a head is shown twice", "head_twice", good[:head] + [good[head]] + good[head:])
    expect("the last head comes early", "head_beyond", good[:head] + [good[end - 1]] + good[head:])
    expect("the file is cut in the middle", "cut_off", good[:third])
    expect("the file is cut before its last line", "cut_off", good[:-1])
    expect("the file is empty", "cut_off", "")
    expect("something is added behind the end", "after_end", good + ["entry - - -"])
    expect("the last line counts too few", "end_count", counted(good, -1))
    expect("the last line counts nothing", "bad_end", replaced(good, end, "end many"))
    expect("a line is none", "unknown_line", good[:third] + ["comment"] + good[third:])
    expect("an empty line is put in", "unknown_line", good[:third] + [""] + good[third:])
    expect("the file is something else", "not_an_export", ["hello"] + good[1:])
    expect("the version is another", "not_an_export", ["steward-log-export/v2"] + good[1:])
    expect("the origin is missing", "no_origin", without(good, 1))
    expect("the time of making is missing", "no_time", without(good, 2))
    expect("the time of making is no number", "no_time", replaced(good, 2, "made yesterday"))
    expect("the key is missing", "no_key", without(good, 3))
    expect("the key is damaged", "bad_key", replaced(good, 3, good[3][:-6] + "AAAA=="))
    expect("there are two keys", "two_keys", good[:4] + [good[3]] + good[4:])
    chain = at(good, "chain")
    expect("the client's chain is not named", "foreign_entry", without(good, chain))
    expect("the provider's chain is not named", "no_provider", without(good, chain + 1))
    expect("no chain is named", "no_chain", without(good, chain, chain + 1))
    expect("the chain has another salt", "foreign_entry", replaced(good, chain, good[chain].replace(b64(story.client.salt), b64(bytes(32)))))
    expect("the chain is of another client", "foreign_entry", replaced(good, chain, good[chain].replace(CLIENT.hex(), OTHER.hex())))
    expect("the chain says that it is the provider's", "bad_chain", replaced(good, chain, good[chain].replace("chain client", "chain provider")))
    expect("the chain is damaged", "bad_chain", replaced(good, chain, good[chain][:20]))
    expect("the client has two chains", "two_chains", good[:chain] + [good[chain].replace(b64(story.client.salt), b64(bytes(32)))] + good[chain:])
    witness = at(good, "witness")
    expect("the witness is damaged", "bad_witness", replaced(good, witness, good[witness][:-4] + "AAA="))
    expect("the witness is named twice", "two_witnesses", good[:witness] + [good[witness]] + good[witness:])


def by_the_server():
    """Changes by whoever holds the log's key: signed anew."""
    story = Story()
    story.log.items[5] = Item(b"put in instead")
    lines = story.lines()
    expect("a stranger's leaf is changed under the old head", "root", lines)

    story = Story()
    other_key = Key(story.log.origin, 1, bytes([9]) * 32)
    story.notes(key=other_key)
    expect("the head is signed by another key", "head_signature", story.lines())
    story = Story()
    story.notes(root=bytes(32))
    expect("the head has another root", "root", story.lines())
    story = Story()
    text = story.end_note.split("\n")
    text[1] = str(int(text[1]) + 1)
    story.end_note = "\n".join(text)
    expect("the size in the head is raised", "head_signature", story.lines())
    story = Story()
    story.notes(origin="steward/another")
    expect("the head is of another log", "head_origin", story.lines())
    story = Story()
    story.notes(witness=Key("device/one", 4, bytes([2]) * 32))
    story.end_note = story.end_note[:-30] + ("A" if story.end_note[-30] != "A" else "B") + story.end_note[-29:]
    expect("the cosignature is changed", "cosignature", story.lines())
    story = Story()
    story.end_note = story.log.note(len(story.log.items), (MADE - 3 * DAY) // 1000)
    expect("the witness has seen the head before its entries happened", "witness_before", story.lines())

    def edited(change):
        story = Story.__new__(Story)
        story.log = Log()
        story.provider = Chain(NOBODY, bytes([3]) * 32, "the provider's own acts")
        story.client = Chain(CLIENT, bytes([4]) * 32, "Harbour")
        change(story)
        story.middle = min(getattr(story, "middle", 2), len(story.log.items) - 1)
        story.notes()
        story.middle_note = story.log.note(story.middle)
        story.end_note = story.log.note(len(story.log.items))
        return story.lines()

    def base(story, days=2):
        story.log.add(story.provider, START + 1_000, 14)
        for i in range(3):
            story.log.add(story.client, START + 10_000 + i)
        for day in range(days):
            for chain in (story.provider, story.client):
                story.log.count(chain, START // DAY + day, START + (day + 1) * DAY + 60_000)

    def tail(story, days=(2,)):
        for day in days:
            for chain in (story.provider, story.client):
                story.log.count(chain, START // DAY + day, START + (day + 1) * DAY + 120_000)

    def changing(middle, days=(2,)):
        def change(story):
            base(story)
            middle(story)
            tail(story, days)
        return edited(change)

    expect("honest and signed anew", "holds", changing(lambda s: None))
    expect("an entry is dated back", "back_dated", changing(lambda s: s.log.add(s.client, START + 20_000)))
    expect("an entry is dated after the export", "future", changing(lambda s: s.log.add(s.client, MADE + DAY), ()))
    expect("a number of the chain is left out", "seq_gap", changing(lambda s: s.log.add(s.client, START + 2 * DAY + 70_000, seq=s.client.seq + 2)))
    expect("a number of the chain is given twice", "seq_again", changing(lambda s: s.log.add(s.client, START + 2 * DAY + 70_000, seq=s.client.seq)))
    expect("an entry follows another one than it says", "chain_broken", changing(lambda s: s.log.add(s.client, START + 2 * DAY + 70_000, before=sha256(b"x"))))
    expect("an entry begins the chain anew", "seq_again", changing(lambda s: s.log.add(s.client, START + 2 * DAY + 70_000, seq=1, before=bytes(32))))
    expect("the words are of another client", "words_of_other", changing(lambda s: s.log.add(s.client, START + 2 * DAY + 70_000, words=words_of(OTHER))))
    expect("the words are no words", "bad_words", changing(lambda s: s.log.add(s.client, START + 2 * DAY + 70_000, words=b"\xff")))
    expect("the kind of an entry is none", "bad_entry", changing(lambda s: s.log.add(s.client, START + 2 * DAY + 70_000, kind=99)))
    expect("a count says too few", "count_wrong", changing(lambda s: s.log.count(s.client, START // DAY + 2, START + 3 * DAY + 90_000, entries=1), ()))
    expect("a count is of a day that goes on", "count_early", changing(lambda s: s.log.count(s.client, START // DAY + 3, START + 3 * DAY + 90_000), ()))
    expect("a count of a day is left out", "count_missing", edited(lambda s: (base(s), s.log.count(s.provider, START // DAY + 2, START + 4 * DAY), s.log.count(s.client, START // DAY + 3, START + 4 * DAY + 60_000))))
    expect("a day is counted twice", "count_again", changing(lambda s: s.log.count(s.client, START // DAY + 1, START + 2 * DAY + 90_000)))
    expect("a count says nothing", "bad_count", changing(lambda s: s.log.add(s.client, START + 3 * DAY + 90_000, DAILY_COUNT, words_of(CLIENT, "ledger.chain_counted"))))
    expect("the counts of the last days are left out", "count_overdue", edited(lambda s: base(s, 1)))

    # The end of a chain is hidden behind hashes: what the daily count is for.
    story = Story()
    own = [i for i, one in enumerate(story.log.items) if one.fields and one.fields[4] == story.client.tag]
    expect("the last entries of the client are hidden", "count_overdue", story.lines(hidden=own[-8:]))
    expect("entries in the middle are hidden", "seq_gap", story.lines(hidden=own[4:6]))
    expect("all entries of the client are hidden", "no_entries", story.lines(hidden=own))
    provider = [i for i, one in enumerate(story.log.items) if one.fields and one.fields[4] == story.provider.tag]
    expect("an entry of the provider is hidden", "seq_gap", story.lines(hidden=provider[2:3]))


def compared():
    """With a head that the client's own machine has seen."""
    story = Story()
    good, size = story.lines(), len(story.log.items)
    middle, end = kept(story.middle_note), kept(story.end_note)
    key = kept(story.log.key.text() + "\n" + story.log.witness.text() + "\n")
    expect("compared with its own heads and key", "holds", good, "--head", middle, "--head", end, "--key", key)
    fork = Story()
    fork.log.items[3] = Item(b"the other view")
    expect("two logs are shown", "split_view", good, "--head", kept(fork.log.note(fork.middle)))
    longer = Story()
    longer.log.strangers(4)
    expect("the log was cut, or the export is old", "shrunk", good, "--head", kept(longer.log.note(len(longer.log.items))))
    expect("the head is of another log than the export", "head_of_other_log", good, "--head", kept(Log("steward/other").note(0)))
    forged = story.log.note(story.middle, key=Key(story.log.origin, 1, bytes([9]) * 32))
    expect("the head that was seen is forged", "head_not_signed", good, "--head", kept(forged))
    expect("the log has another key than the one that is trusted", "other_key", good, "--key", kept(Key(story.log.origin, 1, bytes([9]) * 32).text() + "\n"))
    expect("compared with the id of its own client", "holds", good, "--client", str(uuid.UUID(bytes=CLIENT)))
    renamed = Story()
    renamed.client.name = "Somebody else"
    expect("the log of another client under a name of one's own", "other_client", renamed.lines(), "--client", OTHER.hex())
    between = next(size for size in range(story.middle, 0, -1) if size not in covered(good))
    expect("a head in between cannot be compared", "not_compared", good, "--head", kept(story.log.note(between)))
    stranger = Key("device/other", 4, bytes([5]) * 32)
    code, verdict = run(good, "--key", kept(story.log.key.text() + "\n" + stranger.text() + "\n"))
    assert code == 0 and verdict["witnesses"] == [], verdict
    seen = story.lines([(story.middle, story.middle_note), (size, story.log.note(size))])
    code, verdict = run(seen)
    assert code == 0 and verdict["witnesses"] == ["device/one"], verdict
    assert verdict["witnessed_entries"] < verdict["entries"] and "seen by no witness yet; the " in verdict["sentence"], verdict


def words():
    """What may stand on the command line, and how it ends when it may not."""
    good = kept("\n".join(Story().lines()) + "\n")
    for given, code in (([good, "--client"], 2), ([good, "--client", "harbour"], 2), ([good, "--client", "0" * 32], 2),
                        ([good, "--client", OTHER.hex()], 1), ([good, "--head"], 2), ([good, "--version"], 0), ([good], 0)):
        done = subprocess.run([TOOL, *given], capture_output=True, text=True, timeout=60)
        assert done.returncode == code, (given, done)
    assert "The log's key is the one that the export names." in done.stderr and "The keys of the witnesses are" in done.stderr, done


def covered(lines):
    """The sizes at which an export can be compared."""
    sizes, size = set(), 0
    for line in lines:
        word, *rest = line.split(" ")
        size += 1 if word == "entry" else 2 ** int(rest[0]) if word == "tree" else 0
        sizes.add(size)
    return sizes


touched_lines()
by_the_server()
compared()
words()
if failures:
    sys.exit("\n".join(failures))
if len(sys.argv) == 2:
    sentences = len(set(sentence.split(" (line")[0] for sentence in caught.values()))
    if len(caught) < 60:
        sys.exit(f"only {len(caught)} kinds")
    print(f"{len(caught)} of {len(caught)} kinds of tampering found, with {sentences} different sentences")
