// Months are closed: written down once they cannot change by themselves any more, and compared with the records again and again.
#pragma once

#include "server/modules/figures/store.h"
#include "server/modules/service_levels/service_levels.h"

namespace steward::figures {

class Closing {
public:
    Closing(storage::Database& database, service_levels::ServiceLevels& levels) : database_(database), levels_(levels) {}

    /// Closes what is due of the last two years, at most some hundred months of clients in one run. What differs from what was
    /// written, by late facts or by another definition, is written again beside it.
    Status run(Instant now);

private:
    struct Due {
        Whose whose;
        std::string month;
    };
    Result<std::vector<Due>> due(Instant now);
    Status close(const std::vector<Due>& same_month, Instant now);

    storage::Database& database_;
    service_levels::ServiceLevels& levels_;
};

}  // namespace steward::figures
