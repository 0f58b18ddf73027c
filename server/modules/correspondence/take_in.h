// The way in: a mail is stored as it came, before anybody looks at it.
#pragma once

#include "server/modules/correspondence/settings.h"
#include "server/platform/mail/imap_watch.h"

namespace steward::correspondence {

class Intake {
public:
    Intake(storage::Database& database, Clock& clock, Rng& rng) : database_(database), clock_(clock), rng_(rng) {}

    /// When this returns success the mail survives a power failure. The same bytes a second time are
    /// there already. Any thread.
    Status take_in(std::string_view door, mail::Arrival arrival);

private:
    storage::Database& database_;
    Clock& clock_;
    Rng& rng_;
};

/// Reads the mailbox of the settings, on one connection; for one thread. On a second one the mailbox says when mail came; while
/// it does, it is asked only then, and every five minutes. Otherwise at every run, which should come once a second.
class Fetcher {
public:
    Fetcher(storage::Database& database, Intake& intake, const Settings& settings)
        : database_(database), intake_(intake), settings_(settings) {}

    /// Takes what is new. After a failure the next tries come 2, 4, ... 60 seconds later. Cheap when there is nothing to do.
    Status run(Instant now);

private:
    /// The settings with a token that is good now, where they make tokens.
    Result<mail::ImapSettings> sign_in(const SettingsRow& settings, Instant now);
    /// The mailbox of these settings, opened anew when they or the token are others than before.
    Status open(const SettingsRow& settings, Instant now);
    Status fetch(const SettingsRow& settings, Instant now);
    Status try_later(const Error& error, int64_t revision, Instant now);
    Status note(const std::string& error, Instant now);

    storage::Database& database_;
    Intake& intake_;
    const Settings& settings_;
    std::unique_ptr<mail::ImapMailbox> mailbox_;
    mail::AccessTokens tokens_;
    std::string token_in_use_;  // of `mailbox_`; empty: it has none that ends
    int64_t revision_ = 0;      // of the settings that `mailbox_` was opened with
    int64_t changes_ = -1;      // of the settings, when they were read last
    Instant look_at_, not_before_, noted_at_, fetched_at_;
    int failures_ = 0;
    std::atomic<bool> told_ = false;          // by the watch: there is something new
    std::unique_ptr<mail::ImapWatch> watch_;  // last: its thread says so
};

}  // namespace steward::correspondence
