// What the three chats are posted. Pure.
#pragma once

#include <string>

#include "server/modules/notifications/channel.h"

namespace steward::notifications::channels::chat {

/// `format` is one of "slack", "teams", "mattermost" (anything else is as mattermost).
std::string chat_body(std::string_view format, const Message& message);

}  // namespace steward::notifications::channels::chat
