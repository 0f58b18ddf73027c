#include "server/modules/approvals/door.h"

#include "server/modules/approvals/verdict.h"
#include "server/platform/access/signed_token.h"

namespace steward::approvals {

namespace {
constexpr std::string_view key_place = "approvals_keys/decide/sealed", token_purpose = "approvals.decide";
}  // namespace

// Who lost the role, or whose account was ended, decides nothing any more.
bool may_still_decide(const RequestRow& request, const std::optional<Party>& party) {
    if (!party) return false;
    const Candidate candidate{
        .roles = party->roles, .limit = party->limit, .is_requester = false, .is_asker = false, .is_active = party->is_active};
    return request.is_of_client() ? refusal_of_client(candidate, request.kind, request.cost()).empty()
                                  : refusal_of_staff(candidate).empty();
}

Status Door::start() {
    return database_.write([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto sealed, sealed_key(transaction));
        if (sealed) {
            STEWARD_TRY(key_, sealing_.open(key_place, *sealed));
            return {};
        }
        key_.assign(access::signing_key_size, 0);
        rng_.fill(key_);
        STEWARD_TRY(const auto made, sealing_.seal(key_place, key_));
        return insert_key(transaction, made);
    });
}

std::string Door::token_of(const RequestRow& request, ApproverId approver) const {
    return access::make_signed_token(key_, token_purpose, approver.raw(), request.expires_at);
}

// Behind the #, so that it stands in no log of a web server or proxy on the way.
Result<std::string> Door::decision_address(Transaction& transaction, ApproverId approver) {
    if (public_address_.empty()) return std::string();
    STEWARD_TRY(const auto row, find_approver(transaction, approver));
    if (!row || row->state != "pending") return std::string();
    STEWARD_TRY(const auto request, find_request(transaction, row->request));
    if (!request || !request->is_pending()) return std::string();
    return public_address_ + "/approve#" + token_of(*request, approver);
}

Result<Door::Opened> Door::open(Transaction& transaction, std::string_view token, Instant now) const {
    const auto refused = [] {
        return fail(ErrorKind::NotFound, "approvals.bad_link",
                    "This link is not good (any more). Sign in to decide, or ask whoever sent it.");
    };
    const auto id = access::read_signed_token(key_, token_purpose, token, now);
    if (!id) return refused();
    STEWARD_TRY(auto approver, find_approver(transaction, ApproverId(*id)));
    if (!approver) return refused();
    STEWARD_TRY(auto request, find_request(transaction, approver->request));
    if (!request) return refused();
    STEWARD_TRY(const auto party, party_of(transaction, *approver));
    if (!may_still_decide(*request, party)) return refused();
    return Opened{std::move(*request), std::move(*approver)};
}

}  // namespace steward::approvals
