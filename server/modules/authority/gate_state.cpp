#include "server/modules/authority/gate_state.h"

#include <algorithm>

#include "server/modules/authority/service.h"

namespace steward::authority {

namespace {
// Whether a frame carries exactly one signature, by this Ed25519 key.
bool is_signed_by(const trust::Frame& frame, const Bytes& key) {
    const trust::PublicKey public_key{trust::Algorithm::Ed25519, key};
    if (frame.signature_count != 1 || !trust::has_right_size(public_key)) return false;
    const trust::Signature& signature = frame.signatures[0];
    return std::ranges::equal(signature.key_id, trust::key_id(public_key)) &&
           trust::verifies(public_key, {}, trust::signed_bytes(frame.type, frame.payload), signature);
}

std::string time_in_words(Duration time) {
    const auto of = [](int64_t count, const char* unit) { return std::to_string(count) + " " + unit + (count == 1 ? "" : "s"); };
    const int64_t minutes = time.count() / 60'000;
    if (minutes < 120) return of(minutes, "minute");
    return minutes < 2 * 24 * 60 ? of(minutes / 60, "hour") : of(minutes / (24 * 60), "day");
}

std::string_view state_in_words(std::string_view state) {
    static constexpr std::pair<std::string_view, std::string_view> words[] = {
        {"ready", "its gate was ready"},
        {"waiting", "its gate waited for the beacon"},
        {"watched_only", "it was watched only"},
        {"stopped_here", "its own administrator had stopped it"},
        {"stopped", "a signed stop held"},
        {"forked", "it had seen two sides of the chain"},
        {"damaged", "its gate refused everything"},
        {"absent", "it had no gate"},
    };
    const auto* const found = std::ranges::find(words, state, [](const auto& one) { return one.first; });
    return found == std::end(words) ? "the state of its gate was not known" : found->second;
}
}  // namespace

Spoken spoken_of(const agent::v1::GateState& said, const trust::Digest* authority) {
    if (!said.present())
        return {"absent", "No gate answers on this machine: it is watched, and nothing can run on it. Update the agent's package."};
    if (!said.damage().empty())
        return {"damaged",
                "The gate refuses everything: " + said.damage().substr(0, 300) + " Look at the machine with `steward-agent status`."};
    if (!said.enrolled())
        return {"watched_only",
                "The machine joined without a signed grant: it is watched, and nothing can run on it. Enrol it with a grant."};
    if (!authority) return {"damaged", "The machine trusts an authority, and this server has none. Hand over the genesis and the chain."};
    if (as_bytes(said.authority()).size() != authority->size() || !std::ranges::equal(as_bytes(said.authority()), *authority))
        return {"damaged", "The machine trusts another authority than this server's. Enrol it again with a grant of this one."};
    if (said.forked())
        return {"forked", "The machine saw two sides of the chain and runs nothing until a majority has signed which one holds."};
    if (said.stopped_here()) return {"stopped_here", "The machine's own administrator stopped it. Ask there for `steward-agent lift`."};
    if (said.stopped()) return {"stopped", "A signed stop holds: nothing runs until it is lifted by those who may."};
    if (said.needs_answer())
        return {"waiting", "After its start the machine asks the beacon whether it is up to date. Start the beacon, or open a signer."};
    if (said.allowed_classes() == 0)
        return {"ready", "The machine answers, and its own limits allow nothing. Change them there with `steward-agent limits`."};
    return {"ready", "The machine answers, and takes what is signed for it as far as its own limits allow."};
}

namespace {
constexpr size_t most_limits = 16 * 1024;

std::string clock_text(uint64_t minute) {
    const std::string hour = std::to_string(minute / 60), rest = std::to_string(minute % 60);
    return std::string(hour.size() < 2 ? 1 : 0, '0') + hour + ":" + std::string(rest.size() < 2 ? 1 : 0, '0') + rest;
}
}  // namespace

std::optional<trust::LocalLimits> limits_of(const agent::v1::GateState& said) {
    if (said.limits().empty() || said.limits().size() > most_limits) return std::nullopt;
    return trust::read_message<trust::LocalLimits>(as_bytes(said.limits()));
}

std::string limits_words(const trust::LocalLimits& limits, bool holds_now) {
    std::string text;
    const auto add = [&](const std::string& one) { text += (text.empty() ? "" : "; ") + one; };
    const trust::LocalLimits usual;
    if (limits.few != usual.few || limits.many != usual.many)
        add("one person for at most " + std::to_string(limits.few) + " machines, two for at most " + std::to_string(limits.many));
    for (const trust::ClassNumber& signers : limits.signatures)
        add(std::to_string(signers.number) + " persons for the kind " + class_word(signers.job_class));
    for (const trust::ClassNumber& window : limits.most_window_s)
        add("windows of at most " + std::to_string(window.number / 3600) + " hours for the kind " + class_word(window.job_class));
    for (const trust::ClassNumber& budget : limits.runs_a_day)
        add("at most " + std::to_string(budget.number) + " a day of the kind " + class_word(budget.job_class));
    if (limits.curfew)
        add("nothing for " + std::to_string(limits.curfew->length_minutes) + " minutes from " + clock_text(limits.curfew->start_minute) +
            " (" + limits.curfew->zone + ")");
    if (limits.needs_consent.bits != 0) {
        std::string kinds;
        for (const auto& name : class_texts(limits.needs_consent.bits)) kinds += (kinds.empty() ? "" : ", ") + name;
        add("only with the client's consent: " + kinds);
    }
    if (limits.least_log_level > 1) add("only what witnesses have seen in the log");
    if (text.empty()) return {};
    if (holds_now) return " Its own limits: " + text + ".";
    return " The grant with which it joined set: " + text + ". Its administrator may have set others: `steward-agent limits` there.";
}

Instant stands_since(const Evidence& evidence, Instant now) {
    const bool keeps_speaking = evidence.is_connected && !evidence.is_silent;
    return keeps_speaking ? std::max(now, evidence.last_word) : evidence.last_word;
}

Spoken shown(const GateRow& gate, Instant now) {
    if (gate.seen_at + silent_after >= now) return {gate.state, gate.words};
    return {"unknown", "The machine has not been heard of for " + time_in_words(now - gate.seen_at) + "; then " +
                           std::string(state_in_words(gate.state)) + ". See whether it is switched on and reaches this server."};
}

std::optional<trust::DeviceCard> read_card(ByteView bytes) {
    const auto frame = trust::read_frame(bytes);
    if (!frame || frame->type != trust::MessageType::DeviceCard) return std::nullopt;
    auto card = trust::read_message<trust::DeviceCard>(frame->payload);
    if (!card || !is_signed_by(*frame, card->device_key)) return std::nullopt;
    return card;
}

std::optional<trust::WorkResult> read_result(ByteView bytes, const GateRow& gate) {
    const auto frame = trust::read_frame(bytes);
    if (!frame || frame->type != trust::MessageType::Result || !is_signed_by(*frame, gate.gate_key)) return std::nullopt;
    auto result = trust::read_message<trust::WorkResult>(frame->payload);
    if (!result || hex(result->device) != gate.gate) return std::nullopt;
    return result;
}

agent::v1::GateState said_by(const GateRow& gate) {
    agent::v1::GateState said;
    if (!said.ParseFromArray(gate.said.data(), static_cast<int>(gate.said.size()))) said.Clear();
    return said;
}

trust::ShortId short_id(const std::string& hex_text) {
    trust::ShortId id{};
    const auto bytes = from_hex(hex_text);
    if (bytes && bytes->size() == id.size()) std::ranges::copy(*bytes, id.begin());
    return id;
}

std::optional<trust::Digest> digest_of(const std::string& bytes) {
    trust::Digest digest{};
    if (bytes.size() != digest.size()) return std::nullopt;
    std::ranges::copy(as_bytes(bytes), digest.begin());
    return digest;
}

GateView view_of(const GateRow& gate, bool is_connected, Instant now) {
    const agent::v1::GateState said = said_by(gate);
    Spoken spoken = shown(gate, now);
    return {.device = gate.device,
            .client = gate.client,
            .gate = short_id(gate.gate),
            .gate_key = gate.gate_key,
            .card = gate.card,
            .host_name = gate.host_name,
            .state = std::move(spoken.state),
            .words = std::move(spoken.words),
            .allowed_classes = said.allowed_classes(),
            .log_size = said.log_size(),
            .limits = limits_of(said),
            .observed_at = gate.observed_at,
            .is_connected = is_connected};
}

}  // namespace steward::authority
