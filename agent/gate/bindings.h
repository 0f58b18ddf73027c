// Where a machine belongs (design/trust.md 4.1.3, message 8): moves it to another client or site, or changes the tags that policies go by.
//
// Pure, as checks.h. Bindings are a chain of their own: `seq` one more than the last, `prev` its id; for the first the grant's id, then 16
// zeros. A message that could be replayed would move a machine back.
#pragma once

#include "agent/gate/checks.h"

namespace steward::gate {

/// Details of check 18 that follow those of checks.h.
enum class BindingSeen : uint8_t { Gap = 16, OtherParent };

struct BoundHere {
    uint64_t seq = 0;      // 0: by the grant alone
    trust::Digest last{};  // id of the newest binding
    trust::ShortId grant{};
    ByteView device_key;
    std::span<const std::string> tags;  // as signed last
};

/// What the first binding names as the one before it.
trust::Digest parent_of_first(const trust::ShortId& grant);

struct Bound {
    trust::Binding binding;
    trust::Digest message{};
    std::set<std::string> holders;
};

/// One person who may enrol at both clients; two when the client changes, or the tags: by them standing policies reach a machine, whose
/// signers meant others. There is no delay in the place of the second: where one person works alone, a policy names the machine itself, and
/// its administrator enrols it anew.
std::expected<Bound, Refusal> judge_binding(ByteView bytes, const Situation& situation, const BoundHere& here, uint64_t log_level);

}  // namespace steward::gate
