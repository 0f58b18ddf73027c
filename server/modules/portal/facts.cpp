#include "server/modules/portal/facts.h"

#include <algorithm>

#include "server/platform/journal/consume.h"
#include "server/platform/live/personal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::portal {

namespace {
constexpr std::string_view portal_reader = "portal.facts";
constexpr int portal_batch = 100;
constexpr std::string_view waits = "waiting_client";

// What the history shows to a client of a change (helpdesk's changes.cpp): all else is our own.
constexpr std::string_view shown_changes[] = {"state",    "title",     "description", "impact",   "urgency",
                                              "priority", "requester", "device",      "category", "received"};

Status count_answers(Transaction& transaction, const journal::Fact& fact, const facts::v1::TicketChanged& change) {
    if (change.field() != "state") return {};
    if (change.to() == waits) return question_asked(transaction, fact.client, change.ticket_id(), fact.at);
    // Going on is an answer, by whatever way it came; an end is none.
    if (change.from() == waits) return question_over(transaction, change.ticket_id(), change.to() == "in_progress", fact.at);
    return {};
}

// Acts on one fact; which kinds there are is below.
class Reader {
public:
    Reader(Transaction& transaction, const journal::Fact& fact, live::Hub& hub) : transaction_(transaction), fact_(fact), hub_(hub) {}

    Status changed(const facts::v1::TicketChanged& change) {
        STEWARD_CHECK(count_answers(transaction_, fact_, change));
        const bool shown = std::find(std::begin(shown_changes), std::end(shown_changes), change.field()) != std::end(shown_changes);
        return shown ? tell(change.ticket_id()) : Status{};
    }
    Status said(const facts::v1::TicketMessageAdded& word) { return word.internal() ? Status{} : tell(word.ticket_id()); }
    Status merged(const facts::v1::TicketMerged& merge) {
        STEWARD_CHECK(tell(merge.ticket_id()));
        return tell(merge.into_ticket_id());
    }
    Status unmerged(const facts::v1::TicketUnmerged& parted) {
        STEWARD_CHECK(tell(parted.ticket_id()));
        return tell(parted.from_ticket_id());
    }
    Status split(const facts::v1::TicketSplit& part) {
        STEWARD_CHECK(tell(part.ticket_id()));
        return tell(part.new_ticket_id());
    }
    Status watched(const facts::v1::TicketWatched& watch) { return watch.person_id().empty() ? Status{} : tell(watch.ticket_id()); }
    // Files without words may be our own: whoever attached theirs sees them without being told.
    Status attached(const facts::v1::FilesAttached& files) {
        STEWARD_TRY(const bool is_public, is_public_word(transaction_, files.ticket_id(), files.message_id()));
        return is_public ? tell(files.ticket_id()) : Status{};
    }
    Status tell(const std::string& ticket) {
        if (!hub_.has_listeners()) return {};
        STEWARD_TRY(const auto readers, readers_of(transaction_, fact_.client, ticket));
        for (const auto reader : readers)
            transaction_.after_commit(
                [&hub = hub_, update = live::personal_update(fact_.client, reader, "ticket")] { hub.publish(update); });
        return {};
    }

private:
    Transaction& transaction_;
    const journal::Fact& fact_;
    live::Hub& hub_;
};

template <typename Message>
Status with(const journal::Fact& fact, const auto& act) {
    Message message;
    if (!message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size())))
        return fail(ErrorKind::Internal, "portal.bad_fact", "A fact of the journal cannot be read.", fact.kind);
    return act(message);
}

struct Entry {
    std::string_view kind;
    Status (*act)(Reader& reader, const journal::Fact& fact);
};
constexpr Entry entries[] = {
    {"steward.facts.v1.TicketChanged",
     [](Reader& reader, const journal::Fact& fact) {
         return with<facts::v1::TicketChanged>(fact, [&](const auto& change) { return reader.changed(change); });
     }},
    {"steward.facts.v1.TicketCreated",
     [](Reader& reader, const journal::Fact& fact) {
         return with<facts::v1::TicketCreated>(fact, [&](const auto& ticket) { return reader.tell(ticket.ticket_id()); });
     }},
    {"steward.facts.v1.TicketMessageAdded",
     [](Reader& reader, const journal::Fact& fact) {
         return with<facts::v1::TicketMessageAdded>(fact, [&](const auto& word) { return reader.said(word); });
     }},
    {"steward.facts.v1.TicketMerged",
     [](Reader& reader, const journal::Fact& fact) {
         return with<facts::v1::TicketMerged>(fact, [&](const auto& merge) { return reader.merged(merge); });
     }},
    {"steward.facts.v1.TicketUnmerged",
     [](Reader& reader, const journal::Fact& fact) {
         return with<facts::v1::TicketUnmerged>(fact, [&](const auto& parted) { return reader.unmerged(parted); });
     }},
    {"steward.facts.v1.TicketSplit",
     [](Reader& reader, const journal::Fact& fact) {
         return with<facts::v1::TicketSplit>(fact, [&](const auto& part) { return reader.split(part); });
     }},
    {"steward.facts.v1.TicketWatched",
     [](Reader& reader, const journal::Fact& fact) {
         return with<facts::v1::TicketWatched>(fact, [&](const auto& watch) { return reader.watched(watch); });
     }},
    {"steward.facts.v1.FilesAttached",
     [](Reader& reader, const journal::Fact& fact) {
         return with<facts::v1::FilesAttached>(fact, [&](const auto& files) { return reader.attached(files); });
     }},
    {"steward.facts.v1.ClockBreached",
     [](Reader& reader, const journal::Fact& fact) {
         return with<facts::v1::ClockBreached>(fact, [&](const auto& breach) { return reader.tell(breach.subject_id()); });
     }},
};
}  // namespace

Status consume_facts(storage::Database& database, live::Hub& hub) {
    std::vector<std::string_view> kinds;
    for (const auto& entry : entries) kinds.push_back(entry.kind);
    return journal::consume(
        database, portal_reader, kinds, portal_batch, [&](Transaction& transaction, const journal::Fact& fact) -> Status {
            Reader reader(transaction, fact, hub);
            const auto* at = std::find_if(std::begin(entries), std::end(entries), [&](const Entry& one) { return one.kind == fact.kind; });
            return at == std::end(entries) ? Status{} : at->act(reader, fact);
        });
}

}  // namespace steward::portal
