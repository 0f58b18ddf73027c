// From facts to news for single people, and from news to one mail or push instead of ten.
//
// Nobody is told what they did themselves, nor what they may not see. What is read before its mail would go out is not
// mailed any more.
#pragma once

#include "server/modules/notices/store.h"
#include "server/platform/live/hub.h"

namespace steward::journal {
struct Fact;
}

namespace steward::notices {

/// What happened, as its receivers will read it.
struct News {
    std::string kind;
    ClientId client;
    std::string ticket_id, reference, title;
    std::string subject_id;  // empty: the ticket
    std::string text, actor;
    AccountId doer = {};  // whose act it is; nil: nobody's of ours
};

inline constexpr Duration oldest_news = std::chrono::hours(24);

class Telling {
public:
    Telling(storage::Database& database, live::Hub& hub, Rng& rng) : database_(database), hub_(hub), rng_(rng) {}

    Status consume_facts(Instant now);
    /// One message an account for everything that waits; nothing while it is quiet for that person.
    Status send_due(Instant now);
    /// Read ones after 90 days, all after a year.
    Status forget(Instant now);

    /// To the one person, by the ways that they chose; nothing for whoever did it.
    Status tell(Transaction& transaction, AccountId account, const News& news, Instant now);
    /// The account's screens ask again.
    void refresh(Transaction& transaction, AccountId account);

private:
    Status act_on(Transaction& transaction, const journal::Fact& fact);
    Status tell_all(Transaction& transaction, const std::vector<AccountId>& accounts, const News& news, Instant now);
    Status ticket_changed(Transaction& transaction, const journal::Fact& fact);
    Status approval_moved(Transaction& transaction, const journal::Fact& fact);
    Status work_handed(Transaction& transaction, const journal::Fact& fact);
    Status words_overdue(Transaction& transaction, const journal::Fact& fact);
    Status words_added(Transaction& transaction, const journal::Fact& fact);
    Status mail_lost(Transaction& transaction, const journal::Fact& fact);
    Status mail_waits(Transaction& transaction, const journal::Fact& fact);
    Status swap_moved(Transaction& transaction, const journal::Fact& fact);
    Status channel_disabled(Transaction& transaction, const journal::Fact& fact);
    Status promise_moved(Transaction& transaction, const std::string& ticket_id, const std::string& text, Instant at);
    Status send_to(Transaction& transaction, AccountId account, Instant now);

    storage::Database& database_;
    live::Hub& hub_;
    Rng& rng_;
};

}  // namespace steward::notices
