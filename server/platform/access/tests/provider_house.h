// An OpenID provider for stories: it describes itself, has keys, and answers a code with a token. Every
// lie that a story needs is a member.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <memory>

#include "base/time.h"
#include "server/platform/outbound/http_request.h"

struct evp_pkey_st;

namespace steward::access {

class ProviderHouse {
public:
    ProviderHouse();

    outbound::HttpAnswer answer(const outbound::HttpRequest& request, Instant now);
    /// The person signs in at the provider: what its redirect brings back.
    std::map<std::string, std::string> visit(const std::string& address);
    void change_keys(std::string algorithm = "RS256");
    std::string token(Instant now) const;

    std::string issuer = "https://login.example.org", application = "steward-desk", secret = "a secret of the application";
    std::string subject = "subject-1", email = "ada@harbour.example";
    bool email_verified = true;
    std::string algorithm = "RS256";
    boost::json::object more_claims;  // over what is right
    std::string head_algorithm;       // in place of what is right
    bool foreign_signature = false;
    int keys_asked = 0;

private:
    std::shared_ptr<evp_pkey_st> next_rsa_key();

    size_t rsa_keys_had_ = 0;
    std::shared_ptr<evp_pkey_st> key_, foreign_;
    std::string key_id_ = "key-1", nonce_, challenge_, code_, redirect_;
};

}  // namespace steward::access
