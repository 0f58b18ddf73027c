#include "server/modules/correspondence/settings.h"

#include <sodium.h>

#include <array>

#include "server/platform/journal/journal.h"

namespace steward::correspondence {

namespace {
std::string sealing_place(std::string_view what) { return "correspondence_settings/1/" + std::string(what); }

std::optional<Bytes> bytes_or_nothing(const storage::Row& row, size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.bytes(column));
}
}  // namespace

Status Settings::begin(Transaction& transaction) {
    STEWARD_TRY(const auto there, transaction.query_one("select 1 from correspondence_settings where id = 1"));
    if (there) return {};
    Bytes key(32);
    rng_.fill(key);
    STEWARD_TRY(auto sealed, sealing_.seal(sealing_place("marks"), key));
    STEWARD_CHECK(
        transaction.execute("insert into correspondence_settings (id, revision, address, authserv_id, imap_enabled, imap_host, imap_port, "
                            "imap_security, imap_username, "
                            "imap_folder, imap_done_folder, imap_ca_file, imap_validity, imap_last_uid, imap_last_error, marks_sealed) "
                            "values (1, 1, '', '', $1, '', 993, "
                            "'tls', '', 'INBOX', '', '', 0, 0, '', $2) on conflict (id) do nothing",
                            false, std::move(sealed)));
    return {};
}

Result<SettingsRow> Settings::load(Transaction& transaction) const {
    STEWARD_TRY(
        const auto row,
        transaction.query_one(
            "select revision, address, authserv_id, imap_enabled, imap_host, imap_port, imap_security, imap_username, "
            "imap_folder, imap_done_folder, imap_ca_file, imap_password_sealed, imap_token_sealed, imap_validity, "
            "imap_last_uid, imap_last_success_at, imap_last_error, imap_token_url, imap_client_id, imap_scope, "
            "imap_client_secret_sealed, imap_refresh_sealed, signature, imap_failing_since from correspondence_settings where id = 1"));
    SettingsRow settings;
    if (!row) return settings;
    settings.revision = row->integer(0);
    settings.address = row->text(1);
    settings.authserv_id = row->text(2);
    settings.imap_enabled = row->boolean(3);
    settings.imap = {.host = row->text(4),
                     .port = static_cast<uint16_t>(row->integer(5)),
                     .security = row->text(6),
                     .username = row->text(7),
                     .password = {},
                     .bearer_token = {},
                     .folder = row->text(8),
                     .done_folder = row->text(9),
                     .ca_file = row->text(10)};
    settings.password_sealed = bytes_or_nothing(*row, 11);
    settings.token_sealed = bytes_or_nothing(*row, 12);
    settings.last_success_at = Instant{row->integer_or(15, 0)};
    settings.place = {.validity = row->integer(13), .last_uid = row->integer(14), .read_at = settings.last_success_at};
    settings.last_error = row->text(16);
    settings.token_url = row->text(17);
    settings.client_id = row->text(18);
    settings.scope = row->text(19);
    settings.client_secret_sealed = bytes_or_nothing(*row, 20);
    settings.refresh_sealed = bytes_or_nothing(*row, 21);
    settings.signature = row->text(22);
    settings.failing_since = Instant{row->integer_or(23, 0)};
    return settings;
}

Status Settings::save(Transaction& transaction, SettingsRow& settings) const {
    ++settings.revision;
    STEWARD_CHECK(transaction.execute(
        "update correspondence_settings set revision = $1, address = $2, authserv_id = $3, imap_enabled = $4, imap_host = $5, imap_port = "
        "$6, "
        "imap_security = $7, imap_username = $8, imap_folder = $9, imap_done_folder = $10, imap_ca_file = $11, imap_password_sealed = $12, "
        "imap_token_sealed = $13, imap_validity = $14, imap_last_uid = $15, imap_token_url = $16, imap_client_id = $17, imap_scope = $18, "
        "imap_client_secret_sealed = $19, imap_refresh_sealed = $20, signature = $21 where id = 1",
        settings.revision, settings.address, settings.authserv_id, settings.imap_enabled, settings.imap.host, settings.imap.port,
        settings.imap.security, settings.imap.username, settings.imap.folder, settings.imap.done_folder, settings.imap.ca_file,
        settings.password_sealed, settings.token_sealed, settings.place.validity, settings.place.last_uid, settings.token_url,
        settings.client_id, settings.scope, settings.client_secret_sealed, settings.refresh_sealed, settings.signature));
    return {};
}

