#include "server/platform/access/gate.h"

#include <algorithm>

#include "server/platform/access/audit.h"
#include "server/platform/access/network.h"
#include "steward/annotations.pb.h"

namespace steward::access {

namespace {
constexpr Duration answers_are_kept = std::chrono::hours(24);

// Whose keys they are: one person's key must never answer another's request.
std::string key_holder(const Caller& caller) {
    switch (caller.kind) {
        case PrincipalKind::Account:
            return "account:" + caller.account.text();
        case PrincipalKind::Token:
            return "token:" + caller.session;
        case PrincipalKind::LocalRoot:
            return "local root";
        case PrincipalKind::System:
            return "system";
        case PrincipalKind::Nobody:
            break;
    }
    return {};
}

std::string answer_place(std::string_view holder, std::string_view key) {
    return "access_idempotency/answer/1/" + std::string(holder) + "/" + std::string(key);
}

std::unexpected<Error> no_such_resource() {
    return fail(ErrorKind::NotFound, "access.not_found", "There is nothing with this id that you may see. Check the address.");
}

// Where somebody shows a password, a code, a key or a link, or makes the server ask elsewhere for them.
bool is_sign_in(std::string_view method) {
    static constexpr std::string_view names[] = {"AccessService.SignIn",
                                                 "AccessService.RedeemLink",
                                                 "AccessService.ShowFactor",
                                                 "AccessService.ConfirmTotp",
                                                 "AccessService.ChangePassword",
                                                 "PasskeyService.BeginPasskeySignIn",
                                                 "PasskeyService.SignInWithPasskey",
                                                 "PasskeyService.ShowPasskey",
                                                 "ProviderService.BeginProviderSignIn",
                                                 "ProviderService.FinishProviderSignIn",
                                                 "ProviderService.AddIdentity",
                                                 "MailLinkService.RequestMailLink",
                                                 "MailLinkService.RedeemMailLink"};
    return std::any_of(std::begin(names), std::end(names), [&](std::string_view name) { return method.ends_with(name); });
}
}  // namespace

Result<ClientId> Resources::client_of(storage::Transaction& transaction, std::string_view noun, std::string_view id) const {
    const auto raw = parse_raw_id(id);
    if (!raw) return no_such_resource();
    const auto table = tables_.find(std::string(noun));
    const bool is_client = noun == "client";
    if (table == tables_.end()) {
        if (is_client) return ClientId(*raw);  // an installation without the directory: tests of earlier rooms
        return fail(ErrorKind::Internal, "access.unknown_resource", "The server cannot tell whose data this is.",
                    "no room registered the resource '" + std::string(noun) + "'");
    }
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select " + std::string(is_client ? "id" : "client_id") + " from " + table->second + " where id = $1", id));
    if (!row || row->is_null(0)) return no_such_resource();
    return row->id<ClientId>(0);
}

Result<ClientId> DispatchGate::resolve_client(storage::Transaction& transaction, std::string_view resource, std::string_view id) {
    return resources_.client_of(transaction, resource, id);
}

Result<bool> Resources::sees(storage::Transaction& transaction, const Caller& caller, std::string_view noun, std::string_view id) const {
    const auto sight = sights_.find(std::string(noun));
    return sight == sights_.end() ? Result<bool>(true) : sight->second(transaction, caller, id);
}

Result<bool> DispatchGate::sees(storage::Transaction& transaction, const Caller& caller, std::string_view resource, std::string_view id) {
    return resources_.sees(transaction, caller, resource, id);
}

Status DispatchGate::record_audit(storage::Transaction& transaction, const Call& call, const Method& rule, std::string_view outcome) {
    if (rule.audit() == "none") return {};
    AuditLine line = audit_line_by(call.caller(), call.now());
    line.kind = rule.audit();
    line.client = call.client();
    line.subject = call.audit_subject();
    line.detail = audit_detail(call.audit_details());
    line.outcome = outcome;
    return append_audit(transaction, line);
}

// A request may be told from another by a password alone, and a plain digest of that could be guessed.
std::string DispatchGate::kept_digest(std::string_view request_digest) const {
    return to_hex(sealing_.fingerprint("access_idempotency", request_digest));
}

Result<std::optional<std::string>> DispatchGate::replayed(storage::Transaction& transaction, const Caller& caller, std::string_view key,
                                                          std::string_view request_digest, Instant now) {
    const std::string holder = key_holder(caller);
    if (holder.empty()) return std::optional<std::string>{};
    STEWARD_TRY(
        const auto row,
        transaction.query_one("select request_digest, answer from access_idempotency where principal = $1 and key = $2 and created_at > $3",
                              holder, key, now - answers_are_kept));
    if (!row) return std::optional<std::string>{};
    if (row->text(0) != kept_digest(request_digest)) {
        return fail(ErrorKind::Conflict, "request.key_reused",
                    "This Idempotency-Key came with another request before. Use a new key for every new request.");
    }
    STEWARD_TRY(const Bytes answer, sealing_.open(answer_place(holder, key), row->bytes(1)));
    return std::optional(std::string(as_text(answer)));
}

Status DispatchGate::remember(storage::Transaction& transaction, const Caller& caller, std::string_view key,
                              std::string_view request_digest, std::string_view answer, Instant now) {
    const std::string holder = key_holder(caller);
    if (holder.empty()) return {};
    if (key.size() > 200) return bad_field("", "The Idempotency-Key has more than 200 characters. Use a random id.");
    STEWARD_TRY(const Bytes sealed, sealing_.seal(answer_place(holder, key), as_bytes(answer)));
    STEWARD_CHECK(transaction.execute(
        "insert into access_idempotency (principal, key, request_digest, answer, created_at) values ($1, $2, $3, $4, $5) "
        "on conflict (principal, key) do update set request_digest = excluded.request_digest, "
        "answer = excluded.answer, created_at = excluded.created_at",
        holder, key, kept_digest(request_digest), sealed, now));
    return {};
}

Status DispatchGate::allow_rate(const Credentials& credentials, const Caller& caller, std::string_view method, Instant now) {
    if (caller.kind == PrincipalKind::LocalRoot || caller.kind == PrincipalKind::System) return {};
    const std::string network = network_of(credentials.address);
    // Narrow buckets first, and none after a refusal: who is held back must not drain what all share.
    int wait = 0;
    const auto take = [&](const std::string& bucket, const Rate& rate) {
        if (wait == 0) wait = limiter_.take(bucket, rate, now);
    };
    if (is_sign_in(method)) {
        take("sign-in " + network, rates_.sign_in_network);
        take("sign-in", rates_.sign_in_installation);
    }
    if (caller.kind == PrincipalKind::Nobody) {
        take("network " + network, rates_.network);
    } else {
        if (caller.kind == PrincipalKind::Token) take("token " + caller.session, rates_.token);
        take("account " + caller.account.text(), rates_.account);
        take("known network " + network, rates_.known_network);
    }
    take("installation", rates_.installation);
    if (wait == 0) return {};
    Error error{.kind = ErrorKind::Limited,
                .code = "request.limited",
                .message = "Too many requests. Try again in " + std::to_string(wait) + (wait == 1 ? " second." : " seconds."),
                .fields = {},
                .cause = {},
                .retry_after_seconds = wait};
    return std::unexpected(std::move(error));
}

}  // namespace steward::access
