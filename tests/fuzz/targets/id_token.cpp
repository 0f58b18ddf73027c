// What an OpenID provider sends: its description, its keys, a token.
#include <boost/json.hpp>

#include "server/platform/access/id_token.h"
#include "server/platform/access/jwt.h"
#include "server/platform/access/provider_client.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const uint8_t which = input.byte();
    const std::string_view text = input.text();
    if (which % 4 == 0) {
        const auto keys = access::read_signing_keys(text);
        if (!keys) return 0;
        for (const auto& key : *keys) {
            fuzz::must(key.key && (key.algorithm == "RS256" || key.algorithm == "ES256"));
            fuzz::must(!access::verified_claims("eyJhbGciOiJSUzI1NiJ9.e30.AAAA", key));
        }
    } else if (which % 4 == 1) {
        const auto head = access::read_token_head(text);
        fuzz::must(!head || head->algorithm == "RS256" || head->algorithm == "ES256");
    } else if (which % 4 == 2) {
        const auto read = access::read_provider_metadata(text, "https://login.example.org", false);
        fuzz::must(!read || (read->token_url.starts_with("https://") && read->keys_url.starts_with("https://")));
    } else {
        boost::system::error_code error;
        const auto value = boost::json::parse(text, error);
        if (error || !value.is_object()) return 0;
        const auto person =
            access::person_in(value.get_object(), {"https://login.example.org", "desk", "nonce"}, Instant{1'800'000'000'000});
        fuzz::must(!person || (!person->subject.empty() && person->issuer == "https://login.example.org"));
    }
    return 0;
}
