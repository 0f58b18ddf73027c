// What facts, time and people make of runs: who is paged, who took it, what the client is told.
//
// Everything happens in the caller's transaction, rows and facts together. Repeating is harmless: a step that has a page
// is not taken again.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/escalation/people.h"
#include "server/modules/escalation/store.h"
#include "server/modules/helpdesk/helpdesk.h"
#include "server/platform/live/hub.h"

namespace steward::facts::v1 {
class ClockBreached;
}

namespace steward::escalation {

inline constexpr Duration test_time = std::chrono::minutes(30);  // then nobody answered it

struct Actor {
    AccountId account;  // nil: known by name only
    std::string name;
};

struct TicketNews {
    ClientId client;
    std::string ticket_id, alert_id, reference, title, priority;
};

/// Who took a run, and when. Unset: nobody has.
struct Taking {
    Instant at;
    std::string by, via;
    AccountId account;
};

class Escalator {
public:
    Escalator(directory::Directory& directory, helpdesk::TicketsByMail& tickets, live::Hub& hub, Rng& rng)
        : directory_(directory), tickets_(tickets), hub_(hub), rng_(rng) {}

    /// P1 and P2 begin a run at once; the others when their clock brings a mark. Nothing before there is a schedule.
    Status ticket_opened(Transaction& transaction, const TicketNews& news, Instant at);
    /// A merge was taken back: the ticket is work of its own again, and whoever had taken it has it.
    Status ticket_back(Transaction& transaction, const TicketNews& news, Instant at);
    /// `by` is nil when the program changed it.
    Status priority_changed(Transaction& transaction, const TicketNews& news, AccountId by, Instant at);
    /// Only one of ours takes work by starting it; a client's answer or a date that came does not.
    Status ticket_taken(Transaction& transaction, std::string_view ticket_id, AccountId by, Instant at);
    Status ticket_over(Transaction& transaction, std::string_view ticket_id, Instant at);
    Status alert_taken(Transaction& transaction, std::string_view alert_id, std::string_view by, Instant at);
    Status clock_reached(Transaction& transaction, const TicketNews& news, int percent, Instant at);
    /// The person whom the client named is told in plain words; also when nobody is named it is written down.
    Status promise_missed(Transaction& transaction, const facts::v1::ClockBreached& breach, Instant at);

    /// Once for each cause: the person whom the client named gets a mail; the note's state says whether.
    Result<std::string> tell_client(Transaction& transaction, NoteRow note, const std::string& subject, const std::string& words,
                                    Instant now);

    /// Takes what is due. Returns how many runs were looked at.
    Result<int> take_due_steps(Transaction& transaction, Instant now, int limit);

    /// Whether this changed anything: nothing that was taken or is over is taken again.
    Result<bool> acknowledge(Transaction& transaction, RunRow& run, const Actor& actor, std::string_view via, Instant at);

    /// Somebody of ours calls these people now, whatever the ladder says. Failure: Conflict "escalation.not_set_up" without a schedule,
    /// "escalation.nobody_there" without people.
    Status page_by_hand(Transaction& transaction, const TicketNews& news, const std::vector<Colleague>& people, const std::string& label,
                        const std::string& reason, Instant now);

    /// Whether the page is void once somebody took the run: what hangs on the promise's clock is not.
    Result<bool> waits_for_somebody(Transaction& transaction, const RunRow& run, const PageRow& page) const;

    Result<RunRow> start_test(Transaction& transaction, const ScheduleRow& schedule, Instant now);

private:
    struct Receiver {
        Colleague colleague;
        std::string label;
    };
    Status begin(Transaction& transaction, const TicketNews& news, Instant at, const Taking& taken = {});
    Result<Taking> taken_after(Transaction& transaction, const TicketNews& news, const std::optional<RunRow>& before, AccountId by,
                               Instant at) const;
    Status advance(Transaction& transaction, RunRow& run, Instant now);
    Result<Ladder> ladder(Transaction& transaction, const RunRow& run) const;
    Status take_step(Transaction& transaction, const RunRow& run, const Step& step, const DueStep& due, int& position, Instant now);
    Result<std::vector<Receiver>> receivers(Transaction& transaction, const RunRow& run, const Step& step, Instant now) const;
    Result<std::optional<Colleague>> on_call_now(Transaction& transaction, const RunRow& run, int layer, Instant now) const;
    Status page(Transaction& transaction, const RunRow& run, const PageRow& page, const Step& step, const std::string& reason, Instant now);
    Status inform_client(Transaction& transaction, const RunRow& run, Instant now);
    Status end(Transaction& transaction, RunRow& run, std::string_view state, Instant at);
    Status remark(Transaction& transaction, const RunRow& run, std::string text, Instant now);
    void publish(Transaction& transaction, const RunRow& run);

    directory::Directory& directory_;
    helpdesk::TicketsByMail& tickets_;
    live::Hub& hub_;
    Rng& rng_;
};

}  // namespace steward::escalation
