// Whether a message may say what it says: whoever writes it, it is read or it is none.
#pragma once

#include "trust/form.h"

namespace steward::trust {

template <class Message>
bool may_be_said(const Message& message) {
    return read_message<Message>(write_message(message)).has_value();
}

}  // namespace steward::trust
