// The room's API: everybody's own notices and choices.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/notices/telling.h"
#include "server/platform/access/call.h"
#include "steward/notices/v1/notices.service.h"

namespace steward::notices {

class Service final : public v1::NoticesService {
public:
    Service(directory::Directory& directory, Telling& telling) : directory_(directory), telling_(telling) {}

    Result<v1::ListNoticesResponse> list_notices(Call& call, const v1::ListNoticesRequest& request) override;
    Result<v1::ReadNoticesResponse> read_notices(Call& call, const v1::ReadNoticesRequest& request) override;
    Result<v1::NoticeSettings> get_notice_settings(Call& call, const v1::GetNoticeSettingsRequest& request) override;
    Result<v1::NoticeSettings> update_notice_settings(Call& call, const v1::UpdateNoticeSettingsRequest& request) override;

private:
    Result<v1::NoticeSettings> settings(Call& call) const;

    directory::Directory& directory_;
    Telling& telling_;
};

}  // namespace steward::notices
