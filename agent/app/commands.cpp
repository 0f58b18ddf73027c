#include "agent/app/commands.h"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <span>

#include "agent/app/enrol.h"
#include "agent/app/gate_command.h"
#include "agent/app/loop.h"
#include "agent/collection/serving.h"
#include "agent/host/memory.h"

namespace steward::agent {

namespace {
const std::string usual_collect_socket = "/run/steward-collect/collect.sock";
constexpr const char* usage_text =
    "usage: steward-agent enrol LINE [--state DIR] [--force]         as root when the line names an authority\n"
    "       steward-agent run [--state DIR] [--interval SECONDS] [--collect-socket PATH]\n"
    "       steward-agent collect [--collect-socket PATH]          measure for a `run` that has the network\n"
    "       steward-agent status [--state DIR] [--json]\n"
    "       steward-agent version\n"
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
    std::optional<Duration> interval;
    bool json = false, force = false;
};

std::optional<Words> read_words(std::span<char* const> given) {
    Words words;
    if (given.empty()) return std::nullopt;
    words.command = given[0];
    for (size_t i = 1; i < given.size(); ++i) {
        const std::string_view word = given[i];
        const bool has_value = i + 1 < given.size();
        if (word == "--json") {
            words.json = true;
        } else if (word == "--force") {
            words.force = true;
        } else if (word == "--state" && has_value) {
            words.state = given[++i];
        } else if (word == "--gate-socket" && has_value) {
            words.gate_socket = given[++i];
        } else if (word == "--collect-socket" && has_value) {
            words.collect_socket = given[++i];
        } else if (word == "--interval" && has_value) {
            const std::string_view text = given[++i];
            int seconds = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
            if (error != std::errc() || end != text.data() + text.size() || seconds < 1 || seconds > 3600) return std::nullopt;
            words.interval = std::chrono::seconds(seconds);
        } else if (words.command == "enrol" && words.line.empty() && !word.starts_with("--")) {
            words.line = word;
        } else {
            return std::nullopt;
        }
    }
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
    STEWARD_TRY(const auto identity, enrol_machine({.host = *host,
                                                    .net = *net,
                                                    .clock = clock,
                                                    .rng = rng,
                                                    .state = words.state,
                                                    .version = STEWARD_VERSION,
                                                    .gate_socket = words.gate_socket,
                                                    .force = words.force},
                                                   line));
    return "Enrolled under " + identity.client_name + " as device " + identity.device.text() + ".\n" +
           (line.authority
                ? "The gate verified the grant: what the people of its authority sign may run here, within this machine's limits\n"
                  "(steward-agent limits)."
                : "The line names no authority: this machine is watched, and nothing runs on it.");
}

Status collect(const Words& words) {
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
    Agent agent(
        {*host, *collection, *net, *disk, clock, rng, log_line},
        {.state = words.state, .version = STEWARD_VERSION, .interval = words.interval, .spool = {}, .gate_socket = words.gate_socket},
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
    print("Client", "client_name");
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
    if (argc > 1 && is_gate_command(argv[1])) return run_gate_command({argv + 1, static_cast<size_t>(argc - 1)});
    const auto words = read_words(std::span<char* const>(argv, static_cast<size_t>(argc)).subspan(argc > 0 ? 1 : 0));
    if (words && (words->command == "version" || words->command == "--version")) {
        std::printf("steward-agent %s\n", STEWARD_VERSION);
        return Exit::ok;
    }
    if (words && words->command == "status") return show_status(*words);
    if (words && words->command == "collect") {
        const auto done = collect(*words);
        return done ? Exit::ok : complain(done.error());
    }
    if (words && words->command == "run") {
        const auto done = run_agent(*words);
        return done ? Exit::ok : complain(done.error());
    }
    if (words && words->command == "enrol" && !words->line.empty()) {
        const auto done = enrol_here(*words);
        if (!done) return complain(done.error());
        std::printf("%s\n", done->c_str());
        return Exit::ok;
    }
    const bool asked = words && (words->command == "help" || words->command == "--help");
    std::fputs(usage_text, asked ? stdout : stderr);
    return asked ? Exit::ok : Exit::usage;
}

}  // namespace steward::agent
