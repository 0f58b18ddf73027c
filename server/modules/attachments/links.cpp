#include "server/modules/attachments/links.h"

#include "server/platform/access/signed_token.h"
#include "server/platform/mail/head.h"

namespace steward::attachments {

namespace {
using namespace std::chrono_literals;
constexpr std::string_view key_place = "attachments_keys/links/sealed", link_purpose = "attachments.link",
                           pass_purpose = "attachments.pass";
constexpr Duration pass_is_good = 2min;
constexpr std::string_view link_columns =
    "l.id, l.client_id, l.file_id, l.recipient, l.expires_at, l.wrong_addresses, l.opened, l.code_seed, l.code_expires_at, "
    "l.codes_since, l.wrong_codes, l.codes_sent";

LinkRow read_link(const storage::Row& row) {
    return {.id = row.id<LinkId>(0),
            .client = row.id<ClientId>(1),
            .file = row.id<AttachmentId>(2),
            .recipient = row.text(3),
            .expires_at = row.instant(4),
            .wrong_addresses = row.integer(5),
            .opened = row.integer(6),
            .code_seed = row.text(7),
            .code_expires_at = Instant{row.integer_or(8, 0)},
            .codes_since = Instant{row.integer_or(9, 0)},
            .wrong_codes = row.integer(10),
            .codes_sent = row.integer(11)};
}

std::unexpected<Error> bad_link() {
    return fail(ErrorKind::NotFound, "attachments.bad_link", "This link is not good (any more). Ask whoever sent it for the file again.");
}
}  // namespace

std::string hidden_address(std::string_view address) {
    const size_t at = address.rfind('@');
    if (at == std::string_view::npos || at == 0) return "…";
    size_t first = 1;
    while (first < at && (static_cast<unsigned char>(address[first]) & 0xc0) == 0x80) ++first;
    return std::string(address.substr(0, first)) + "…" + std::string(address.substr(at));
}

Status Links::start() {
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select sealed from attachments_keys where name = 'links'"));
        if (row) {
            STEWARD_TRY(key_, sealing_.open(key_place, row->bytes(0)));
            return {};
        }
        key_.assign(access::signing_key_size, 0);
        rng_.fill(key_);
        STEWARD_TRY(auto sealed, sealing_.seal(key_place, key_));
        STEWARD_CHECK(transaction.execute("insert into attachments_keys (name, sealed) values ('links', $1)", std::move(sealed)));
        return {};
    });
}

Status Links::share(Transaction& transaction, AttachmentId file, const std::string& recipient, Instant until, Instant now) {
    if (public_address_.empty()) return {};
    STEWARD_CHECK(transaction.execute(
        "insert into attachments_links (id, client_id, file_id, recipient, made_at, expires_at, wrong_addresses, opened) select $1, "
        "client_id, id, $2, $3, $4, 0, 0 from attachments_files where id = $5 on conflict (file_id, recipient) do update set expires_at = "
        "excluded.expires_at, wrong_addresses = 0",
        LinkId::make(now, rng_), mail::lower_case(recipient), now, until, file));
    return {};
}

// Behind the #, so that it stands in no log of a web server or proxy on the way.
Result<std::string> Links::address(Transaction& transaction, AttachmentId file, const std::string& recipient, Instant now) const {
    if (public_address_.empty()) return std::string();
    STEWARD_TRY(const auto row, transaction.query_one("select " + std::string(link_columns) +
                                                          " from attachments_links l where l.file_id = $1 and l.recipient = $2",
                                                      file, mail::lower_case(recipient)));
    if (!row) return std::string();
    const LinkRow link = read_link(*row);
    if (link.expires_at <= now) return std::string();
    return public_address_ + "/file#" + access::make_signed_token(key_, link_purpose, link.id.raw(), link.expires_at);
}

Result<std::optional<LinkRow>> Links::find_link(Transaction& transaction, LinkId id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select " + std::string(link_columns) + " from attachments_links l where l.id = $1", id));
    return row ? std::optional(read_link(*row)) : std::nullopt;
}

Result<Links::Found> Links::find(Transaction& transaction, std::string_view purpose, std::string_view token, Instant now) const {
    const auto id = access::read_signed_token(key_, purpose, token, now);
    if (!id) return bad_link();
    STEWARD_TRY(const auto known, find_link(transaction, LinkId(*id)));
    if (!known) return bad_link();
    const LinkRow& link = *known;
    if (link.expires_at <= now || link.wrong_addresses >= most_wrong_addresses) return bad_link();
    STEWARD_TRY(auto file, find_file(transaction, link.file));
    // Made internal or taken out of the conversation meanwhile: it is not theirs any more.
    if (!file || file->internal) return bad_link();
    return Found{link, std::move(*file)};
}

Result<Links::Found> Links::look(Transaction& transaction, std::string_view token, Instant now) const {
    return find(transaction, link_purpose, token, now);
}

Result<Links::Found> Links::by_pass(Transaction& transaction, std::string_view pass, Instant now) const {
    return find(transaction, pass_purpose, pass, now);
}

std::string Links::pass_of(const LinkRow& link, Instant now) const {
    return access::make_signed_token(key_, pass_purpose, link.id.raw(), now + pass_is_good);
}

Status Links::note_opened(Transaction& transaction, const LinkRow& link, Instant now) const {
    STEWARD_CHECK(transaction.execute("update attachments_links set opened = opened + 1, opened_at = $2, wrong_addresses = 0 where id = $1",
                                      link.id, now));
    return {};
}

Status Links::note_wrong_address(Transaction& transaction, const LinkRow& link) const {
    STEWARD_CHECK(transaction.execute("update attachments_links set wrong_addresses = wrong_addresses + 1 where id = $1", link.id));
    return {};
}

}  // namespace steward::attachments
