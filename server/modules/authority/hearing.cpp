// What machines say. On the room's thread.
#include <algorithm>

#include "server/modules/authority/courier.h"
#include "server/platform/access/audit.h"
#include "server/platform/ledger/record.h"
#include "server/platform/ledger/witness.h"

namespace steward::authority {

namespace {
constexpr size_t most_part = 128 * 1024, most_material = 16 * 1024 * 1024, most_kept_materials = 4, most_card = 4096, most_name = 253;
constexpr Duration bindings_rest = std::chrono::minutes(5);

// An act of a machine: in the audit trail, which writes its entry of the log.
Status record_act(Transaction& transaction, std::string kind, const GateRow& row, ClientId client,
                  std::vector<std::pair<std::string, std::string>> details, Instant at) {
    access::AuditLine line{.at = at, .kind = std::move(kind), .principal = "system", .by_name = "The machine " + row.host_name};
    line.client = client;
    line.subject = row.device.text();
    line.detail = access::audit_detail(details);
    return access::append_audit(transaction, line);
}

template <size_t size>
std::array<uint8_t, size> bytes_of(const std::string& text) {
    std::array<uint8_t, size> bytes{};
    if (text.size() == size) std::ranges::copy(as_bytes(text), bytes.begin());
    return bytes;
}
}  // namespace

void Courier::hear(const Held& session, const agent::v1::AgentMessage& message, Instant at) {
    {
        const std::lock_guard held(mutex_);
        if (session->is_gone && message.kind_case() != agent::v1::AgentMessage::kWorkDone) return;
    }
    {
        const std::lock_guard held(session->mutex);
        session->heard_at = at;
    }
    switch (message.kind_case()) {
        case agent::v1::AgentMessage::kMessageTaken:
            return hear_taken(session, message.message_taken());
        case agent::v1::AgentMessage::kMaterialWanted:
            return send_material(*session, message.material_wanted());
        case agent::v1::AgentMessage::kWorkDone:
            return hear_done(*session, message.work_done());
        case agent::v1::AgentMessage::kWorkOutput:
            return hear_output(*session, message.work_output());
        case agent::v1::AgentMessage::kCosigned:
            return hear_cosigned(session, message.cosigned(), at);
        default:
            return;
    }
}

// In one transaction; when that fails each for itself, so that one machine's words keep nobody else's out.
void Courier::hear_states(const std::unordered_map<const Session*, SaidState>& said) {
    std::vector<SaidState> all;
    {
        const std::lock_guard held(mutex_);
        for (const auto& [session, state] : said)
            if (!session->is_gone) all.push_back(state);
    }
    std::vector<std::optional<GateRow>> rows(all.size());
    const auto keep = [&](size_t from, size_t to) {
        return parts_.database.write([&, from, to](Transaction& transaction) -> Status {
            for (size_t i = from; i < to; ++i) {
                STEWARD_CHECK(keep_state_in(transaction, *all[i].session, all[i].said, all[i].at));
                STEWARD_TRY(rows[i], find_gate(transaction, all[i].session->device.device));
            }
            return {};
        });
    };
    if (!keep(0, all.size())) {
        rows.assign(all.size(), std::nullopt);
        for (size_t i = 0; i < all.size(); ++i)
            if (!keep(i, i + 1)) rows[i].reset();  // the agent says it again with its next connection
    }
    for (size_t i = 0; i < all.size(); ++i) {
        if (!rows[i]) continue;
        take_over(*all[i].session, std::move(*rows[i]), all[i].said, all[i].at);
        catch_up(all[i].session, true);
    }
}

void Courier::take_over(Session& session, GateRow row, const agent::v1::GateState& said, Instant at) {
    const auto standing = parts_.chain.newest();
    const std::lock_guard held(session.mutex);
    session.heard_at = std::max(session.heard_at, at);
    const bool is_enrolled_anew = session.row.grant != row.grant;
    session.row = std::move(row);
    session.said = said;
    session.has_told_state = true;
    if (is_enrolled_anew) {
        session.binding_sent = said.binding_seq();
        session.bindings_known = -1;
    }
    // An agent may be there before its gate is; and a gate that comes back may be another.
    const bool speaks = said.present() && said.enrolled();
    const bool is_first = speaks && !session.was_heard;
    session.was_heard = speaks;
    if (!is_first) return;
    session.is_caught_up = session.is_log_broken = false;
    session.narrowed = 0;
    session.bindings_known = -1;
    session.heartbeat_sent = session.heartbeat_head = session.awaited = {};
    session.bindings_out.clear();
    session.bindings_rest_until = {};
    session.answered.clear();
    session.head_size = said.log_size();
    session.binding_sent = said.binding_seq();
    session.head_at = at;
    const auto head = digest_of(said.roster_head());
    session.chain_sent = head ? standing->number_of(*head) : 0;
}

Status Courier::keep_state_in(Transaction& transaction, Session& session, const agent::v1::GateState& said, Instant at) {
    const auto standing = parts_.chain.newest();
    STEWARD_TRY(const auto before, find_gate(transaction, session.device.device));
    GateRow row = before.value_or(GateRow{});
    row.device = session.device.device;
    const trust::Digest authority = standing->roster ? standing->roster->authority() : trust::Digest{};
    Spoken spoken = spoken_of(said, standing->roster ? &authority : nullptr);
    row.state = std::move(spoken.state);
    row.words = std::move(spoken.words);
    agent::v1::GateState kept = said;
    kept.clear_card();
    kept.set_damage(said.damage().substr(0, 1000));
    kept.set_version(said.version().substr(0, 64));
    const std::string bytes = kept.SerializeAsString();
    row.said.assign(bytes.begin(), bytes.end());
    row.observed_at = row.seen_at = at;
    if (said.enrolled()) STEWARD_CHECK(judge_card(transaction, row, said, at));
    STEWARD_CHECK(keep_gate(transaction, row));
    const bool asks = said.needs_answer() && said.nonce().size() == trust::ShortId{}.size();
    tell_screens(transaction, before, row, asks);
    return asks ? ask_question(transaction, row.device, as_bytes(said.nonce()), at) : withdraw_question(transaction, row.device);
}

// What changed, and no more than that: whoever may see it asks again.
void Courier::tell_screens(Transaction& transaction, const std::optional<GateRow>& before, const GateRow& row, bool asks) {
    const bool is_same = before && before->state == row.state && before->words == row.words && before->gate == row.gate;
    const bool asked = before && said_by(*before).needs_answer();
    if (!parts_.hub || (is_same && asks == asked)) return;
    const auto card = parts_.directory.device(row.device);
    transaction.after_commit([hub = parts_.hub, device = row.device, state = row.state, card, is_new_question = asks != asked] {
        if (card) hub->publish({.client = card->client, .topic = "gate", .id = device.text(), .json = R"({"state":")" + state + "\"}"});
        if (is_new_question) hub->publish({.client = {}, .topic = "authority", .id = {}, .json = "{}"});
    });
}

