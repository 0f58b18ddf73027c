// The linker takes these two before libsodium's. What is stored names its own cost, so verifying needs nothing.
#include "server/platform/access/tests/quick_passwords.h"

#include <dlfcn.h>
#include <sodium.h>

#include <atomic>

namespace steward::access {

namespace {
std::atomic<bool> is_quick = true;

template <typename Function>
Function* of_the_library(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}
}  // namespace

HashesAtFullCost::HashesAtFullCost() { is_quick = false; }
HashesAtFullCost::~HashesAtFullCost() { is_quick = true; }

}  // namespace steward::access

using namespace steward::access;

extern "C" int crypto_pwhash_str(char* stored, const char* password, unsigned long long size, unsigned long long passes, size_t memory) {
    static auto* const ask = of_the_library<decltype(crypto_pwhash_str)>("crypto_pwhash_str");
    return is_quick ? ask(stored, password, size, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN)
                    : ask(stored, password, size, passes, memory);
}

extern "C" int crypto_pwhash_str_needs_rehash(const char* stored, unsigned long long passes, size_t memory) {
    static auto* const ask = of_the_library<decltype(crypto_pwhash_str_needs_rehash)>("crypto_pwhash_str_needs_rehash");
    return is_quick ? ask(stored, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN) : ask(stored, passes, memory);
}
