// The code by which the receiver of a link shows that the mailbox is theirs. It is made of the room's key and a seed: what lies in the
// database tells nobody the code.
#include <sodium.h>

#include <fmt/format.h>

#include <algorithm>

#include "server/modules/attachments/links.h"

namespace steward::attachments {

namespace {
using namespace std::chrono_literals;
constexpr Duration code_is_good = 15min, codes_counted_for = std::chrono::hours(1);
constexpr int most_codes_an_hour = 5, most_wrong_codes = 5;
constexpr size_t code_seed_size = 16;
constexpr std::string_view code_purpose = "steward attachments.code 1";

std::string code_of(const Bytes& key, LinkId link, std::string_view seed) {
    const std::string message = std::string(code_purpose) + "/" + link.text() + "/" + std::string(seed);
    Bytes mac(crypto_auth_hmacsha256_BYTES);
    crypto_auth_hmacsha256(mac.data(), as_bytes(message).data(), message.size(), key.data());
    uint64_t number = 0;
    for (size_t i = 0; i < 8; ++i) number = number << 8 | mac[i];
    return fmt::format("{:08}", number % 100'000'000);
}

// As people type it: "1234 5678".
std::string typed_code(std::string_view text) {
    std::string code;
    for (const char c : text.substr(0, 40)) {
        if (c >= '0' && c <= '9') code += c;
    }
    return code;
}

bool is_same(std::string_view a, std::string_view b) { return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0; }
}  // namespace

Status Links::begin_code(Transaction& transaction, LinkRow& link, Instant now) const {
    if (now - link.codes_since >= codes_counted_for || link.codes_since > now) {
        link.codes_since = now;
        link.codes_sent = 0;
    }
    if (link.codes_sent >= most_codes_an_hour)
        return fail(ErrorKind::Limited, "attachments.too_many_codes",
                    "Five codes were sent within an hour. Look for the newest mail, or try again in an hour.");
    Bytes seed(code_seed_size);
    rng_.fill(seed);
    link.code_seed = to_hex(seed);
    link.codes_sent += 1;
    STEWARD_CHECK(
        transaction.execute("update attachments_links set code_seed = $2, code_expires_at = $3, wrong_codes = 0, codes_sent = $4, "
                            "codes_since = $5, wrong_addresses = 0 where id = $1",
                            link.id, link.code_seed, now + code_is_good, link.codes_sent, link.codes_since));
    return {};
}

Result<bool> Links::take_code(Transaction& transaction, const LinkRow& link, std::string_view typed, Instant now) const {
    if (link.code_seed.empty() || link.code_expires_at <= now) return false;
    if (!is_same(typed_code(typed), code_of(key_, link.id, link.code_seed))) {
        const bool over = link.wrong_codes + 1 >= most_wrong_codes;
        STEWARD_CHECK(transaction.execute("update attachments_links set wrong_codes = wrong_codes + 1, code_seed = $2 where id = $1",
                                          link.id, over ? std::string() : link.code_seed));
        return false;
    }
    // Once: whoever comes second at the same moment finds it taken.
    STEWARD_TRY(const int64_t taken, transaction.execute("update attachments_links set code_seed = '', wrong_codes = 0 where id = $1 and "
                                                         "code_seed = $2",
                                                         link.id, link.code_seed));
    return taken == 1;
}

Result<std::string> Links::code_line(Transaction& transaction, LinkId id, Instant now) const {
    STEWARD_TRY(const auto link, find_link(transaction, id));
    if (!link || link->code_seed.empty() || link->code_expires_at <= now)
        return std::string("\nThis code was used, or is too old. Open the link again and ask for another one.\n");
    const std::string code = code_of(key_, id, link->code_seed);
    return "\nYour code: " + code.substr(0, 4) + " " + code.substr(4) +
           "\nIt works once, for 15 minutes. Nobody of us will ever ask you for it.\n";
}

}  // namespace steward::attachments
