// The room's API: channels, tests, the delivery log.
#pragma once

#include "server/modules/notifications/deliver.h"
#include "server/platform/access/call.h"
#include "steward/notifications/v1/notifications.service.h"

namespace steward::notifications {

class Service final : public v1::NotificationsService {
public:
    Service(Dispatch& dispatch, directory::Directory& directory, Rng& rng) : dispatch_(dispatch), directory_(directory), rng_(rng) {}

    Result<v1::ListChannelKindsResponse> list_channel_kinds(Call& call, const v1::ListChannelKindsRequest& request) override;
    Result<v1::ListChannelsResponse> list_channels(Call& call, const v1::ListChannelsRequest& request) override;
    Result<v1::Channel> create_channel(Call& call, const v1::CreateChannelRequest& request) override;
    Result<v1::Channel> update_channel(Call& call, const v1::UpdateChannelRequest& request) override;
    Result<v1::DeleteChannelResponse> delete_channel(Call& call, const v1::DeleteChannelRequest& request) override;
    Result<v1::Delivery> test_channel(Call& call, const v1::TestChannelRequest& request) override;
    Result<v1::ListDeliveriesResponse> list_deliveries(Call& call, const v1::ListDeliveriesRequest& request) override;
    Result<v1::Delivery> resend_delivery(Call& call, const v1::ResendDeliveryRequest& request) override;

private:
    Result<Channel> load(Call& call, const std::string& id);
    Status fill(v1::Channel& message, const Channel& channel, const Caller& caller) const;
    void fill(v1::Delivery& message, const Delivery& delivery, const std::string& channel_name, const Caller& caller) const;

    Dispatch& dispatch_;
    directory::Directory& directory_;
    Rng& rng_;
};

}  // namespace steward::notifications