// The card is the machine's own word, by its gate's key. It must name a grant that was signed for the machine's client.
Status Courier::judge_card(Transaction& transaction, GateRow& row, const agent::v1::GateState& said, Instant at) {
    const auto spoil = [&](std::string words) {
        row.state = "damaged";
        row.words = std::move(words);
        row.gate.clear();
        return Status{};
    };
    const auto card = said.card().size() <= most_card ? read_card(as_bytes(said.card())) : std::nullopt;
    if (!card) return spoil("The gate's card is not signed by its own key. Enrol the machine again with a grant.");
    const std::string gate = hex(card->device);
    STEWARD_TRY(const auto others, gates_called(transaction, gate));
    if (std::ranges::any_of(others, [&](const GateRow& other) { return other.device != row.device; }))
        return spoil("Another machine shows the same gate key: a copied disk. Enrol one of the two again with a grant.");
    const auto device = parts_.directory.device(row.device);
    if (!device) return fail(ErrorKind::NotFound, "directory.device_not_found", "There is no such device.");
    STEWARD_TRY(const auto grant, find_grant(transaction, card->grant));
    if (!grant) return spoil("The gate's card names a grant that this server does not have. Hand the grant over, or enrol it again.");
    STEWARD_TRY(const auto bindings, bindings_of(transaction, gate, grant->id, 0));
    const ClientId signed_for = bindings.empty() ? grant->client : bindings.back().client;
    const bool is_new = row.gate_key != card->device_key;
    const bool was_known = !row.gate_key.empty();
    row.gate = gate;
    row.gate_key = card->device_key;
    row.grant = grant->id;
    row.host_name = card->host_name.substr(0, most_name);
    row.card.assign(said.card().begin(), said.card().end());
    if (signed_for != device->client) {
        row.state = "damaged";
        row.words = "The machine was signed for another client than the one it stands with here. Move it back, or sign a binding.";
    }
    if (row.state == "ready") {
        const auto frame = trust::read_frame(grant->frame);
        const auto signed_grant = frame ? trust::read_message<trust::Grant>(frame->payload) : std::nullopt;
        if (const auto limits = limits_of(said)) row.words += limits_words(*limits, true);
        else if (signed_grant) row.words += limits_words(signed_grant->limits, false);
    }
    if (!is_new) return {};
    const std::vector<std::pair<std::string, std::string>> details = {
        {"name", device->name}, {"gate_id", gate}, {"key", to_hex(card->device_key)}, {"grant_id", grant->id}};
    STEWARD_CHECK(record_act(transaction, was_known ? "authority.gate_changed" : "authority.gate_seen", row, device->client, details, at));
    return was_known ? judge_new_key(transaction, row, at) : Status{};
}

