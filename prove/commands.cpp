#include "prove/commands.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>

#include "base/arguments.h"
#include "base/plain.h"
#include "prove/told.h"

namespace steward::prove {

namespace {
constexpr std::string_view usage =
    "usage: steward-prove try NAME [--level N] [--label LABEL] [--point POINT] [--witness FILE] [--most-mebibytes N] [--same-machine]\n"
    "                         [--database 'KIND DUMP'] [--expect 'TABLE ROWS [COLUMN AGE]']...\n"
    "       steward-prove run --action HEX [--witness FILE]\n"
    "       steward-prove show FILE\n"
    "  try   restores from the repository /etc/steward/restore/NAME and tells what was found; nothing goes to a server\n"
    "  run   as the gate starts it for a signed job: the first line of its output is the record\n"
    "  show  what the record in a job's output says\n";

void say(std::string_view words) { std::fwrite(words.data(), 1, words.size(), stdout); }

int told_usage(std::string_view why) {
    std::fprintf(stderr, "steward-prove: %s\n%s", std::string(why).c_str(), std::string(usage).c_str());
    return exit_usage;
}

int exit_of(const trust::RestoreRecord& record) {
    const auto verdict = verdict_of(record);
    return verdict == trust::RestoreVerdict::Passed   ? exit_passed
           : verdict == trust::RestoreVerdict::Failed ? exit_failed
                                                      : exit_not_proven;
}

// At most so many bytes and one more.
std::optional<Bytes> file_of(const std::string& path, size_t most) {
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return std::nullopt;
    Bytes bytes(most + 1);
    size_t done = 0;
    for (ssize_t got = 1; got != 0 && done < bytes.size();) {
        got = read(file, bytes.data() + done, bytes.size() - done);
        if (got < 0 && errno != EINTR) break;
        if (got > 0) done += static_cast<size_t>(got);
    }
    close(file);
    bytes.resize(done);
    return bytes;
}

Host setup_of(const Environment& with) {
    return {.clock = with.clock, .host_name = with.host_name, .repositories = with.repositories, .alarm_shell = with.own_file};
}

int as_the_gate_says(const Arguments& arguments, const Environment& with) {
    const auto bytes = from_hex(arguments.option("action"));
    const auto action = bytes ? trust::read_message<trust::RestoreTestAction>(*bytes) : std::nullopt;
    if (!action) return told_usage("--action is no restore test");
    std::optional<trust::BackupWitness> witness;
    trust::RestoreProblem problem;
    if (const std::string path = arguments.option("witness"); !path.empty()) {
        const auto file = file_of(path, trust::largest_witness);
        if (file && trust::sha256(*file) == action->witness) witness = trust::read_witness(*file);
        if (!witness) problem = {"restore.witness_wrong", "The file that came with the test is not the witness that it names."};
    }
    trust::RestoreRecord record =
        problem.code.empty() ? prove(*action, witness, setup_of(with)).record : record_of(*action, problem, with.clock.now());
    // Never before it is over: who is killed leaves no record, and so nothing that could be taken for a proof.
    say(record_line(record) + words_of(record));
    return exit_of(record);
}

// What is expected of a database makes it a test of level 2. False: it is not said as it is understood.
bool take_database(const Arguments& arguments, trust::RestoreTestAction& action) {
    if (arguments.option("database").empty()) return arguments.every("expect").empty();
    action.database = trust::database_of(arguments.option("database"));
    for (const std::string& text : arguments.every("expect")) {
        const auto table = trust::table_of(text);
        if (!table || !action.database) return false;
        action.database->tables.push_back(*table);
    }
    if (arguments.option("level").empty()) action.level = 2;
    return action.database.has_value();
}

int by_hand(const Arguments& arguments, const Environment& with) {
    if (arguments.words.size() != 2) return told_usage("try needs the name of a repository");
    trust::RestoreTestAction action{
        .repository = arguments.words[1], .level = 1, .label = arguments.option("label"), .point = arguments.option("point")};
    with.rng.fill(action.seed);
    const auto number = [&](const std::string& name, uint64_t& into) {
        const std::string text = arguments.option(name);
        return text.empty() || std::from_chars(text.data(), text.data() + text.size(), into).ptr == text.data() + text.size();
    };
    uint64_t mebibytes = 0;
    if (!number("level", action.level) || !number("most-mebibytes", mebibytes) || mebibytes > trust::largest_restore_bytes >> 20)
        return told_usage("a whole number was expected");
    action.most_bytes = mebibytes << 20;
    if (!take_database(arguments, action))
        return told_usage("a database is told as --database 'postgresql /srv/dumps/shop.sql' --expect 'orders 1000 created_at 36h'");
    std::optional<trust::BackupWitness> witness;
    if (const std::string path = arguments.option("witness"); !path.empty()) {
        const auto file = file_of(path, trust::largest_witness);
        if (file) witness = trust::read_witness(*file), action.witness = trust::sha256(*file);
        if (!witness) return told_usage(path + " is no witness of a backup");
    }
    if (!trust::read_message<trust::RestoreTestAction>(write_message(action))) return told_usage("no restore test may be asked so");
    Host setup = setup_of(with);
    setup.may_be_source = arguments.has("same-machine");
    const Proof proof = prove(action, witness, setup);
    say(words_of(proof.record));
    for (const std::string& name : proof.names) say("  differs: " + plain(name) + "\n");
    return exit_of(proof.record);
}

int show(const Arguments& arguments) {
    if (arguments.words.size() != 2) return told_usage("show needs a file");
    const auto file = file_of(arguments.words[1], size_t{1} << 20);
    const auto record = file ? trust::record_in(as_text(*file)) : std::nullopt;
    if (!record) return told_usage(arguments.words[1] + " does not begin with a record");
    say(words_of(*record));
    return exit_of(*record);
}
}  // namespace

int command(const std::vector<std::string>& words, const Environment& with) {
    std::set<std::string> known = options_in(usage);
    known.insert("help");
    const auto arguments = read_arguments(words, {"same-machine", "help"}, known, "steward-prove");
    if (!arguments) return told_usage(arguments.error().message);
    const std::string verb = arguments->words.empty() ? "" : arguments->words[0];
    if (arguments->has("help") || verb == "help") return say(usage), exit_passed;
    if (verb == "show") return show(*arguments);
    if (verb != "try" && verb != "run") return told_usage("what is to be done?");
    if (geteuid() != 0) return told_usage("it must be root: it mounts a scratch space and gives files their owners");
    return verb == "run" ? as_the_gate_says(*arguments, with) : by_hand(*arguments, with);
}

}  // namespace steward::prove
