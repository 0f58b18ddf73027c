// E-mail by SMTP.
#include <curl/curl.h>

#include <memory>

#include "server/modules/notifications/channel.h"
#include "server/modules/notifications/channels/email/mime.h"
#include "server/platform/mail/access_token.h"

namespace steward::notifications::channels::email {

namespace {
constexpr Setting fields[] = {
    {"host", "Mail server", false, true, "mail.example.org", "The server that takes our mail."},
    {"port", "Port", false, false, "587", "587 with STARTTLS, 465 with TLS, 25 inside your own network."},
    {"security", "Encryption", false, false, "starttls", "starttls, tls, or none for a server on this machine."},
    {"username", "User name", false, false, "steward@example.org", "Leave empty when the server asks for none."},
    {"password", "Password", true, false, "", "Kept sealed; never shown again."},
    {"token_url", "Token endpoint", false, false, "https://login.example.org/oauth2/token",
     "Where the mail server wants OAuth 2.0 instead of a password: of its provider."},
    {"client_id", "Client id", false, false, "", "Of the application at the provider."},
    {"client_secret", "Client secret", true, false, "", "Where the application has one."},
    {"refresh_token", "Refresh token", true, false, "", "Access tokens are made of it; when the provider gives a new one, it is kept."},
    {"scope", "Scope", false, false, "", "Empty: what the refresh token was made for."},
    {"from", "Sender", false, true, "Steward <steward@example.org>", "Your mail server must be allowed to send for it."},
    {"to", "Receivers", false, true, "desk@example.org, oncall@example.org", "Separated by commas."},
    {"owner_first", "The ticket's owner first", false, false, "yes",
     "yes: a notice about a ticket that somebody owns goes to that person alone; all others to the receivers."}};

std::string value_or(const Settings& settings, const std::string& name, std::string otherwise) {
    const auto at = settings.find(name);
    return at == settings.end() || at->second.empty() ? std::move(otherwise) : at->second;
}

bool on_this_machine(std::string_view host) { return host == "localhost" || host == "127.0.0.1" || host == "::1" || host == "[::1]"; }

size_t give_bytes(char* buffer, size_t size, size_t count, void* source) {
    auto& left = *static_cast<std::string_view*>(source);
    const size_t given = std::min(size * count, left.size());
    left.copy(buffer, given);
    left.remove_prefix(given);
    return given;
}

// An answer to the mail finds its ticket: by its Message-ID, by the address, or by the last line.
void mark(Mail& mail, const correspondence::OutgoingMarks& marks) {
    mail.message_id = marks.message_id;
    mail.references = marks.first_id;
    mail.reply_to = marks.reply_to;
    mail.installation = marks.installation;
    mail.text += "\nAnswer to this mail, and your words stand in the ticket.\n" + marks.token + "\n";
}

mail::TokenClient token_client(const Settings& settings) {
    return {.token_url = value_or(settings, "token_url", ""),
            .client_id = value_or(settings, "client_id", ""),
            .client_secret = value_or(settings, "client_secret", ""),
            .refresh_token = value_or(settings, "refresh_token", ""),
            .scope = value_or(settings, "scope", "")};
}

// Shared by all mail channels, so that each mail does not ask for a token of its own.
mail::AccessTokens& tokens() {
    static mail::AccessTokens tokens;
    return tokens;
}

class Email final : public ChannelKind {
public:
    std::string_view name() const override { return "email"; }
    std::string_view label() const override { return "E-mail"; }
    std::span<const Setting> settings() const override { return fields; }

    Status check(const Settings& settings) const override {
        const std::string security = value_or(settings, "security", "starttls");
        if (security != "starttls" && security != "tls" && security != "none")
            return bad_field("/settings/security", "Write starttls, tls or none.");
        const std::string port = value_or(settings, "port", "587");
        if (port.empty() || port.size() > 5 || port.find_first_not_of("0123456789") != std::string::npos || std::stoi(port) < 1 ||
            std::stoi(port) > 65535) {
            return bad_field("/settings/port", "A port is a number from 1 to 65535.");
        }
        const std::string host = value_or(settings, "host", "");
        if (host.find_first_of("/@ \t") != std::string::npos)
            return bad_field("/settings/host", "Write the server's name alone, without smtp:// or a path.");
        if (security == "none" && !value_or(settings, "username", "").empty() && !on_this_machine(host)) {
            return bad_field("/settings/security",
                             "The password would travel unprotected. Choose starttls or tls, or leave the user name empty.");
        }
        if (!is_address(bare_address(value_or(settings, "from", ""))))
            return bad_field("/settings/from", "Write an address like steward@example.org.");
        if (const std::string url = value_or(settings, "token_url", ""); !url.empty()) {
            STEWARD_CHECK(mail::check_token_url(url, "/settings/token_url"));
            for (const char* needed : {"client_id", "refresh_token", "username"}) {
                if (value_or(settings, needed, "").empty())
                    return bad_field("/settings/" + std::string(needed), "It is needed with a token endpoint.");
            }
        }
        const std::string owner_first = value_or(settings, "owner_first", "no");
        if (owner_first != "yes" && owner_first != "no") return bad_field("/settings/owner_first", "Write yes or no.");
        const auto receivers = split_addresses(value_or(settings, "to", ""));
        if (receivers.empty()) return bad_field("/settings/to", "At least one receiver is needed.");
        for (const auto& address : receivers) {
            if (!is_address(bare_address(address))) return bad_field("/settings/to", "'" + address + "' is not an address.");
        }
        return {};
    }

