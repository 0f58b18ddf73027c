// The dispatcher's questions about one call; see authenticator.h.
#pragma once

#include <map>
#include <string>

#include "server/platform/access/authenticator.h"
#include "server/platform/access/rate.h"
#include "server/platform/access/sealing.h"

namespace steward::access {

/// Which table tells the client of which noun's ids. Filled before the first call, then only read.
class Resources {
public:
    /// `table` has columns id and client_id. For "client" itself only id is read.
    /// `sight`: whether a caller who sees its client may know of it; null: they may.
    using Sight = Result<bool> (*)(storage::Transaction& transaction, const Caller& caller, std::string_view id);
    void add(std::string_view noun, std::string_view table, Sight sight = nullptr) {
        tables_[std::string(noun)] = table;
        if (sight) sights_[std::string(noun)] = sight;
    }
    Result<ClientId> client_of(storage::Transaction& transaction, std::string_view noun, std::string_view id) const;
    Result<bool> sees(storage::Transaction& transaction, const Caller& caller, std::string_view noun, std::string_view id) const;

private:
    std::map<std::string, std::string> tables_;
    std::map<std::string, Sight> sights_;
};

class DispatchGate final : public Gate {
public:
    DispatchGate(const Resources& resources, const Sealing& sealing, RateLimits rates)
        : resources_(resources), sealing_(sealing), rates_(rates) {}

    Result<ClientId> resolve_client(storage::Transaction& transaction, std::string_view resource, std::string_view id) override;
    Result<bool> sees(storage::Transaction& transaction, const Caller& caller, std::string_view resource, std::string_view id) override;
    Status record_audit(storage::Transaction& transaction, const Call& call, const Method& rule, std::string_view outcome) override;
    Result<std::optional<std::string>> replayed(storage::Transaction& transaction, const Caller& caller, std::string_view key,
                                                std::string_view request_digest, Instant now) override;
    Status remember(storage::Transaction& transaction, const Caller& caller, std::string_view key, std::string_view request_digest,
                    std::string_view answer, Instant now) override;
    Status allow_rate(const Credentials& credentials, const Caller& caller, std::string_view method, Instant now) override;

private:
    std::string kept_digest(std::string_view request_digest) const;

    const Resources& resources_;
    const Sealing& sealing_;
    RateLimits rates_;
    RateLimiter limiter_;
};

}  // namespace steward::access
