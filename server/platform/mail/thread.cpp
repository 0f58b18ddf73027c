#include "server/platform/mail/thread.h"

#include <sodium.h>

#include <algorithm>
#include <cassert>

namespace steward::mail {

namespace {
constexpr size_t id_letters = 26, mac_letters = 16, salt_letters = 13;  // 16, 10 and 8 bytes in base32

std::string letters_of(ByteView bytes) { return lower_case(to_base32(bytes)); }

std::optional<RawId> id_of(std::string_view letters) {
    std::string upper(letters);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const auto bytes = from_base32(upper);
    if (!bytes || bytes->size() != 16) return std::nullopt;
    RawId id;
    std::copy(bytes->begin(), bytes->end(), id.bytes.begin());
    return id;
}

// "r.<26>.<16>" at `at`, as its two pieces.
struct Token {
    std::string_view id, mac;
};
std::optional<Token> token_at(std::string_view text, size_t at) {
    if (at + 2 + id_letters + 1 + mac_letters > text.size()) return std::nullopt;
    const Token token{text.substr(at + 2, id_letters), text.substr(at + 2 + id_letters + 1, mac_letters)};
    if (text[at + 1] != '.' || text[at + 2 + id_letters] != '.') return std::nullopt;
    return token;
}

std::vector<std::string> numbers_in(std::string_view subject, std::string_view prefix) {
    std::vector<std::string> found;
    const std::string folded = lower_case(subject), wanted = lower_case(prefix);
    for (size_t at = 0; !wanted.empty() && (at = folded.find(wanted, at)) != std::string::npos && found.size() < 3; at += wanted.size()) {
        size_t end = at + wanted.size();
        while (end < folded.size() && end - at < 24 && ((folded[end] >= '0' && folded[end] <= '9') || folded[end] == '-')) ++end;
        while (end > at && folded[end - 1] == '-') --end;
        if (end > at + wanted.size()) found.push_back(std::string(prefix) + folded.substr(at + wanted.size(), end - at - wanted.size()));
    }
    return found;
}
}  // namespace

ThreadMarks::ThreadMarks(Bytes secret, std::string domain) : secret_(std::move(secret)), domain_(lower_case(domain)) {
    assert(secret_.size() >= 32);
}

std::string ThreadMarks::mac(std::string_view purpose, const RawId& conversation, std::string_view salt) const {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, secret_.data(), secret_.size());
    const auto add = [&](ByteView bytes) { crypto_auth_hmacsha256_update(&state, bytes.data(), bytes.size()); };
    add(as_bytes(purpose));
    add(conversation.bytes);
    add(as_bytes(salt));
    std::array<uint8_t, crypto_auth_hmacsha256_BYTES> full{};
    crypto_auth_hmacsha256_final(&state, full.data());
    return letters_of(ByteView(full).first(10));
}

std::string ThreadMarks::message_id(const RawId& conversation, Rng& rng) const {
    std::array<uint8_t, 8> random{};
    rng.fill(random);
    return salted_id(conversation, random);
}

std::string ThreadMarks::message_id(const RawId& conversation, const RawId& mail) const {
    return salted_id(conversation, ByteView(mail.bytes).last(8));
}

std::string ThreadMarks::salted_id(const RawId& conversation, ByteView random) const {
    const std::string salt = letters_of(random);
    return "t" + letters_of(conversation.bytes) + "." + salt + "." + mac("steward mail id 1", conversation, salt) + "@" + domain_;
}

std::string ThreadMarks::token(const RawId& conversation) const {
    return "r." + letters_of(conversation.bytes) + "." + mac("steward mail token 1", conversation, "");
}

std::string ThreadMarks::reply_address(std::string_view address, const RawId& conversation) const {
    const size_t at = std::min(address.rfind('@'), address.size());
    return std::string(address.substr(0, at)) + "+" + token(conversation) + std::string(address.substr(at));
}

std::optional<RawId> ThreadMarks::of_message_id(std::string_view id) const {
    const size_t at = id.rfind('@');
    if (at != 1 + id_letters + 1 + salt_letters + 1 + mac_letters || (id[0] != 't' && id[0] != 'T')) return std::nullopt;
    if (id[1 + id_letters] != '.' || id[1 + id_letters + 1 + salt_letters] != '.') return std::nullopt;
    const auto conversation = id_of(id.substr(1, id_letters));
    if (!conversation) return std::nullopt;
    const std::string salt = lower_case(id.substr(1 + id_letters + 1, salt_letters));
    const std::string given = lower_case(id.substr(at - mac_letters, mac_letters));
    // The domain is not looked at: the signature is ours alone, and domains change.
    if (!equal_in_constant_time(as_bytes(given), as_bytes(mac("steward mail id 1", *conversation, salt)))) return std::nullopt;
    return conversation;
}

std::optional<RawId> ThreadMarks::of_text(std::string_view text) const {
    int tries = 0;
    for (size_t at = 0; (at = text.find_first_of("rR", at)) != std::string_view::npos && tries < 50; ++at) {
        const auto token = token_at(text, at);
        if (!token) continue;
        const auto conversation = id_of(token->id);
        if (!conversation) continue;
        ++tries;
        if (equal_in_constant_time(as_bytes(lower_case(token->mac)), as_bytes(mac("steward mail token 1", *conversation, ""))))
            return conversation;
    }
    return std::nullopt;
}

std::vector<ThreadHint> thread_hints(const Message& message, const Envelope& envelope, const ThreadMarks& marks,
                                     std::string_view number_prefix) {
    std::vector<ThreadHint> hints;
    const auto add = [&](ThreadHint::How how, const std::optional<RawId>& conversation) {
        if (!conversation || hints.size() >= 10) return;
        const bool known =
            std::any_of(hints.begin(), hints.end(), [&](const ThreadHint& hint) { return hint.conversation == *conversation; });
        if (!known) hints.push_back({.how = how, .conversation = *conversation, .reference = {}});
    };
    for (const auto& id : message.in_reply_to) add(ThreadHint::How::MessageId, marks.of_message_id(id));
    // The newest reference stands last.
    for (auto id = message.references.rbegin(); id != message.references.rend(); ++id)
        add(ThreadHint::How::MessageId, marks.of_message_id(*id));
    for (const auto& id : message.returned_ids) add(ThreadHint::How::MessageId, marks.of_message_id(id));
    for (const auto& recipient : envelope.recipients) add(ThreadHint::How::ReplyAddress, marks.of_text(recipient));
    for (const auto* list : {&message.to, &message.cc}) {
        for (const auto& address : *list) add(ThreadHint::How::ReplyAddress, marks.of_text(address.address));
    }
    add(ThreadHint::How::TextToken, marks.of_text(message.text));
    for (auto& number : numbers_in(message.subject, number_prefix))
        hints.push_back({.how = ThreadHint::How::SubjectNumber, .conversation = {}, .reference = std::move(number)});
    return hints;
}

}  // namespace steward::mail
