#include "verify/note.h"

#include <sodium.h>

#include <algorithm>

namespace steward::verify {

namespace {
constexpr size_t most_bytes = 16'384, most_signatures = 64, most_name = 255;
constexpr std::string_view dash = "\u2014 ";

std::array<uint8_t, 4> hash_of(const Key& key) {
    Bytes bytes(key.name.begin(), key.name.end());
    bytes.push_back('\n');
    bytes.push_back(key.kind);
    const Hash hash = sha256(bytes, key.key);
    return {hash[0], hash[1], hash[2], hash[3]};
}

bool is_name(std::string_view name) {
    return !name.empty() && name.size() <= most_name &&
           std::ranges::none_of(name, [](char c) { return static_cast<uint8_t>(c) <= ' ' || c == '+' || c == 0x7f; });
}

bool holds(ByteView signature, std::string_view text, const Hash& key) {
    return crypto_sign_verify_detached(signature.data(), reinterpret_cast<const uint8_t*>(text.data()), text.size(), key.data()) == 0;
}

bool is_of(const Signature& signature, const Key& key, size_t size) {
    return signature.name == key.name && signature.bytes.size() == size &&
           std::ranges::equal(ByteView(signature.bytes).first(4), hash_of(key));
}

std::optional<std::string_view> line_of(std::string_view& rest) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

bool read_signature(std::string_view line, Signature& signature) {
    if (!line.starts_with(dash)) return false;
    line.remove_prefix(dash.size());
    const size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_name(line.substr(0, space))) return false;
    signature.name = line.substr(0, space);
    return read_base64(line.substr(space + 1), signature.bytes) && signature.bytes.size() > 4;
}
}  // namespace

std::optional<Key> read_key(std::string_view text) {
    const size_t first = text.find('+'), second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos || !is_name(text.substr(0, first))) return std::nullopt;
    Bytes bytes;
    if (!read_base64(text.substr(second + 1), bytes) || bytes.size() != 33 || (bytes[0] != 1 && bytes[0] != 4)) return std::nullopt;
    Key key{.kind = bytes[0], .name = std::string(text.substr(0, first))};
    std::copy(bytes.begin() + 1, bytes.end(), key.key.begin());
    if (text.substr(first + 1, second - first - 1) != write_hex(hash_of(key))) return std::nullopt;
    return key;
}

std::optional<Note> read_note(std::string_view text) {
    if (text.size() > most_bytes) return std::nullopt;
    std::string_view rest = text;
    const auto origin = line_of(rest), size = line_of(rest), root = line_of(rest);
    if (!origin || !size || !root || !is_name(*origin)) return std::nullopt;
    Note note{.text = std::string(text.substr(0, text.size() - rest.size())), .origin = std::string(*origin)};
    const auto number = read_number(*size);
    Bytes bytes;
    if (!number || !read_base64(*root, bytes) || bytes.size() != note.root.size()) return std::nullopt;
    note.size = *number;
    std::ranges::copy(bytes, note.root.begin());
    const auto blank = line_of(rest);
    if (!blank || !blank->empty()) return std::nullopt;
    while (!rest.empty()) {
        const auto line = line_of(rest);
        if (!line || note.signatures.size() == most_signatures) return std::nullopt;
        if (!read_signature(*line, note.signatures.emplace_back())) return std::nullopt;
    }
    return note;
}

bool is_signed(const Note& note, const Key& log) {
    return log.kind == 1 && std::ranges::any_of(note.signatures, [&](const Signature& signature) {
               return is_of(signature, log, 68) && holds(ByteView(signature.bytes).subspan(4), note.text, log.key);
           });
}

std::optional<uint64_t> cosigned_at(const Note& note, const Key& witness) {
    for (const Signature& signature : note.signatures) {
        if (witness.kind != 4 || !is_of(signature, witness, 76)) continue;
        uint64_t seconds = 0;
        for (const uint8_t byte : ByteView(signature.bytes).subspan(4, 8)) seconds = seconds << 8 | byte;
        const std::string text = "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + note.text;
        if (holds(ByteView(signature.bytes).subspan(12), text, witness.key)) return seconds;
    }
    return std::nullopt;
}

}  // namespace steward::verify
