// What a machine's own limits will say to a job, as its gate told them: before anybody signs. Pure; the gate itself decides.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "trust/place.h"

namespace steward::jobs {

/// As far as a draft is known before it is one.
struct Intended {
    trust::JobClass job_class{};
    size_t devices = 0;
    Duration window{};
};

/// One sentence: why the machine refuses it whoever signs; empty: its limits need not.
std::string refusal_by(const trust::LocalLimits& limits, const Intended& job);

/// What the machine wants besides, each in a clause: "the client has to sign it too".
std::vector<std::string> demands_of(const trust::LocalLimits& limits, const Intended& job);

}  // namespace steward::jobs
