#include "server/modules/correspondence/addressees.h"

#include <algorithm>
#include <set>

#include "server/platform/access/roles.h"

namespace steward::correspondence {

namespace {
// A mail that came from there since is good news; one who has not written cannot take the mark away.
Result<std::string> refusal_of(Transaction& transaction, const std::string& address) {
    STEWARD_TRY(const auto mark,
                transaction.query_one("select note from correspondence_addresses where address = $1", address_key(address)));
    if (!mark) return std::string();
    return "Mail to this address did not arrive the last time" + (mark->text(0).empty() ? "." : ": " + mark->text(0));
}

Result<std::string> asker_address(Transaction& transaction, const helpdesk::TicketFace& ticket) {
    if (ticket.requester.is_nil()) return std::string();
    STEWARD_TRY(const auto row, transaction.query_one("select email from directory_v_people where id = $1 and client_id = $2",
                                                      ticket.requester, ticket.client));
    return row ? row->text_or(0) : std::string();
}

class Gathered {
public:
    explicit Gathered(std::vector<std::string> left_out) : seen_(std::move(left_out)) {}

    Status add(Transaction& transaction, Addressee one) {
        const std::string key = address_key(one.address);
        if (key.find('@') == std::string::npos || std::find(seen_.begin(), seen_.end(), key) != seen_.end()) return {};
        seen_.push_back(key);
        if (one.why != Why::Wrote) {
            STEWARD_TRY(one.refusal, refusal_of(transaction, one.address));
        }
        found_.push_back(std::move(one));
        return {};
    }
    std::vector<Addressee> take() { return std::move(found_); }

private:
    std::vector<std::string> seen_;
    std::vector<Addressee> found_;
};

Result<std::vector<std::string>> own_addresses(Transaction& transaction, AccountId author) {
    STEWARD_TRY(const auto rows, transaction.query("select email_key from access_v_account_addresses where account_id = $1 union select "
                                                   "lower(address) from correspondence_settings where address <> ''",
                                                   author));
    std::vector<std::string> own;
    for (const auto& row : rows) own.push_back(row.text(0));
    return own;
}
}  // namespace

Result<std::vector<Addressee>> addressees_of(Transaction& transaction, const helpdesk::TicketFace& ticket, bool by_program,
                                             AccountId author) {
    if (ticket.is_internal) return std::vector<Addressee>{};
    STEWARD_TRY(auto left_out, own_addresses(transaction, author));
    Gathered gathered(std::move(left_out));
    STEWARD_TRY(const std::string asker, asker_address(transaction, ticket));
    STEWARD_TRY(const auto mail, newest_of_person(transaction, ticket.id));
    const bool asker_wrote = mail && address_key(mail->from_address) == address_key(asker);
    if (!asker_wrote) STEWARD_CHECK(gathered.add(transaction, {.address = asker, .why = Why::Asked, .mail = {}, .refusal = {}}));
    if (mail && (!by_program || mail->answerable))
        STEWARD_CHECK(gathered.add(transaction, {.address = mail->from_address, .why = Why::Wrote, .mail = mail, .refusal = {}}));
    if (by_program) return gathered.take();
    STEWARD_TRY(const auto followers,
                transaction.query("select p.email from helpdesk_v_watchers w join directory_v_people p on p.id = w.watcher_id and "
                                  "p.client_id = w.client_id where w.ticket_id = $1 and w.client_id = $2 and w.kind = 'person' and "
                                  "p.email <> '' order by w.since, p.id",
                                  ticket.id, ticket.client));
    for (const auto& row : followers) {
        STEWARD_TRY(auto theirs, newest_from(transaction, ticket.id, row.text(0)));
        STEWARD_CHECK(gathered.add(transaction, {.address = row.text(0), .why = Why::Follows, .mail = std::move(theirs), .refusal = {}}));
    }
    return gathered.take();
}

Result<bool> reads_in_portal(Transaction& transaction, const helpdesk::TicketFace& ticket) {
    if (ticket.requester.is_nil() || ticket.is_internal) return false;
    STEWARD_TRY(const auto rows,
                transaction.query("select distinct r.role from directory_v_people p join access_v_account_addresses e on e.email_key = "
                                  "lower(p.email) join access_v_accounts a on a.account_id = e.account_id and a.status = 'active' join "
                                  "access_v_account_clients c on c.account_id = a.account_id and c.client_id = p.client_id join "
                                  "access_v_account_roles r on r.account_id = a.account_id where p.client_id = $1 and p.id = $2",
                                  ticket.client, ticket.requester));
    // Whoever cannot answer there is not waited for there.
    std::set<std::string> roles;
    for (const auto& row : rows) roles.insert(row.text(0));
    const auto permissions = access::permissions_of(roles);
    return permissions.contains("ticket.read") && permissions.contains("ticket.write");
}

Result<std::optional<helpdesk::Reached>> fate_of_word(Transaction& transaction, MessageId message) {
    STEWARD_TRY(const auto rows, transaction.query("select distinct state from correspondence_sent where ticket_message_id = $1", message));
    if (rows.empty()) return std::optional<helpdesk::Reached>{};
    const auto any = [&](std::string_view state) {
        return std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.text(0) == state; });
    };
    if (any("sent")) return std::optional(helpdesk::Reached::Yes);
    return std::optional(any("waits") || any("late") ? helpdesk::Reached::NotYet : helpdesk::Reached::No);
}

Result<std::string> Reach::why_unreachable(Transaction& transaction, TicketId id) {
    STEWARD_TRY(const auto ticket, tickets_.find(transaction, id));
    if (!ticket) return std::string();
    STEWARD_TRY(const bool reads, reads_in_portal(transaction, *ticket));
    if (reads) return std::string();
    STEWARD_TRY(const auto people, addressees_of(transaction, *ticket, true, {}));
    std::string why;
    for (const auto& one : people) {
        if (one.refusal.empty()) return std::string();
        why = "mail to " + one.address + " does not arrive.";
    }
    if (!why.empty()) return why;
    return std::string(ticket->requester.is_nil() ? "the ticket says of nobody who asked." : "there is no mail address of whoever asked.");
}

Result<helpdesk::Reached> Reach::reached(Transaction& transaction, TicketId id, MessageId message) {
    STEWARD_TRY(const auto ticket, tickets_.find(transaction, id));
    if (!ticket) return helpdesk::Reached::No;
    STEWARD_TRY(const bool reads, reads_in_portal(transaction, *ticket));
    if (reads) return helpdesk::Reached::Yes;
    STEWARD_TRY(const auto fate, fate_of_word(transaction, message));
    return fate.value_or(helpdesk::Reached::NotYet);
}

}  // namespace steward::correspondence
