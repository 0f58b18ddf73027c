// An update for one account alone: that there is something new for it to ask for. Who may read what is decided where it is
// published; the event stream gives it to nobody else.
#pragma once

#include "server/platform/live/hub.h"

namespace steward::live {

inline constexpr std::string_view personal_topic = "mine";

/// `about`: the topic that the reader asks again, "ticket". It says nothing of which or of what.
inline Update personal_update(ClientId client, AccountId reader, std::string_view about) {
    return {
        .client = client, .topic = std::string(personal_topic), .id = reader.text(), .json = "{\"topic\":\"" + std::string(about) + "\"}"};
}

}  // namespace steward::live
