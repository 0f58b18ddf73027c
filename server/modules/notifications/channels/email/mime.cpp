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

std::string wrapped_base64(std::string_view text) {
    const std::string encoded = to_base64(as_bytes(text));
    std::string lines;
    for (size_t at = 0; at < encoded.size(); at += 76) lines += encoded.substr(at, 76) + "\r\n";
    return lines;
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') out += "&amp;";
        else if (c == '<') out += "&lt;";
        else if (c == '>') out += "&gt;";
        else if (c == '"') out += "&quot;";
        else out += c;
    }
    return out;
}

// How long the address is that begins here; a full stop or bracket behind it belongs to the sentence.
size_t address_length(std::string_view text) {
    if (!text.starts_with("https://") && !text.starts_with("http://")) return 0;
    size_t length = std::min(text.find_first_of(" \t\r\n<>\""), text.size());
    while (length > 8 && std::string_view(".,;:!?)]'").find(text[length - 1]) != std::string_view::npos) --length;
    return length > 8 ? length : 0;
}

// A boundary cannot stand in base64; it is the same at every attempt.
std::string boundary_of(const Mail& mail, std::string_view what) {
    std::string boundary = "=_" + std::string(what) + "_";
    for (const char c : mail.message_id) {
        if (boundary.size() < 60 && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) boundary += c;
    }
    return boundary;
}

std::string text_part(std::string_view type, const std::string& text) {
    return "Content-Type: " + std::string(type) + "; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + wrapped_base64(text);
}

bool is_plain_type(std::string_view type) {
    const size_t slash = type.find('/');
    const bool letters = std::all_of(type.begin(), type.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("/+.-").find(c) != std::string_view::npos;
    });
    return letters && slash != std::string_view::npos && slash > 0 && slash + 1 < type.size() && type.size() <= 100 &&
           type.find('/', slash + 1) == std::string_view::npos && !type.starts_with("multipart/") && !type.starts_with("message/");
}

// RFC 2231. One form alone: where both stand, some programs take the poorer one.
std::string disposition_of(const std::string& name) {
    std::string encoded;
    bool is_plain = true;
    for (const char c : name) {
        is_plain &= c >= ' ' && c <= '~' && c != '"' && c != '\\';
        const bool token = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
        encoded += token ? std::string(1, c) : std::string(hex);
    }
    return "attachment;\r\n " + (is_plain ? "filename=\"" + name + "\"" : "filename*=UTF-8\'\'" + encoded);
}

std::string file_part(const MailFile& file) {
    return "Content-Type: " + (is_plain_type(file.type) ? file.type : "application/octet-stream") +
           "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: " + disposition_of(file.name) + "\r\n\r\n" +
           wrapped_base64(file.bytes);
}

std::string multipart(std::string_view kind, const std::string& boundary, const std::vector<std::string>& parts) {
    std::string all = "Content-Type: multipart/" + std::string(kind) + "; boundary=\"" + boundary + "\"\r\n\r\n";
    for (const auto& part : parts) all += "--" + boundary + "\r\n" + part + "\r\n";
    return all + "--" + boundary + "--\r\n";
}

std::string body_of(const Mail& mail) {
    std::string words = text_part("text/plain", mail.text);
    if (mail.has_html)
        words = multipart("alternative", boundary_of(mail, "words"), {std::move(words), text_part("text/html", to_page(mail.text))});
    if (mail.files.empty()) return words;
    std::vector<std::string> parts = {std::move(words)};
    for (const auto& file : mail.files) parts.push_back(file_part(file));
    return multipart("mixed", boundary_of(mail, "mail"), parts);
}
}  // namespace

std::string to_page(const std::string& text) {
    std::string page =
        "<!doctype html><html><head><meta charset=\"utf-8\"></head><body style=\"font-family:sans-serif;font-size:14px;line-height:1.45\">"
        "<div style=\"white-space:pre-wrap\">";
    for (size_t at = 0; at < text.size();) {
        const size_t length = address_length(std::string_view(text).substr(at));
        if (length == 0) {
            page += escaped(std::string_view(text).substr(at++, 1));
            continue;
        }
        const std::string address = escaped(std::string_view(text).substr(at, length));
        page += "<a href=\"" + address + "\">" + address + "</a>";
        at += length;
    }
    return page + "</div></body></html>\n";
}

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
           "\r\nSubject: " + header_text(mail.subject) + "\r\nMessage-ID: <" + mail.message_id + ">\r\n" + more + "MIME-Version: 1.0\r\n" +
           body_of(mail);
}

}  // namespace steward::notifications::channels::email
