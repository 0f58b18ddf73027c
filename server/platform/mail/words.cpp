#include "server/platform/mail/words.h"

#include <gmime/gmime.h>
#include <iconv.h>

#include <algorithm>
#include <memory>

#include "base/utf8.h"
#include "server/platform/mail/head.h"
#include "server/platform/mail/limits.h"

namespace steward::mail {

namespace {
struct FreeText {
    void operator()(char* text) const { g_free(text); }
};
using OwnedText = std::unique_ptr<char, FreeText>;

struct Unref {
    void operator()(void* object) const { g_object_unref(object); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Unref>;

GMimeParserOptions* options() {
    static GMimeParserOptions* const shared = [] {
        g_mime_init();
        GMimeParserOptions* made = g_mime_parser_options_new();
        const char* fallbacks[] = {"utf-8", "windows-1252", nullptr};
        g_mime_parser_options_set_fallback_charsets(made, fallbacks);
        g_mime_parser_options_set_allow_addresses_without_domain(made, FALSE);
        return made;
    }();
    return shared;
}

// What a C library may be given: bounded, and without a zero byte in it.
std::string for_c(std::string_view raw) {
    std::string text(raw.substr(0, most_field_bytes));
    std::replace(text.begin(), text.end(), '\0', ' ');
    return text;
}

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : clean_text(text)) {
        const bool blank = c == ' ' || c == '\n' || c == '\t';
        if (!blank) line += c;
        else if (!line.empty() && line.back() != ' ') line += ' ';
    }
    if (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

void collect(InternetAddressList* list, std::vector<Address>& out, int depth) {
    const int length = list ? internet_address_list_length(list) : 0;
    for (int i = 0; i < length; ++i) {
        InternetAddress* one = internet_address_list_get_address(list, i);
        if (INTERNET_ADDRESS_IS_GROUP(one)) {
            if (depth < 3) collect(internet_address_group_get_members(INTERNET_ADDRESS_GROUP(one)), out, depth + 1);
            continue;
        }
        const char* mailbox = internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(one));
        const char* name = internet_address_get_name(one);
        std::string address = one_line(mailbox ? mailbox : "");
        const size_t at = address.rfind('@');
        if (at == std::string::npos || at == 0 || at + 1 == address.size() || address.size() > 320) continue;
        out.push_back({std::string(cut_text(one_line(name ? name : ""), 200)), std::move(address)});
    }
}

Typed with_parameters(std::string type, GMimeParamList* list) {
    Typed typed{.type = lower_case(type), .parameters = {}};
    const int count = list ? std::min(g_mime_param_list_length(list), 50) : 0;
    for (int i = 0; i < count; ++i) {
        GMimeParam* parameter = g_mime_param_list_get_parameter_at(list, i);
        const char* name = g_mime_param_get_name(parameter);
        const char* value = g_mime_param_get_value(parameter);
        if (name && value) typed.parameters.emplace(lower_case(name), one_line(value));
    }
    return typed;
}

// The length of the UTF-8 character at `at`, 0 when there is none; overlong and surrogates are none.
size_t character_at(std::string_view text, size_t at, uint32_t& value) {
    const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return value = first, 1;
    const size_t length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
    if (first >= 0xf5 || length == 0 || at + length > text.size()) return 0;
    value = first & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) return 0;
        value = value << 6 | (byte(i) & 0x3fu);
    }
    const uint32_t smallest = length == 4 ? 0x10000 : length == 3 ? 0x800 : 0x80;
    const bool fine = value >= smallest && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff);
    return fine ? length : 0;
}

bool turns_direction(uint32_t c) { return c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069); }
bool is_control(uint32_t c) {
    return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || c == 0xfeff || c == 0xfffe || c == 0xffff;
}

// RFC 2047: "=?charset?B or Q?text?=".
struct EncodedWord {
    std::string charset, bytes;
    size_t length = 0;
};

