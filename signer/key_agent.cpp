#include "signer/key_agent.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace steward::signer {

namespace {
// draft-miller-ssh-agent: numbers of four bytes, the greatest first; a string is its length and its bytes.
constexpr uint8_t request_keys = 11, keys_answer = 12, sign_request = 13, sign_answer = 14;
constexpr size_t longest_answer = 256 * 1024;
constexpr std::string_view ed25519 = "ssh-ed25519";

std::unexpected<Error> no_answer() {
    return fail(ErrorKind::Unavailable, "key_agent.failed",
                "The key agent does not answer as one; see that SSH_AUTH_SOCK names ssh-agent's socket.");
}

void put_number(Bytes& out, uint32_t number) {
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<uint8_t>(number >> shift));
}
void put_string(Bytes& out, ByteView bytes) {
    put_number(out, static_cast<uint32_t>(bytes.size()));
    out.insert(out.end(), bytes.begin(), bytes.end());
}

// Total: after the first thing that is not there, everything is empty.
class Answer {
public:
    explicit Answer(ByteView rest) : rest_(rest) {}
    uint32_t number() {
        const ByteView four = take(4);
        uint32_t number = 0;
        for (const uint8_t byte : four) number = number << 8 | byte;
        return number;
    }
    ByteView string() { return take(number()); }
    bool is_sound() const { return is_sound_; }

private:
    ByteView take(size_t count) {
        is_sound_ = is_sound_ && count <= rest_.size();
        if (!is_sound_) return {};
        const ByteView taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }
    ByteView rest_;
    bool is_sound_ = true;
};

bool send_all(int file, ByteView bytes) {
    while (!bytes.empty()) {
        const ssize_t count = ::send(file, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes = bytes.subspan(static_cast<size_t>(count));
    }
    return true;
}

bool receive_all(int file, Bytes& into) {
    for (size_t have = 0; have < into.size();) {
        const ssize_t count = ::read(file, into.data() + have, into.size() - have);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        have += static_cast<size_t>(count);
    }
    return true;
}

Bytes blob_of(ByteView public_key) {
    Bytes blob;
    put_string(blob, as_bytes(ed25519));
    put_string(blob, public_key);
    return blob;
}
}  // namespace

KeyAgent::KeyAgent(KeyAgent&& other) noexcept : socket_(std::exchange(other.socket_, -1)) {}
KeyAgent::~KeyAgent() {
    if (socket_ >= 0) ::close(socket_);
}

Result<KeyAgent> KeyAgent::open(const std::string& path) {
    sockaddr_un place{};
    place.sun_family = AF_UNIX;
    KeyAgent agent(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const bool fits = !path.empty() && path.size() < sizeof place.sun_path;
    if (fits) std::copy(path.begin(), path.end(), place.sun_path);
    if (!fits || agent.socket_ < 0 || ::connect(agent.socket_, reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0)
        return fail(ErrorKind::Unavailable, "key_agent.none",
                    "No key agent is here: start one with `eval $(ssh-agent)`, and put the key in with `ssh-add -c`.");
    return agent;
}

Result<Bytes> KeyAgent::ask(ByteView request) {
    Bytes whole;
    put_string(whole, request);
    Bytes head(4);
    if (!send_all(socket_, whole) || !receive_all(socket_, head)) return no_answer();
    const uint32_t size = Answer(head).number();
    Bytes answer(size > longest_answer ? 0 : size);
    if (answer.empty() || !receive_all(socket_, answer)) return no_answer();
    return answer;
}

Result<std::vector<KeyAgent::Held>> KeyAgent::keys() {
    STEWARD_TRY(const Bytes bytes, ask(std::array{request_keys}));
    if (bytes[0] != keys_answer) return no_answer();
    Answer answer(ByteView(bytes).subspan(1));
    std::vector<Held> held;
    for (uint32_t left = answer.number(); left > 0 && answer.is_sound(); --left) {
        Answer blob(answer.string());
        const ByteView comment = answer.string();
        const bool is_ours = as_text(blob.string()) == ed25519;
        const ByteView key = blob.string();
        if (is_ours && answer.is_sound() && blob.is_sound() && key.size() == 32)
            held.push_back({Bytes(key.begin(), key.end()), std::string(as_text(comment))});
    }
    if (!answer.is_sound()) return no_answer();
    return held;
}

Result<OwnSignature> KeyAgent::sign(const trust::PublicKey& key, ByteView covered) {
    Bytes request{sign_request};
    put_string(request, blob_of(key.bytes));
    put_string(request, covered);
    put_number(request, 0);
    STEWARD_TRY(const Bytes bytes, ask(request));
    Answer answer(ByteView(bytes).subspan(1));
    Answer made(answer.string());
    const bool is_ours = as_text(made.string()) == ed25519;
    const ByteView signature = made.string();
    OwnSignature own{.key_id = trust::key_id(key),
                     .algorithm = static_cast<uint8_t>(key.algorithm),
                     .bytes = Bytes(signature.begin(), signature.end()),
                     .carried = {}};
    // Read back: what a machine would refuse is not handed out.
    const trust::Signature view{.key_id = own.key_id, .algorithm = own.algorithm, .bytes = own.bytes, .carried = {}};
    const bool holds = bytes[0] == sign_answer && is_ours && made.is_sound() && own.bytes.size() == trust::signature_size &&
                       trust::verifies(key, {}, covered, view);
    if (!holds)
        return fail(ErrorKind::Forbidden, "key_agent.refused",
                    "The key agent did not sign: it does not hold this key (`ssh-add -L` shows what it holds), or somebody said no.");
    return own;
}

}  // namespace steward::signer
