#include "server/platform/outbound/http_request.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <memory>

namespace steward::outbound {

namespace {
// Refuses the connection itself, after name resolution: a name that points inside is caught too.
curl_socket_t open_allowed_socket(void* allow_private, curlsocktype, curl_sockaddr* address) {
    const auto* bytes = address->family == AF_INET6
                            ? reinterpret_cast<const uint8_t*>(&reinterpret_cast<sockaddr_in6*>(&address->addr)->sin6_addr)
                            : reinterpret_cast<const uint8_t*>(&reinterpret_cast<sockaddr_in*>(&address->addr)->sin_addr);
    const ByteView view(bytes, address->family == AF_INET6 ? 16u : 4u);
    if (!*static_cast<const bool*>(allow_private) && is_private_address(view)) return CURL_SOCKET_BAD;
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

size_t keep_beginning(char* bytes, size_t size, size_t count, void* answer) {
    auto& kept = *static_cast<std::string*>(answer);
    kept.append(bytes, std::min(size * count, most_answer_bytes - kept.size()));
    return size * count;
}
}  // namespace

HttpAnswer ask(const HttpRequest& request) {
    HttpAnswer answer;
    const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
    if (!curl) {
        answer.failure = "The web client could not start.";
        return answer;
    }
    curl_slist* list = nullptr;
    for (const auto& header : request.headers) list = curl_slist_append(list, header.c_str());
    for (const char* header : {"User-Agent: Steward", "Expect:"}) list = curl_slist_append(list, header);
    const std::unique_ptr<curl_slist, void (*)(curl_slist*)> owned(list, curl_slist_free_all);
    const bool allow_private = request.allow_private;
    char reason[CURL_ERROR_SIZE] = "";
    curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, owned.get());
    if (request.method != "GET") {
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.body.c_str());
        curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(request.body.size()));
    }
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, request.method.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, keep_beginning);
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETFUNCTION, open_allowed_socket);
    curl_easy_setopt(curl.get(), CURLOPT_OPENSOCKETDATA, &allow_private);
    curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, 20L);
    curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, reason);
    const CURLcode code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) {
        curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
    } else if (code == CURLE_COULDNT_CONNECT && !allow_private) {
        answer.failure = "No connection. An address inside a private network must be allowed in the settings.";
    } else {
        answer.failure = std::string("No answer: ") + (reason[0] ? reason : curl_easy_strerror(code)) + ".";
    }
    return answer;
}

std::string percent_encoded(std::string_view text) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_plain =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == '~';
        if (is_plain) encoded += c;
        else encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
    return encoded;
}

bool is_private_address(ByteView address) {
    if (address.size() == 16) {
        const bool mapped = std::all_of(address.begin(), address.begin() + 10, [](uint8_t byte) { return byte == 0; }) &&
                            address[10] == 0xff && address[11] == 0xff;
        if (mapped) return is_private_address(address.subspan(12));
        const bool low =
            std::all_of(address.begin(), address.begin() + 12, [](uint8_t byte) { return byte == 0; });  // ::, ::1 and the old ::a.b.c.d
        const bool tunnel =
            address[0] == 0x20 &&
            (address[1] == 0x02 || (address[1] == 0x01 && address[2] == 0 && address[3] == 0));  // 6to4 and Teredo hold IPv4
        return low || tunnel || (address[0] & 0xfe) == 0xfc || (address[0] == 0xfe && (address[1] & 0xc0) == 0x80) || address[0] == 0xff ||
               (address[0] == 0x00 && address[1] == 0x64);  // 64:ff9b:: maps onto IPv4, private ones included
    }
    if (address.size() != 4) return true;
    const uint8_t a = address[0], b = address[1];
    return a == 0 || a == 10 || a == 127 || (a == 100 && (b & 0xc0) == 64) || (a == 169 && b == 254) || (a == 172 && (b & 0xf0) == 16) ||
           (a == 192 && b == 168) || (a == 192 && b == 0) || (a == 198 && (b & 0xfe) == 18) || a >= 224;
}

}  // namespace steward::outbound