std::optional<EncodedWord> encoded_word_at(std::string_view raw, size_t at) {
    if (raw.substr(at, 2) != "=?") return std::nullopt;
    const size_t kind = raw.substr(0, std::min(at + 80, raw.size())).find('?', at + 2);
    if (kind == std::string_view::npos || kind + 2 >= raw.size() || raw[kind + 2] != '?') return std::nullopt;
    const size_t end = raw.substr(0, std::min(kind + 2000, raw.size())).find("?=", kind + 3);
    if (end == std::string_view::npos) return std::nullopt;
    std::string text(raw.substr(kind + 3, end - kind - 3));
    const char how = raw[kind + 1];
    if (how != 'B' && how != 'b' && how != 'Q' && how != 'q') return std::nullopt;
    const bool base64 = how == 'B' || how == 'b';
    if (!base64) std::replace(text.begin(), text.end(), '_', ' ');
    std::string charset = lower_case(raw.substr(at + 2, kind - at - 2));
    charset.resize(std::min(charset.find('*'), charset.size()));  // RFC 2231: a language may follow
    return EncodedWord{std::move(charset), decode_transfer(base64 ? "base64" : "quoted-printable", text), end + 2 - at};
}

// nullopt: there is no such character set. Bytes that are wrong in it become a question mark.
std::optional<std::string> convert(const std::string& charset, std::string_view bytes) {
    (void)options();
    iconv_t converter = g_mime_iconv_open("UTF-8", charset.c_str());
    if (converter == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
    std::string out;
    char buffer[4096];
    std::string held(bytes);
    char* in = held.data();
    size_t left = held.size(), wrong = 0;
    while (left > 0) {
        char* to = buffer;
        size_t room = sizeof buffer;
        const size_t result = iconv(converter, &in, &left, &to, &room);
        out.append(buffer, sizeof buffer - room);
        if (result != static_cast<size_t>(-1) || (errno == E2BIG && room < sizeof buffer)) continue;
        if (left == 0) break;
        out += '?';
        ++in, --left;
        if (++wrong % 16 == 0) iconv(converter, nullptr, nullptr, nullptr, nullptr);
    }
    iconv_close(converter);
    return out;
}
}  // namespace

std::string clean_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    uint32_t value = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t length = character_at(text, at, value);
        if (length == 0) {
            out += "\xef\xbf\xbd";
            ++at;
            continue;
        }
        if (value == '\r') {
            if (at + 1 >= text.size() || text[at + 1] != '\n') out += '\n';
        } else if (!is_control(value) && !turns_direction(value)) {
            out.append(text.substr(at, length));
        }
        at += length;
    }
    return out;
}

std::string_view cut_text(std::string_view text, size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xc0) == 0x80) --most;
    return text.substr(0, most);
}

std::string decode_line(std::string_view raw) {
    // Words of one character set are put together before they are read: some programs cut within a letter.
    std::string out, held, charset;
    const auto flush = [&] {
        out += to_utf8(charset, held);
        held.clear();
    };
    raw = raw.substr(0, most_field_bytes);
    size_t at = 0, plain_begin = 0;
    while (at < raw.size()) {
        const auto word = raw[at] == '=' ? encoded_word_at(raw, at) : std::nullopt;
        if (!word) {
            ++at;
            continue;
        }
        const auto between = raw.substr(plain_begin, at - plain_begin);
        const bool adjoins = !held.empty() && trimmed(between).empty();
        if (!adjoins || charset != word->charset) flush();
        if (!adjoins) out += to_utf8("", between);
        charset = word->charset;
        held += word->bytes;
        at = plain_begin = at + word->length;
    }
    flush();
    return one_line(out + to_utf8("", raw.substr(plain_begin)));
}

std::vector<Address> read_addresses(std::string_view raw) {
    std::vector<Address> addresses;
    if (raw.size() > most_field_bytes) return addresses;
    const Owned<InternetAddressList> list(internet_address_list_parse(options(), for_c(raw).c_str()));
    collect(list.get(), addresses, 0);
    return addresses;
}

