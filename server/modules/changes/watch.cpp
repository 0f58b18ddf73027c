#include "server/modules/changes/watch.h"

#include <array>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::changes {

namespace {
constexpr int facts_batch = 100, late_at_once = 50;
constexpr std::array<std::string_view, 5> kinds_read = {"steward.facts.v1.TicketCreated", "steward.facts.v1.TicketChanged",
                                                        "steward.facts.v1.TicketJoined", "steward.facts.v1.TicketLinked",
                                                        "steward.facts.v1.ApprovalEnded"};

template <typename Message>
Result<Message> decoded(std::string_view kind, const Bytes& body) {
    Message message;
    if (message.ParseFromArray(body.data(), static_cast<int>(body.size()))) return message;
    return fail(ErrorKind::Internal, "changes.bad_fact", "A fact of the journal cannot be read.", std::string(kind));
}

TicketId ticket_in(const std::string& text) { return TicketId::parse(text).value_or(TicketId{}); }
}  // namespace

Status Watch::consume_facts() {
    return journal::consume(database_, "changes.facts", kinds_read, facts_batch, [&](Transaction& transaction, const journal::Fact& fact) {
        return act_on(transaction, fact.kind, fact.body, fact.at);
    });
}

Status Watch::act_on(Transaction& transaction, std::string_view kind, const Bytes& body, Instant at) {
    if (kind == "steward.facts.v1.TicketCreated") {
        STEWARD_TRY(const auto message, decoded<facts::v1::TicketCreated>(kind, body));
        STEWARD_CHECK(carry(transaction, ticket_in(message.ticket_id()), at));
        return flag(transaction, ticket_in(message.ticket_id()));
    }
    if (kind == "steward.facts.v1.TicketJoined") {
        STEWARD_TRY(const auto message, decoded<facts::v1::TicketJoined>(kind, body));
        return flag(transaction, ticket_in(message.ticket_id()));
    }
    if (kind == "steward.facts.v1.TicketChanged") {
        STEWARD_TRY(const auto message, decoded<facts::v1::TicketChanged>(kind, body));
        if (message.field() == "kind") STEWARD_CHECK(carry(transaction, ticket_in(message.ticket_id()), at));
        return message.field() == "kind" || message.field() == "device" ? flag(transaction, ticket_in(message.ticket_id())) : Status{};
    }
    if (kind == "steward.facts.v1.TicketLinked") {
        STEWARD_TRY(const auto message, decoded<facts::v1::TicketLinked>(kind, body));
        if (message.relation() != "caused_by") return {};
        return tied(transaction, ticket_in(message.ticket_id()), ticket_in(message.other_ticket_id()), message.removed(), message.by(), at);
    }
    STEWARD_TRY(const auto message, decoded<facts::v1::ApprovalEnded>(kind, body));
    STEWARD_TRY(auto change, change_of_approval(transaction, message.approval_id()));
    if (!change || change->client_approval != "pending") return {};
    return acts_.client_decided(transaction, *change, message.state(), message.by(), at);
}

// Somebody opened a ticket of kind change, or made one of it: who, nobody knows here, so the first who writes the plan is its author.
Status Watch::carry(Transaction& transaction, TicketId ticket, Instant at) {
    STEWARD_TRY(const auto paper, work_.read(transaction, ticket));
    if (!paper || paper->kind != "change" || !paper->is_alive) return {};
    STEWARD_TRY(const auto there, change_of_ticket(transaction, ticket));
    if (there) return {};
    ChangeRow change{.client = paper->client, .ticket = ticket, .type = "normal"};
    STEWARD_TRY(const auto beginnings, beginnings_of(transaction, ticket));
    std::vector<DeviceId> devices;
    if (!beginnings.empty()) devices.push_back(beginnings.back().device);
    STEWARD_CHECK(acts_.draft(transaction, std::move(change), paper->title, devices, changes_program(), at));
    return {};
}

Status Watch::flag(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(const auto paper, work_.read(transaction, ticket));
    if (!paper || paper->kind != "incident") return {};
    STEWARD_TRY(const auto beginnings, beginnings_of(transaction, ticket));
    for (const auto& one : beginnings) {
        STEWARD_TRY(const auto changes, changes_before(transaction, paper->client, one.device, one.at));
        for (const auto& change : changes) STEWARD_CHECK(add_probable(transaction, change, ticket, one.device, one.at));
    }
    return {};
}

// "Caused by" between an incident's ticket and a change's is a person's verdict.
Status Watch::tied(Transaction& transaction, TicketId from, TicketId to, bool removed, const std::string& by, Instant at) {
    STEWARD_TRY(const auto change, change_of_ticket(transaction, to));
    if (!change) return {};
    STEWARD_CHECK(judge(transaction, *change, from, removed ? "rejected" : "confirmed", by, at));
    return {};
}

Status Watch::time_passed(Instant now) {
    std::vector<ChangeRow> unwritten, unreviewed, without_outcome, alone;
    STEWARD_CHECK(database_.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(unwritten, unwritten_by(transaction, now, late_at_once));
        STEWARD_TRY(unreviewed, unreviewed_by(transaction, now, late_at_once));
        STEWARD_TRY(without_outcome, without_outcome_by(transaction, now, late_at_once));
        STEWARD_TRY(alone, alone_long_enough(transaction, now, late_at_once));
        return {};
    }));
    if (unwritten.empty() && unreviewed.empty() && without_outcome.empty() && alone.empty()) return {};
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(auto late, unwritten_by(transaction, now, late_at_once));
        for (auto& change : late) STEWARD_CHECK(acts_.say_unwritten(transaction, change, now));
        STEWARD_TRY(auto done, unreviewed_by(transaction, now, late_at_once));
        for (auto& change : done) STEWARD_CHECK(acts_.say_unreviewed(transaction, change, now));
        STEWARD_TRY(auto open, without_outcome_by(transaction, now, late_at_once));
        for (auto& change : open) STEWARD_CHECK(acts_.say_without_outcome(transaction, change, now));
        STEWARD_TRY(auto waited, alone_long_enough(transaction, now, late_at_once));
        for (auto& change : waited) STEWARD_CHECK(acts_.time_approves(transaction, change, now));
        return {};
    });
}

}  // namespace steward::changes
