// Files by a link, for who has no account here: the key of the links, to whom they were sent, and who opened them.
//
// The link alone opens nothing, and knowing the address does not either: whoever says to which address it was sent gets a code
// there, which works once. Who guesses is stopped after a few times.
#pragma once

#include "server/modules/attachments/attachments.h"
#include "server/modules/attachments/store.h"
#include "server/platform/access/sealing.h"

namespace steward::attachments {

using LinkId = Id<struct FileLinkTag>;

inline constexpr int most_wrong_addresses = 5;

struct LinkRow {
    LinkId id;
    ClientId client;
    AttachmentId file;
    std::string recipient;  // lower case
    Instant expires_at;
    int64_t wrong_addresses = 0, opened = 0;
    std::string code_seed;  // empty: no code is under way
    Instant code_expires_at, codes_since;
    int64_t wrong_codes = 0, codes_sent = 0;
};

/// "a…@harbour.example": known again by whoever has it, of little use to others.
std::string hidden_address(std::string_view address);

class Links {
public:
    Links(storage::Database& database, const access::Sealing& sealing, Rng& rng) : database_(database), sealing_(sealing), rng_(rng) {}

    /// Makes the key at the first start, and opens it at every other.
    Status start();
    void set_public_address(std::string address) { public_address_ = std::move(address); }

    Status share(Transaction& transaction, AttachmentId file, const std::string& recipient, Instant until, Instant now);
    Result<std::string> address(Transaction& transaction, AttachmentId file, const std::string& recipient, Instant now) const;

    struct Found {
        LinkRow link;
        FileRow file;
    };
    /// Failure: NotFound "attachments.bad_link", the same for every reason.
    Result<Found> look(Transaction& transaction, std::string_view token, Instant now) const;
    /// What `pass_of` made, for two minutes.
    Result<Found> by_pass(Transaction& transaction, std::string_view pass, Instant now) const;
    std::string pass_of(const LinkRow& link, Instant now) const;
    /// Makes the code that goes to the receiver by mail; the one before ends. Failure: Limited "attachments.too_many_codes".
    Status begin_code(Transaction& transaction, LinkRow& link, Instant now) const;
    /// Whether this is the code under way; then it is used up. After five wrong ones it ends.
    Result<bool> take_code(Transaction& transaction, const LinkRow& link, std::string_view typed, Instant now) const;
    /// What the mail says beside its stored words. It holds a secret: never store or log it.
    Result<std::string> code_line(Transaction& transaction, LinkId id, Instant now) const;

    Status note_opened(Transaction& transaction, const LinkRow& link, Instant now) const;
    Status note_wrong_address(Transaction& transaction, const LinkRow& link) const;

private:
    static Result<std::optional<LinkRow>> find_link(Transaction& transaction, LinkId id);
    Result<Found> find(Transaction& transaction, std::string_view purpose, std::string_view token, Instant now) const;

    storage::Database& database_;
    const access::Sealing& sealing_;
    Rng& rng_;
    Bytes key_;
    std::string public_address_;
};

}  // namespace steward::attachments
