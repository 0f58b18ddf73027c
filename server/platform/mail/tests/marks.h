// The same marks for every mail of the corpus.
#pragma once

#include "server/platform/mail/thread.h"

namespace steward::mail::tests {

inline RawId conversation(int number) {
    RawId id;
    for (size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = static_cast<uint8_t>(number * 16 + static_cast<int>(i));
    return id;
}

inline ThreadMarks marks() { return ThreadMarks(Bytes(32, 0x11), "msp.example"); }

inline OwnMarks own_marks() { return {.message_domain = "msp.example", .installation = "inst-1", .addresses = {"desk@msp.example"}}; }

}  // namespace steward::mail::tests
