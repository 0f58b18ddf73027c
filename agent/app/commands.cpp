#include "agent/app/commands.h"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "agent/app/backup_command.h"
#include "agent/app/enrol.h"
#include "agent/app/gate_command.h"
#include "agent/app/loop.h"
#include "agent/backups/report.h"
#include "agent/collection/serving.h"
#include "agent/host/memory.h"
#include "agent/host/tls_tables.h"
#include "base/arguments.h"

namespace steward::agent {

namespace {
const std::string usual_collect_socket = "/run/steward-collect/collect.sock";
constexpr const char* usage_text =
    "usage: steward-agent enrol LINE [--state DIR] [--force]         as root when the line names an authority\n"
    "       steward-agent run [--state DIR] [--interval SECONDS] [--collect-socket PATH] [--backup-reports DIR]\n"
    "       steward-agent collect [--collect-socket PATH]          measure for a `run` that has the network\n"
    "       steward-agent status [--state DIR] [--json]\n"
    "       steward-agent version\n"
    "for who makes backups, as the user who makes them (docs/guide/backups.md):\n"
    "       steward-agent backup-run --label NAME [--engine ENGINE] [--source PATH]... [--exclude PATTERN]... [--all-file-systems]\n"
    "                     [--sample N] [--reports DIR] [--manifests DIR] -- COMMAND ARG...    its exit code is the command's\n"
    "       steward-agent backup-report --label NAME --outcome succeeded|succeeded_in_part|failed [--engine ENGINE] [--reason CODE]\n"
    "                     [--point P] [--items N] [--failed N] [--bytes N] [--text T] [--started TIME] [--ended TIME]\n"
    "                     [--content-at TIME] [--reports DIR]\n"
    "for this machine's administrator, whatever the server says (see steward-gate(8)):\n"
    "       steward-agent stop | lift | gate | limits [...] | log [LINES]\n"
    "all with --gate-socket PATH\n"
    "exit codes: 0 done, 1 failed, 2 usage, 3 not enrolled, 4 refused by the server, 5 server not reachable,\n"
    "            6 another key than the pinned ones answered, 7 not running, 8 running but not connected,\n"
    "            9 the gate refused, or none answers\n";

struct Words {
    std::string command, line;
    std::string state = "/var/lib/steward-agent", gate_socket = "/run/steward-gate/gate.sock";
    std::string collect_socket;  // empty: `run` measures itself
    std::string reports = backups::usual_reports;
    std::optional<Duration> interval;
    bool json = false, force = false;
};

constexpr const char* options_of_all = "--gate-socket --help";
// What each command knows besides. What it does not know is refused: an interval in a wrong place would be left out without a word.
std::string_view options_of(std::string_view command) {
    if (command == "enrol") return "--state --force";
    if (command == "run") return "--state --interval --collect-socket --backup-reports";
    if (command == "collect") return "--collect-socket";
    return command == "status" ? "--state --json" : "";
}

std::unexpected<Error> not_usable(std::string sentence) { return fail(ErrorKind::Invalid, "cli.usage", std::move(sentence)); }

Result<Duration> interval_of(const std::string& text) {
    int seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > 3600)
        return not_usable("--interval is 1 to 3600 seconds.");
    return std::chrono::seconds(seconds);
}

Result<Words> read_words(std::span<char* const> given) {
    Words words;
    if (given.empty()) return words;
    words.command = given[0];
    std::set<std::string> known = options_in(options_of(words.command));
    known.merge(options_in(options_of_all));
    STEWARD_TRY(const Arguments read,
                read_arguments({given.begin() + 1, given.end()}, {"json", "force", "help"}, known, "steward-agent " + words.command));
    if (read.has("help")) return Words{.command = "help"};
    words.json = read.has("json");
    words.force = read.has("force");
    words.state = read.option("state", words.state);
    words.gate_socket = read.option("gate-socket", words.gate_socket);
    words.collect_socket = read.option("collect-socket");
    words.reports = read.option("backup-reports", words.reports);
    if (const std::string text = read.option("interval"); !text.empty()) {
        STEWARD_TRY(words.interval, interval_of(text));
    }
    if (words.command == "enrol" && read.words.size() == 1) words.line = read.words[0];
    else if (!read.words.empty()) return not_usable("'" + read.words.back() + "' is one word too many; see steward-agent help.");
    while (words.state.size() > 1 && words.state.ends_with('/')) words.state.pop_back();
    return words;
}

void log_line(std::string_view line) { std::fprintf(stderr, "steward-agent: %.*s\n", static_cast<int>(line.size()), line.data()); }

int complain(const Error& error) {
    log_line(error.message + (error.cause.empty() ? "" : " (" + error.cause + ")"));
    if (error.code == "agent.not_enrolled") return Exit::not_enrolled;
    if (error.code.starts_with("gate.")) return Exit::gate_refused;
    if (error.code == "link.server_key") return Exit::wrong_server_key;
    if (error.code == "link.unreachable" || error.code == "link.tls") return Exit::unreachable;
    if (error.kind == ErrorKind::Forbidden && error.code.starts_with("link.")) return Exit::refused;
    return error.code.starts_with("enrolment_line.") ? Exit::usage : Exit::failed;
}

Result<std::string> enrol_here(const Words& words) {
    STEWARD_TRY(const auto line, parse_enrolment_line(words.line));
    SystemClock clock;
    SystemRng rng;
    const auto host = make_linux_host();
    STEWARD_TRY(const auto net, make_tls_net());
    STEWARD_TRY(const auto enrolled, enrol_machine({.host = *host,
                                                    .net = *net,
                                                    .clock = clock,
                                                    .rng = rng,
                                                    .state = words.state,
                                                    .version = STEWARD_VERSION,
                                                    .gate_socket = words.gate_socket,
                                                    .force = words.force},
                                                   line));
    return told(enrolled);
}

Status collect(const Words& words) {
    give_up_tls_tables();
    SystemClock clock;
    const auto host = make_linux_host();
    const auto collection = make_local_collection(*host);
    STEWARD_TRY(const int listener, collection_listener(words.collect_socket.empty() ? usual_collect_socket : words.collect_socket));
    give_back_memory();
    return serve_collection(listener, *collection, *host, clock);
}

Status run_agent(const Words& words) {
    STEWARD_TRY(auto identity, load_identity(words.state));
    if (const auto made = make_state_folder(words.state); !made) log_line(made.error().message);
    STEWARD_TRY(const int lock, lock_state(words.state));
    static_cast<void>(lock);
    setenv("RES_OPTIONS", "timeout:2 attempts:1", 0);  // a name server that is gone must not stop the measuring for long
    SystemClock clock;
    SystemRng rng;
    const auto host = make_linux_host();
    const auto disk = make_posix_disk();
    STEWARD_TRY(const auto net, make_tls_net());
    const MachineFacts machine = read_machine(*host);
    const Start start = count_start(words.state, machine.boot_id);
    if (start.count == 0)
        log_line("The state folder " + words.state +
                 " cannot be written. Going on without it: what is measured is lost when the server cannot be reached.");
    const auto collection =
        words.collect_socket.empty() ? make_local_collection(*host) : make_remote_collection(words.collect_socket, clock, log_line);
    Agent agent({*host, *collection, *net, *disk, clock, rng, log_line},
                {.state = words.state,
                 .version = STEWARD_VERSION,
                 .interval = words.interval,
                 .spool = {},
                 .gate_socket = words.gate_socket,
                 .backup_reports = words.reports},
                std::move(identity), machine, start);
    return run_until_told(agent, clock, words.state, log_line);
}

// A member's value out of our own, flat JSON.
std::string_view member(std::string_view json, std::string_view name) {
    const std::string key = "\"" + std::string(name) + "\": ";
    const size_t at = json.find(key);
    if (at == std::string_view::npos) return {};
    json.remove_prefix(at + key.size());
    if (!json.starts_with('"')) return json.substr(0, json.find_first_of(",}"));
    return json.substr(1, json.find("\",", 1) == std::string_view::npos ? json.find("\"}") - 1 : json.find("\",", 1) - 1);
}

int show_status(const Words& words) {
    if (const auto identity = load_identity(words.state); !identity) return complain(identity.error());
    const auto status = ask_status(words.state);
    if (!status) {
        if (words.json) std::printf("{\"running\": false}\n");
        else log_line(status.error().message);
        return Exit::not_running;
    }
    const bool connected = member(*status, "connected") == "true";
    if (words.json) {
        std::fputs(status->c_str(), stdout);
        return connected ? Exit::ok : Exit::not_connected;
    }
    const auto print = [&](const char* label, std::string_view name) {
        const auto value = member(*status, name);
        if (!value.empty() && value != "null") std::printf("%-22s %.*s\n", label, static_cast<int>(value.size()), value.data());
    };
    print("Device", "device_id");
    print("Enrolled under", "client_name");
    print("Server", "server");
    std::printf("%-22s %s\n", "Connected", connected ? "yes" : "no");
    print("Problem", "problem");
    print("Measuring", "measuring");
    print("Gate", "gate");
    print("Last report", "last_report_at");
    print("Last acknowledgement", "last_acknowledgement_at");
    print("Oldest unacknowledged", "oldest_unacknowledged_at");
    print("Spool bytes", "spool_bytes");
    print("Reports dropped", "dropped_reports");
    return connected ? Exit::ok : Exit::not_connected;
}
}  // namespace

