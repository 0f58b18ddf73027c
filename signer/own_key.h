// One of a person's own keys, by its name: under a passphrase, in a security key or in a key agent. What differs between them ends here.
#pragma once

#include <variant>

#include "signer/folder.h"
#include "signer/key_agent.h"
#include "signer/passphrase.h"
#include "signer/secret_key.h"
#include "signer/security_key.h"

namespace steward::signer {

class OwnKey {
public:
    /// Failure: NotFound "key.missing", Invalid "key.damaged", "cli.usage" for what is no name.
    static Result<OwnKey> find(const Folder& folder, const std::string& name);

    const std::string& person() const;
    const trust::PublicKey& public_key() const;
    trust::KeyId id() const { return trust::key_id(public_key()); }
    bool is_held() const { return std::holds_alternative<HeldKey>(key_); }
    bool is_in_agent() const { return std::holds_alternative<AgentKey>(key_); }
    const SealedKey* sealed() const { return std::get_if<SealedKey>(&key_); }

    /// Asks for the passphrase, for the PIN and a touch, or for the word "yes": that is the person's yes to this one message.
    /// `key_agent`: its socket. Failure: as each kind has it; Invalid "signer.no" for another word.
    Result<OwnSignature> sign(ByteView covered, Passphrases& passphrases, SecurityKeys& security_keys, const std::string& key_agent) const;

private:
    explicit OwnKey(std::variant<SealedKey, HeldKey, AgentKey> key) : key_(std::move(key)) {}
    std::variant<SealedKey, HeldKey, AgentKey> key_;
};

/// Small letters, digits, - and _.
bool is_key_name(const std::string& name);

}  // namespace steward::signer
