// A key that lies in an agent of the operating system: OpenSSH's ssh-agent and what speaks like it. The secret stays there, and the agent
// signs bytes as they are, which for Ed25519 is the very signature that machines take.
//
// What we have signed begins with the words of trust/frame.h and can be neither a log-in (RFC 4252) nor a signature of ssh-keygen. But
// whoever reaches the agent's socket can have it sign without its person: so a key is added with `ssh-add -c`, which asks every time, and
// an agent that holds one is never forwarded.
#pragma once

#include <string>
#include <vector>

#include "signer/draft.h"
#include "trust/form.h"

namespace steward::signer {

/// What is kept of it: nothing secret.
struct AgentKey {
    uint64_t version = 1;
    std::string person;
    trust::PublicKey key;
};

template <class Form>
void describe(Form& form, AgentKey& key) {
    form.must(1, key.version);
    form.must(2, key.person);
    form.must(3, key.key.algorithm);
    form.must(4, key.key.bytes);
    form.refuse_if(key.version != 1 || key.key.algorithm != trust::Algorithm::Ed25519 || !trust::has_right_size(key.key));
}

class KeyAgent {
public:
    struct Held {
        Bytes public_key;  // Ed25519; keys of other kinds are passed over
        std::string comment;
    };

    /// `socket`: as SSH_AUTH_SOCK names it. Failure: Unavailable "key_agent.none".
    static Result<KeyAgent> open(const std::string& socket);
    KeyAgent(KeyAgent&& other) noexcept;
    KeyAgent& operator=(KeyAgent&&) = delete;
    ~KeyAgent();

    /// Failure: Unavailable "key_agent.failed".
    Result<std::vector<Held>> keys();
    /// Failure: Forbidden "key_agent.refused" when it does not sign: the key is not there, or its person said no.
    Result<OwnSignature> sign(const trust::PublicKey& key, ByteView covered);

private:
    explicit KeyAgent(int socket) : socket_(socket) {}
    Result<Bytes> ask(ByteView request);
    int socket_;
};

}  // namespace steward::signer
