// A security key (FIDO2): the secret never leaves it, and it signs nothing that nobody touched it for.
//
// It is asked for the party "msp-job:..." (trust/voices.h), which is no domain: no web page can ask it for the same. As that party is named
// after the authority, a security key can only be made for a chain that has begun: it takes the place of the key under a passphrase then.
#pragma once

#include <fido.h>

#include <memory>

#include "base/random.h"
#include "signer/draft.h"
#include "trust/form.h"

namespace steward::signer {

struct CloseDevice {
    void operator()(fido_dev_t* device) const;
};
using Device = std::unique_ptr<fido_dev_t, CloseDevice>;

/// Where security keys are plugged in.
class SecurityKeys {
public:
    virtual ~SecurityKeys() = default;
    /// Open and ready to be asked. Failure: NotFound "security_key.none", Conflict "security_key.several".
    virtual Result<Device> open() = 0;
};

/// Those of this machine, by libfido2.
class PluggedIn final : public SecurityKeys {
public:
    Result<Device> open() override;
};

/// What is kept of a key that lies in a security key: enough to ask it, and nothing secret.
struct HeldKey {
    uint64_t version = 1;
    std::string person, party;
    trust::PublicKey key;
    Bytes credential;
};

template <class Form>
void describe(Form& form, HeldKey& key) {
    form.must(1, key.version);
    form.must(2, key.person);
    form.must(3, key.party);
    form.must(4, key.key.algorithm);
    form.must(5, key.key.bytes);
    form.must(6, key.credential);
    const bool is_native = key.key.algorithm == trust::Algorithm::FidoEs256 || key.key.algorithm == trust::Algorithm::FidoEd25519;
    form.refuse_if(key.version != 1 || !is_native || !trust::has_right_size(key.key) || key.credential.empty());
}

/// Makes a key in it. `pin` may be empty when it verifies people by itself.
/// Failure: Forbidden "security_key.refused" with what to do, Unavailable "security_key.failed".
Result<HeldKey> make_held_key(fido_dev_t& device, const std::string& person, const std::string& party, const std::string& pin, Rng& rng);

/// One touch, one signature over `signed_bytes`. Failures as above; NotFound "security_key.another" when it is another one.
Result<OwnSignature> sign_with(fido_dev_t& device, const HeldKey& key, ByteView covered, const std::string& pin);

}  // namespace steward::signer
