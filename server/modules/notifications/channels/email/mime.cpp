#include "server/modules/notifications/channels/email/mime.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "base/bytes.h"

namespace steward::notifications::channels::email {

namespace {
bool is_printable_ascii(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

// RFC 2047: words of at most 75 characters, cut between UTF-8 characters.
std::string header_text(const std::string& text) {
    if (is_printable_ascii(text) && text.size() < 900) return text;
    std::string encoded;
    for (size_t at = 0; at < text.size();) {
        size_t end = std::min(at + 42, text.size());
        while (end < text.size() && end > at + 1 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
        if (!encoded.empty()) encoded += "\r\n ";
        encoded += "=?UTF-8?B?" + to_base64(as_bytes(std::string_view(text).substr(at, end - at))) + "?=";
        at = end;
    }
    return encoded;
}

std::string header_address(const std::string& address) {
    const std::string bare = bare_address(address);
    const size_t open = address.rfind('<');
    std::string name = open == std::string::npos ? "" : address.substr(0, open);
    while (!name.empty() && (name.back() == ' ' || name.back() == '"')) name.pop_back();
    while (!name.empty() && (name.front() == ' ' || name.front() == '"')) name.erase(name.begin());
    if (name.empty()) return bare;
    if (!is_printable_ascii(name)) return header_text(name) + " <" + bare + ">";
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"' || c == '\\') quoted += '\\';
        quoted += c;
    }
    return quoted + "\" <" + bare + ">";
}

std::string rfc5322_date(Instant at) {
    static constexpr std::array days = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::string text = to_rfc3339(at);  // 2026-11-24T15:10:00.000Z
    const auto day_number = at.unix_ms / 86'400'000;
    char date[64];
    std::snprintf(date, sizeof date, "%s, %s %s %s %s +0000", days[static_cast<size_t>((day_number + 4) % 7)], text.substr(8, 2).c_str(),
                  months[static_cast<size_t>(std::stoi(text.substr(5, 2)) - 1)], text.substr(0, 4).c_str(), text.substr(11, 8).c_str());
    return date;
}

std::string wrapped_base64(const std::string& text) {
    const std::string encoded = to_base64(as_bytes(text));
    std::string lines;
    for (size_t at = 0; at < encoded.size(); at += 76) lines += encoded.substr(at, 76) + "\r\n";
    return lines;
}
}  // namespace

std::string bare_address(const std::string& address) {
    const size_t open = address.rfind('<'), close = address.rfind('>');
    if (open == std::string::npos || close == std::string::npos || close < open) return address;
    return address.substr(open + 1, close - open - 1);
}

bool is_address(const std::string& address) {
    const size_t at = address.find('@');
    if (at == std::string::npos || at == 0 || at + 1 == address.size() || address.find('@', at + 1) != std::string::npos ||
        address.size() > 254)
        return false;
    const std::string domain = address.substr(at + 1);
    if (domain != "localhost" && domain.find('.') == std::string::npos) return false;
    return std::none_of(address.begin(), address.end(),
                        [](char c) { return c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == ',' || c == '"'; });
}

bool is_message_id(const std::string& id) {
    return !id.empty() && id.size() <= 512 &&
           std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; });
}

std::vector<std::string> split_addresses(const std::string& list) {
    std::vector<std::string> addresses;
    for (size_t begin = 0; begin <= list.size();) {
        const size_t end = std::min(list.find(',', begin), list.size());
        std::string one = list.substr(begin, end - begin);
        while (!one.empty() && one.front() == ' ') one.erase(one.begin());
        while (!one.empty() && one.back() == ' ') one.pop_back();
        if (!one.empty()) addresses.push_back(std::move(one));
        begin = end + 1;
    }
    return addresses;
}

std::string to_mime(const Mail& mail) {
    std::string to;
    for (const auto& address : mail.to) to += (to.empty() ? "" : ",\r\n ") + header_address(address);
    std::string more;
    if (!mail.reply_to.empty()) more += "Reply-To: " + header_address(mail.reply_to) + "\r\n";
    if (!mail.in_reply_to.empty()) more += "In-Reply-To: <" + mail.in_reply_to + ">\r\n";
    if (!mail.references.empty())
        more += "References: <" + mail.references + ">" + (mail.in_reply_to.empty() ? "" : "\r\n <" + mail.in_reply_to + ">") + "\r\n";
    if (!mail.auto_submitted.empty()) more += "Auto-Submitted: " + mail.auto_submitted + "\r\nX-Auto-Response-Suppress: All\r\n";
    if (!mail.installation.empty()) more += "X-Steward-Installation: " + mail.installation + "\r\n";
    return "Date: " + rfc5322_date(mail.date) + "\r\nFrom: " + header_address(mail.from) + "\r\nTo: " + to +
           "\r\nSubject: " + header_text(mail.subject) + "\r\nMessage-ID: <" + mail.message_id + ">\r\n" + more +
           "MIME-Version: 1.0\r\n"
           "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           wrapped_base64(mail.text);
}

}  // namespace steward::notifications::channels::email
