#include "server/modules/correspondence/store.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace steward::correspondence {

const std::string_view mail_columns =
    "m.id, m.client_id, m.door, m.received_at, m.decided_at, m.envelope_sender, m.envelope_recipients, m.sender_known, m.size_bytes, "
    "m.is_cut, "
    "m.digest, m.state, m.attempts, m.decided_by, m.reason_code, m.reason, m.origin, m.authenticity, m.from_address, m.from_name, "
    "m.subject, "
    "m.message_id, m.text_digest, m.ticket_id, m.proposed_ticket_id, m.reopened, m.ticket_message_id, m.answerable, m.waits, "
    "c.name, t.reference";
const std::string_view mails_joined =
    " from correspondence_mails m left join directory_v_clients c on c.id = m.client_id "
    "left join helpdesk_v_tickets t on t.ticket_id = m.ticket_id where true";

namespace {
template <typename AnyId>
AnyId id_or_nil(const storage::Row& row, size_t column) {
    return row.is_null(column) ? AnyId{} : row.id<AnyId>(column);
}

template <typename AnyId>
std::optional<AnyId> or_null(const AnyId& id) {
    return id.is_nil() ? std::nullopt : std::optional(id);
}

// Of domain/model.md section 3: whoever holds one of these is a client's person, not one of ours.
constexpr std::string_view client_roles = "('CUS', 'CRO', 'CAP', 'CHR', 'CDM', 'VND')";

Result<int> count(Transaction& transaction, std::string_view condition, const std::string& value, Instant since) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select count(*) from correspondence_mails where " + std::string(condition) +
                                          " and received_at >= $2 and state in ('ticket_opened', 'reply_added', 'note_added')",
                                      value, since));
    return static_cast<int>(row->integer(0));
}
}  // namespace

std::string digest_of(std::string_view bytes) {
    std::array<uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), as_bytes(bytes).data(), bytes.size());
    return to_hex(digest);
}

std::string address_key(std::string_view address) { return mail::lower_case(address); }

std::string domain_of(std::string_view address) {
    const size_t at = address.rfind('@');
    return at == std::string_view::npos ? "" : mail::lower_case(address.substr(at + 1));
}

MailRow read_mail(const storage::Row& row) {
    MailRow mail;
    mail.id = row.id<MailId>(0);
    mail.client = id_or_nil<ClientId>(row, 1);
    mail.door = row.text(2);
    mail.received_at = row.instant(3);
    mail.decided_at = Instant{row.integer_or(4, 0)};
    mail.envelope_sender = row.text(5);
    mail.envelope_recipients = row.text(6);
    mail.sender_known = row.boolean(7);
    mail.size_bytes = row.integer(8);
    mail.is_cut = row.boolean(9);
    mail.digest = row.text(10);
    mail.state = row.text(11);
    mail.attempts = row.integer(12);
    mail.decided_by = row.text(13);
    mail.reason_code = row.text(14);
    mail.reason = row.text(15);
    mail.origin = row.text(16);
    mail.authenticity = row.text(17);
    mail.from_address = row.text(18);
    mail.from_name = row.text(19);
    mail.subject = row.text(20);
    mail.message_id = row.text(21);
    mail.text_digest = row.text(22);
    mail.ticket = id_or_nil<TicketId>(row, 23);
    mail.proposed = id_or_nil<TicketId>(row, 24);
    mail.reopened = row.boolean(25);
    mail.ticket_message = id_or_nil<MessageId>(row, 26);
    mail.answerable = row.boolean(27);
    mail.waits = row.boolean(28);
    mail.client_name = row.text_or(29);
    mail.ticket_reference = row.text_or(30);
    return mail;
}

Result<bool> insert_mail(Transaction& transaction, const MailRow& mail, Bytes bytes) {
    STEWARD_TRY(
        const auto inserted,
        transaction.execute(
            "insert into correspondence_mails (id, door, received_at, envelope_sender, envelope_recipients, sender_known, "
            "size_bytes, is_cut, digest, state, attempts, decided_by, reason_code, reason, origin, authenticity, "
            "from_address, from_key, from_name, subject, message_id, text_digest, reopened, answerable) values ($1, $2, $3, $4, $5, "
            "$6, $7, $8, $9, 'received', 0, '', '', '', '', '', '', '', '', '', '', '', $10, $10) on conflict (digest) do nothing",
            mail.id, mail.door, mail.received_at, mail.envelope_sender, mail.envelope_recipients, mail.sender_known, mail.size_bytes,
            mail.is_cut, mail.digest, false));
    if (inserted == 0) return false;
    STEWARD_CHECK(transaction.execute("insert into correspondence_bytes (mail_id, body) values ($1, $2)", mail.id, std::move(bytes)));
    return true;
}

