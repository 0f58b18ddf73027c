#include "server/modules/escalation/ack_token.h"

#include "server/platform/access/signed_token.h"

namespace steward::escalation {

namespace {
constexpr size_t most_candidates = 20;
constexpr std::string_view ack_purpose = "escalation.acknowledge";
static_assert(ack_key_size == access::signing_key_size && ack_token_length == access::signed_token_length);

bool is_token_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }
}  // namespace

std::string make_ack_token(const Bytes& key, PageId page, Instant expires_at) {
    return access::make_signed_token(key, ack_purpose, page.raw(), expires_at);
}

std::optional<PageId> read_ack_token(const Bytes& key, std::string_view token, Instant now) {
    const auto id = access::read_signed_token(key, ack_purpose, token, now);
    return id ? std::optional(PageId(*id)) : std::nullopt;
}

std::vector<std::string_view> find_ack_tokens(std::string_view text) {
    std::vector<std::string_view> found;
    for (size_t begin = 0; begin < text.size() && found.size() < most_candidates;) {
        if (!is_token_letter(text[begin])) {
            ++begin;
            continue;
        }
        size_t end = begin;
        while (end < text.size() && is_token_letter(text[end])) ++end;
        if (end - begin == ack_token_length) found.push_back(text.substr(begin, ack_token_length));
        begin = end;
    }
    return found;
}

}  // namespace steward::escalation
