// From facts to deliveries, and from deliveries to attempts.
#pragma once

#include "server/modules/approvals/approvals.h"
#include "server/modules/attachments/attachments.h"
#include "server/modules/directory/directory.h"
#include "server/modules/escalation/escalation.h"
#include "server/modules/notifications/store.h"
#include "server/modules/surveys/surveys.h"
#include "server/platform/access/sealing.h"
#include "server/platform/access/sign_in_mail.h"
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

    /// Whose links mails about approvals carry; null: none.
    void set_approvals(approvals::Approvals* approvals) { approvals_ = approvals; }
    /// Whose codes mails about links to files carry; null: none.
    void set_attachments(attachments::Attachments* attachments) { attachments_ = attachments; }
    /// Whose links mails that ask carry; null: none.
    void set_surveys(const surveys::Surveys* surveys) { surveys_ = surveys; }

    /// Whose links sign-in mails carry; null: none.
    void set_sign_in_mail(access::SignInMail* sign_in_mail) { sign_in_mail_ = sign_in_mail; }

    /// Writes a delivery for every subscription that wants one of the next facts. All of a batch in
    /// one transaction with the cursor.
    Status match(Instant now);

    /// Sends what is due, one after the other, and records each attempt with the time it was made: a
    /// receiver refuses what was signed minutes ago. Returns when nothing is due. The lanes may run at the same time.
    Status deliver(Lane lane);

    /// One attempt of one delivery. Its row must exist; the outcome is in what is returned, success or not.
    Result<Delivery> attempt(Delivery delivery, Instant now);

    Result<Settings> open_settings(const Channel& channel) const;
    Result<Bytes> seal_settings(ChannelId channel, const Settings& settings) const;

private:
    /// What waited for days for a channel that is switched off.
    Status give_up_waiting(Instant now);
    Status tell_failed(storage::Transaction& transaction, const Delivery& delivery, Instant now) const;
    /// A channel that programs read, of which nothing arrives: after days, or when its receiver says so.
    Status give_up_channel(storage::Transaction& transaction, const Delivery& delivery, const Outcome& outcome, Instant now);
    /// What a page's message says beside its stored words: the link by which its receiver takes it. Never stored.
    struct PageLines {
        std::string address, text;
    };
    PageLines page_lines(const Delivery& delivery, bool takes_answers) const;
    /// The link of a sign-in mail; why it is not sent, when it has none (any more) or this is no mail.
    /// The files that go with it; why it is not sent (now), when one cannot be read.
    std::expected<std::vector<correspondence::OutgoingFile>, Outcome> files_for(const correspondence::OutgoingParts& parts) const;
    /// The correspondence hears what became of a mail to one person.
    Status tell_correspondence(storage::Transaction& transaction, const Delivery& delivery, Instant now) const;
    std::expected<std::string, Outcome> sign_in_line(const ChannelKind& kind, const Delivery& delivery, Instant now) const;
    /// The link by which the receiver decides an approval; empty of any other mail.
    Result<std::string> approval_line(storage::Transaction& transaction, const Delivery& delivery) const;
    /// The code that opens a link to a file; empty of any other mail.
    Result<std::string> code_line(storage::Transaction& transaction, const ChannelKind& kind, const Delivery& delivery, Instant now) const;
    /// The settings as this delivery needs them: to the ticket's owner, where the channel wants that.
    Result<Settings> settings_for(storage::Transaction& transaction, const ChannelKind& kind, Settings settings,
                                  const Delivery& delivery) const;
    Result<std::optional<correspondence::OutgoingMarks>> marks_for(storage::Transaction& transaction, const Delivery& delivery) const;
    /// What is about the demonstration's clients or goes to its people is written down as it would have been sent, and never
    /// sent; a page that nobody needs any more neither. Whether it was one of them.
    Result<bool> withhold(Delivery& delivery, Instant now);
    Result<std::string> why_withheld(storage::Transaction& transaction, const Delivery& delivery, Instant now);
    /// What a receiver gave anew. Nobody changed the channel: its revision stays.
    Status keep_changed(storage::Transaction& transaction, ChannelId id, const Settings& changed) const;
    Status match_one(storage::Transaction& transaction, const journal::Fact& fact, Instant now);

    storage::Database& database_;
    directory::Directory& directory_;
    live::Hub& hub_;
    Clock& clock_;
    Rng& rng_;
    const access::Sealing& sealing_;
    correspondence::Correspondence* correspondence_;  // null: mails carry no marks
    escalation::Escalation* escalation_;              // null: pages carry no link
    access::SignInMail* sign_in_mail_ = nullptr;      // null: nobody signs in by mail
    const surveys::Surveys* surveys_ = nullptr;       // null: surveys carry no links
    approvals::Approvals* approvals_ = nullptr;
    attachments::Attachments* attachments_ = nullptr;
};

/// Where the made-up people of the demonstration have their addresses: no mail server in the world is there (RFC 2606).
inline constexpr std::string_view demonstration_host = "demo.invalid";

/// What an attempt makes of a delivery. Pure.
Delivery after_attempt(Delivery delivery, const Outcome& outcome, Instant now);

}  // namespace steward::notifications
