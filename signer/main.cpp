// steward-sign: an operator's keys and what they sign.
#include <sodium.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <cstdlib>

#include "signer/commands.h"

int main(int count, char** words) {
    using namespace steward;
    umask(077);
    // No copy of a key in a file that the system writes when a program fails.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (sodium_init() < 0) {
        std::fprintf(stderr, "steward-sign: libsodium does not start on this machine.\n");
        return 1;
    }
    const SystemClock clock;
    SystemRng rng;
    fido_init(0);
    signer::PluggedIn security_keys;
    const char* key_agent = std::getenv("SSH_AUTH_SOCK");
    return signer::run({words + 1, words + count},
                       {.clock = clock, .rng = rng, .security_keys = security_keys, .cost = {}, .key_agent = key_agent ? key_agent : ""});
}
