// What is seen of a portal before anybody has signed in, and of what is new afterwards.
#include <algorithm>

#include "server/modules/portal/looks.h"
#include "server/modules/portal/service.h"

namespace steward::portal {

// Any address and any host name that no portal has is answered alike, without a client: who tries addresses learns nothing but whose portal
// has one, which everybody who may open it was told. Who may sign in there is never said.
Result<v1::PortalDoor> Service::get_portal_door(Call& call, const v1::GetPortalDoorRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto defaults, load_defaults(*transaction));
    std::optional<LookRow> look;
    if (is_address(request.address())) {
        STEWARD_TRY(look, look_at_address(*transaction, request.address()));
    }
    if (!look && is_host(request.host())) {
        STEWARD_TRY(look, look_at_host(*transaction, request.host()));
    }
    v1::PortalDoor door;
    put_contact(look ? contact_of(*look, defaults) : defaults.contact, door);
    // Passkeys, links by mail and providers know the server by one name alone.
    if (is_host(request.host()) && request.host() != host_in(public_address_)) door.set_home_url(public_address_);
    if (!look) return door;
    door.set_client_id(look->client.text());
    door.set_client_name(directory_.client_name(look->client));
    put_look(*look, door);
    return door;
}

Result<v1::PortalUpdate> Service::watch_portal(Call&, const v1::WatchPortalRequest&) {
    return fail(ErrorKind::Unavailable, "live.use_event_stream",
                "Ask for this with Accept: text/event-stream; it is a stream, not an answer.");
}

}  // namespace steward::portal
