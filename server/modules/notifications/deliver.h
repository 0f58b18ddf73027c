// From facts to deliveries, and from deliveries to attempts.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/escalation/escalation.h"
#include "server/modules/notifications/store.h"
#include "server/platform/access/sealing.h"
#include "server/platform/live/hub.h"

namespace steward::notifications {

class Dispatch {
public:
    Dispatch(storage::Database& database, directory::Directory& directory, live::Hub& hub, Clock& clock, Rng& rng,
             const access::Sealing& sealing, correspondence::Correspondence* correspondence, escalation::Escalation* escalation)
        : database_(database),
          directory_(directory),
          hub_(hub),
          clock_(clock),
          rng_(rng),
          sealing_(sealing),
          correspondence_(correspondence),
          escalation_(escalation) {}

    /// Writes a delivery for every subscription that wants one of the next facts. All of a batch in
    /// one transaction with the cursor.
    Status match(Instant now);

    /// Sends what is due, one after the other, and records each attempt with the time it was made: a
    /// receiver refuses what was signed minutes ago. Returns when nothing is due.
    Status deliver();

    /// One attempt of one delivery. Its row must exist; the outcome is in what is returned, success or not.
    Result<Delivery> attempt(Delivery delivery, Instant now);

    Result<Settings> open_settings(const Channel& channel) const;
    Result<Bytes> seal_settings(ChannelId channel, const Settings& settings) const;

private:
    /// What a page's message says beside its stored words: the link by which its receiver takes it. Never stored.
    struct PageLines {
        std::string address, text;
    };
    PageLines page_lines(const Delivery& delivery, bool takes_answers) const;
    /// The settings as this delivery needs them: to the ticket's owner, where the channel wants that.
    Result<Settings> settings_for(storage::Transaction& transaction, const ChannelKind& kind, Settings settings,
                                  const Delivery& delivery) const;
    Result<std::optional<correspondence::OutgoingMarks>> marks_for(storage::Transaction& transaction, const Delivery& delivery) const;
    Status match_one(storage::Transaction& transaction, const journal::Fact& fact, Instant now);

    storage::Database& database_;
    directory::Directory& directory_;
    live::Hub& hub_;
    Clock& clock_;
    Rng& rng_;
    const access::Sealing& sealing_;
    correspondence::Correspondence* correspondence_;  // null: mails carry no marks
    escalation::Escalation* escalation_;              // null: pages carry no link
};

/// What an attempt makes of a delivery. Pure.
Delivery after_attempt(Delivery delivery, const Outcome& outcome, Instant now);

}  // namespace steward::notifications
