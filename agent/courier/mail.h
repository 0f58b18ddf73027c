// What goes out to the server, and what the gate answered: the words that the parts of the courier share.
#pragma once

#include <deque>
#include <optional>

#include "agent/gate/door/request.h"
#include "base/time.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

/// Messages for the server in their order; the link takes them when it has room.
using Mail = std::deque<v1::AgentMessage>;

/// One answer of the gate. `body` points into the bytes that were read.
struct GateAnswer {
    gate::How how{};
    ByteView body;
};

/// Why a question got no answer: nobody serves the socket; or whoever does went away without a word.
enum class NoAnswer : uint8_t { Absent, Lost };

/// A question is asked again this often before it is given up.
constexpr int most_losses = 2;

inline ByteView bytes_of(const std::string& text) { return as_bytes(text); }

template <class Fixed>
bool copy_fixed(const std::string& text, Fixed& into) {
    if (text.size() != into.size()) return false;
    std::copy(text.begin(), text.end(), into.begin());
    return true;
}

template <class Container>
std::string text_from(const Container& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace steward::agent
