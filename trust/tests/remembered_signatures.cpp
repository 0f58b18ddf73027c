// The random models sign and verify the same bytes many times over, and nine tenths of their time was Ed25519's. Both are functions of
// their bytes alone (RFC 8032 5.1.6, 5.1.7), so a test program with this file asks libsodium once for each and remembers what it said: the
// linker takes these two before the library's. A signature that was just made is remembered as valid, too: that holds for every key and
// message (5.1.7 undoes 5.1.6), so only what is forged is left to verify. What is remembered is thrown away before it grows large.
#include <dlfcn.h>

#include <cstring>
#include <mutex>
#include <string>
#include <unordered_map>

namespace {
std::mutex mutex;
using Answers = std::unordered_map<std::string, std::string>;
Answers& verdicts() {
    static auto* const known = new Answers;  // by signature, key and message
    return *known;
}

std::string bytes(const unsigned char* begin, size_t size) { return {reinterpret_cast<const char*>(begin), size}; }

template <typename Function>
Function* of_the_library(const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

// Said for `question` before, or now by `answer`.
template <typename Answer>
const std::string& remembered(Answers& known, std::string question, const Answer& answer) {
    constexpr size_t most = 20'000;  // some ten megabytes
    if (known.size() > most) known.clear();
    const auto [entry, is_new] = known.try_emplace(std::move(question));
    if (is_new) entry->second = answer();
    return entry->second;
}
}  // namespace

extern "C" int crypto_sign_verify_detached(const unsigned char* signature, const unsigned char* message, unsigned long long size,
                                           const unsigned char* key) {
    static auto* const ask = of_the_library<decltype(crypto_sign_verify_detached)>("crypto_sign_verify_detached");
    const std::scoped_lock lock(mutex);
    return remembered(verdicts(), bytes(signature, 64) + bytes(key, 32) + bytes(message, size),
                      [&] { return ask(signature, message, size, key) == 0 ? std::string("valid") : std::string("not"); }) == "valid"
               ? 0
               : -1;
}

extern "C" int crypto_sign_detached(unsigned char* signature, unsigned long long* signature_size, const unsigned char* message,
                                    unsigned long long size, const unsigned char* secret) {
    static auto* const ask = of_the_library<decltype(crypto_sign_detached)>("crypto_sign_detached");
    static auto* const known = new Answers;
    const std::scoped_lock lock(mutex);
    const std::string& made = remembered(*known, bytes(secret, 64) + bytes(message, size), [&] {
        std::string written(64, '\0');
        ask(reinterpret_cast<unsigned char*>(written.data()), nullptr, message, size, secret);
        remembered(verdicts(), written + bytes(secret + 32, 32) + bytes(message, size),
                   [] { return std::string("valid"); });  // the public half
        return written;
    });
    std::memcpy(signature, made.data(), 64);
    if (signature_size) *signature_size = 64;
    return 0;
}