void Courier::hear_taken(const Held& session, const agent::v1::MessageTaken& taken) {
    const auto id = digest_of(taken.message_id());
    if (!id) return;
    bool is_ours = false, is_awaited = false;
    {
        const std::lock_guard held(session->mutex);
        is_ours = session->ours.erase(*id) > 0;
        if (session->bindings_out.erase(*id) > 0) hear_of_binding(*session, taken);
        is_awaited = session->awaited == *id;
        if (is_awaited) session->awaited = {};
    }
    if (is_awaited) return catch_up(session, true);
    if (is_ours || !desk_) return;
    TakenWord word{.device = session->device.device, .message = *id, .how = static_cast<int>(taken.how())};
    word.became = taken.became();
    word.reason = taken.reason();
    word.result.assign(taken.result().begin(), taken.result().end());
    word.code = taken.code().substr(0, 200);
    word.words = taken.message().substr(0, 2000);
    desk_->taken(word);
}

// A binding that was not taken comes again with those behind it, for it may be a matter of time: a heartbeat that is too old, a full disk.
void Courier::hear_of_binding(Session& session, const agent::v1::MessageTaken& taken) const {
    constexpr uint64_t known_there = 18 * 256 + 1;
    if (taken.how() == 0 || taken.reason() == known_there) return;
    session.binding_sent = session.said.binding_seq();
    session.bindings_known = -1;
    session.bindings_rest_until = parts_.clock.monotonic() + bindings_rest;
}

void Courier::hear_done(Session& session, const agent::v1::WorkDone& done) {
    if (!desk_) return;
    GateRow row;
    {
        const std::lock_guard held(session.mutex);
        row = session.row;
    }
    const auto result = row.gate.empty() ? std::nullopt : read_result(as_bytes(done.frame()), row);
    if (!result) {
        const std::lock_guard held(mutex_);
        ++numbers_.false_results;
        return;
    }
    const auto kept = desk_->done(view_of(row, true, row.seen_at), *result, as_bytes(done.frame()));
    if (!kept || !*kept) return;  // the machine says it again
    agent::v1::ServerMessage message;
    message.mutable_work_kept()->set_work_id(result->work.data(), result->work.size());
    say(session, std::move(message));
}

