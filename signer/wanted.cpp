#include "signer/wanted.h"

#include <algorithm>
#include <charconv>

#include "base/id.h"
#include "base/plain.h"
#include "base/spoken.h"
#include "signer/shown.h"
#include "trust/checkpoint.h"
#include "trust/class_name.h"

namespace steward::signer {

namespace {
std::unexpected<Error> usage(std::string sentence) { return fail(ErrorKind::Invalid, "cli.usage", std::move(sentence)); }
}  // namespace

std::vector<std::string> list_of(const std::string& text) {
    std::vector<std::string> list;
    for (size_t at = 0; at <= text.size();) {
        const size_t comma = std::min(text.find(',', at), text.size());
        if (comma > at) list.push_back(text.substr(at, comma - at));
        at = comma + 1;
    }
    return list;
}

Result<uint64_t> number_of(const Arguments& arguments, const std::string& option, uint64_t otherwise) {
    const std::string text = arguments.option(option);
    if (text.empty()) return otherwise;
    uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return usage("--" + option + " wants a whole number, not " + text + ".");
    return number;
}

Result<uint8_t> roles_of(const std::string& text) {
    uint8_t roles = 0;
    for (const auto& word : list_of(text)) {
        uint8_t found = 0;
        for (unsigned bit = 0; bit < 8; ++bit)
            if (words_of_roles(static_cast<uint8_t>(1U << bit)) == word) found = static_cast<uint8_t>(1U << bit);
        if (found == 0)
            return usage("There is no role " + word + "; there are roster, job, policy, recovery, fresh, consent, stop, enrol.");
        roles |= found;
    }
    if (roles == 0) return usage("--roles wants what the key may sign, as in roster,job,policy,stop,enrol.");
    return roles;
}

Result<trust::ClassSet> classes_of(const std::string& text) {
    trust::ClassSet classes;
    for (const auto& word : list_of(text)) {
        uint32_t bits = word == "all" ? (uint32_t{2} << trust::last_job_class) - 2 : 0;
        if (const auto job_class = trust::class_named(word)) bits = uint32_t{1} << static_cast<unsigned>(*job_class);
        if (bits == 0) return usage("There is no class of jobs named " + word + ".");
        classes.bits |= bits;
    }
    return classes;
}

Result<trust::ShortId> short_id_of(const std::string& text) {
    const auto id = parse_raw_id(text);
    if (!id) return usage(text + " is no id; copy it from the console, with its 36 characters.");
    return id->bytes;
}

Result<trust::ClientSet> clients_of(const std::string& text) {
    trust::ClientSet clients;
    for (const auto& word : list_of(text)) {
        if (word == "all") {
            clients.all = true;
            continue;
        }
        STEWARD_TRY(const auto id, short_id_of(word));
        clients.list.push_back(id);
    }
    return clients;
}

Result<std::vector<trust::Digest>> digests_of(const std::string& text) {
    std::vector<trust::Digest> digests;
    for (const auto& word : list_of(text)) {
        const auto bytes = from_hex(word);
        trust::Digest digest{};
        if (!bytes || bytes->size() != digest.size()) return usage(word + " is no SHA-256; it has 64 hexadecimal digits.");
        std::copy(bytes->begin(), bytes->end(), digest.begin());
        digests.push_back(digest);
    }
    return digests;
}

namespace {
// Anything that has 32 bytes; which way of writing it was is said by `decode` of each word.
template <class Decode>
Result<std::vector<trust::Digest>> each_of(const std::string& text, const std::string& expected, Decode decode) {
    std::vector<trust::Digest> digests;
    for (const auto& word : list_of(text)) {
        const std::optional<Bytes> bytes = decode(word);
        trust::Digest digest{};
        if (!bytes || bytes->size() != digest.size()) return usage(plain(word) + " is no " + expected);
        std::ranges::copy(*bytes, digest.begin());
        digests.push_back(digest);
    }
    return digests;
}

std::optional<Bytes> hex_digits(const std::string& word) {
    auto bytes = from_spoken(word);
    return bytes && bytes->size() == trust::Digest().size() ? std::move(bytes) : std::nullopt;
}
}  // namespace

Result<std::vector<trust::Digest>> pins_of(const std::string& text) {
    return each_of(text, "pin of a server; copy it from `steward courier keys`, or what stands behind pin= in an enrolment line.",
                   [](std::string word) -> std::optional<Bytes> {
                       if (word.starts_with("pin=")) word.erase(0, 4);
                       if (auto digits = hex_digits(word)) return digits;
                       auto bytes = from_base64url(word);
                       return bytes ? std::optional(std::move(*bytes)) : std::nullopt;
                   });
}

Result<std::vector<trust::Digest>> log_keys_of(const std::string& text) {
    return each_of(
        text, "key of a log; copy it whole from `steward courier keys`, in quotes.", [](const std::string& word) -> std::optional<Bytes> {
            if (auto digits = hex_digits(word)) return digits;
            const auto key = trust::read_note_key(word);
            return key && key->kind == trust::NoteKind::Log ? std::optional(Bytes(key->key.begin(), key->key.end())) : std::nullopt;
        });
}

Result<trust::ClassNumber> class_number_of(const std::string& option, const std::string& text) {
    const size_t equals = std::min(text.find('='), text.size());
    const auto job_class = trust::class_named(text.substr(0, equals));
    trust::ClassNumber one{.job_class = job_class.value_or(trust::JobClass{})};
    const char* const begin = text.data() + std::min(equals + 1, text.size());
    const auto [end, error] = std::from_chars(begin, text.data() + text.size(), one.number);
    if (!job_class || error != std::errc() || end != text.data() + text.size())
        return usage("--" + option + " is a class of jobs and a number, as in script=24; not " + text + ".");
    return one;
}

Result<std::vector<trust::KeyRecord>> cards_of(const std::string& paths) {
    std::vector<trust::KeyRecord> cards;
    for (const auto& path : list_of(paths)) {
        STEWARD_TRY(const Bytes bytes, read_file(path));
        const auto card = trust::read_message<trust::KeyRecord>(bytes);
        if (!card) return fail(ErrorKind::Invalid, "card.none", path + " is no key card; `steward-sign key card` makes one.");
        cards.push_back(*card);
    }
    return cards;
}

}  // namespace steward::signer