int run_command(int argc, char** argv) {
    seal_tls_tables();
    if (argc > 1 && is_gate_command(argv[1])) return run_gate_command({argv + 1, static_cast<size_t>(argc - 1)});
    if (argc > 1 && is_backup_command(argv[1])) return run_backup_command({argv + 1, static_cast<size_t>(argc - 1)});
    const auto words = read_words(std::span<char* const>(argv, static_cast<size_t>(argc)).subspan(argc > 0 ? 1 : 0));
    if (!words) {
        log_line(words.error().message);
        return Exit::usage;
    }
    if (words->command == "version" || words->command == "--version") {
        std::printf("steward-agent %s\n", STEWARD_VERSION);
        return Exit::ok;
    }
    if (words->command == "status") return show_status(*words);
    if (words->command == "collect") {
        const auto done = collect(*words);
        return done ? Exit::ok : complain(done.error());
    }
    if (words->command == "run") {
        const auto done = run_agent(*words);
        return done ? Exit::ok : complain(done.error());
    }
    if (words->command == "enrol" && !words->line.empty()) {
        const auto done = enrol_here(*words);
        if (!done) return complain(done.error());
        std::printf("%s\n", done->c_str());
        return Exit::ok;
    }
    const bool asked = words->command == "help" || words->command == "--help";
    std::fputs(usage_text, asked ? stdout : stderr);
    return asked ? Exit::ok : Exit::usage;
}

}  // namespace steward::agent