Status save_decision(Transaction& transaction, const MailRow& mail) {
    STEWARD_CHECK(transaction.execute(
        "update correspondence_mails set client_id = $1, state = $2, decided_at = $3, decided_by = $4, reason_code = $5, reason = $6, "
        "origin = $7, "
        "authenticity = $8, from_address = $9, from_key = $10, from_name = $11, subject = $12, message_id = $13, text_digest = $14, "
        "ticket_id = $15, "
        "reopened = $16, proposed_ticket_id = $17, ticket_message_id = $18, attempts = $19, answerable = $20, waits = $21 where id = $22",
        or_null(mail.client), mail.state, mail.decided_at.is_set() ? std::optional(mail.decided_at) : std::nullopt, mail.decided_by,
        mail.reason_code, mail.reason, mail.origin, mail.authenticity, mail.from_address, address_key(mail.from_address), mail.from_name,
        mail.subject, mail.message_id, mail.text_digest, or_null(mail.ticket), mail.reopened, or_null(mail.proposed),
        or_null(mail.ticket_message), mail.attempts, mail.answerable, mail.waits, mail.id));
    return {};
}

Result<std::optional<MailRow>> find_mail(Transaction& transaction, MailId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(mail_columns) + std::string(mails_joined) + " and m.id = $1", id));
    return row ? std::optional(read_mail(*row)) : std::nullopt;
}

Result<std::optional<Bytes>> bytes_of(Transaction& transaction, MailId id) {
    STEWARD_TRY(const auto row, transaction.query_one("select body from correspondence_bytes where mail_id = $1", id));
    return row ? std::optional(row->bytes(0)) : std::nullopt;
}

Result<std::optional<MailRow>> take_next(Transaction& transaction) {
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(mail_columns) + std::string(mails_joined) +
                                                      " and m.state = 'received' order by m.attempts, m.received_at, m.id limit 1"));
    if (!row) return std::optional<MailRow>{};
    MailRow mail = read_mail(*row);
    ++mail.attempts;
    STEWARD_CHECK(transaction.execute("update correspondence_mails set attempts = $1 where id = $2", mail.attempts, mail.id));
    return mail;
}

Result<std::vector<ClientId>> clients_of_address(Transaction& transaction, const std::string& address) {
    STEWARD_TRY(const auto rows, transaction.query("select client_id from directory_v_people where lower(email) = $1 union "
                                                   "select client_id from correspondence_domains where domain = $2",
                                                   address_key(address), domain_of(address)));
    std::vector<ClientId> clients;
    for (const auto& row : rows) clients.push_back(row.id<ClientId>(0));
    return clients;
}

Result<Sender> find_sender(Transaction& transaction, const std::string& address) {
    const std::string key = address_key(address);
    STEWARD_TRY(const auto staff,
                transaction.query_one("select a.account_id, a.name from access_v_accounts a join access_v_account_addresses e on "
                                      "e.account_id = a.account_id where e.email_key = $1 and a.status = 'active' and exists "
                                      "(select 1 from access_v_account_roles r where r.account_id = a.account_id and r.role not in " +
                                          std::string(client_roles) + ")",
                                      key));
    Sender sender;
    if (staff) {
        sender.kind = SenderKind::Staff;
        sender.account = staff->id<AccountId>(0);
        sender.name = staff->text(1);
        return sender;
    }
    STEWARD_TRY(const auto people,
                transaction.query("select id, client_id, name from directory_v_people where lower(email) = $1 limit 10", key));
    if (!people.empty()) {
        sender.kind = people.size() == 1 ? SenderKind::Person : SenderKind::Several;
        sender.name = people.front().text(2);
        if (people.size() > 1) return sender;
        sender.person = people.front().id<PersonId>(0);
        sender.client = people.front().id<ClientId>(1);
        return sender;
    }
    STEWARD_TRY(const auto domain,
                transaction.query_one("select client_id from correspondence_domains where domain = $1", domain_of(address)));
    if (domain) {
        sender.kind = SenderKind::Domain;
        sender.client = domain->id<ClientId>(0);
    }
    return sender;
}