Status Settings::save_place(Transaction& transaction, const mail::ImapPlace& place) const {
    STEWARD_CHECK(transaction.execute("update correspondence_settings set imap_validity = $1, imap_last_uid = $2 where id = 1",
                                      place.validity, place.last_uid));
    return {};
}

Status Settings::note_fetch(Transaction& transaction, const std::string& error, Instant now) const {
    if (error.empty()) {
        STEWARD_CHECK(transaction.execute(
            "update correspondence_settings set imap_last_success_at = $1, imap_last_error = '', imap_failing_since = null where id = 1",
            now));
    } else {
        STEWARD_CHECK(transaction.execute(
            "update correspondence_settings set imap_last_error = $1, imap_failing_since = coalesce(imap_failing_since, $2) where id = 1",
            error, now));
    }
    return {};
}

Result<Bytes> Settings::seal(std::string_view what, const std::string& secret) const {
    return sealing_.seal(sealing_place(what), as_bytes(secret));
}

Result<mail::ImapSettings> Settings::imap_settings(const SettingsRow& settings) const {
    mail::ImapSettings imap = settings.imap;
    if (settings.password_sealed) {
        STEWARD_TRY(const auto password, sealing_.open(sealing_place("imap_password"), *settings.password_sealed));
        imap.password = as_text(password);
    }
    if (settings.token_sealed) {
        STEWARD_TRY(const auto token, sealing_.open(sealing_place("imap_token"), *settings.token_sealed));
        imap.bearer_token = as_text(token);
    }
    return imap;
}

Result<mail::TokenClient> Settings::token_client(const SettingsRow& settings) const {
    mail::TokenClient client{.token_url = settings.token_url,
                             .client_id = settings.client_id,
                             .client_secret = {},
                             .refresh_token = {},
                             .scope = settings.scope};
    if (settings.client_secret_sealed) {
        STEWARD_TRY(const auto secret, sealing_.open(sealing_place("imap_client_secret"), *settings.client_secret_sealed));
        client.client_secret = as_text(secret);
    }
    if (settings.refresh_sealed) {
        STEWARD_TRY(const auto token, sealing_.open(sealing_place("imap_refresh_token"), *settings.refresh_sealed));
        client.refresh_token = as_text(token);
    }
    return client;
}

Status Settings::save_refresh_token(Transaction& transaction, const std::string& token) const {
    STEWARD_TRY(auto sealed, seal("imap_refresh_token", token));
    STEWARD_CHECK(transaction.execute("update correspondence_settings set imap_refresh_sealed = $1 where id = 1", std::move(sealed)));
    return {};
}

Result<Bytes> Settings::key(Transaction& transaction) const {
    STEWARD_TRY(const auto row, transaction.query_one("select marks_sealed from correspondence_settings where id = 1"));
    if (!row) return fail(ErrorKind::Unavailable, "correspondence.no_settings", "The correspondence has not begun yet.");
    return sealing_.open(sealing_place("marks"), row->bytes(0));
}

Result<mail::ThreadMarks> Settings::marks(Transaction& transaction, const SettingsRow& settings) const {
    STEWARD_TRY(auto secret, key(transaction));
    return mail::ThreadMarks(std::move(secret), domain_of(settings.address));
}

Result<mail::OwnMarks> Settings::own_marks(Transaction& transaction, const SettingsRow& settings) const {
    STEWARD_TRY(const auto secret, key(transaction));
    std::array<uint8_t, crypto_auth_hmacsha256_BYTES> full{};
    constexpr std::string_view purpose = "steward installation mark 1";
    crypto_auth_hmacsha256(full.data(), as_bytes(purpose).data(), purpose.size(), secret.data());
    mail::OwnMarks own{.message_domain = {}, .installation = to_hex(ByteView(full).first(16)), .addresses = {}};
    if (!settings.address.empty()) own.addresses.push_back(address_key(settings.address));
    return own;
}

}  // namespace steward::correspondence
