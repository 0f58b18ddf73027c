// Our address, the mailbox that is read, and the mail domains of clients.
#include "server/modules/correspondence/domains.h"
#include "server/modules/correspondence/service.h"

namespace steward::correspondence {

namespace {
constexpr size_t most_setting_bytes = 400, most_secret_bytes = 8000, most_signature_bytes = 2000;

v1::MailSettings message_of(const SettingsRow& settings) {
    v1::MailSettings message;
    message.set_address(settings.address);
    message.set_authserv_id(settings.authserv_id);
    message.set_imap_enabled(settings.imap_enabled);
    message.set_imap_host(settings.imap.host);
    message.set_imap_port(settings.imap.port);
    message.set_imap_security(settings.imap.security);
    message.set_imap_username(settings.imap.username);
    message.set_imap_folder(settings.imap.folder);
    message.set_imap_done_folder(settings.imap.done_folder);
    message.set_imap_ca_file(settings.imap.ca_file);
    message.set_imap_has_password(settings.password_sealed.has_value());
    message.set_imap_has_token(settings.token_sealed.has_value());
    message.set_imap_token_url(settings.token_url);
    message.set_imap_client_id(settings.client_id);
    message.set_imap_scope(settings.scope);
    message.set_imap_has_client_secret(settings.client_secret_sealed.has_value());
    message.set_imap_has_refresh_token(settings.refresh_sealed.has_value());
    message.set_imap_last_success_at_unix_ms(settings.last_success_at.unix_ms);
    message.set_imap_last_error(settings.last_error);
    message.set_signature(settings.signature);
    message.set_imap_failing_since_unix_ms(settings.imap_enabled ? settings.failing_since.unix_ms : 0);
    message.set_etag("\"" + std::to_string(settings.revision) + "\"");
    return message;
}

bool on_this_machine(std::string_view host) { return host == "localhost" || host == "127.0.0.1" || host == "::1"; }

Status one_line(std::string_view pointer, const std::string& value, size_t most) {
    if (value.size() > most || value.find_first_of("\r\n") != std::string::npos)
        return bad_field(std::string(pointer), "One line, and not that long.");
    return {};
}

Status check(const SettingsRow& settings) {
    if (!settings.address.empty()) {
        const auto addresses = mail::read_addresses(settings.address);
        if (addresses.size() != 1 || addresses[0].address != settings.address || settings.address.find('@') > 20)
            return bad_field(
                "/address",
                "Write an address like desk@example.org, with at most 20 letters before the @: the mark of a ticket goes there too.");
    }
    const auto& imap = settings.imap;
    if (imap.security != "tls" && imap.security != "starttls" && imap.security != "none")
        return bad_field("/imap_security", "Write tls, starttls or none.");
    if (imap.security == "none" && !on_this_machine(imap.host))
        return bad_field("/imap_security", "The password would travel unprotected. Choose tls or starttls.");
    if (imap.host.find_first_of("/@ \t") != std::string::npos) return bad_field("/imap_host", "Write the server's name alone.");
    if (imap.folder.empty() || imap.folder.find(';') != std::string::npos)
        return bad_field("/imap_folder", "Write the folder's name, for example INBOX.");
    if (!settings.token_url.empty()) {
        STEWARD_CHECK(mail::check_token_url(settings.token_url, "/imap_token_url"));
        if (settings.client_id.empty()) return bad_field("/imap_client_id", "The provider's id of the application is needed.");
        if (settings.imap_enabled && !settings.refresh_sealed)
            return bad_field("/imap_refresh_token", "Enter the refresh token: it is what access tokens are made of.");
    }
    const bool has_sign_in = settings.password_sealed || settings.token_sealed || settings.makes_tokens();
    if (settings.imap_enabled && (imap.host.empty() || imap.username.empty() || !has_sign_in))
        return bad_field("/imap_enabled", "A mailbox needs a server, a user name, and a password, a token or a refresh token.");
    return {};
}

// A mailbox elsewhere is another one: what was read there says nothing of this.
bool is_another_mailbox(const SettingsRow& a, const SettingsRow& b) {
    return a.imap.host != b.imap.host || a.imap.username != b.imap.username || a.imap.folder != b.imap.folder;
}
}  // namespace

Result<v1::MailSettings> Service::get_mail_settings(Call& call, const v1::GetMailSettingsRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, settings_.load(*transaction));
    return message_of(settings);
}