Result<bool> account_sees_client(Transaction& transaction, AccountId account, ClientId client) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select 1 from access_v_accounts a where a.account_id = $1 and (a.all_clients or exists (select 1 from "
                                    "access_v_account_clients c where c.account_id = a.account_id and c.client_id = $2))",
                                    account, client));
    return row.has_value();
}

Result<bool> takes_part(Transaction& transaction, const helpdesk::TicketFace& ticket, const std::string& address) {
    const std::string key = address_key(address);
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select 1 where exists (select 1 from directory_v_people where id = $1 and lower(email) = $2) or exists "
                              "(select 1 from correspondence_mails m where (m.ticket_id = $3 or m.ticket_id in (select p.ticket_id from "
                              "helpdesk_v_ticket_places p where p.merged_into_id = $3)) and m.from_key = $2 and m.state in "
                              "('ticket_opened', 'reply_added') and m.reason_code <> $4) or exists (select 1 from helpdesk_v_watchers v "
                              "join directory_v_people q on "
                              "q.client_id = v.client_id and q.id = v.watcher_id where v.ticket_id = $3 and v.kind = 'person' and "
                              "lower(q.email) = $2)",
                              ticket.requester.text(), key, ticket.id, std::string(approval_answered)));
    return row.has_value();
}

Result<std::optional<TicketId>> seen_before(Transaction& transaction, const MailRow& mail, bool automatic, Instant since) {
    if (mail.message_id.empty()) return std::optional<TicketId>{};
    const std::string states =
        automatic ? "state <> 'received'" : "state in ('ticket_opened', 'reply_added', 'note_added', 'held', 'dismissed')";
    STEWARD_TRY(const auto row,
                transaction.query_one("select coalesce(ticket_id, proposed_ticket_id) from correspondence_mails where message_id = $1 and "
                                      "from_key = $2 and text_digest = $3 and id <> $4 and received_at >= $5 and " +
                                          states + " order by received_at, id limit 1",
                                      mail.message_id, address_key(mail.from_address), mail.text_digest, mail.id, since));
    if (!row) return std::optional<TicketId>{};
    return id_or_nil<TicketId>(*row, 0);
}

Result<std::vector<std::string>> writers_in(Transaction& transaction, TicketId ticket) {
    STEWARD_TRY(const auto rows, transaction.query("select distinct from_key from correspondence_mails where ticket_id = $1 and state in "
                                                   "('ticket_opened', 'reply_added', 'note_added') and from_key <> ''",
                                                   ticket));
    std::vector<std::string> writers;
    for (const auto& row : rows) writers.push_back(row.text(0));
    return writers;
}

Result<int> count_from_sender(Transaction& transaction, const std::string& address, Instant since) {
    return count(transaction, "from_key = $1", address_key(address), since);
}

Result<int> count_to_ticket(Transaction& transaction, TicketId ticket, Instant since) {
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select count(*) from correspondence_mails where ticket_id = $1 and received_at >= $2", ticket, since));
    return static_cast<int>(row->integer(0));
}

Result<int> count_reopened(Transaction& transaction, TicketId ticket, Instant since) {
    return count(transaction, "reopened and ticket_id = $1", ticket.text(), since);
}

Result<std::optional<TicketId>> ticket_of_message(Transaction& transaction, const std::string& message_id) {
    if (message_id.empty()) return std::optional<TicketId>{};
    // Where its words are now: they may have been split off.
    STEWARD_TRY(const auto row, transaction.query_one(
                                    "select coalesce(w.ticket_id, m.ticket_id) from correspondence_mails m left join helpdesk_v_messages w "
                                    "on w.id = m.ticket_message_id where m.message_id = $1 and m.state in ('ticket_opened', "
                                    "'reply_added') order by m.received_at desc, m.id desc limit 1",
                                    message_id));
    if (!row || row->is_null(0)) return std::optional<TicketId>{};
    return row->id<TicketId>(0);
}

Result<std::optional<TicketId>> ticket_of_sent(Transaction& transaction, const std::string& message_id) {
    STEWARD_TRY(const auto row, transaction.query_one("select w.ticket_id from correspondence_sent s join helpdesk_v_messages w on w.id = "
                                                      "s.ticket_message_id where s.message_id = $1 limit 1",
                                                      message_id));
    return row ? std::optional(row->id<TicketId>(0)) : std::nullopt;
}

