// Our records as JSON lines, in the order in which an import needs them: the same file brought in again changes nothing.
#pragma once

#include <atomic>

#include "server/modules/imports/depot.h"
#include "server/modules/imports/placing.h"
#include "server/modules/imports/work.h"
#include "server/platform/live/hub.h"

namespace steward::imports {

class Exporter {
public:
    Exporter(storage::Database& database, Rooms rooms, Depot& depot, live::Hub& hub)
        : database_(database), rooms_(rooms), depot_(depot), hub_(hub) {}

    /// Writes what is to be written, a few hundred records at a time and at most `steps_a_run` times.
    Status run(Instant now);
    void stop() { is_stopping_ = true; }

private:
    Result<bool> step(Instant now);
    /// Lines of the next records of a kind behind `after`, which moves; no lines: there are no more.
    Result<std::string> lines(Transaction& transaction, const std::string& kind, std::string& after, int64_t& count);

    storage::Database& database_;
    Rooms rooms_;
    Depot& depot_;
    live::Hub& hub_;
    std::atomic<bool> is_stopping_{false};
};

}  // namespace steward::imports
