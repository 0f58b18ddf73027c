// What an ntfy server is sent. Pure.
#pragma once

#include <string>

#include "server/modules/notifications/channel.h"

namespace steward::notifications::channels::ntfy {

/// The JSON body. Title and text are cut to what a phone shows (250 and 3,500 bytes), never inside a character.
std::string publish_body(const std::string& topic, const Message& message);

/// Letters, digits, _ and -, 1 to 64.
bool is_topic(std::string_view topic);

}  // namespace steward::notifications::channels::ntfy
