// Argon2id (RFC 9106) by libsodium: 64 MiB, three passes, one lane; design/trust.md 4.4.
//
// A hash takes about 60 ms and 64 MiB, so at most `at_once` run and at most `waiting` wait; beyond
// that a caller is told to come back (503), instead of the machine running out of memory.
#pragma once

#include <condition_variable>
#include <mutex>
#include <string>
#include <string_view>

#include "base/error.h"
#include "base/random.h"

namespace steward::access {

class PasswordHasher {
public:
    PasswordHasher(Rng& rng, int at_once = 4, int waiting = 64);

    /// The stored form ("$argon2id$..."). Failure of both: Unavailable "access.busy".
    Result<std::string> hash(std::string_view password);

    /// Whether `password` is the one `stored` was made from. An empty `stored` (no such user, no
    /// password yet) costs the same work and is false.
    Result<bool> verify(const std::string& stored, std::string_view password);

    /// The parameters have risen since `stored` was made: hash again at the next sign-in.
    static bool is_outdated(const std::string& stored);

private:
    class Place;
    Result<std::string> hash_now(std::string_view password);

    std::mutex mutex_;
    std::condition_variable freed_;
    int free_, waiting_left_;
    std::string nobodys_;  // a hash that nobody's password matches
};

}  // namespace steward::access