    bool wants_owner(const Settings& settings) const override { return value_or(settings, "owner_first", "") == "yes"; }

    std::string_view person_key() const override { return "to"; }

    Settings addressed_to(Settings settings, const std::string& address) const override {
        if (is_address(address)) settings["to"] = address;
        return settings;
    }

    std::string recipient(const Settings& settings) const override { return value_or(settings, "to", ""); }

    Outcome send(const Settings& settings, const Message& message, Instant now) const override {
        if (value_or(settings, "token_url", "").empty()) return send_as(settings, message, "", now);
        mail::TokenClient client = token_client(settings);
        Settings changed;
        const auto token = tokens().token_for(client, now, [&](const std::string& next) -> Status {
            changed["refresh_token"] = client.refresh_token = next;
            return {};
        });
        if (!token) return {Outcome::Kind::TryAgain, token.error().message};
        Outcome outcome = send_as(settings, message, *token, now);
        outcome.changed = std::move(changed);
        if (outcome.kind != Outcome::Kind::Delivered) tokens().forget(client);  // it may be the token that was refused
        return outcome;
    }

private:
    // With a bearer token, or with the password of the settings.
    Outcome send_as(const Settings& settings, const Message& message, const std::string& token, Instant now) const {
        const std::string from = value_or(settings, "from", ""), sender = bare_address(from);
        const auto receivers = split_addresses(value_or(settings, "to", ""));
        Mail mail{.from = from,
                  .to = receivers,
                  .message_id = message.id + sender.substr(sender.find('@')),
                  .subject = message.subject,
                  .text = message.text,
                  .date = now};
        // A person's words, to a person: as they look best, with what belongs to them.
        if (message.event == "mail.answer") mail.auto_submitted.clear();
        mail.has_html = message.event == "mail.answer" || message.event == "mail.receipt";
        for (const auto& file : message.files) mail.files.push_back({file.name, file.type, file.bytes});
        if (message.event == "mail.receipt") mail.auto_submitted = "auto-replied";
        if (is_message_id(message.in_reply_to)) mail.in_reply_to = message.in_reply_to;
        if (message.marks) mark(mail, *message.marks);
        const std::string mime = to_mime(mail);
        const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
        if (!curl) return {Outcome::Kind::TryAgain, "The mail client could not start."};
        const std::string security = value_or(settings, "security", "starttls");
        const std::string url =
            (security == "tls" ? "smtps://" : "smtp://") + value_or(settings, "host", "") + ":" + value_or(settings, "port", "587");
        curl_slist* list = nullptr;
        for (const auto& address : receivers) list = curl_slist_append(list, bare_address(address).c_str());
        const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(list, curl_slist_free_all);
        std::string_view left = mime;
        char reason[CURL_ERROR_SIZE] = "";
        curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "smtp,smtps");
        curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
        curl_easy_setopt(curl.get(), CURLOPT_USE_SSL, security == "none" ? CURLUSESSL_NONE : CURLUSESSL_ALL);
        curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, sender.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, owned.get());
        curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, give_bytes);
        curl_easy_setopt(curl.get(), CURLOPT_READDATA, &left);
        curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
        curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 30L);
        curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, reason);
        if (const std::string user = value_or(settings, "username", ""); !user.empty()) {
            curl_easy_setopt(curl.get(), CURLOPT_USERNAME, user.c_str());
            if (token.empty()) {
                curl_easy_setopt(curl.get(), CURLOPT_PASSWORD, value_or(settings, "password", "").c_str());
            } else {
                curl_easy_setopt(curl.get(), CURLOPT_XOAUTH2_BEARER, token.c_str());
                curl_easy_setopt(curl.get(), CURLOPT_LOGIN_OPTIONS, "AUTH=OAUTHBEARER;AUTH=XOAUTH2");
            }
        }
        const CURLcode code = curl_easy_perform(curl.get());
        if (code == CURLE_OK) return {};
        long answer = 0;
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
        const std::string error = "The mail server did not take it: " + std::string(reason[0] ? reason : curl_easy_strerror(code)) +
                                  (answer > 0 ? " (answer " + std::to_string(answer) + ")." : ".");
        // RFC 5321: 5yz is a permanent refusal; but a wrong password or a full relay table is mended by people within days.
        // What is not is that the one receiver does not exist (550, 551, 553 to RCPT), or that it is too large for them (552).
        const bool nobody_there = std::string_view(reason).starts_with("RCPT failed") && (answer == 550 || answer == 551 || answer == 553);
        const bool to_one_person = message.event == "mail.answer" || message.event == "mail.receipt";
        return {to_one_person && (nobody_there || answer == 552) ? Outcome::Kind::GiveUp : Outcome::Kind::TryAgain, error};
    }
};
}  // namespace

const ChannelKind& kind() {
    static const Email email;
    return email;
}

}  // namespace steward::notifications::channels::email
