#include "trust/checkpoint.h"

#include <sodium.h>

#include <algorithm>
#include <cassert>
#include <charconv>

#include "base/utf8.h"

namespace steward::trust {

namespace {
constexpr std::string_view dash = "\u2014 ";
constexpr size_t signature_bytes = 64, time_bytes = 8, hash_bytes = 4;

// What stands before the next line end, which is taken too; nothing when there is none.
std::optional<std::string_view> next_line(std::string_view& rest) {
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return line;
}

template <class Number>
std::optional<Number> number_of(std::string_view text, int base) {
    Number number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number, base);
    if (wrong != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<uint64_t> size_of(std::string_view text) {
    if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
    return number_of<uint64_t>(text, 10);
}

void put_big_endian(Bytes& out, uint64_t number, size_t size) {
    for (size_t i = size; i > 0; --i) out.push_back(static_cast<uint8_t>(number >> (8 * (i - 1))));
}

uint64_t big_endian(ByteView bytes) {
    uint64_t number = 0;
    for (const uint8_t byte : bytes) number = number << 8 | byte;
    return number;
}

std::optional<NoteSignature> read_signature(std::string_view line) {
    if (!line.starts_with(dash)) return std::nullopt;
    line.remove_prefix(dash.size());
    const size_t space = line.find(' ');
    if (space == std::string_view::npos || !is_note_name(line.substr(0, space))) return std::nullopt;
    const auto bytes = from_base64(line.substr(space + 1));
    if (!bytes || bytes->size() < hash_bytes + 1) return std::nullopt;
    return NoteSignature{.name = std::string(line.substr(0, space)),
                         .key_hash = static_cast<uint32_t>(big_endian(ByteView(*bytes).first(hash_bytes))),
                         .bytes = Bytes(bytes->begin() + hash_bytes, bytes->end())};
}

std::string cosigned_text(std::string_view checkpoint_text, uint64_t seconds) {
    return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string(checkpoint_text);
}

bool holds(ByteView signature, std::string_view text, const Digest& key) {
    return crypto_sign_verify_detached(signature.data(), as_bytes(text).data(), text.size(), key.data()) == 0;
}

std::string line_of(const NoteKey& key, Bytes carried, std::string_view text, ByteView secret_key) {
    assert(secret_key.size() == crypto_sign_SECRETKEYBYTES);
    Bytes bytes;
    put_big_endian(bytes, key_hash(key), hash_bytes);
    bytes.insert(bytes.end(), carried.begin(), carried.end());
    bytes.resize(bytes.size() + signature_bytes);
    crypto_sign_detached(bytes.data() + bytes.size() - signature_bytes, nullptr, as_bytes(text).data(), text.size(), secret_key.data());
    return std::string(dash) + key.name + " " + to_base64(bytes) + "\n";
}
}  // namespace

bool is_note_name(std::string_view name) {
    const auto is_wrong = [](char c) { return static_cast<uint8_t>(c) <= ' ' || c == '+' || c == 0x7f; };
    return !name.empty() && name.size() <= most_name_bytes && is_utf8(name) && std::ranges::none_of(name, is_wrong);
}

uint32_t key_hash(const NoteKey& key) {
    Bytes bytes(key.name.begin(), key.name.end());
    bytes.push_back('\n');
    bytes.push_back(static_cast<uint8_t>(key.kind));
    bytes.insert(bytes.end(), key.key.begin(), key.key.end());
    return static_cast<uint32_t>(big_endian(ByteView(sha256(bytes)).first(hash_bytes)));
}

std::string write_note_key(const NoteKey& key) {
    Bytes bytes{static_cast<uint8_t>(key.kind)}, hash;
    bytes.insert(bytes.end(), key.key.begin(), key.key.end());
    put_big_endian(hash, key_hash(key), hash_bytes);
    return key.name + "+" + to_hex(hash) + "+" + to_base64(bytes);
}

std::optional<NoteKey> read_note_key(std::string_view text) {
    const size_t first = text.find('+');
    const size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
    if (second == std::string_view::npos || !is_note_name(text.substr(0, first))) return std::nullopt;
    const auto bytes = from_base64(text.substr(second + 1));
    if (!bytes || bytes->size() != 1 + std::tuple_size_v<Digest>) return std::nullopt;
    if (bytes->front() != 1 && bytes->front() != 4) return std::nullopt;
    NoteKey key{.kind = static_cast<NoteKind>(bytes->front()), .name = std::string(text.substr(0, first))};
    std::copy(bytes->begin() + 1, bytes->end(), key.key.begin());
    if (write_note_key(key) != text) return std::nullopt;
    return key;
}

std::optional<Note> read_note(std::string_view text) {
    if (text.size() > most_note_bytes) return std::nullopt;
    std::string_view rest = text;
    const auto origin = next_line(rest), size = next_line(rest), root = next_line(rest);
    if (!origin || !size || !root || !is_note_name(*origin)) return std::nullopt;
    Note note{.checkpoint = {.origin = std::string(*origin)}, .text = std::string(text.substr(0, text.size() - rest.size()))};
    const auto number = size_of(*size);
    const auto digest = from_base64(*root);
    if (!number || !digest || digest->size() != note.checkpoint.root.size()) return std::nullopt;
    note.checkpoint.size = *number;
    std::ranges::copy(*digest, note.checkpoint.root.begin());
    const auto blank = next_line(rest);
    if (!blank || !blank->empty()) return std::nullopt;
    while (!rest.empty()) {
        const auto line = next_line(rest);
        if (!line || note.signatures.size() == most_note_signatures) return std::nullopt;
        auto signature = read_signature(*line);
        if (!signature) return std::nullopt;
        note.signatures.push_back(std::move(*signature));
    }
    if (note.signatures.empty()) return std::nullopt;
    return note;
}

std::string write_checkpoint(const Checkpoint& checkpoint) {
    assert(is_note_name(checkpoint.origin));
    return checkpoint.origin + "\n" + std::to_string(checkpoint.size) + "\n" + to_base64(checkpoint.root) + "\n";
}

bool is_signed(const Note& note, const NoteKey& log) {
    return std::ranges::any_of(note.signatures, [&, hash = key_hash(log)](const NoteSignature& signature) {
        return signature.name == log.name && signature.key_hash == hash && signature.bytes.size() == signature_bytes &&
               holds(signature.bytes, note.text, log.key);
    });
}

std::optional<uint64_t> cosigned_at(const Note& note, const NoteKey& witness) {
    const uint32_t hash = key_hash(witness);
    for (const NoteSignature& signature : note.signatures) {
        if (signature.name != witness.name || signature.key_hash != hash) continue;
        if (signature.bytes.size() != time_bytes + signature_bytes) continue;
        const uint64_t seconds = big_endian(ByteView(signature.bytes).first(time_bytes));
        if (holds(ByteView(signature.bytes).subspan(time_bytes), cosigned_text(note.text, seconds), witness.key)) return seconds;
    }
    return std::nullopt;
}

std::string signature_line(std::string_view checkpoint_text, const NoteKey& log, ByteView secret_key) {
    return line_of(log, {}, checkpoint_text, secret_key);
}

std::string cosignature_line(std::string_view checkpoint_text, const NoteKey& witness, ByteView secret_key, uint64_t seconds) {
    Bytes time;
    put_big_endian(time, seconds, time_bytes);
    return line_of(witness, std::move(time), cosigned_text(checkpoint_text, seconds), secret_key);
}

}  // namespace steward::trust
