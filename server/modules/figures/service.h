// The room's API: records of one period, lines of each figure, values by group.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/figures/gather.h"
#include "server/platform/access/call.h"
#include "steward/figures/v1/figures.service.h"

namespace steward::figures {

class Service final : public v1::FiguresService {
public:
    Service(directory::Directory& directory, service_levels::ServiceLevels& levels) : directory_(directory), levels_(levels) {}

    Result<v1::DeskFigures> get_desk_figures(Call& call, const v1::GetDeskFiguresRequest& request) override;
    Result<v1::ListFigureRecordsResponse> list_figure_records(Call& call, const v1::ListFigureRecordsRequest& request) override;
    Result<v1::ListFigureExceptionsResponse> list_figure_exceptions(Call& call, const v1::ListFigureExceptionsRequest& request) override;

private:
    // Whose figures, and of which month.
    struct Asked {
        std::vector<Whose> clients;
        bool is_one = false;
        std::string month;
    };
    Result<Asked> asked(Call& call, const std::string& client, const std::string& month) const;
    void fill_figure(v1::DeskFigure& figure, const Definition& definition, const Gathered& gathered, std::string_view group_by) const;
    Status count_exceptions(Call& call, const Asked& asked, v1::DeskFigures& answer) const;
    Status add_restatements(Call& call, const Asked& asked, v1::DeskFigures& answer) const;

    directory::Directory& directory_;
    service_levels::ServiceLevels& levels_;
};

}  // namespace steward::figures
