#include "server/modules/search/feed.h"

#include <array>

#include "server/modules/search/sources.h"
#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::search {

namespace {
constexpr std::string_view facts_reader = "search.facts";
constexpr int facts_at_once = 50, documents_at_once = 200;
constexpr std::array<std::string_view, 8> fact_kinds_read = {"steward.facts.v1.TicketCreated",    "steward.facts.v1.TicketChanged",
                                                             "steward.facts.v1.TicketReopened",   "steward.facts.v1.TicketMessageAdded",
                                                             "steward.facts.v1.MailDecided",      "steward.facts.v1.DeviceRetired",
                                                             "steward.facts.v1.TicketsBroughtIn", "steward.facts.v1.TicketSplit"};

template <typename Message>
Result<Message> decode(const journal::Fact& fact) {
    Message message;
    if (message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) return message;
    return fail(ErrorKind::Internal, "search.bad_fact", "A fact of the journal cannot be read.", fact.kind);
}

// The history of a ticket is not indexed, so most changes need only its own words looked at again.
Status act_on_fact(Transaction& transaction, const journal::Fact& fact) {
    if (fact.kind == "steward.facts.v1.TicketMessageAdded") {
        STEWARD_TRY(const auto message, decode<facts::v1::TicketMessageAdded>(fact));
        return take(transaction, source_named("message"), message.message_id());
    }
    if (fact.kind == "steward.facts.v1.MailDecided") {
        STEWARD_TRY(const auto message, decode<facts::v1::MailDecided>(fact));
        return take(transaction, source_named("mail"), message.mail_id());
    }
    if (fact.kind == "steward.facts.v1.TicketsBroughtIn") {
        STEWARD_TRY(const auto message, decode<facts::v1::TicketsBroughtIn>(fact));
        for (const auto& id : message.ticket_ids()) STEWARD_CHECK(take(transaction, source_named("ticket"), id));
        for (const auto& id : message.message_ids()) STEWARD_CHECK(take(transaction, source_named("message"), id));
        return {};
    }
    if (fact.kind == "steward.facts.v1.TicketSplit") {
        STEWARD_TRY(const auto message, decode<facts::v1::TicketSplit>(fact));
        for (const auto& id : message.message_ids()) STEWARD_CHECK(take(transaction, source_named("message"), id));
        return {};
    }
    if (fact.kind == "steward.facts.v1.DeviceRetired") {
        STEWARD_TRY(const auto message, decode<facts::v1::DeviceRetired>(fact));
        return take(transaction, source_named("device"), message.device_id());
    }
    if (fact.kind == "steward.facts.v1.TicketChanged") {
        STEWARD_TRY(const auto message, decode<facts::v1::TicketChanged>(fact));
        constexpr std::string_view without_words[] = {"queue", "priority", "impact", "urgency"};
        if (std::find(std::begin(without_words), std::end(without_words), message.field()) != std::end(without_words)) return {};
        STEWARD_CHECK(take(transaction, source_named("ticket"), message.ticket_id()));
        // Words went from one ticket to another; or they are somebody else's work now, or not open any more.
        const bool moved = message.field().starts_with("merge") || message.field().starts_with("split") || message.field() == "state" ||
                           message.field() == "assignee";
        return moved ? take_words_of(transaction, message.ticket_id()) : Status{};
    }
    return take(transaction, source_named("ticket"), fact.subject);
}

Status save_progress(Transaction& transaction, std::string_view source, std::string_view after, int64_t done) {
    STEWARD_CHECK(
        transaction.execute("update search_state set rebuilding = $1, after_id = $2, done = $3 where id = 1", source, after, done));
    return {};
}

// One batch of the rebuild; false at its end.
Result<bool> rebuild_some(Transaction& transaction, Instant now) {
    STEWARD_TRY(const auto state, transaction.query_one("select rebuilding, after_id, done from search_state where id = 1"));
    if (!state || state->text(0).empty()) return false;
    const Source& source = source_named(state->text(0));
    STEWARD_TRY(const auto documents, read_page(transaction, source, state->text(1), documents_at_once));
    for (const Document& document : documents) STEWARD_CHECK(put(transaction, document));
    const int64_t done = state->integer(2) + static_cast<int64_t>(documents.size());
    if (!documents.empty()) {
        STEWARD_CHECK(save_progress(transaction, source.name, documents.back().id, done));
        return true;
    }
    const Source* next = &source + 1;
    if (next != sources().data() + sources().size()) {
        STEWARD_CHECK(save_progress(transaction, next->name, "", done));
        return true;
    }
    STEWARD_CHECK(save_progress(transaction, "", "", done));
    STEWARD_CHECK(transaction.execute("update search_state set finished_at = $1 where id = 1", now));
    return false;
}
}  // namespace

Status consume_facts(storage::Database& database) {
    return journal::consume(database, facts_reader, fact_kinds_read, facts_at_once,
                            [](Transaction& transaction, const journal::Fact& fact) { return act_on_fact(transaction, fact); });
}

Status compare_names(storage::Database& database) {
    for (const Source& source : sources()) {
        if (source.follows_facts) continue;
        for (int found = documents_at_once; found >= documents_at_once;) {
            STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
                STEWARD_TRY(found, compare(transaction, source, documents_at_once));
                return {};
            }));
        }
    }
    return {};
}

Result<Progress> read_progress(Transaction& transaction) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select rebuilding, done, total, started_at, finished_at from search_state where id = 1"));
    if (!row) return Progress{};
    return Progress{row->text(0), row->integer(1), row->integer(2), Instant{row->integer_or(3, 0)}, Instant{row->integer_or(4, 0)}};
}

Status begin_rebuild(Transaction& transaction, Instant now) {
    STEWARD_CHECK(clear(transaction));
    int64_t total = 0;
    for (const Source& source : sources()) {
        STEWARD_TRY(const int64_t documents, count(transaction, source));
        total += documents;
    }
    STEWARD_CHECK(transaction.execute("delete from search_state"));
    STEWARD_CHECK(transaction.execute(
        "insert into search_state (id, version, rebuilding, after_id, done, total, started_at) values (1, $1, $2, '', 0, $3, $4)",
        index_version, sources().front().name, total, now));
    return {};
}

Status rebuild(storage::Database& database, Instant now) {
    // Nearly always there is nothing to do, and a look holds up nobody who writes.
    bool is_whole = false;
    STEWARD_CHECK(database.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto state, transaction.query_one("select version, rebuilding from search_state where id = 1"));
        is_whole = state && state->integer(0) == index_version && state->text(1).empty();
        return {};
    }));
    if (is_whole) return {};
    STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto state, transaction.query_one("select version from search_state where id = 1"));
        if (state && state->integer(0) == index_version) return {};
        return begin_rebuild(transaction, now);
    }));
    for (bool more = true; more;) {
        STEWARD_CHECK(database.write([&](Transaction& transaction) -> Status {
            STEWARD_TRY(more, rebuild_some(transaction, now));
            return {};
        }));
    }
    return {};
}

}  // namespace steward::search
