#include "signer/own_key.h"

namespace steward::signer {

namespace {
std::unexpected<Error> damaged(const fs::path& path) {
    return fail(ErrorKind::Invalid, "key.damaged", path.string() + " is damaged; take it from your copy.");
}
}  // namespace

bool is_key_name(const std::string& name) {
    return !name.empty() && name.size() <= 64 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string::npos;
}

Result<OwnKey> OwnKey::find(const Folder& folder, const std::string& name) {
    if (!is_key_name(name)) return fail(ErrorKind::Invalid, "cli.usage", "A key's name has small letters, digits, - and _.");
    if (const fs::path path = folder.held_key(name); fs::exists(path)) {
        STEWARD_TRY(const Bytes bytes, read_file(path));
        const auto held = trust::read_message<HeldKey>(bytes);
        if (!held) return damaged(path);
        return OwnKey(*held);
    }
    if (const fs::path path = folder.agent_key(name); fs::exists(path)) {
        STEWARD_TRY(const Bytes bytes, read_file(path));
        const auto in_agent = trust::read_message<AgentKey>(bytes);
        if (!in_agent) return damaged(path);
        return OwnKey(*in_agent);
    }
    const fs::path path = folder.key(name);
    if (!fs::exists(path))
        return fail(ErrorKind::NotFound, "key.missing", "You have no key named " + name + "; `steward-sign key list` shows them.");
    STEWARD_TRY(const Bytes bytes, read_file(path));
    const auto sealed = trust::read_message<SealedKey>(bytes);
    if (!sealed) return damaged(path);
    return OwnKey(*sealed);
}

const std::string& OwnKey::person() const {
    return std::visit([](const auto& key) -> const std::string& { return key.person; }, key_);
}
const trust::PublicKey& OwnKey::public_key() const {
    return std::visit([](const auto& key) -> const trust::PublicKey& { return key.key; }, key_);
}

Result<OwnSignature> OwnKey::sign(ByteView covered, Passphrases& passphrases, SecurityKeys& security_keys,
                                  const std::string& key_agent) const {
    if (const SealedKey* sealed_key = sealed()) {
        STEWARD_TRY(const std::string passphrase, passphrases.ask("Passphrase of " + sealed_key->person + " to sign it"));
        STEWARD_TRY(const SecretKey key, SecretKey::open(*sealed_key, passphrase));
        return OwnSignature{
            .key_id = id(), .algorithm = static_cast<uint8_t>(sealed_key->key.algorithm), .bytes = key.sign(covered), .carried = {}};
    }
    if (const auto* in_agent = std::get_if<AgentKey>(&key_)) {
        STEWARD_TRY(const std::string word, passphrases.ask("Type yes to have the key agent sign it"));
        if (word != "yes") return fail(ErrorKind::Invalid, "signer.no", "You did not say yes; nothing was signed.");
        STEWARD_TRY(KeyAgent agent, KeyAgent::open(key_agent));
        return agent.sign(in_agent->key, covered);
    }
    STEWARD_TRY(const Device device, security_keys.open());
    STEWARD_TRY(const std::string pin, passphrases.ask("PIN of the security key (empty: it verifies you by itself), then touch it"));
    return sign_with(*device, std::get<HeldKey>(key_), covered, pin);
}

}  // namespace steward::signer
