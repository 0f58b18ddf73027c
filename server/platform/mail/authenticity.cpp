#include "server/platform/mail/authenticity.h"

namespace steward::mail {

namespace {
bool is_plain(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '@';
}

// Without comments, which may stand anywhere and hold anything. What stands in quotes often comes from
// the sender (reason="...", smtp.mailfrom="..."): nothing in it may look like a result.
std::string without_comments(std::string_view value) {
    std::string plain;
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < value.size() && i < 16'384; ++i) {
        char c = value[i];
        const bool escaped = c == '\\' && i + 1 < value.size();
        if (escaped) c = value[++i];
        if (escaped || quoted) {
            if (!escaped && c == '"') quoted = false;
            else if (depth == 0) plain += is_plain(c) ? c : '_';
        } else if (depth == 0 && c == '"') {
            quoted = true;
        } else if (c == '(') {
            ++depth;
        } else if (c == ')') {
            if (depth > 0) --depth;
        } else if (depth == 0) {
            plain += c;
        }
    }
    return quoted || depth > 0 ? std::string() : plain;  // unclosed: nothing of it is believed
}

std::string_view first_word(std::string_view text) {
    text = trimmed(text);
    return text.substr(0, text.find_first_of(" \t\r\n"));
}

// "fail" of " dmarc = fail policy..."; empty when the method is another one.
std::string_view result_of(std::string_view entry, std::string_view method) {
    entry = trimmed(entry);
    const size_t equals = entry.find('=');
    if (equals == std::string_view::npos) return {};
    auto name = trimmed(entry.substr(0, equals));
    name = name.substr(0, name.find('/'));  // "dmarc/1"
    return same_word(name, method) ? first_word(entry.substr(equals + 1)) : std::string_view{};
}

// The value of "header.from=example.org" within the entry.
std::string property_of(std::string_view entry, std::string_view name) {
    for (size_t at = 0; at < entry.size();) {
        at = entry.find_first_not_of(" \t\r\n", at);
        if (at == std::string_view::npos) break;
        const auto word = first_word(entry.substr(at));
        if (word.size() > name.size() && same_word(word.substr(0, name.size()), name) && word[name.size()] == '=')
            return lower_case(word.substr(name.size() + 1));
        at += word.size();
    }
    return {};
}

// Whether `authserv_id` wrote this "Received: from x by mx.msp.example (Postfix) ...".
bool is_taken_by(std::string_view value, std::string_view authserv_id) {
    const std::string plain = without_comments(value);
    for (size_t at = 0; at < plain.size();) {
        at = plain.find_first_not_of(" \t\r\n;", at);
        if (at == std::string::npos) break;
        const auto word = first_word(std::string_view(plain).substr(at));
        at += word.size();
        if (same_word(word, "by")) return same_word(first_word(std::string_view(plain).substr(std::min(at, plain.size()))), authserv_id);
    }
    return false;
}

std::string domain_of(const Message& message) {
    if (message.from.empty()) return {};
    const std::string& address = message.from.front().address;
    return lower_case(std::string_view(address).substr(address.rfind('@') + 1));
}
}  // namespace

std::string_view authenticity_code(Authenticity value) {
    switch (value) {
        case Authenticity::Verified:
            return "verified";
        case Authenticity::Failed:
            return "failed";
        case Authenticity::NotVerified:
            return "not_verified";
    }
    return "not_verified";
}

AuthenticityVerdict judge_authenticity(const Message& message, std::string_view authserv_id) {
    if (authserv_id.empty()) return {Authenticity::NotVerified, "No mail server of ours is named that checks senders."};
    const std::string domain = domain_of(message);
    // The topmost of our server's headers is its own: those that came with the mail stand below. Not every server takes them away
    // (OpenDMARC does not), so what stands below the line by which it took the mail is nobody's word.
    for (const auto& header : message.head.headers) {
        if (same_word(header.name, "Received") && is_taken_by(header.value, authserv_id)) break;
        if (!same_word(header.name, "Authentication-Results")) continue;
        const std::string plain = without_comments(header.value);
        const size_t first = plain.find(';');
        if (!same_word(first_word(std::string_view(plain).substr(0, first)), authserv_id) || first == std::string::npos) continue;
        for (size_t at = first + 1; at <= plain.size();) {
            const size_t end = std::min(plain.find(';', at), plain.size());
            const auto entry = std::string_view(plain).substr(at, end - at);
            at = end + 1;
            const std::string result = lower_case(result_of(entry, "dmarc"));
            if (result.empty()) continue;
            const std::string reason = "dmarc=" + result.substr(0, 20) + " for " + domain + ", says " + std::string(authserv_id);
            if (result == "fail" || result == "reject") return {Authenticity::Failed, reason};
            if (result != "pass") return {Authenticity::NotVerified, reason};
            const std::string spoken_of = property_of(entry, "header.from");
            if (!spoken_of.empty() && spoken_of != domain)
                return {Authenticity::Failed, "dmarc=pass, but for " + spoken_of + " and not for " + domain};
            if (message.from.size() > 1) return {Authenticity::NotVerified, "dmarc=pass, but the mail names several senders"};
            return {Authenticity::Verified, reason};
        }
    }
    return {Authenticity::NotVerified, "Our mail server " + std::string(authserv_id) + " said nothing of this sender."};
}

}  // namespace steward::mail
