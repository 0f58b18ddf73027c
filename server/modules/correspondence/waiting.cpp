#include "server/modules/correspondence/waiting.h"

#include <map>
#include <set>

#include "server/platform/access/roles.h"
#include "server/platform/journal/journal.h"
#include "server/platform/mail/authenticity.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::correspondence {

namespace {
constexpr Duration waiting_told_again_after = std::chrono::hours(1);
constexpr std::string_view lets_mail_in = "mail.write";

std::string roles_that_let_mail_in() {
    std::string list;
    for (const auto& role : access::all_roles()) {
        if (role.permissions.contains(std::string(lets_mail_in))) list += (list.empty() ? "'" : ", '") + role.code + "'";
    }
    return list;
}

/// Whoever may let it in, and sees it; of a confidential ticket only who may read that.
Result<std::vector<AccountId>> who_lets_in(Transaction& transaction, ClientId client, TicketId confidential) {
    STEWARD_TRY(
        const auto rows,
        transaction.query("select a.account_id, r.role from access_v_accounts a join access_v_account_roles r on r.account_id = "
                          "a.account_id where a.status = 'active' and (a.all_clients or exists (select 1 from "
                          "access_v_account_clients c where c.account_id = a.account_id and c.client_id = $1)) and exists (select 1 "
                          "from access_v_account_roles w where w.account_id = a.account_id and w.role in (" +
                              roles_that_let_mail_in() + ")) order by a.account_id",
                          client.is_nil() ? std::string() : client.text()));
    std::map<std::string, Caller> callers;
    for (const auto& row : rows) {
        Caller& caller = callers[row.text(0)];
        caller.account = row.id<AccountId>(0);
        caller.roles.insert(row.text(1));
    }
    std::vector<AccountId> people;
    for (const auto& [id, caller] : callers) {
        bool may_know = true;
        if (!confidential.is_nil()) {
            STEWARD_TRY(may_know, helpdesk::may_know_of(transaction, caller, confidential.text()));
        }
        if (may_know) people.push_back(caller.account);
    }
    return people;
}

/// Which of those that were told count against this one: anybody can write a sender's address, so only what proves it at least as well. A
/// forged mail does not use up the notice of a real one.
std::string as_well_proven_as(const MailRow& mail) {
    if (mail.authenticity == mail::authenticity_code(mail::Authenticity::Verified)) return " and authenticity = 'verified'";
    if (mail.authenticity == mail::authenticity_code(mail::Authenticity::Failed)) return "";
    return " and authenticity <> 'failed'";  // also of what could not be read, which proves nothing
}

Result<bool> is_enough(Transaction& transaction, const MailRow& mail, Instant now) {
    const Instant since = now - waiting_told_again_after;
    const std::string proven = as_well_proven_as(mail);
    STEWARD_TRY(const auto of_sender,
                transaction.query_one("select count(*) from correspondence_mails where from_key = $1 and told_at > $2" + proven,
                                      address_key(mail.from_address), since));
    if (of_sender->integer(0) > 0) return true;
    if (!mail.client.is_nil()) return false;
    STEWARD_TRY(
        const auto of_strangers,
        transaction.query_one("select count(*) from correspondence_mails where client_id is null and told_at > $1" + proven, since));
    return of_strangers->integer(0) >= most_told_of_strangers_an_hour;
}
}  // namespace

bool waits_for_somebody(const Decision& decision, const Sight& sight) {
    return decision.fate == Fate::Hold || (decision.fate == Fate::Refuse && sight.sender.kind != SenderKind::Unknown);
}

bool is_worth_telling(const Sight& sight) {
    return sight.sender.kind != SenderKind::Unknown || sight.authenticity.value != mail::Authenticity::Failed;
}

Status tell_of_waiting(Transaction& transaction, const MailRow& mail, const std::optional<helpdesk::TicketFace>& about, Instant now) {
    STEWARD_TRY(const bool enough, is_enough(transaction, mail, now));
    if (enough) return {};
    STEWARD_CHECK(transaction.execute("update correspondence_mails set told_at = $1 where id = $2", now, mail.id));
    const bool is_confidential = about && about->is_confidential;
    STEWARD_TRY(const auto people, who_lets_in(transaction, mail.client, is_confidential ? about->id : TicketId{}));
    facts::v1::MailWaits fact;
    fact.set_mail_id(mail.id.text());
    if (!mail.client.is_nil()) fact.set_client_id(mail.client.text());
    fact.set_outcome(mail.state);
    fact.set_reason_code(mail.reason_code);
    fact.set_reason(mail.reason);
    if (!is_confidential) {
        fact.set_from(mail.from_name.empty() ? mail.from_address : mail.from_name + " <" + mail.from_address + ">");
        fact.set_subject(mail.subject);
    }
    for (const AccountId person : people) fact.add_account_ids(person.text());
    return journal::append(transaction, now, mail.client, mail.id.text(), fact);
}

}  // namespace steward::correspondence
