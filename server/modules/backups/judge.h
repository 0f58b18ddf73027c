// Whether a run is a success (domain/model.md 5.14, invariant 31): not what it says of itself, but whether it made a recovery point whose
// content is newer than the one before. Pure.
#pragma once

#include <optional>
#include <string>

#include "server/modules/backups/told.h"

namespace steward::backups {

struct Judgement {
    std::string state;        // success, warning, failed
    std::string reason_code;  // empty for success
    std::string text;         // one sentence
    Instant content_at;       // of the point that it made; not set: none
};

/// `heard_at`: when the server was told; a machine's clock may be ahead by two minutes, what is later is drawn back to it.
/// `content_before`: of the newest point that the same backup had made before this run began.
Judgement judge_run(const ToldRun& told, Instant heard_at, std::optional<Instant> content_before);

}  // namespace steward::backups
