#include "server/platform/mail/imap_login.h"

#include <algorithm>
#include <memory>

namespace steward::mail {

std::string imap_url(CURL* curl, const ImapSettings& settings, const std::string& place) {
    std::string url = (settings.security == "tls" ? "imaps://" : "imap://") + settings.host + ":" + std::to_string(settings.port) + "/";
    const size_t end = std::min(place.find(';'), place.size());
    const std::unique_ptr<char, void (*)(void*)> escaped(curl_easy_escape(curl, place.data(), static_cast<int>(end)), curl_free);
    if (end > 0 && escaped) url += escaped.get();
    return url + place.substr(end);
}

std::string imap_quoted(std::string_view name) {
    std::string text = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') text += '\\';
        if (static_cast<unsigned char>(c) >= ' ') text += c;
    }
    return text + "\"";
}

void sign_in_to_imap(CURL* curl, const ImapSettings& settings) {
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "imap,imaps");
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_USE_SSL, settings.security == "none" ? CURLUSESSL_NONE : CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_USERNAME, settings.username.c_str());
    if (!settings.bearer_token.empty()) {
        curl_easy_setopt(curl, CURLOPT_XOAUTH2_BEARER, settings.bearer_token.c_str());
        curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, "AUTH=OAUTHBEARER;AUTH=XOAUTH2");
    } else {
        curl_easy_setopt(curl, CURLOPT_PASSWORD, settings.password.c_str());
    }
    if (!settings.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, settings.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 120L);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
}

}  // namespace steward::mail
