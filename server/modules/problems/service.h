// The room's API: load, decide, one transaction through the acts.
#pragma once

#include "server/modules/directory/directory.h"
#include "server/modules/problems/acts.h"
#include "server/platform/access/call.h"
#include "steward/problems/v1/problems.service.h"

namespace steward::problems {

class Service final : public v1::ProblemsService {
public:
    Service(directory::Directory& directory, helpdesk::TicketWork& work, Acts& acts) : directory_(directory), work_(work), acts_(acts) {}

    Result<v1::ListProblemsResponse> list_problems(Call& call, const v1::ListProblemsRequest& request) override;
    Result<v1::Problem> get_problem(Call& call, const v1::GetProblemRequest& request) override;
    Result<v1::Problem> create_problem(Call& call, const v1::CreateProblemRequest& request) override;
    Result<v1::Problem> update_problem(Call& call, const v1::UpdateProblemRequest& request) override;
    Result<v1::Problem> move_problem(Call& call, const v1::MoveProblemRequest& request) override;
    Result<v1::Problem> link_incident(Call& call, const v1::LinkIncidentRequest& request) override;
    Result<v1::Problem> unlink_incident(Call& call, const v1::UnlinkIncidentRequest& request) override;
    Result<v1::ListTicketProblemsResponse> list_ticket_problems(Call& call, const v1::ListTicketProblemsRequest& request) override;

private:
    /// Failures: NotFound "problems.not_found"; with an If-Match of another revision StaleEtag "problems.changed_meanwhile".
    Result<ProblemRow> load(Call& call, const std::string& id) const;
    /// A ticket of the call's client. Failure: NotFound "helpdesk.ticket_not_found".
    Result<helpdesk::TicketPaper> load_ticket(Call& call, const std::string& id) const;
    Result<v1::Problem> answer(Call& call, ProblemId id) const;

    directory::Directory& directory_;
    helpdesk::TicketWork& work_;
    Acts& acts_;
};

}  // namespace steward::problems
