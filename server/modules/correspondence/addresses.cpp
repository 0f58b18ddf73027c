#include "server/modules/correspondence/addresses.h"

#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::correspondence {

namespace {
constexpr Duration told_again_after = std::chrono::hours(24);

// Who is to hear of it is the others' question: they know who owns a ticket and who follows a queue.
Status tell_of_loss(Transaction& transaction, const SentRow& lost, int64_t how_many, Instant now) {
    STEWARD_TRY(const auto ticket, transaction.query_one("select queue, assignee_id from helpdesk_v_desk where id = $1 and client_id = $2",
                                                         lost.ticket, lost.client));
    if (!ticket) return {};
    facts::v1::MailNotDelivered fact;
    fact.set_client_id(lost.client.text());
    fact.set_ticket_id(lost.ticket.text());
    fact.set_to(lost.recipient);
    fact.set_note(lost.note);
    fact.set_what(lost.what);
    fact.set_how_many(static_cast<int32_t>(how_many));
    fact.set_queue(ticket->text_or(0));
    fact.set_has_owner(!ticket->is_null(1));
    return journal::append(transaction, now, lost.client, lost.ticket.text(), fact);
}
}  // namespace

Status mark_address(Transaction& transaction, const SentRow& lost, Instant now) {
    const std::string address = address_key(lost.recipient);
    if (address.empty()) return {};
    STEWARD_CHECK(
        transaction.execute("insert into correspondence_addresses (address, since_at, last_at, how_many, note) values ($1, $2, $2, 1, "
                            "$3) on conflict (address) do update set last_at = $2, note = $3, how_many = "
                            "correspondence_addresses.how_many + 1",
                            address, now, lost.note));
    STEWARD_TRY(const int64_t tell,
                transaction.execute("update correspondence_addresses set told_at = $2 where address = $1 and (told_at is "
                                    "null or told_at <= $3)",
                                    address, now, now - told_again_after));
    if (tell == 0) return {};
    STEWARD_TRY(const auto row, transaction.query_one("select how_many from correspondence_addresses where address = $1", address));
    return tell_of_loss(transaction, lost, row ? row->integer(0) : 1, now);
}

Status clear_address(Transaction& transaction, const std::string& address) {
    STEWARD_CHECK(transaction.execute("delete from correspondence_addresses where address = $1", address_key(address)));
    return {};
}

Result<std::vector<AddressMark>> marks_around(Transaction& transaction, ClientId client, TicketId ticket) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select a.address, a.since_at, a.last_at, a.how_many, a.note from correspondence_addresses a where a.address in "
                          "(select lower(s.recipient) from correspondence_sent s where s.ticket_id = $2 and s.client_id = $1 union "
                          "select lower(p.email) from helpdesk_v_desk t join directory_v_people p on p.id = t.requester_id and "
                          "p.client_id = t.client_id where t.id = $2 and t.client_id = $1 and p.email is not null) order by a.since_at "
                          "limit 50",
                          client, ticket));
    std::vector<AddressMark> found;
    for (const auto& row : rows)
        found.push_back(
            {.address = row.text(0), .since = row.instant(1), .last = row.instant(2), .how_many = row.integer(3), .note = row.text(4)});
    return found;
}

}  // namespace steward::correspondence
