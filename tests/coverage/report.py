"""report.py ROOT COVERAGE_JSON FAILED check|write: what llvm-cov measured, file by file, and the holes against holes.txt.

A hole is told by the text of the condition or line and not by its number, so that it stays the same when a file changes above it. In holes.txt
stands behind it, after " -- ", why no test reaches it: without a reason it is not accepted.
"""
import collections
import json
import pathlib
import re
import sys

MEASURED = re.compile(r"^(?!.*/(tests|bench)/)(trust/|agent/gate/([a-z_]+/)*|verify/(?!main))[^/]+\.(cpp|h)$")


def text_of(lines, region):
    """The words of a region, on one line."""
    first, begin, last, end = region
    if first == last:
        words = lines[first - 1][begin - 1 : end - 1]
    else:
        words = " ".join([lines[first - 1][begin - 1 :], *lines[first : last - 1], lines[last - 1][: end - 1]])
    return re.sub(r"\s+", " ", words).strip()


# What a mutant leaves out (STEWARD_GATE_WITHOUT != 12) is decided by the compiler: that it matters is for the mutants to show.
MUTANT = re.compile(r"STEWARD_GATE_WITHOUT|is_left_out")


def show_by_branches(region, conditions, sides, words):
    """Of what is joined by && alone, or by || alone, each condition was asked only when those before it did not decide. So whoever saw all of
    them go on once, and one of them decide once, saw that this one mattered. clang 19 writes nothing down where the decision chooses between
    two objects ("a && b ? Status{} : failed()"); it does count the branches there."""
    if ("&&" in words) == ("||" in words):
        return
    first, begin, last, end = region
    inside = [sides[one] for one in sorted(sides) if (first, begin) <= one[:2] and one[2:] <= (last, end)]
    if len(inside) != len(conditions):
        return
    goes_on, decides = (0, 1) if "&&" in words else (1, 0)
    if inside[-1][goes_on] == 0:
        return
    for number, counts in enumerate(inside):
        conditions[number] = conditions[number] or counts[decides] > 0


def holes_of(path, lines, file):
    sides = collections.defaultdict(lambda: [0, 0])  # of every instantiation together
    for first, begin, last, end, taken, passed, *_ in file.get("branches", []):
        side = sides[first, begin, last, end]
        side[0] += taken
        side[1] += passed
    found = []
    all_sides = dict(sides)
    sides = {region: counts for region, counts in sides.items() if not MUTANT.search(text_of(lines, region))}
    for region, (taken, passed) in sorted(sides.items()):
        if taken == 0 and passed == 0:
            found.append((path, "never asked", text_of(lines, region)))
        elif taken == 0 or passed == 0:
            found.append((path, "never true" if taken == 0 else "never false", text_of(lines, region)))
    shown = collections.defaultdict(list)
    for record in file.get("mcdc_records", []):
        region, conditions = tuple(record[:4]), record[-1]
        before = shown[region] or [False] * len(conditions)
        shown[region] = [one or other for one, other in zip(before, conditions)]
    for region, conditions in shown.items():
        for number, words in enumerate(re.split(r"&&|\|\|", text_of(lines, region))):
            if MUTANT.search(words) and number < len(conditions):
                conditions[number] = True
    for region, conditions in shown.items():
        show_by_branches(region, conditions, all_sides, text_of(lines, region))
    for region, conditions in sorted(shown.items()):
        for number, is_shown in enumerate(conditions, 1):
            if not is_shown:
                found.append((path, f"condition {number} of {len(conditions)} not shown to matter", text_of(lines, region)))
    for line, _, count, has_count, is_entry, is_gap in file["segments"]:
        if has_count and is_entry and not is_gap and count == 0 and not MUTANT.search(lines[line - 1]):
            found.append((path, "never run", re.sub(r"\s+", " ", lines[line - 1]).strip()))
    branches = sum((a > 0) + (b > 0) for a, b in sides.values()), 2 * len(sides)
    conditions = sum(map(sum, shown.values())), sum(map(len, shown.values()))
    return found, branches, conditions


def main():
    root, coverage, failed, mode = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
    holes, sums = [], [[0, 0], [0, 0], [0, 0]]
    print(f"  {'file':42}{'lines':>16}{'branches':>16}{'conditions':>16}")
    for file in sorted(json.load(open(coverage))["data"][0]["files"], key=lambda one: one["filename"]):
        path = file["filename"].removeprefix(str(root) + "/")
        if not MEASURED.match(path):
            continue
        lines = (root / path).read_text().split("\n")
        found, branches, conditions = holes_of(path, lines, file)
        counted = file["summary"]["lines"]
        row = [(counted["covered"], counted["count"]), branches, conditions]
        for total, one in zip(sums, row):
            total[0] += one[0]
            total[1] += one[1]
        holes += found
        print(f"  {path:42}" + "".join(f"{a:>8} of {b:<4}" for a, b in row))
    print(f"  {'together':42}" + "".join(f"{a:>7} of {b:<5}" for a, b in sums))
    print("  " + ", ".join(f"{name} {100 * a / max(b, 1):.1f} %" for name, (a, b) in zip(("lines", "branches", "conditions"), sums)))
    told = collections.Counter(" | ".join(hole) for hole in holes)
    accepted_file = root / "tests/coverage/holes.txt"
    written = accepted_file.read_text().split("\n")
    head = [line for line in written if line.startswith("#")]
    reasons = dict(line.rsplit(" -- ", 1) for line in written if " -- " in line and not line.startswith("#"))
    if mode == "write":
        accepted_file.write_text("\n".join(head + [hole + " -- " + reasons.get(hole, "") for hole in sorted(told.elements())]) + "\n")
    listed = [line for line in accepted_file.read_text().split("\n") if line and not line.startswith("#")]
    accepted = collections.Counter(line.rsplit(" -- ", 1)[0] for line in listed if line.rsplit(" -- ", 1)[-1].strip() and " -- " in line)
    new, gone = told - accepted, accepted - told
    for hole in sorted(new.elements()):
        print("not ok: a hole that holes.txt does not accept, or gives no reason for: " + hole)
    for hole in sorted(gone.elements()):
        print("not ok: no hole any more, take it out of holes.txt: " + hole)
    bad = failed + sum(new.values()) + sum(gone.values())
    print(f"accepted holes: {sum(accepted.values())}")
    print(f"stage: {0 if bad else 1} passed, {bad} failed")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
