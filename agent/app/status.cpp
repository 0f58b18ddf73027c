// What `steward-agent status` shows of a running agent.
#include <cstdio>

#include "agent/app/agent.h"

namespace steward::agent {

namespace {
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) < 0x20) {
            char code[8];
            std::snprintf(code, sizeof code, "\\u%04x", static_cast<unsigned>(c));
            out += code;
        } else {
            out += c;
        }
    }
    return out + "\"";
}

std::string time_or_null(Instant at) { return at.is_set() ? quoted(to_rfc3339(at)) : "null"; }

std::string_view measuring_in_words(const Collection& collection) {
    if (!collection.problem().empty()) return collection.problem();
    return collection.is_apart() ? "in a process of its own, without a network" : "in this process, which has the network";
}
}  // namespace

std::string Agent::status() const {
    const auto spool = spool_->numbers();
    const Error* failure = link_.last_failure();
    const GateView& gate = carrier_.view();
    const std::pair<std::string_view, std::string> members[] = {
        {"version", quoted(settings_.version)},
        {"device_id", quoted(identity_.device.text())},
        {"client_name", quoted(identity_.client_name)},
        {"server", quoted(identity_.server.host + ":" + std::to_string(identity_.server.port))},
        {"server_version", quoted(link_.server_version())},
        {"connected", link_.ready() ? "true" : "false"},
        {"connected_at", time_or_null(link_.connected_at())},
        {"interval_seconds", std::to_string(grid_.interval.count() / 1000)},
        {"last_report_at", time_or_null(last_moment_)},
        {"last_acknowledgement_at", time_or_null(acknowledged_at_)},
        {"oldest_unacknowledged_at", time_or_null(spool.oldest)},
        {"spool_bytes", std::to_string(spool.bytes)},
        {"dropped_reports", std::to_string(spool.dropped_reports)},
        {"state_writable", spool.unwritable ? "false" : "true"},
        {"series", std::to_string(values_.size())},
        {"measuring_apart", parts_.collection.is_apart() ? "true" : "false"},
        {"measuring", quoted(measuring_in_words(parts_.collection))},
        {"gate_present", gate.is_present() ? "true" : "false"},
        {"gate_enrolled", gate.state() && gate.state()->is_enrolled ? "true" : "false"},
        {"gate", quoted(gate.in_words())},
        {"problem_code", failure ? quoted(failure->code) : "null"},
        {"problem", failure ? quoted(failure->message) : "null"},
    };
    std::string json = "{";
    for (const auto& [name, value] : members) json += (json.size() > 1 ? ", " : "") + quoted(name) + ": " + value;
    return json + "}\n";
}

}  // namespace steward::agent