void Courier::hear_output(Session& session, const agent::v1::WorkOutput& output) {
    if (!desk_ || output.work_id().size() != trust::ShortId{}.size() || output.part().size() > most_part) return;
    std::optional<GateView> view;
    {
        const std::lock_guard held(session.mutex);
        if (!session.row.gate.empty()) view = view_of(session.row, true, session.row.seen_at);
    }
    if (view) desk_->output(*view, bytes_of<16>(output.work_id()), output.offset(), as_bytes(output.part()));
}

void Courier::hear_cosigned(const Held& from, const agent::v1::Cosigned& cosigned, Instant at) {
    Session& session = *from;
    if (cosigned.refused().empty()) return cosigned_.push_back({from, cosigned.note()});
    GateRow row;
    {
        const std::lock_guard held(session.mutex);
        row = session.row;
        session.is_log_broken = true;
    }
    {
        const std::lock_guard held(mutex_);
        ++numbers_.refused_heads;
    }
    (void)parts_.database.write([&](Transaction& transaction) -> Status {
        STEWARD_CHECK(record_act(transaction, "authority.log_refused", row, row.client,
                                 {{"words", cosigned.refused().substr(0, 500)}, {"gate_id", row.gate}}, at));
        return raise_alarm(transaction, session.device.device,
                           {.item = "log",
                            .what = "refuses this server's log",
                            .sentence = "It saw another log before, or this one was changed or set back. What has to stand in the log does "
                                        "not run there until somebody has found out why. This ends when it takes the log again."},
                           at);
    });
}

// Of a head that hundreds of machines have seen: in one transaction. One that does not hold is left aside, the others count.
void Courier::take_cosignatures(std::vector<SaidCosigned> all) {
    (void)parts_.database.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto alarms, open_alarms(transaction));
        for (const SaidCosigned& one : all) {
            GateRow row;
            bool is_broken = false;
            {
                const std::lock_guard held(one.session->mutex);
                row = one.session->row;
                is_broken = one.session->is_log_broken;  // said since
            }
            if (row.gate_key.size() != trust::Digest{}.size() || row.gate.empty()) continue;
            const trust::NoteKey witness = ledger::gate_witness_key(short_id(row.gate), row.gate_key);
            const auto taken = ledger::take_cosignature(transaction, witness, row.client, one.note);
            if (!taken && taken.error().kind != ErrorKind::Invalid) return std::unexpected(taken.error());
            if (taken && !is_broken) STEWARD_CHECK(clear_what_passed(transaction, row.device, alarms, parts_.clock.now()));
        }
        return {};
    });
}

std::shared_ptr<const Bytes> Courier::material(const trust::Digest& digest) {
    const auto known = std::ranges::find(materials_, digest, &std::pair<trust::Digest, std::shared_ptr<const Bytes>>::first);
    if (known != materials_.end()) return known->second;
    auto found = desk_ ? desk_->material(digest) : Result<std::optional<Bytes>>(std::nullopt);
    if (!found || !*found || (*found)->size() > most_material) return nullptr;
    materials_.emplace_front(digest, std::make_shared<const Bytes>(std::move(**found)));
    if (materials_.size() > most_kept_materials) materials_.pop_back();
    return materials_.front().second;
}

// One part for each question: the machine asks for the next when it has this one.
void Courier::send_material(Session& session, const agent::v1::MaterialWanted& wanted) {
    const auto digest = digest_of(wanted.digest());
    if (!digest) return;
    agent::v1::ServerMessage message;
    auto& out = *message.mutable_material();
    out.set_digest(wanted.digest());
    out.set_offset(wanted.offset());
    if (const auto whole = material(*digest)) {
        out.set_size(static_cast<uint32_t>(whole->size()));
        const size_t begin = std::min<size_t>(wanted.offset(), whole->size());
        out.set_part(whole->data() + begin, std::min(most_part, whole->size() - begin));
    }
    say(session, std::move(message));
}

}  // namespace steward::authority
