// The room's API.
#pragma once

#include "server/platform/access/call.h"
#include "server/platform/live/hub.h"
#include "server/platform/live/presence.h"
#include "steward/presence/v1/presence.service.h"

namespace steward::presence {

class Service final : public v1::PresenceService {
public:
    explicit Service(live::Hub& hub) : hub_(hub) {}

    Result<v1::TicketPresence> list_presence(Call& call, const v1::ListPresenceRequest& request) override;
    Result<v1::TicketPresence> tell_presence(Call& call, const v1::TellPresenceRequest& request) override;

private:
    v1::TicketPresence others(const Call& call, const std::string& ticket);

    live::Hub& hub_;
    live::PresenceBoard board_;
};

}  // namespace steward::presence
