#include "server/platform/http/proxy.h"

#include <arpa/inet.h>

#include <algorithm>

namespace steward::http {

bool is_believed_proxy(std::string_view peer, std::span<const std::string> named) {
    if (peer == "::1" || peer.starts_with("127.")) return true;
    return !peer.empty() && std::find(named.begin(), named.end(), peer) != named.end();
}

std::string last_forwarded(std::string_view header) { return spelled_address(std::string(header.substr(header.rfind(',') + 1))); }

std::string spelled_address(std::string text) {
    std::erase(text, ' ');
    unsigned char bytes[16];
    char spelled[INET6_ADDRSTRLEN] = "";
    for (const int family : {AF_INET, AF_INET6}) {
        if (inet_pton(family, text.c_str(), bytes) == 1) return inet_ntop(family, bytes, spelled, sizeof spelled);
    }
    return {};
}

}  // namespace steward::http
