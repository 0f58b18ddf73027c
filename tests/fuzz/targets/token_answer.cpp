// What a provider answers to a refresh token.
#include "server/platform/mail/access_token.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const long status : {200L, 400L}) {
        const auto token = mail::read_token_answer(status, text, Instant{1});
        fuzz::must(!(token ? token->value : token.error().message).empty());
        fuzz::must(!token || token->good_until > Instant{1});
    }
    return 0;
}