namespace {
// Mails `m` whose words stand in the ticket $1 now: also what came with a duplicate, never what was split off.
constexpr std::string_view now_in_ticket =
    " and ((m.ticket_message_id is null and m.ticket_id in (select p.ticket_id from helpdesk_v_ticket_places p where p.ticket_id = $1 or "
    "p.merged_into_id = $1)) or m.ticket_message_id in (select w.id from helpdesk_v_messages w where w.ticket_id in (select p.ticket_id "
    "from helpdesk_v_ticket_places p where p.ticket_id = $1 or p.merged_into_id = $1)))";

// It may have come for another ticket: the answer is of this one.
Result<std::optional<MailRow>> as_of_ticket(Transaction& transaction, MailRow mail, TicketId ticket) {
    if (mail.ticket == ticket) return mail;
    STEWARD_TRY(const auto face, transaction.query_one("select reference from helpdesk_v_tickets where ticket_id = $1", ticket));
    mail.ticket = ticket;
    mail.ticket_reference = face ? face->text(0) : std::string();
    return mail;
}
}  // namespace

Result<std::optional<MailRow>> newest_of_person(Transaction& transaction, TicketId ticket) {
    const std::string asker =
        "coalesce((select lower(p.email) from helpdesk_v_desk d join directory_v_people p on p.id = d.requester_id and p.client_id = "
        "d.client_id where d.id = $1), '')";
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(mail_columns) + std::string(mails_joined) + std::string(now_in_ticket) +
                                          " and m.state in ('ticket_opened', 'reply_added') and m.origin in ('human', '') and "
                                          "(m.reason_code <> $2 or m.from_key = " +
                                          asker + ") order by case when m.from_key = " + asker +
                                          " then 0 else 1 end, m.received_at desc, m.id desc limit 1",
                                      ticket, std::string(approval_answered)));
    if (!row) return std::optional<MailRow>{};
    return as_of_ticket(transaction, read_mail(*row), ticket);
}

Result<std::optional<MailRow>> newest_from(Transaction& transaction, TicketId ticket, const std::string& address) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(mail_columns) + std::string(mails_joined) + std::string(now_in_ticket) +
                                          " and m.state in ('ticket_opened', 'reply_added') and m.origin in ('human', '') and m.from_key = "
                                          "$2 order by m.received_at desc, m.id desc limit 1",
                                      ticket, address_key(address)));
    if (!row) return std::optional<MailRow>{};
    return as_of_ticket(transaction, read_mail(*row), ticket);
}

Result<int> count_receipts(Transaction& transaction, const std::string& address, Instant since) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*) from correspondence_mails where from_key = $1 and receipt_at >= $2",
                                                      address_key(address), since));
    return static_cast<int>(row->integer(0));
}

Status note_receipt(Transaction& transaction, MailId id, Instant now) {
    STEWARD_CHECK(transaction.execute("update correspondence_mails set receipt_at = $1 where id = $2", now, id));
    return {};
}

Status forget_bytes(Transaction& transaction, Instant before, int limit) {
    STEWARD_CHECK(transaction.execute(
        "delete from correspondence_bytes where mail_id in (select id from correspondence_mails where decided_at < $1 and "
        "ticket_id is null and state in ('recorded', 'refused', 'duplicate', 'dismissed') and exists (select 1 from "
        "correspondence_bytes b where b.mail_id = correspondence_mails.id) limit $2)",
        before, limit));
    return {};
}

Result<std::vector<MailDomain>> domains_of(Transaction& transaction, ClientId client) {
    STEWARD_TRY(const auto rows,
                transaction.query("select domain, added_at from correspondence_domains where client_id = $1 order by domain", client));
    std::vector<MailDomain> domains;
    for (const auto& row : rows) domains.push_back({row.text(0), row.instant(1)});
    return domains;
}

Status insert_domain(Transaction& transaction, ClientId client, const MailDomain& domain) {
    STEWARD_TRY(const auto inserted,
                transaction.execute("insert into correspondence_domains (domain, client_id, added_at) values ($1, $2, $3) on "
                                    "conflict (domain) do nothing",
                                    domain.domain, client, domain.added_at));
    if (inserted > 0) return {};
    STEWARD_TRY(const auto own,
                transaction.query_one("select 1 from correspondence_domains where domain = $1 and client_id = $2", domain.domain, client));
    if (own) return {};
    return fail(ErrorKind::Conflict, "correspondence.domain_taken", "This mail domain belongs to another client.");
}

Status delete_domain(Transaction& transaction, ClientId client, const std::string& domain) {
    STEWARD_CHECK(transaction.execute("delete from correspondence_domains where client_id = $1 and domain = $2", client, domain));
    return {};
}

}  // namespace steward::correspondence
