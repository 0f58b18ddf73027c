"""run.py BUILD_FOLDER: what `./dev new` writes, in a copy of the checkout.

Each skeleton keeps the house rules, is found by the build, compiles with the build's own flags, and comes with a test that fails until it
is written: that one, and no other.
"""
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(sys.argv[1]).resolve()

# What is written, its test's files (with what they need of it and of the build), and the one test that is left to its writer.
KINDS = {
    "collector battery": {
        "sources": ["agent/collectors/battery/parse.cpp", "agent/collectors/battery/tests/parse_test.cpp"],
        "libraries": ["libsteward_agent_host.a", "libsteward_base.a"],
        "unwritten": "BatteryParse.reads_what_a_real_machine_says",
        "target": "agent/collectors/battery/parse.cpp",
    },
    "channel pager": {
        "sources": [
            "server/modules/notifications/channels/pager/pager.cpp",
            "server/modules/notifications/channels/pager/tests/pager_test.cpp",
        ],
        # The real table of kinds wants the whole server; this one has the new kind alone.
        "table": """#include "server/modules/notifications/channel.h"
namespace steward::notifications {
namespace channels::pager { const ChannelKind& kind(); }
const ChannelKind* find_channel_kind(std::string_view name) { return name == "pager" ? &channels::pager::kind() : nullptr; }
}
""",
        "libraries": ["libsteward_base.a"],
        "unwritten": "PagerChannel.delivers_a_message",
        "target": "channel_pager_test",
    },
    "module vendors": {
        "sources": ["server/modules/vendors/tests/vendors_test.cpp"],
        "libraries": [],
        "unwritten": "Vendors.has_a_first_story",
        "target": "vendors_test",
    },
    "report backups": {
        "sources": ["server/modules/reporting/backups.cpp", "server/modules/reporting/tests/backups_test.cpp"],
        "libraries": ["libsteward_base.a"],
        "unwritten": "BackupsReport.reads_as_its_reader_should_get_it",
        "target": "reporting_test",
    },
}

passed, failed = 0, 0


def holds(sentence, code, said=""):
    global passed, failed
    passed, failed = passed + (code == 0), failed + (code != 0)
    print(f"{'ok' if code == 0 else 'not ok'} - {sentence}")
    if code != 0:
        print(said)
    return code == 0


def run(words, **more):
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", **more)
    return done.returncode, done.stdout


def copy_checkout(copy):
    """What a checkout has: nothing built, installed or generated. (Not asked of git: a copy for `./dev fresh` has none.)"""
    left_out = [".git", ".build", ".cache", ".state*", "web/dist", "web/src/api/generated"]
    words = [f"--exclude=./{name}" for name in left_out] + ["--exclude=node_modules", "--exclude=__pycache__"]
    pack = subprocess.run(["tar", "-C", ROOT, *words, "-cf", "-", "."], check=True, stdout=subprocess.PIPE).stdout
    subprocess.run(["tar", "-C", copy, "-xf", "-"], input=pack, check=True)


class Compiler:
    """One file as the build would compile it, but for itself and not optimised; what the build generates comes from BUILD."""

    def __init__(self, copy, into):
        self.copy, self.into = copy, into
        with open(into / "compile_commands.json") as file:
            self.commands = {one["file"]: one["command"] for one in json.load(file)}

    def compile(self, source, like=None):
        command = self.commands.get(str(self.copy / (like or source)))
        if command is None:
            return 1, f"the build does not know {source}", None
        words = shlex.split(command)
        if "ccache" in words[0]:
            words = words[1:]
        if words[0].endswith("compile_story.sh"):  # with three words of its own before the product's own compiler
            words = words[4:]
        out = self.into / (source.replace("/", "_") + ".o")
        words = [word for word in words if word not in ("-O2", "-D_FORTIFY_SOURCE=2", "-g1")]
        words[words.index("-o") + 1] = str(out)
        if like:
            words[words.index("-c") + 1] = str(self.into / source)
        code, said = run([*words, "-O0", f"-I{self.into}/generated", "-isystem", f"{BUILD}/generated"], cwd=self.into)
        return code, said, out


