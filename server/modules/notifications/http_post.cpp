#include "server/modules/notifications/http_post.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <unistd.h>

#include <memory>

#include "server/modules/notifications/channels/webhook/signature.h"

namespace steward::notifications {

namespace {
// Refuses the connection itself, after name resolution: a name that points inside is caught too.
curl_socket_t open_allowed_socket(void* allow_private, curlsocktype, curl_sockaddr* address) {
    const auto* bytes = address->family == AF_INET6
                            ? reinterpret_cast<const uint8_t*>(&reinterpret_cast<sockaddr_in6*>(&address->addr)->sin6_addr)
                            : reinterpret_cast<const uint8_t*>(&reinterpret_cast<sockaddr_in*>(&address->addr)->sin_addr);
    const ByteView view(bytes, address->family == AF_INET6 ? 16u : 4u);
    if (!*static_cast<const bool*>(allow_private) && channels::webhook::is_private_address(view)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t drop_bytes(char*, size_t size, size_t count, void*) { return size * count; }
}  // namespace

Outcome post(const HttpPost& request) {
    curl_slist* list = nullptr;
    for (const auto& header : request.headers) list = curl_slist_append(list, header.c_str());
    for (const char* header : {"User-Agent: Steward", "Expect:"}) list = curl_slist_append(list, header);
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(list, curl_slist_free_all);
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) return {Outcome::Kind::TryAgain, "The web client could not start."};
    const bool allow_private = request.allow_private;
    char reason[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, owned.get());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, drop_bytes);
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETFUNCTION, open_allowed_socket);
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETDATA, &allow_private);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, reason);
    const CURLcode code = curl_easy_perform(curl.get());
    long status = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (code == CURLE_OK && status >= 200 && status < 300) return {};
    if (code == CURLE_COULDNT_CONNECT && !allow_private && status == 0)
        return {Outcome::Kind::TryAgain, "No connection. An address inside a private network must be allowed in the channel's settings."};
    // 410 Gone: the receiver says in the words of Standard Webhooks that nobody listens any more.
    if (status == 410) return {Outcome::Kind::GiveUp, "The receiver answered 410: it wants no more messages."};
    if (code == CURLE_OK) return {Outcome::Kind::TryAgain, "The receiver answered " + std::to_string(status) + "."};
    return {Outcome::Kind::TryAgain, std::string("No answer: ") + (reason[0] ? reason : curl_easy_strerror(code)) + "."};
}

Status check_url(const std::string& url) {
    if (!url.starts_with("https://") && !url.starts_with("http://"))
        return bad_field("/settings/url", "The address starts with https:// or http://.");
    if (url.find_first_of(" \t@") != std::string::npos)
        return bad_field("/settings/url", "The address must not hold spaces or credentials.");
    return {};
}

Status check_allow_private(const std::string& value) {
    if (value.empty() || value == "yes" || value == "no") return {};
    return bad_field("/settings/allow_private_network", "Write yes or no.");
}

std::string host_of_url(const std::string& url) { return url.substr(0, url.find('/', url.find("://") + 3)); }

std::string setting_or(const Settings& settings, const std::string& name, const std::string& otherwise) {
    const auto at = settings.find(name);
    return at == settings.end() || at->second.empty() ? otherwise : at->second;
}

}  // namespace steward::notifications
