#include "server/modules/authority/standing.h"

#include <algorithm>

#include "server/modules/authority/store.h"

namespace steward::authority {

using trust::MessageType;

bool is_of_chain(MessageType type) {
    return type == MessageType::Genesis || type == MessageType::Roster || type == MessageType::Recovery || type == MessageType::Resolve ||
           type == MessageType::Veto;
}

bool Standing::is_suspended(const trust::KeyId& key, Instant now) const {
    return std::ranges::any_of(suspensions, [&](const auto& one) { return one.message.target == key && now <= one.message.until; });
}

bool is_by_client(const trust::Voices& voices, const trust::StopScope& scope) {
    return !scope.all && std::ranges::any_of(voices, [&](const trust::KeyRecord* key) {
        return key->has(trust::Role::Consent) && !key->clients.all &&
               std::ranges::all_of(scope.clients, [&](const auto& client) { return key->clients.has(client); });
    });
}

namespace {
KnownStop known_stop(trust::Stop stop, const KeptMessage& message, const trust::Frame& frame, const std::optional<trust::Roster>& roster) {
    KnownStop known{.message = std::move(stop), .id = message.id};
    const auto voices = roster ? trust::voices_of(frame, roster->rules().keys, roster->authority()) : std::unexpected(trust::VoiceFault{});
    if (!voices) return known;
    const Instant at = known.message.issued;
    known.by_majority = trust::holders_with(trust::Role::Roster, *voices, at).size() >= roster->voices_needed();
    known.by_provider = !trust::holders_with(trust::Role::Stop, *voices, at).empty();
    known.by_client = is_by_client(*voices, known.message.scope);
    return known;
}
}  // namespace

bool Standing::holds(const KnownStop& stop, Instant now) const {
    if (stop.message.lifts || (stop.message.until.is_set() && stop.message.until < now)) return false;
    const auto covers = [&](const trust::StopScope& lifted, const trust::StopScope& scope) {
        const auto all_of = [](const auto& wanted, const auto& had) {
            return std::ranges::all_of(wanted, [&](const auto& id) { return std::ranges::find(had, id) != had.end(); });
        };
        return lifted.all || (!scope.all && all_of(scope.clients, lifted.clients) && all_of(scope.devices, lifted.devices));
    };
    return std::ranges::none_of(stops, [&](const KnownStop& other) {
        const bool may_lift = other.by_majority || (other.by_client && !stop.by_provider);
        return other.message.lifts && may_lift && other.message.issued >= stop.message.issued &&
               covers(other.message.scope, stop.message.scope);
    });
}

std::vector<trust::WaitingLink> Standing::waiting(Instant now) const {
    std::vector<trust::WaitingLink> links;
    if (!roster || roster->waiting() == 0) return links;
    for (const auto& message : messages) {
        const auto frame = trust::read_frame(message->frame);
        auto link = frame ? trust::link_of(*frame) : std::nullopt;
        if (link) links.push_back(std::move(*link));
    }
    return trust::waiting_links(*roster, links, now);
}

int64_t Standing::number_of(const trust::Digest& id) const {
    const auto found = std::ranges::find_if(messages, [&](const auto& message) { return message->id == id; });
    return found == messages.end() ? 0 : (*found)->number;
}

void play(Standing& standing, std::shared_ptr<const KeptMessage> message) {
    const auto frame = trust::read_frame(message->frame);
    standing.number = std::max(standing.number, message->number);
    if (!frame) return;
    if (frame->type == MessageType::Genesis) {
        standing.roster = trust::Roster::begin(*frame);
        const auto genesis = trust::read_message<trust::Genesis>(frame->payload);
        if (genesis) standing.name = genesis->name, standing.created = genesis->created;
    } else if (frame->type == MessageType::Suspend) {
        if (auto suspend = trust::read_message<trust::Suspend>(frame->payload))
            standing.suspensions.push_back({std::move(*suspend), message->id});
    } else if (frame->type == MessageType::Stop) {
        if (auto stop = trust::read_message<trust::Stop>(frame->payload))
            standing.stops.push_back(known_stop(std::move(*stop), *message, *frame, standing.roster));
    } else if (standing.roster) {
        standing.roster->take(*frame, message->taken_at);
    }
    standing.messages.push_back(std::move(message));
}

namespace {
// Whether the chain stands on it, or it is what may come next.
bool is_part_of(const trust::Roster& roster, const trust::Frame& frame, const trust::Digest& id) {
    if (frame.type == MessageType::Genesis) return true;
    if (frame.type == MessageType::Roster) {
        const auto update = trust::read_message<trust::RosterUpdate>(frame.payload);
        return update && roster.has(update->seq, id);
    }
    const auto recovery = frame.type == MessageType::Recovery ? trust::read_message<trust::Recovery>(frame.payload) : std::nullopt;
    return recovery && roster.has(recovery->base_seq + 1, id);
}
}  // namespace

Result<std::vector<std::shared_ptr<const KeptMessage>>> chain_for_new_machine(const Standing& standing, const trust::Digest& vouched,
                                                                              Instant now) {
    if (!standing.roster)
        return fail(ErrorKind::Conflict, "authority.no_genesis", "This server knows no authority yet. Hand over the genesis first.");
    if (standing.roster->is_forked())
        return fail(
            ErrorKind::Conflict, "authority.forked",
            "The chain of who may sign is split: no machine can join before a majority has signed which side holds. The line stays good.");
    std::vector<std::shared_ptr<const KeptMessage>> chain;
    std::optional<trust::Roster> played;
    bool is_vouched = true;
    for (const auto& message : standing.messages) {
        const auto frame = trust::read_frame(message->frame);
        if (!frame || !is_part_of(*standing.roster, *frame, message->id)) continue;
        const bool is_genesis = frame->type == MessageType::Genesis;
        if (is_genesis) played = trust::Roster::begin(*frame);
        const trust::Taken became =
            is_genesis || !played ? trust::Taken::Accepted : played->take(*frame, now, is_vouched ? Instant{} : now);
        if (!played || (became != trust::Taken::Accepted && became != trust::Taken::Waiting)) break;
        played->pass_time(now);
        chain.push_back(message);
        is_vouched = is_vouched && message->id != vouched;
    }
    if (is_vouched)
        return fail(ErrorKind::Conflict, "authority.chain_moved",
                    "The grant of this line names a state of the chain that holds no more. Sign a new grant and use its line.");
    return chain;
}

std::shared_ptr<const Standing> Chain::newest() const {
    const std::lock_guard held(mutex_);
    return newest_;
}

Result<Standing> Chain::read(storage::Transaction& transaction, Instant now) const {
    Standing standing = *newest();
    STEWARD_TRY(standing.revision, revision_of(transaction));
    STEWARD_TRY(auto messages, messages_after(transaction, standing.number));
    for (auto& message : messages) play(standing, std::make_shared<const KeptMessage>(std::move(message)));
    if (standing.roster) standing.roster->pass_time(now);
    STEWARD_TRY(auto heartbeat, newest_heartbeat(transaction));
    if (heartbeat) standing.heartbeat = std::make_shared<const NewestHeartbeat>(std::move(*heartbeat));
    STEWARD_TRY(standing.bindings, count_bindings(transaction));
    return standing;
}

Result<bool> Chain::follow(Instant now) {
    const auto known = newest();
    std::optional<Standing> read_now;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        read_now.reset();
        STEWARD_TRY(const int64_t revision, revision_of(transaction));
        const bool is_waiting = known->roster && known->roster->waiting() > 0;
        if (revision == known->revision && !is_waiting) return {};
        STEWARD_TRY(read_now, read(transaction, now));
        return {};
    }));
    if (!read_now) return false;
    const bool is_new = read_now->revision != known->revision;
    put(std::move(*read_now));
    return is_new;
}

void Chain::put(Standing standing) {
    auto next = std::make_shared<const Standing>(std::move(standing));
    const std::lock_guard held(mutex_);
    if (next->revision >= newest_->revision) newest_ = std::move(next);
}

}  // namespace steward::authority
