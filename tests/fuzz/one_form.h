// Signed messages have one form: what is read is written the same, unless extensions were passed over, which are not kept.
#pragma once

#include <algorithm>

#include "tests/fuzz/input.h"
#include "trust/form.h"

namespace steward::fuzz {

/// Of a message and the payload that it was read from.
template <class Message>
void must_be_one_form(const Message& message, ByteView payload) {
    const Bytes again = trust::write_message(message);
    must(trust::is_deterministic(again));
    must(again.size() < payload.size() || std::ranges::equal(again, payload));
}

}  // namespace steward::fuzz
