// Frames: an unsigned LEB128 length, then that many bytes (schema/steward/agent/v1/agent.proto).
//
// Total: any bytes are either a frame, the beginning of one, or refused; nothing is read beyond them.
#pragma once

#include <optional>

#include "base/bytes.h"

namespace steward::link {

constexpr size_t largest_frame = 1 << 20;

struct Frame {
    ByteView body;
    size_t size = 0;  // with its length
};

/// The frame at the beginning of `in`, or nothing when more bytes are needed. Failure: Invalid
/// "link.frame" for a length of zero, above `most` or written longer than needed.
Result<std::optional<Frame>> next_frame(ByteView in, size_t most = largest_frame);

void append_frame(Bytes& out, std::string_view body);

}  // namespace steward::link
