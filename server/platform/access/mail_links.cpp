#include "server/platform/access/mail_links.h"

#include "server/platform/access/network.h"
#include "server/platform/access/roles.h"
#include "server/platform/access/secrets.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::access {

namespace {
std::unexpected<Error> mail_link_refused() {
    return fail(ErrorKind::Invalid, "access.mail_link_refused", "This link was used already or has expired. Ask for a new one.");
}

std::string mail_link_place(const std::string& id) { return "access_mail_links/secret/1/" + id; }

// Who may have one: a client's person who may sign in at all.
bool gets_links(const Account& account) { return account.status != "disabled" && is_client_side(account.roles); }

// From one place, and from everywhere: nobody uses up from elsewhere what a person may ask for, and nobody's mailbox is filled.
Result<bool> asked_too_often(storage::Transaction& transaction, AccountId account, const std::string& network, Instant since) {
    STEWARD_TRY(const auto row, transaction.query_one("select count(*), count(case when network = $3 then 1 end) from access_mail_links "
                                                      "where account_id = $1 and created_at > $2",
                                                      account, since, network));
    return row->integer(0) >= mail_links_an_hour_in_all || row->integer(1) >= mail_links_an_hour;
}
}  // namespace

Result<v1::RequestMailLinkResponse> MailLinkDesk::request_mail_link(Call& call, const v1::RequestMailLinkRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto account, find_account_by_email(*transaction, request.email()));
    if (account && !gets_links(*account)) account.reset();
    const std::string network = network_of(call.caller().address);
    if (account) {
        STEWARD_TRY(const bool too_often, asked_too_often(*transaction, account->id, network, call.now() - std::chrono::hours(1)));
        if (too_often) account.reset();
    }
    const std::string id = to_text(make_raw_id(call.now(), rng_)), secret = make_secret(rng_), flow_secret = make_secret(rng_);
    STEWARD_TRY(const Bytes sealed, sealing_.seal(mail_link_place(id), as_bytes(secret)));
    STEWARD_CHECK(transaction->execute(
        "insert into access_mail_links (id, account_id, secret_hash, secret_sealed, browser_hash, created_at, expires_at, network) values "
        "($1, $2, $3, $4, $5, $6, $7, $8)",
        id, account ? std::optional(account->id.text()) : std::nullopt, sha256(secret), sealed, sha256(flow_secret), call.now(),
        call.now() + mail_link_lives, network));
    if (account) {
        facts::v1::SignInMailWanted fact;
        fact.set_request_id(id);
        fact.set_account_id(account->id.text());
        fact.set_to(account->email);
        fact.set_name(account->name);
        fact.set_provider_name(sessions_.settings().provider_name);
        STEWARD_CHECK(journal::append(*transaction, call.now(), ClientId{}, id, fact));
        call.set_audit_subject(account->id.text());
    }
    v1::RequestMailLinkResponse answer;
    answer.set_flow_secret(flow_secret);
    answer.set_expires_at_unix_ms((call.now() + mail_link_lives).unix_ms);
    return answer;
}

std::string MailLinkDesk::address_of(const std::string& request_id, Instant now) {
    std::string address;
    (void)database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row,
                    transaction.query_one("select secret_sealed from access_mail_links where id = $1 and account_id is not null "
                                          "and used_at is null and expires_at > $2",
                                          request_id, now));
        if (!row) return {};
        STEWARD_TRY(const Bytes secret, sealing_.open(mail_link_place(request_id), row->bytes(0)));
        address = sessions_.settings().public_url + "/sign-in/mail#" + std::string(as_text(secret));
        return {};
    });
    return address;
}

Result<v1::SignInResponse> MailLinkDesk::redeem_mail_link(Call& call, const v1::RedeemMailLinkRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto row,
                transaction->query_one("select id, account_id, browser_hash from access_mail_links where secret_hash = $1 and "
                                       "account_id is not null and used_at is null and expires_at > $2",
                                       sha256(request.link_token()), call.now()));
    if (!row) return mail_link_refused();
    if (!equal_in_constant_time(row->bytes(2), sha256(request.flow_secret()))) {
        return fail(ErrorKind::Forbidden, "access.other_browser",
                    "Open the link in the browser in which you asked for it, or ask for a new one here.");
    }
    STEWARD_TRY(const int64_t used, transaction->execute("update access_mail_links set used_at = $2 where id = $1 and used_at is null",
                                                         row->text(0), call.now()));
    STEWARD_TRY(const auto found, find_account(*transaction, row->id<AccountId>(1)));
    if (used != 1 || !found || !gets_links(*found)) return mail_link_refused();
    STEWARD_CHECK(activate_account(*transaction, found->id, call.now()));
    STEWARD_TRY(const Account account, load_account(*transaction, found->id));
    v1::SignInResponse answer;
    STEWARD_TRY(*answer.mutable_session(), sessions_.open_session(call, *transaction, account, false));
    call.add_audit_detail("way", "link by mail");
    return answer;
}

}  // namespace steward::access
