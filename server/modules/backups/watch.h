// The program's part: runs that machines tell of, times that nothing answered, and what the checks say of it, as conditions.
#pragma once

#include <map>

#include "server/modules/backups/runs.h"
#include "server/modules/backups/troubles.h"
#include "server/modules/directory/directory.h"
#include "server/platform/live/hub.h"

namespace steward::backups {

class Watch {
public:
    Watch(storage::Database& database, directory::Directory& directory, live::Hub& hub, Rng& rng)
        : database_(database), directory_(directory), hub_(hub), rng_(rng), runs_(rng) {}

    /// Reads the facts, then looks at every item that a fact spoke of, that time has changed, or that was not looked at for an hour.
    Status run(Instant now);

private:
    Status consume_facts();
    Status hear_run(Transaction& transaction, const Bytes& body);
    Status device_left(Transaction& transaction, DeviceId device, std::string_view why, Instant now);
    Status find_items(Instant now);
    Status look_at(BackupItemId id, Instant now);
    Result<Instant> look_at_plans(Transaction& transaction, const ItemRow& item, std::vector<PlanRow>& plans,
                                  std::vector<TroubleRow>& found, Instant now);
    Status say(Transaction& transaction, BackupItemId item, const std::vector<TroubleRow>& found, std::string_view why_cleared,
               Instant now);
    /// Screens that show backups of this client ask again.
    void tell_screens(Transaction& transaction, ClientId client, const std::string& item);

    storage::Database& database_;
    directory::Directory& directory_;
    live::Hub& hub_;
    Rng& rng_;
    Runs runs_;
    std::map<BackupItemId, Instant> due_;  // when to look at each again; this reconciler's own thread
    Instant items_found_at_;
};

}  // namespace steward::backups
