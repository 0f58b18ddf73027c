// A security key of software, spoken to by libfido2 through its own hooks: CTAP 2.0 with a person who is always verified.
#pragma once

#include "signer/security_key.h"

namespace steward::signer {

/// What it holds, and what was last asked of it. One at a time: libfido2's hooks carry no more than the handle.
class SoftAuthenticator final : public SecurityKeys {
public:
    SoftAuthenticator();
    ~SoftAuthenticator() override;
    SoftAuthenticator(const SoftAuthenticator&) = delete;
    SoftAuthenticator& operator=(const SoftAuthenticator&) = delete;

    Result<Device> open() override;

    bool is_plugged_in = true;
    bool is_touched = true;       // somebody touches it when it is asked
    bool verifies_person = true;  // false: a lost one in a stranger's hand
    bool can_be_copied = false;   // says that its credentials are kept elsewhere, too
    size_t signatures_made = 0;

    struct Inside;
    Inside& inside() { return *inside_; }

private:
    std::unique_ptr<Inside> inside_;
};

}  // namespace steward::signer
