// What people, facts and time make of a change. Everything in the caller's transaction: rows, words in the ticket, screens.
#pragma once

#include "server/modules/approvals/approvals.h"
#include "server/modules/changes/states.h"
#include "server/modules/changes/store.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/modules/service_levels/service_levels.h"
#include "server/platform/live/hub.h"

namespace steward::changes {

ChangeFace face_of(const ChangeRow& change);

class Acts {
public:
    Acts(helpdesk::TicketWork& work, helpdesk::TicketVoice& voice, service_levels::ServiceLevels& levels, approvals::Questions& questions,
         live::Hub& hub, Rng& rng)
        : work_(work), voice_(voice), levels_(levels), questions_(questions), hub_(hub), rng_(rng) {}

    /// A draft. With a nil ticket, one of kind change is opened with it.
    Result<ChangeRow> draft(Transaction& transaction, ChangeRow change, const std::string& title, const std::vector<DeviceId>& devices,
                            const helpdesk::Doer& doer, Instant now);
    /// Stores what was written; decisions on the old text fall away.
    Status rewrite(Transaction& transaction, ChangeRow& change, const helpdesk::Doer& doer, const std::string& what, Instant now);
    /// Stores a move that `judge_move` allowed, with what it brings.
    Status move(Transaction& transaction, ChangeRow& change, const ChangeWish& wish, bool service_hurt, const helpdesk::Doer& doer,
                Instant now);

    Status decide(Transaction& transaction, ChangeRow& change, bool approves, const std::string& text, const helpdesk::Doer& doer,
                  Instant now);
    Status ask_client(Transaction& transaction, ChangeRow& change, const std::vector<PersonId>& people, const std::string& question,
                      Instant due_at, const helpdesk::Doer& doer, Instant now);
    /// What became of the question to the client.
    Status client_decided(Transaction& transaction, ChangeRow& change, const std::string& state, const std::string& by, Instant now);
    /// Whoever approved by word of mouth writes it down.
    Status confirm(Transaction& transaction, ChangeRow& change, const std::string& text, const helpdesk::Doer& doer, Instant now);

    /// Time has passed: what is not written down, and what is not reviewed, is somebody's work now.
    Status say_unwritten(Transaction& transaction, ChangeRow& change, Instant now);
    Status say_unreviewed(Transaction& transaction, ChangeRow& change, Instant now);
    Status say_without_outcome(Transaction& transaction, ChangeRow& change, Instant now);
    /// By who wrote it, where nobody else could: it counts after `time_to_object`, or when the client says yes.
    Status approve_alone(Transaction& transaction, ChangeRow& change, const std::string& text, const helpdesk::Doer& doer, Instant now);
    Status time_approves(Transaction& transaction, ChangeRow& change, Instant now);

    Status note(Transaction& transaction, const ChangeRow& change, const helpdesk::Doer& doer, std::string_view kind, std::string from,
                std::string to, std::string text, Instant now);

private:
    Status second_of(Transaction& transaction, ChangeRow& change, const std::string& who, Instant now);
    Status say_overdue(Transaction& transaction, const ChangeRow& change, std::string_view what, std::string text, Instant due_at,
                       Instant now);
    Status settle(Transaction& transaction, ChangeRow& change, const std::string& from, const std::string& text, const helpdesk::Doer& doer,
                  Instant now);
    Status approve_if_complete(Transaction& transaction, ChangeRow& change, const helpdesk::Doer& doer, Instant now);
    Status find_hurt(Transaction& transaction, ChangeRow& change, Instant now);

    helpdesk::TicketWork& work_;
    helpdesk::TicketVoice& voice_;
    service_levels::ServiceLevels& levels_;
    approvals::Questions& questions_;
    live::Hub& hub_;
    Rng& rng_;
};

const helpdesk::Doer& changes_program();

}  // namespace steward::changes
