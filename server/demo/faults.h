// A fault on a machine: a condition that is raised and, mostly, cleared again, and what people make of it.
#pragma once

#include <memory>

#include "server/demo/play.h"

namespace steward::demo {

struct Fault {
    const char *check, *item, *severity, *priority, *title, *sentence, *unit;
    double value, threshold;
    int minutes;                                     // until it is over, about
    const char *resolution, *code, *cause, *report;  // report: what somebody who notices it says
};

/// Who notices it, and when.
enum class Notice { Nobody, Before, AtOnce, Later };

/// From `at` on. `open`: it is still there when the curtain rises.
void tell_fault(Scene& scene, const Company& company, const Machine& machine, const Fault& fault, Instant at, Notice notice, bool open);

}  // namespace steward::demo
