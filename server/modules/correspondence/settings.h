// Our address and the mailbox that is read; and the key by which our mails are marked.
#pragma once

#include <atomic>

#include "server/modules/correspondence/store.h"
#include "server/platform/access/sealing.h"
#include "server/platform/mail/access_token.h"
#include "server/platform/mail/imap.h"

namespace steward::correspondence {

struct SettingsRow {
    int64_t revision = 0;
    std::string address, authserv_id;
    bool imap_enabled = false;
    mail::ImapSettings imap;  // secrets are opened only by `imap_settings`
    std::optional<Bytes> password_sealed, token_sealed;
    std::string token_url, client_id, scope;
    std::optional<Bytes> client_secret_sealed, refresh_sealed;
    mail::ImapPlace place;
    Instant last_success_at;
    std::string last_error;
    Instant failing_since;  // unset: the mailbox can be read
    std::string signature;  // below every answer

    bool makes_tokens() const { return !token_url.empty() && refresh_sealed.has_value(); }
};

class Settings {
public:
    Settings(const access::Sealing& sealing, Rng& rng) : sealing_(sealing), rng_(rng) {}

    /// Makes the one row and the key at the first start.
    Status begin(Transaction& transaction);
    Result<SettingsRow> load(Transaction& transaction) const;
    Status save(Transaction& transaction, SettingsRow& settings) const;  // raises the revision
    /// Another number after every change that was committed in this process; any thread.
    int64_t changes() const { return changes_; }
    Status save_place(Transaction& transaction, const mail::ImapPlace& place) const;
    Status note_fetch(Transaction& transaction, const std::string& error, Instant now) const;

    Result<Bytes> seal(std::string_view what, const std::string& secret) const;
    /// With the secrets in it.
    Result<mail::ImapSettings> imap_settings(const SettingsRow& settings) const;
    /// Of settings that make tokens.
    Result<mail::TokenClient> token_client(const SettingsRow& settings) const;
    /// The provider gave another refresh token; nobody changed the settings.
    Status save_refresh_token(Transaction& transaction, const std::string& token) const;
    Result<mail::ThreadMarks> marks(Transaction& transaction, const SettingsRow& settings) const;
    /// By what our own mail is known again; the mark is made of the key, so that it is each installation's own.
    Result<mail::OwnMarks> own_marks(Transaction& transaction, const SettingsRow& settings) const;

private:
    Result<Bytes> key(Transaction& transaction) const;
    const access::Sealing& sealing_;
    Rng& rng_;
    mutable std::atomic<int64_t> changes_ = 0;
};

}  // namespace steward::correspondence
