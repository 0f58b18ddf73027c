// The room's API.
#pragma once

#include "base/time.h"
#include "server/platform/access/call.h"
#include "server/platform/live/hub.h"
#include "server/platform/live/presence.h"
#include "steward/presence/v1/presence.service.h"

namespace steward::presence {

class Service final : public v1::PresenceService {
public:
    /// `clock` dates what other servers of the same database tell.
    Service(live::Hub& hub, Clock& clock);

    Result<v1::TicketPresence> list_presence(Call& call, const v1::ListPresenceRequest& request) override;
    Result<v1::TicketPresence> tell_presence(Call& call, const v1::TellPresenceRequest& request) override;

private:
    v1::TicketPresence others(const Call& call, const std::string& ticket);
    bool note(const live::Told& told, Instant now);

    live::Hub& hub_;
    live::PresenceBoard board_;
    std::unique_ptr<live::Hub::Listener> ear_;  // last: what it writes into ends after it
};

}  // namespace steward::presence
