// Brings a machine up to what was signed. On the room's thread.
#include <algorithm>

#include "server/modules/authority/courier.h"

namespace steward::authority {

namespace {
constexpr size_t most_batch_bytes = 256 * 1024, most_batch = 64, most_narrowing = 64;
constexpr Duration ticks_every = std::chrono::seconds(30), head_every = std::chrono::hours(1), heartbeat_every = std::chrono::minutes(1);

bool concerns(const trust::StopScope& scope, const trust::ShortId& gate, const ClientId client) {
    const auto names = [](const std::vector<trust::ShortId>& list, const trust::ShortId& id) {
        return std::ranges::find(list, id) != list.end();
    };
    return scope.all || names(scope.clients, client.raw().bytes) || names(scope.devices, gate);
}
}  // namespace

void Courier::catch_up_all() {
    const auto all = sessions();
    std::optional<Answers> known;
    const bool anybody_asks = std::ranges::any_of(all, [](const Held& session) {
        const std::lock_guard held(session->mutex);
        return session->said.needs_answer();
    });
    // Once for all: hundreds of machines that were started together ask together.
    if (anybody_asks) {
        (void)parts_.database.read([&](Transaction& transaction) -> Status {
            STEWARD_TRY(known, answers(transaction, parts_.clock.now()));
            return {};
        });
    }
    for (const auto& session : all) catch_up(session, false, known ? &*known : nullptr);
}

void Courier::catch_up(const Held& session, bool tells_ready, const Answers* answers) {
    const auto standing = parts_.chain.newest();
    {
        const std::lock_guard held(session->mutex);
        Session& one = *session;
        if (!one.was_heard || !one.said.present() || !one.said.enrolled() || !standing->roster) return;
        const trust::Digest& authority = standing->roster->authority();
        if (!std::ranges::equal(as_bytes(one.said.authority()), authority)) return;
        if (one.awaited != trust::Digest{}) return;  // a part of the chain is on its way
        const bool is_behind = one.chain_sent < standing->number;
        if (is_behind) send_narrowing(one, *standing, true);
        if (!send_chain(one, *standing)) return;
        if (is_behind) send_narrowing(one, *standing, true);
        else if (one.narrowed == 0) send_narrowing(one, *standing, false);
        one.narrowed = std::max<int64_t>(standing->number, 1);
        send_heartbeat(one, *standing);
        if (!send_of_database(one, *standing, answers)) return;
        one.is_caught_up = true;
    }
    if (tells_ready) tell_ready(*session);
}

// In batches: what a slow machine has not taken yet would be lost with its connection. False: there is more, after an answer.
bool Courier::send_chain(Session& session, const Standing& standing) {
    size_t bytes = 0, count = 0;
    for (const auto& message : standing.messages) {
        if (message->number <= session.chain_sent) continue;
        // Genesis came with the enrolment: a gate without it has no authority.
        const bool is_sent = is_of_chain(message->type) && message->type != trust::MessageType::Genesis;
        if (is_sent) {
            say_message(session, message->frame, {}, {});
            session.ours.insert(message->id);
            bytes += message->frame.size();
            ++count;
        }
        session.chain_sent = message->number;
        if (is_sent && (bytes >= most_batch_bytes || count >= most_batch) && message != standing.messages.back()) {
            session.awaited = message->id;
            return false;
        }
    }
    session.chain_sent = standing.number;
    return true;
}

// The newest that hold, in their order. `again`: also those that were sent before.
void Courier::send_narrowing(Session& session, const Standing& standing, bool again) {
    const Instant now = parts_.clock.now();
    const trust::ShortId gate = short_id(session.row.gate);
    std::vector<trust::Digest> wanted;
    for (const auto& one : standing.suspensions)
        if (now <= one.message.until) wanted.push_back(one.id);
    for (const auto& one : standing.stops) {
        const bool is_over = one.message.until.is_set() && one.message.until < now;
        if (!is_over && concerns(one.message.scope, gate, session.row.client)) wanted.push_back(one.id);
    }
    std::vector<std::shared_ptr<const KeptMessage>> messages;
    for (const auto& message : standing.messages) {
        if (is_of_chain(message->type) || (!again && message->number <= session.narrowed)) continue;
        if (std::ranges::find(wanted, message->id) != wanted.end()) messages.push_back(message);
    }
    const size_t skipped = messages.size() > most_narrowing ? messages.size() - most_narrowing : 0;
    for (size_t i = skipped; i < messages.size(); ++i) {
        say_message(session, messages[i]->frame, {}, {});
        session.ours.insert(messages[i]->id);
    }
}

// At once when the chain has another head since; otherwise now and then. A beacon answers every machine that starts, and each answer is a
// newer heartbeat: everybody needs one of them, not all.
void Courier::send_heartbeat(Session& session, const Standing& standing) {
    if (!standing.heartbeat || session.heartbeat_sent == standing.heartbeat->id) return;
    const Duration now = parts_.clock.monotonic();
    const bool says_more = session.heartbeat_sent == trust::Digest{} || session.heartbeat_head != standing.heartbeat->head;
    if (!says_more && now < session.heartbeat_at + heartbeat_every) return;
    say_message(session, standing.heartbeat->frame, {}, {});
    session.ours.insert(standing.heartbeat->id);
    session.heartbeat_sent = standing.heartbeat->id;
    session.heartbeat_head = standing.heartbeat->head;
    session.heartbeat_at = now;
}

void Courier::send_answer(Session& session, ByteView frame) {
    if (const auto read = trust::read_frame(frame)) session.ours.insert(trust::message_id(read->type, read->payload));
    say_message(session, frame, {}, {});
    session.answered = session.said.nonce();
}

Status Courier::send_of_database(Session& session, const Standing& standing, const Answers* answers) {
    trust::ShortId nonce{};
    bool asks = session.said.needs_answer() && session.answered != session.said.nonce() && session.said.nonce().size() == nonce.size();
    if (asks) std::ranges::copy(as_bytes(session.said.nonce()), nonce.begin());
    if (asks && answers) {
        const auto found = answers->find(hex(nonce));
        if (found != answers->end()) send_answer(session, found->second);
        asks = false;
    }
    // A gate that waits for an answer, or saw the chain split, takes none: they go when it says that this is over.
    const bool takes_bindings = !session.row.gate.empty() && session.said.damage().empty() && !session.said.needs_answer() &&
                                !session.said.forked() && !session.is_log_broken;
    const bool wants_bindings =
        session.bindings_known != standing.bindings && takes_bindings && parts_.clock.monotonic() >= session.bindings_rest_until;
    const bool wants_head = !session.is_caught_up || session.head_at + head_every <= parts_.clock.now();
    if (!asks && !wants_bindings && !wants_head) return {};
    return parts_.database.read([&](Transaction& transaction) -> Status {
        if (asks) {
            STEWARD_TRY(const auto answer, find_answer(transaction, nonce));
            if (answer) send_answer(session, *answer);
        }
        if (wants_head) {
            STEWARD_TRY(const auto head, ledger::newest_head(transaction));
            session.head_at = head ? parts_.clock.now() : Instant{};  // the first one is wanted as soon as there is one
            if (head) STEWARD_CHECK(send_head(transaction, session, *head));
        }
        return wants_bindings ? send_bindings(transaction, session, standing) : Status{};
    });
}

// Each with its proof, under a head that the machine has: what was not covered yet comes when it is.
Status Courier::send_bindings(Transaction& transaction, Session& session, const Standing& standing) {
    STEWARD_TRY(const auto bindings,
                bindings_of(transaction, session.row.gate, session.row.grant, static_cast<int64_t>(session.binding_sent)));
    for (const auto& binding : bindings) {
        STEWARD_TRY(const bool is_covered, cover(transaction, session, binding.log_number));
        if (!is_covered) return wait_for_head(session.device.device, binding.log_number), Status{};
        STEWARD_TRY(const Bytes proof, proof_of(transaction, session, binding.log_number, binding.frame));
        say_message(session, binding.frame, proof, {});
        session.ours.insert(binding.message);
        session.bindings_out.insert(binding.message);
        session.binding_sent = static_cast<uint64_t>(binding.seq);
    }
    session.bindings_known = standing.bindings;
    return {};
}

// What machines said of their gates holds as long as they are heard.
void Courier::tick() {
    const Duration now = parts_.clock.monotonic();
    if (ticked_ != Duration{} && now < ticked_ + ticks_every) return;
    ticked_ = now;
    const auto all = sessions();
    if (all.empty()) return;
    std::vector<std::pair<DeviceId, Instant>> seen;
    for (const auto& session : all) {
        const auto vital = parts_.directory.vital(session->device.device);
        const std::lock_guard held(session->mutex);
        const Evidence evidence{.last_word = std::max(session->heard_at, vital ? vital->last_seen : Instant{}),
                                .is_connected = true,
                                .is_silent = !vital || vital->health == directory::Health::Unknown};
        const Instant at = stands_since(evidence, parts_.clock.now());
        if (!session->has_told_state || at <= session->row.seen_at) continue;
        session->row.seen_at = at;
        seen.emplace_back(session->device.device, at);
    }
    if (!seen.empty()) {
        (void)parts_.database.write([&](Transaction& transaction) -> Status {
            for (const auto& [device, at] : seen) STEWARD_CHECK(see_gate(transaction, device, at));
            return {};
        });
    }
    catch_up_all();
}

}  // namespace steward::authority