Result<v1::MailSettings> Service::update_mail_settings(Call& call, const v1::UpdateMailSettingsRequest& request) {
    if (!call.caller().scope.all)
        return fail(ErrorKind::Forbidden, "correspondence.all_clients", "Only who sees all clients changes where mail comes in.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto before, settings_.load(*transaction));
    SettingsRow after = before;
    const auto set = [&](std::string_view pointer, bool given, const std::string& value, std::string& target) -> Status {
        if (!given) return {};
        STEWARD_CHECK(one_line(pointer, value, most_setting_bytes));
        target = std::string(mail::trimmed(value));
        return {};
    };
    STEWARD_CHECK(set("/address", request.has_address(), request.address(), after.address));
    STEWARD_CHECK(set("/authserv_id", request.has_authserv_id(), request.authserv_id(), after.authserv_id));
    STEWARD_CHECK(set("/imap_host", request.has_imap_host(), request.imap_host(), after.imap.host));
    STEWARD_CHECK(set("/imap_security", request.has_imap_security(), request.imap_security(), after.imap.security));
    STEWARD_CHECK(set("/imap_username", request.has_imap_username(), request.imap_username(), after.imap.username));
    STEWARD_CHECK(set("/imap_folder", request.has_imap_folder(), request.imap_folder(), after.imap.folder));
    STEWARD_CHECK(set("/imap_done_folder", request.has_imap_done_folder(), request.imap_done_folder(), after.imap.done_folder));
    STEWARD_CHECK(set("/imap_token_url", request.has_imap_token_url(), request.imap_token_url(), after.token_url));
    STEWARD_CHECK(set("/imap_client_id", request.has_imap_client_id(), request.imap_client_id(), after.client_id));
    STEWARD_CHECK(set("/imap_scope", request.has_imap_scope(), request.imap_scope(), after.scope));
    STEWARD_CHECK(set("/imap_ca_file", request.has_imap_ca_file(), request.imap_ca_file(), after.imap.ca_file));
    if (request.has_signature()) {
        if (request.signature().size() > most_signature_bytes) return bad_field("/signature", "At most 2,000 letters.");
        after.signature = std::string(mail::trimmed(mail::clean_text(request.signature())));
    }
    if (request.has_imap_enabled()) after.imap_enabled = request.imap_enabled();
    if (request.has_imap_port()) {
        if (request.imap_port() < 1 || request.imap_port() > 65535) return bad_field("/imap_port", "A port is a number from 1 to 65535.");
        after.imap.port = static_cast<uint16_t>(request.imap_port());
    }
    const auto seal = [&](std::string_view what, bool given, const std::string& value, std::optional<Bytes>& target) -> Status {
        if (!given) return {};
        STEWARD_CHECK(one_line("/" + std::string(what), value, most_secret_bytes));
        if (value.empty()) return target.reset(), Status{};
        STEWARD_TRY(target, settings_.seal(what, value));
        return {};
    };
    // A secret goes only where it was meant for: another server or user takes it away.
    if (is_another_mailbox(before, after)) {
        after.place = {};
        if (before.imap.host != after.imap.host || before.imap.username != after.imap.username) {
            after.password_sealed.reset();
            after.token_sealed.reset();
            after.refresh_sealed.reset();
        }
    }
    // So does another provider.
    if (before.token_url != after.token_url) {
        after.client_secret_sealed.reset();
        after.refresh_sealed.reset();
    }
    STEWARD_CHECK(seal("imap_password", request.has_imap_password(), request.imap_password(), after.password_sealed));
    STEWARD_CHECK(seal("imap_token", request.has_imap_token(), request.imap_token(), after.token_sealed));
    STEWARD_CHECK(seal("imap_client_secret", request.has_imap_client_secret(), request.imap_client_secret(), after.client_secret_sealed));
    STEWARD_CHECK(seal("imap_refresh_token", request.has_imap_refresh_token(), request.imap_refresh_token(), after.refresh_sealed));
    STEWARD_CHECK(check(after));
    STEWARD_CHECK(settings_.save(*transaction, after));
    return message_of(after);
}

Result<v1::ListMailDomainsResponse> Service::list_mail_domains(Call& call, const v1::ListMailDomainsRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto domains, domains_of(*transaction, call.client()));
    v1::ListMailDomainsResponse answer;
    for (const auto& domain : domains) {
        auto& one = *answer.add_domains();
        one.set_domain(domain.domain);
        one.set_added_at_unix_ms(domain.added_at.unix_ms);
    }
    return answer;
}

Result<v1::MailDomain> Service::add_mail_domain(Call& call, const v1::AddMailDomainRequest& request) {
    STEWARD_TRY(const auto domain, read_domain(request.domain()));
    STEWARD_TRY(auto* transaction, call.transaction());
    if (auto added = insert_domain(*transaction, call.client(), {domain, call.now()}); !added) {
        if (added.error().code != "correspondence.domain_taken") return std::unexpected(std::move(added.error()));
        // Whose it is, is said to whoever sees that client.
        std::vector<storage::Value> parameters{storage::to_value(domain)};
        STEWARD_TRY(const auto owner,
                    transaction->run("select c.name from correspondence_domains d join directory_v_clients c on c.id = d.client_id "
                                     "where d.domain = $1" +
                                         call.client_filter("d.client_id", parameters),
                                     parameters));
        if (owner.empty()) return std::unexpected(std::move(added.error()));
        return fail(ErrorKind::Conflict, "correspondence.domain_taken",
                    "This mail domain belongs to " + owner.front().text(0) + ". Remove it there first.");
    }
    call.set_audit_subject(domain);
    v1::MailDomain answer;
    answer.set_domain(domain);
    answer.set_added_at_unix_ms(call.now().unix_ms);
    return answer;
}

Result<v1::RemoveMailDomainResponse> Service::remove_mail_domain(Call& call, const v1::RemoveMailDomainRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(delete_domain(*transaction, call.client(), mail::lower_case(request.domain())));
    call.set_audit_subject(request.domain());
    return v1::RemoveMailDomainResponse{};
}

}  // namespace steward::correspondence
