// The way in: a mail is stored as it came, before anybody looks at it.
#pragma once

#include "server/modules/correspondence/settings.h"

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

/// Reads the mailbox of the settings, on one connection; for one thread.
class Fetcher {
public:
    Fetcher(storage::Database& database, Intake& intake, const Settings& settings)
        : database_(database), intake_(intake), settings_(settings) {}

    /// Takes what is new. After a failure the next tries come 2, 4, ... 60 seconds later.
    Status run(Instant now);

private:
    /// The settings with a token that is good now, where they make tokens.
    Result<mail::ImapSettings> sign_in(const SettingsRow& settings, Instant now);
    Status try_later(const Error& error, int64_t revision, Instant now);
    Status note(const std::string& error, Instant now);

    storage::Database& database_;
    Intake& intake_;
    const Settings& settings_;
    std::unique_ptr<mail::ImapMailbox> mailbox_;
    mail::AccessTokens tokens_;
    std::string token_in_use_;  // of `mailbox_`; empty: it has none that ends
    int64_t revision_ = 0;      // of the settings that `mailbox_` was opened with
    Instant not_before_, noted_at_;
    int failures_ = 0;
};

}  // namespace steward::correspondence
