// Frames: an unsigned LEB128 length, then that many bytes (schema/steward/agent/v1/agent.proto).
#pragma once

#include <optional>

#include "base/bytes.h"

namespace steward::agent {

constexpr size_t largest_frame = 1 << 20;

void append_varint(Bytes& out, uint64_t value);
size_t varint_size(uint64_t value);
void append_frame(Bytes& out, ByteView body);

struct Frame {
    ByteView body;
    size_t size = 0;  // with its length
};

/// The frame at the beginning of `in`, or nothing when more bytes are needed. Failure: Invalid
/// "link.frame".
Result<std::optional<Frame>> next_frame(ByteView in);

}  // namespace steward::agent
