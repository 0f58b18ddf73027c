#include "agent/gate/process/commands.h"

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <vector>

#include "agent/gate/beside/proofs.h"
#include "agent/gate/door/request.h"
#include "agent/gate/journal_file.h"
#include "agent/gate/process/limits_text.h"
#include "agent/gate/process/loop.h"
#include "agent/gate/runner/run.h"
#include "agent/gate/store/store.h"
#include "trust/place.h"
#include "trust/templates.h"

namespace steward::gate {

namespace {
constexpr const char* version_text = "steward-gate " STEWARD_VERSION ", signed messages of the form MSJ1\n";
constexpr const char* usage_text =
    "usage: steward-gate run [--state DIR] [--socket PATH] [--agent-user NAME]\n"
    "       steward-gate enrol AUTHORITY[:HEAD] FILE...   the messages of an enrolment: genesis, the chain, the grant\n"
    "       steward-gate stop | lift                 nothing runs here, whoever signed it; and again\n"
    "       steward-gate status\n"
    "       steward-gate policies                    what may run here without a person, and what did today\n"
    "       steward-gate limits [--allow LIST] [--consent LIST] [--runs-a-day CLASS=NUMBER] [--curfew ZONE,HH:MM,MINUTES]\n"
    "       steward-gate log [--refused] [LINES] | log --proofs FILE   what ran or was refused; its proofs in the log\n"
    "       steward-gate head FILE                   the head of that log that this machine has seen, for steward-verify --head\n"
    "       steward-gate take FILE                   a signed message by hand\n"
    "all with --state DIR, --socket PATH; --version. Exit codes: 0 done, 1 failed, 2 usage, 3 not enrolled, 7 not running, 9 refused\n";

struct Given {
    LoopSettings at;
    std::string command;
    std::vector<std::string> words;
};

std::optional<Given> read_given(std::span<char* const> given) {
    Given out;
    for (size_t i = 0; i < given.size(); ++i) {
        const std::string word = given[i];
        std::string* value = word == "--state"        ? &out.at.folder
                             : word == "--socket"     ? &out.at.socket
                             : word == "--agent-user" ? &out.at.agent_user
                                                      : nullptr;
        if (value && i + 1 == given.size()) return std::nullopt;
        if (value) *value = given[++i];
        else if (out.command.empty()) out.command = word;
        else out.words.push_back(word);
    }
    return out.command.empty() ? std::nullopt : std::optional(out);
}

int complain(const Error& error) {
    std::fprintf(stderr, "steward-gate: %s%s\n", error.message.c_str(), error.cause.empty() ? "" : (" (" + error.cause + ")").c_str());
    if (error.code == "gate.not_running") return Exit::not_running;
    return error.code == "gate.not_enrolled" ? Exit::not_enrolled : Exit::failed;
}

// The answer's body when all went well; otherwise the exit code, and the reason was printed.
std::expected<Bytes, int> said(const Given& given, const Bytes& request) {
    const auto answer = ask_gate(given.at.socket, request);
    if (!answer) return std::unexpected(complain(answer.error()));
    const ByteView body = ByteView(*answer).subspan(1);
    const auto how = static_cast<How>(answer->front());
    if (how == How::Done) return Bytes(body.begin(), body.end());
    if (how == How::Refused) {
        const uint64_t reason = trust::read_message<RefusedAnswer>(body).value_or(RefusedAnswer{}).reason;
        std::fprintf(stderr, "steward-gate: refused by check %d, detail %d\n", static_cast<int>(reason / 256),
                     static_cast<int>(reason % 256));
        return std::unexpected(Exit::refused);
    }
    const auto why = trust::read_message<FailedAnswer>(body).value_or(FailedAnswer{"gate.answer", "The gate's answer cannot be read."});
    return std::unexpected(complain({.kind = ErrorKind::Internal, .code = why.code, .message = why.message}));
}

int not_understood() {
    std::fputs(usage_text, stderr);
    return Exit::usage;
}

int exit_of(const Status& status) { return status ? Exit::done : complain(status.error()); }
int exit_of(const StateAnswer& state) { return state.is_enrolled ? Exit::done : Exit::not_enrolled; }
template <class Answer>
int exit_of(const Answer&) {
    return Exit::done;
}

std::string in_words(const TakenAnswer& answer) {
    return "taken: message type " + std::to_string(answer.type) + ", became " + std::to_string(answer.became) + "\n";
}

std::string in_words(const PoliciesAnswer& answer) {
    static constexpr const char* triggers[] = {"?", "by its schedule", "on a condition", "when selected", "when a person selects it"};
    std::string text = answer.policies.empty() ? "no policies\n" : "";
    for (const PolicyAnswer& one : answer.policies) {
        const auto policy = trust::read_message<trust::Policy>(one.payload).value_or(trust::Policy{});
        text += "policy " + to_hex(policy.id) + " version " + std::to_string(policy.policy_version) + ", " +
                triggers[static_cast<size_t>(policy.trigger)] + ", until " + to_rfc3339(policy.not_after) + "\n  " +
                (one.fault == 0
                     ? "in force"
                     : "nothing of it runs: check " + std::to_string(one.fault / 256) + ", detail " + std::to_string(one.fault % 256)) +
                ", runs in the last day " + std::to_string(one.runs_today) + " of " + std::to_string(policy.budget.runs_a_day) +
                ", failures in a row " + std::to_string(one.failures) +
                (policy.most_failures > 0 ? " of " + std::to_string(policy.most_failures) : "") + "\n";
        const auto items = trust::template_items(policy.job_class, policy.allowed);
        for (const auto& item : items.value_or(std::vector<trust::TemplateItem>{})) text += "  " + item.name + "\n";
    }
    return text;
}

std::string in_words(const StateAnswer& state) {
    std::string text = "version " + state.version + "\n";
    if (!state.damage.empty()) text += "refuses everything: " + state.damage + "\n";
    if (!state.is_enrolled) return text + "not enrolled with a grant: this machine is watched, and nothing runs on it\n";
    const auto yes = [](bool is_so) { return is_so ? "yes\n" : "no\n"; };
    text += "authority " + to_hex(state.authority) + "\ndevice " + to_hex(state.device) + "\nclient " + to_hex(state.client) + "\nroster " +
            std::to_string(state.seq) + (state.waiting > 0 ? ", " + std::to_string(state.waiting) + " waiting for their delay" : "") +
            (state.is_forked ? ", split" : "") + "\n";
    text += std::string("stopped by this machine's administrator: ") + yes(state.is_stopped_here) +
            "stopped by a signed message: " + yes(state.is_stopped);
    text += state.needs_answer ? "waits for the answer to its question before a job may run\n" : "";
    text += state.was_heard ? "newest heartbeat " + std::to_string(state.heartbeat_age_ms / 1000) + " s ago\n" : "no heartbeat was heard\n";
    text += "log " + std::to_string(state.log_size) + " entries seen" +
            (state.log_is_split ? ", SPLIT: what has to stand in it does not run" : "") + "\n";
    return text + "running " + std::to_string(state.running) + ", results to be fetched " + std::to_string(state.unacknowledged) +
           ", begun " + std::to_string(state.begun) + ", refused " + std::to_string(state.refused) + "\n";
}

// Asks, and prints the answer in words.
template <class Answer>
int print(const Given& given, const Bytes& request) {
    const auto body = said(given, request);
    const auto answer = body ? trust::read_message<Answer>(*body) : std::nullopt;
    if (!answer) return body ? Exit::failed : body.error();
    std::fputs(in_words(*answer).c_str(), stdout);
    return exit_of(*answer);
}

int enrol(const Given& given) {
    const std::string told = given.words.empty() ? "" : given.words.front();
    const size_t colon = std::min(told.size(), told.find(':'));
    const auto authority = from_hex(told.substr(0, colon)),
               head = from_hex(colon < told.size() ? told.substr(colon + 1) : std::string(64, '0'));
    if (!authority || authority->size() != 32 || !head || head->size() != 32 || given.words.size() < 3) return not_understood();
    Bytes frames;
    for (const std::string& path : std::span(given.words).subspan(1)) {
        const auto frame = open_journal_file(path)->read();
        if (!frame) return complain(frame.error());
        append(frames, big_endian(static_cast<uint32_t>(frame->size())));
        append(frames, *frame);
    }
    return print<StateAnswer>(given, write_request(Want::Enrol, {*authority, *head, frames}));
}

int limits(const Given& given) {
    const auto body = said(given, write_request(Want::Limits));
    auto limits = body ? trust::read_message<trust::LocalLimits>(*body) : std::nullopt;
    if (!limits) return body ? Exit::failed : body.error();
    for (size_t i = 0; i < given.words.size(); i += 2) {
        if (i + 1 == given.words.size() || !take_limit(given.words[i], given.words[i + 1], *limits)) return not_understood();
    }
    const auto set = given.words.empty() ? body : said(given, write_request(Want::SetLimits, {trust::write_message(*limits)}));
    if (!set) return set.error();
    std::fputs(gate::in_words(*limits).c_str(), stdout);
    return Exit::done;
}

int write_file(const std::string& path, std::string_view text) {
    // It syncs the folder that holds it.
    return exit_of(open_journal_file(std::filesystem::absolute(path).string())->replace(as_bytes(text)));
}

// Files of the gate, which root may read whether it runs or not.
int write_head(const Given& given) {
    if (given.words.size() != 1) return not_understood();
    const auto kept = Store(given.at.folder).load();
    if (!kept) return complain(kept.error());
    if (!*kept) return complain({.kind = ErrorKind::NotFound, .code = "gate.not_enrolled", .message = "This machine is not enrolled."});
    const auto& head = (*kept)->pinned.log_head;
    if (!head) return complain({.kind = ErrorKind::NotFound, .code = "gate.no_head", .message = "No head of the log came here yet."});
    return write_file(given.words.front(), head->note);
}

// One line each: when, the message, the proof (CBOR of LogProof, base64), the head that it leads to (base64).
int write_proofs(const Given& given) {
    if (given.words.size() != 2) return not_understood();
    std::string text = "steward-gate-proofs/v1\n";
    const auto is_whole = each_kept_proof(given.at.folder, [&](const KeptProof& kept) {
        text += "proof " + to_rfc3339(kept.at) + " " + to_hex(kept.message) + " " + to_base64(trust::write_message(kept.proof)) + " " +
                to_base64(as_bytes(kept.note)) + "\n";
    });
    if (!is_whole) return complain(is_whole.error());
    if (!*is_whole) std::fputs("steward-gate: a part of the proofs is damaged and left out\n", stderr);
    return write_file(given.words[1], text);
}

int print_log(const Given& given) {
    if (!given.words.empty() && given.words.front() == "--proofs") return write_proofs(given);
    const bool is_refused = !given.words.empty() && given.words.front() == "--refused";
    const std::string path = given.at.folder + (is_refused ? "/refused" : "/log");
    const std::string wanted = given.words.size() == is_refused ? "50" : given.words.back();
    size_t lines = 0;
    if (std::from_chars(wanted.data(), wanted.data() + wanted.size(), lines).ec != std::errc{}) return not_understood();
    Bytes whole;
    for (const char* which : {".1", ""}) {
        const auto part = open_journal_file(path + which)->read();
        if (!part) return complain(part.error());
        append(whole, *part);
    }
    size_t at = whole.size();
    for (size_t ends = 0; at > 0; --at) {
        if (whole[at - 1] == '\n' && ++ends > lines) break;
    }
    std::fwrite(whole.data() + at, 1, whole.size() - at, stdout);
    return Exit::done;
}

int set_stop(const Given& given, Want want) {
    const auto body = said(given, write_request(want));
    if (!body) return body.error();
    std::puts(want == Want::Stop ? "Stopped: nothing that is new runs here before `steward-gate lift`." : "Lifted.");
    return Exit::done;
}

int take(const Given& given) {
    if (given.words.size() != 1) return not_understood();
    const auto frame = open_journal_file(given.words.front())->read();
    return frame ? print<TakenAnswer>(given, write_request(Want::Take, {*frame})) : complain(frame.error());
}
}  // namespace

int run_command(int argc, char** argv) {
    const auto given = read_given(std::span(argv, static_cast<size_t>(argc)).subspan(1));
    if (!given) return not_understood();
    const std::string& command = given->command;
    const bool is_version = command == "--version";
    if (is_version || command == "--help")
        return std::fputs(is_version ? version_text : usage_text, stdout) < 0 ? Exit::failed : Exit::done;
    if (command == "runner" && given->words.size() == 1) return run_work(given->words.front(), SystemClock());
    if (command == "run") return exit_of(run_gate(given->at));
    if (command == "enrol") return enrol(*given);
    if (command == "limits") return limits(*given);
    if (command == "policies") return print<PoliciesAnswer>(*given, write_request(Want::Policies));
    if (command == "log") return print_log(*given);
    if (command == "head") return write_head(*given);
    if (command == "take") return take(*given);
    if (command == "stop") return set_stop(*given, Want::Stop);
    if (command == "lift") return set_stop(*given, Want::Lift);
    return command == "status" ? print<StateAnswer>(*given, write_request(Want::State)) : not_understood();
}

}  // namespace steward::gate