def library(name):
    found = sorted(BUILD.rglob(name))
    return [str(found[0])] if found else []


def test_of(words, kind, compiler, objects):
    parts = [objects[source] for source in kind["sources"]]
    if "table" in kind:
        (compiler.into / "table.cpp").write_text(kind["table"])
        code, said, out = compiler.compile("table.cpp", like=kind["sources"][0])
        if code != 0:
            return holds(f"{words}: its table compiles", code, said)
        parts.append(out)
    program = compiler.into / kind["unwritten"]
    libraries = [path for name in kind["libraries"] for path in library(name)]
    code, said = run(["g++", "-o", str(program), *map(str, parts), *libraries, "-lgtest", "-lgmock", "-lgtest_main", "-lsodium", "-lfmt", "-pthread"])
    if not holds(f"{words}: its test is linked", code, said):
        return False
    code, said = run([str(program)])
    fails = re.findall(r"^\[  FAILED  \] (\S+?)(?: \(\d+ ms\))?$", said, re.M)
    good = code != 0 and set(fails) == {kind["unwritten"]}
    return holds(f"{words}: {kind['unwritten']} fails until it is written, and nothing else", 0 if good else 1, said)


def main():
    with tempfile.TemporaryDirectory(prefix="steward-skeletons-", dir=os.environ.get("TMPDIR")) as folder:
        copy, into = pathlib.Path(folder) / "copy", pathlib.Path(folder) / "build"
        copy.mkdir()
        copy_checkout(copy)
        written = {}
        for words in KINDS:
            code, said = run(["./dev", "new", *words.split()], cwd=copy)
            holds(f"./dev new {words}", code, said)
            written[words] = [line.strip() for line in said.splitlines() if line.startswith("  ")]
        code, said = run(["./dev", "new", "collector", "battery"], cwd=copy)
        holds("what is there already is not written over", 0 if code != 0 and "exists already" in said else 1, said)
        holds("the house rules hold in the copy", *run([str(BUILD / "tools/tidy"), str(copy)]))
        configure = ["cmake", "-S", str(copy), "-B", str(into), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DSTEWARD_UNITY=OFF"]
        if not holds("the copy is configured", *run([*configure, "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON"])):
            return
        (into / "generated/agent").mkdir(parents=True, exist_ok=True)
        holds("the numbers of the new collector are taken", *run([str(BUILD / "schemagen"), "metrics", str(copy / "schema/metrics"), str(into / "generated/agent/metrics.h")]))
        code, said = run(["protoc", "-I", str(copy / "schema"), f"--descriptor_set_out={into}/vendors", str(copy / "schema/steward/vendors/v1/vendors.proto")])
        holds("the schema of the new module is read", code, said)

        compiler = Compiler(copy, into)
        sources = [source for files in written.values() for source in files if source.endswith(".cpp")]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = dict(zip(sources, pool.map(compiler.compile, sources)))
        for source, (code, said, _) in results.items():
            holds(f"it compiles: {source}", code, said)
        objects = {source: str(out) for source, (_, _, out) in results.items()}
        ninja = (into / "build.ninja").read_text()
        for words, kind in KINDS.items():
            holds(f"{words}: the build has found it", 0 if kind["target"] in ninja else 1)
            test_of(words, kind, compiler, objects)


def refuse_at_once():
    """Words that ./dev does not know are said before anything is installed or built."""
    for words, sentence in {
        "test --only": "--only needs a stage",
        "test --only nope": "there is no stage 'nope'",
        "coverage --x": "unknown option --x",
        "fuzz nope": "there is no fuzzer 'nope'",
        "fuzz --runs many": "--runs needs a number",
    }.items():
        code, said = run([ROOT / "dev", *words.split()])
        holds(f"./dev {words}: is refused in words", 0 if code == 2 and sentence in said and "configure" not in said else 1, said)


main()
refuse_at_once()
print(f"stage: {passed} passed, {failed} failed")
sys.exit(failed != 0)