std::optional<Instant> read_date(std::string_view raw) {
    GDateTime* date = g_mime_utils_header_decode_date(for_c(raw.substr(0, 200)).c_str());
    if (!date) return std::nullopt;
    const int64_t seconds = g_date_time_to_unix(date);
    g_date_time_unref(date);
    constexpr int64_t year_10000 = 253'402'300'800;
    if (seconds <= 0 || seconds >= year_10000) return std::nullopt;
    return Instant::from_unix_ms(seconds * 1000);
}

std::vector<std::string> read_ids(std::string_view raw, size_t most) {
    std::vector<std::string> ids;
    for (size_t at = 0; (at = raw.find('<', at)) != std::string_view::npos;) {
        const size_t end = raw.find('>', at);
        if (end == std::string_view::npos) break;
        std::string id;
        for (const char c : raw.substr(at + 1, end - at - 1)) {
            if (c > ' ' && c < 0x7f) id += c;  // some programs fold within an id
        }
        if (!id.empty() && id.size() <= 512) ids.push_back(std::move(id));
        at = end + 1;
    }
    if (ids.size() > most) ids.erase(ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(most));
    return ids;
}

std::string_view Typed::parameter(const std::string& name) const {
    const auto at = parameters.find(name);
    return at == parameters.end() ? std::string_view{} : std::string_view(at->second);
}

Typed read_type(std::string_view raw) {
    const Owned<GMimeContentType> parsed(trimmed(raw).empty() ? nullptr : g_mime_content_type_parse(options(), for_c(raw).c_str()));
    if (!parsed) return {.type = "text/plain", .parameters = {}};
    const OwnedText type(g_mime_content_type_get_mime_type(parsed.get()));
    const std::string text = one_line(type ? type.get() : "");
    const bool fine = text.find('/') != std::string::npos && text.size() < 128 && text.find_first_of(" \"\\<>") == std::string::npos;
    return with_parameters(fine ? text : "application/octet-stream", g_mime_content_type_get_parameters(parsed.get()));
}

Typed read_disposition(std::string_view raw) {
    if (trimmed(raw).empty()) return {};
    const Owned<GMimeContentDisposition> parsed(g_mime_content_disposition_parse(options(), for_c(raw).c_str()));
    if (!parsed) return {};
    const char* disposition = g_mime_content_disposition_get_disposition(parsed.get());
    return with_parameters(disposition ? disposition : "", g_mime_content_disposition_get_parameters(parsed.get()));
}

std::string decode_transfer(std::string_view encoding, std::string_view bytes) {
    const GMimeContentEncoding kind = g_mime_content_encoding_from_string(std::string(encoding.substr(0, 100)).c_str());
    if (kind != GMIME_CONTENT_ENCODING_BASE64 && kind != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE && kind != GMIME_CONTENT_ENCODING_UUENCODE)
        return std::string(bytes);
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, kind);
    std::string out(g_mime_encoding_outlen(&state, bytes.size()) + 8, '\0');
    size_t length = g_mime_encoding_step(&state, bytes.data(), bytes.size(), out.data());
    length += g_mime_encoding_flush(&state, nullptr, 0, out.data() + length);
    out.resize(std::min(length, out.size()));
    return out;
}

std::string to_utf8(std::string_view charset, std::string_view bytes) {
    const std::string name = lower_case(trimmed(charset));
    const bool plain = name.empty() || name == "utf-8" || name == "utf8" || name == "us-ascii";
    const bool askable = name.size() < 40 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_.:+") == std::string::npos;
    if (!plain && askable) {
        if (const auto converted = convert(name, bytes)) return clean_text(*converted);
    }
    if (is_utf8(bytes)) return clean_text(bytes);
    // Mostly UTF-8 with a broken byte is repaired; what has none of it was Windows-1252.
    if (name == "utf-8" || name == "utf8") return clean_text(bytes);
    const auto converted = convert("windows-1252", bytes);
    return clean_text(converted.value_or(std::string(bytes)));
}

}  // namespace steward::mail
