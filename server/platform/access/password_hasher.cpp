#include "server/platform/access/password_hasher.h"

#include <sodium.h>

#include "base/bytes.h"

namespace steward::access {

namespace {
constexpr unsigned long long argon_passes = 3;
constexpr size_t argon_memory = size_t{64} << 20;

std::unexpected<Error> hasher_busy() {
    Error error{.kind = ErrorKind::Unavailable,
                .code = "access.busy",
                .message = "Too many people are signing in at this moment. Try again in a few seconds.",
                .fields = {},
                .cause = {},
                .retry_after_seconds = 3};
    return std::unexpected(std::move(error));
}
}  // namespace

// A place among those that may hash now; waits for one in line.
class PasswordHasher::Place {
public:
    explicit Place(PasswordHasher& hasher) : hasher_(hasher) {
        std::unique_lock lock(hasher_.mutex_);
        if (hasher_.free_ == 0) {
            if (hasher_.waiting_left_ == 0) return;
            --hasher_.waiting_left_;
            hasher_.freed_.wait(lock, [this] { return hasher_.free_ > 0; });
            ++hasher_.waiting_left_;
        }
        --hasher_.free_;
        taken_ = true;
    }
    ~Place() {
        if (!taken_) return;
        {
            const std::lock_guard lock(hasher_.mutex_);
            ++hasher_.free_;
        }
        hasher_.freed_.notify_one();
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    bool taken() const { return taken_; }

private:
    PasswordHasher& hasher_;
    bool taken_ = false;
};

PasswordHasher::PasswordHasher(Rng& rng, int at_once, int waiting) : free_(at_once), waiting_left_(waiting) {
    Bytes random(32);
    rng.fill(random);
    nobodys_ = hash_now(to_hex(random)).value_or(std::string{});
}

Result<std::string> PasswordHasher::hash_now(std::string_view password) {
    char stored[crypto_pwhash_STRBYTES];
    if (crypto_pwhash_str(stored, password.data(), password.size(), argon_passes, argon_memory) != 0) return hasher_busy();
    return std::string(stored);
}

Result<std::string> PasswordHasher::hash(std::string_view password) {
    const Place place(*this);
    if (!place.taken()) return hasher_busy();
    return hash_now(password);
}

Result<bool> PasswordHasher::verify(const std::string& stored, std::string_view password) {
    const Place place(*this);
    if (!place.taken()) return hasher_busy();
    const std::string& against = stored.empty() ? nobodys_ : stored;
    const bool equal = crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
    return equal && !stored.empty();
}

bool PasswordHasher::is_outdated(const std::string& stored) {
    return crypto_pwhash_str_needs_rehash(stored.c_str(), argon_passes, argon_memory) != 0;
}

}  // namespace steward::access
