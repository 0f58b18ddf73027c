#include "verify/report.h"

#include <algorithm>
#include <cstdio>

namespace steward::verify {

namespace {
std::string quoted(std::string_view text) {
    std::string out = "\"";
    for (const char c : plain(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + "\"";
}

// The name is the server's to choose: within marks it says nothing but a name.
std::string called(std::string_view name) {
    std::string words(name);
    std::ranges::replace(words, '"', '\'');
    return '"' + words + '"';
}

std::string counted(uint64_t number, std::string_view one, std::string_view many) {
    return with_commas(number) + " " + std::string(number == 1 ? one : many);
}

std::string span_of(const Chain& chain) {
    return counted(chain.entries, "entry", "entries") + " from " + date_of(chain.first_at) + " to " + date_of(chain.last_at);
}

// The id is what the entries themselves are bound to; `steward-gate status` on the client's own machine prints the same.
std::string whose(const Chain& chain) {
    if (chain.kind == "provider") return "the installation itself";
    return (chain.name.empty() ? "this client" : called(chain.name)) + " (client " + write_hex(chain.client) + ")";
}

std::string seen_by(const Verdict& verdict) {
    if (verdict.witnessed_entries == 0) return "head signed by the log, seen by no witness yet";
    const std::string witnesses = counted(verdict.witnesses.size(), "witness", "witnesses") +
                                  (verdict.witness_keys_were_given ? ""
                                   : verdict.witnesses.size() == 1 ? " whose key is the export's own word"
                                                                   : " whose keys are the export's own word");
    if (verdict.is_end_witnessed) return "head confirmed by " + witnesses;
    const uint64_t later = verdict.entries - verdict.witnessed_entries;
    return "newest head" + (later == 0 ? "" : " and " + counted(later, "entry", "entries") + " before it") +
           " seen by no witness yet; the " + counted(verdict.witnessed_entries, "earlier entry", "earlier entries") + " confirmed by " +
           witnesses;
}

std::string what_was_not_compared(const Verdict& verdict) {
    std::string text;
    if (verdict.foreign_proofs > 0)
        text += " " + counted(verdict.foreign_proofs, "proof that you gave is", "proofs that you gave are") + " of the client " +
                write_hex(verdict.foreign_client) +
                ", whom this export does not name: it is not the log of that machine, or the machine was another client's then.";
    if (verdict.uncompared_proofs > 0)
        text += " " + counted(verdict.uncompared_proofs, "proof", "proofs") +
                " that you gave could not be compared: the log had another key then. Compare with an export that was saved before.";
    if (verdict.uncompared_size > 0)
        text += " The head of " + with_commas(verdict.uncompared_size) +
                " entries that you gave could not be compared: ask for an export that stops there.";
    return text;
}

std::string chain_json(const Chain& chain) {
    return "{\"kind\":" + quoted(chain.kind) + ",\"name\":" + quoted(chain.name) + ",\"client_id\":" + quoted(write_hex(chain.client)) +
           ",\"entries\":" + std::to_string(chain.entries) + ",\"without_words\":" + std::to_string(chain.without_words) +
           ",\"first_at_unix_ms\":" + std::to_string(chain.first_at) + ",\"last_at_unix_ms\":" + std::to_string(chain.last_at) +
           ",\"counted_to\":" + quoted(chain.counted_day < 0 ? "" : day_text(chain.counted_day)) + "}";
}
}  // namespace

int exit_code(const Verdict& verdict) {
    if (verdict.fault) return 1;
    return verdict.compared ? 0 : 3;
}

std::string sentence_of(const Verdict& verdict) {
    if (verdict.fault) return verdict.fault->sentence + " (line " + std::to_string(verdict.fault->line) + ")";
    std::string text = "Every privileged action on ";
    for (const Chain& chain : verdict.chains) {
        const bool is_first = &chain == &verdict.chains.front();
        if (chain.kind == "provider" && !is_first) {
            text += "; " + counted(chain.entries, "act", "acts") + " of the provider itself, no gaps";
            continue;
        }
        text += (is_first ? "" : "; on ") + whose(chain) + ": " + span_of(chain) + ", no gaps";
        if (chain.counted_day >= 0) text += ", counted to " + day_text(chain.counted_day);
        if (chain.without_words > 0) text += ", " + with_commas(chain.without_words) + " without their words";
    }
    text += "; " + seen_by(verdict);
    if (verdict.proofs > 0) text += "; " + counted(verdict.proofs, "proof", "proofs") + " of your machine found in it";
    return text + "; export made " + minute_of(verdict.made_ms) + "." + what_was_not_compared(verdict);
}

std::string json_of(const Verdict& verdict) {
    std::string text = "{\"holds\":" + std::string(verdict.fault ? "false" : "true") + ",\"code\":" +
                       quoted(verdict.fault      ? verdict.fault->code
                              : verdict.compared ? "holds"
                                                 : "not_compared") +
                       ",\"sentence\":" + quoted(sentence_of(verdict)) + ",\"origin\":" + quoted(verdict.origin) +
                       ",\"size\":" + std::to_string(verdict.size) + ",\"root\":" + quoted(write_base64(verdict.root)) +
                       ",\"entries\":" + std::to_string(verdict.entries) + ",\"heads\":" + std::to_string(verdict.heads) +
                       ",\"made_at_unix_ms\":" + std::to_string(verdict.made_ms) +
                       ",\"key_was_given\":" + (verdict.key_was_given ? "true" : "false") +
                       ",\"witness_keys_were_given\":" + (verdict.witness_keys_were_given ? "true" : "false") +
                       ",\"witnessed_entries\":" + std::to_string(verdict.witnessed_entries);
    text += ",\"proofs\":" + std::to_string(verdict.proofs) + ",\"foreign_proofs\":" + std::to_string(verdict.foreign_proofs) +
            ",\"uncompared_proofs\":" + std::to_string(verdict.uncompared_proofs);
    if (verdict.fault) text += ",\"line\":" + std::to_string(verdict.fault->line);
    text += ",\"witnesses\":[";
    for (const auto& name : verdict.witnesses) text += (text.ends_with('[') ? "" : ",") + quoted(name);
    text += "],\"chains\":[";
    for (const auto& chain : verdict.chains) text += (text.ends_with('[') ? "" : ",") + chain_json(chain);
    return text + "]}";
}

}  // namespace steward::verify
