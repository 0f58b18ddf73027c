// From resolved tickets to mails that ask, and from answers to what is done about them.
#pragma once

#include "base/random.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/surveys/store.h"
#include "server/platform/access/sealing.h"

namespace steward::surveys {

class Asking final : public Surveys {
public:
    Asking(storage::Database& database, helpdesk::TicketWork& tickets, const access::Sealing& sealing, Rng& rng)
        : database_(database), tickets_(tickets), sealing_(sealing), rng_(rng) {}

    /// Makes the settings and the key at the first start, and opens the key at every other.
    Status start();

    void set_public_address(std::string address) override { public_address_ = std::move(address); }
    std::string invitation(SurveyId survey) const override;
    bool has_public_address() const { return !public_address_.empty(); }

    /// The survey of a link. Failure: NotFound "surveys.bad_link", the same for every reason.
    Result<SurveyRow> open(Transaction& transaction, std::string_view token, Instant now) const;

    // Background work, safe to repeat.
    Status consume_facts();
    Status send_due(Instant now);
    /// Surveys of before the month was kept get it, some hundred at a time.
    Status date_sent();

    /// A ticket is resolved, or is so no more.
    Status ticket_moved(Transaction& transaction, TicketId ticket, std::string_view from, std::string_view to, Instant at);

    /// Stores the answer. A bad one opens a follow-up, in the same transaction, so that there is never a second. Failures:
    /// Invalid "/answer"; Conflict "surveys.answered" for another answer than the one that was given.
    Status answer(Transaction& transaction, SurveyRow& survey, std::string_view answer, std::string_view via, Instant now);
    /// Failures: Invalid "/comment"; Conflict "surveys.no_answer", "surveys.commented".
    Status comment(Transaction& transaction, SurveyRow& survey, std::string_view words, Instant now);

private:
    Status send(Transaction& transaction, SurveyRow survey, const SettingsRow& settings, Instant now);
    Status follow_up(Transaction& transaction, SurveyRow& survey, Instant now);

    storage::Database& database_;
    helpdesk::TicketWork& tickets_;
    const access::Sealing& sealing_;
    Rng& rng_;
    Bytes key_;
    std::string public_address_;
};

}  // namespace steward::surveys
