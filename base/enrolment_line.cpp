#include "base/enrolment_line.h"

#include <algorithm>
#include <charconv>

namespace steward {

namespace {
constexpr std::string_view scheme = "steward://";
constexpr std::string_view path = "/enrol?";

std::unexpected<Error> malformed_line(std::string what) {
    return fail(ErrorKind::Invalid, "enrolment_line.malformed",
                "This is not an enrolment line: " + what + ". Copy the whole line again from the console.");
}

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

bool is_host(std::string_view host) {
    if (host.empty() || host.size() > 253) return false;
    return std::all_of(host.begin(), host.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':' || c == '_' ||
               c == '%';
    });
}

Status read_token(std::string_view text, EnrolmentLine& line) {
    const size_t dot = text.find('.');
    if (dot == std::string_view::npos) return malformed_line("the token has no secret");
    auto id = from_hex(text.substr(0, dot));
    if (!id || id->size() != line.token_id.size()) return malformed_line("the token's id cannot be read");
    auto secret = from_base64url(text.substr(dot + 1));
    if (!secret || secret->size() < 16 || secret->size() > 64) return malformed_line("the token's secret cannot be read");
    std::copy(id->begin(), id->end(), line.token_id.begin());
    line.secret = std::move(*secret);
    return {};
}

Status read_address(std::string_view text, EnrolmentLine& line) {
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) return malformed_line("it has no port");
    std::string_view host = text.substr(0, colon), port = text.substr(colon + 1);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    else if (host.find(':') != std::string_view::npos) return malformed_line("an IPv6 address needs its brackets");
    if (!is_host(host)) return malformed_line("the server's name cannot be read");
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), line.port);
    if (error != std::errc{} || end != port.data() + port.size() || line.port < 1 || line.port > 65535)
        return malformed_line("the port cannot be read");
    line.host = host;
    return {};
}

Status read_number(std::string_view text, std::optional<std::array<uint8_t, 32>>& number, const char* fault) {
    const auto bytes = from_hex(text);
    if (!bytes || bytes->size() != 32 || number) return malformed_line(fault);
    std::copy(bytes->begin(), bytes->end(), number.emplace().begin());
    return {};
}

Status read_part(std::string_view part, EnrolmentLine& line) {
    if (part.starts_with("pin=")) {
        auto pin = from_base64url(part.substr(4));
        if (!pin || pin->size() != 32) return malformed_line("a pin cannot be read");
        line.pins.push_back(std::move(*pin));
        return {};
    }
    if (part.starts_with("authority=")) return read_number(part.substr(10), line.authority, "its authority cannot be read");
    if (part.starts_with("head=") && line.authority) return read_number(part.substr(5), line.head, "the head of its chain cannot be read");
    if (part.starts_with("token=")) return read_token(part.substr(6), line);
    return malformed_line("it has a part that is not known");
}
}  // namespace

std::string to_text(const EnrolmentLine& line) {
    const bool bracketed = line.host.find(':') != std::string::npos;
    std::string text(scheme);
    text += bracketed ? "[" + line.host + "]" : line.host;
    text += ":" + std::to_string(line.port) + std::string(path);
    for (const Bytes& pin : line.pins) text += "pin=" + to_base64url(pin) + "&";
    if (line.authority) text += "authority=" + to_hex(*line.authority) + "&";
    if (line.head) text += "head=" + to_hex(*line.head) + "&";
    return text + "token=" + to_hex(line.token_id) + "." + to_base64url(line.secret);
}

Result<EnrolmentLine> parse_enrolment_line(std::string_view text) {
    text = trimmed(text);
    if (text.size() > 1024) return malformed_line("it is too long");
    if (!text.starts_with(scheme)) return malformed_line("it does not begin with " + std::string(scheme));
    text.remove_prefix(scheme.size());
    const size_t at = text.find(path);
    if (at == std::string_view::npos) return malformed_line("it has no /enrol part");
    EnrolmentLine line;
    STEWARD_CHECK(read_address(text.substr(0, at), line));
    for (std::string_view rest = text.substr(at + path.size()); !rest.empty();) {
        const std::string_view part = rest.substr(0, rest.find('&'));
        rest.remove_prefix(std::min(rest.size(), part.size() + 1));
        STEWARD_CHECK(read_part(part, line));
    }
    if (line.pins.empty() || line.pins.size() > 2) return malformed_line("it needs one or two pins");
    if (line.secret.empty()) return malformed_line("it has no token");
    return line;
}

Result<std::string> agent_line(std::string_view host, int port, const std::vector<Bytes>& pins, std::string_view token) {
    EnrolmentLine line{.host = std::string(host), .port = port, .pins = pins};
    STEWARD_CHECK(read_token(token, line));
    if (pins.empty() || pins.size() > 2) return malformed_line("it needs one or two pins");
    return to_text(line);
}

}  // namespace steward
