// The files in a work's folder: what is to be done, who does it, and what came of it. Written by gate and runner, each for the other,
// over a restart of either.
#pragma once

#include "agent/gate/machine/machine.h"
#include "trust/work.h"

namespace steward::gate {

constexpr uint64_t most_output = 1024 * 1024, most_timeout_s = 24 * 3600, usual_timeout_s = 3600, usual_memory = 1024 * 1024 * 1024;

/// `plan`: of the gate, before the work is journalled.
struct Plan {
    trust::ShortId work{};
    trust::JobClass job_class{};
    trust::Item action;
    trust::RunLimits limits;
    trust::ShortId device{};
    std::vector<trust::Digest> readers;  // whom the output is sealed for; empty: it lies open
};

/// `begun`: of the runner before it does anything, made once. Who makes it has the work; the gate makes it, without a process, to take
/// the work back.
struct Begun {
    uint64_t process = 0, started = 0;
    std::string boot_id;
};

/// How it went.
struct Effect {
    trust::Outcome outcome{};
    int64_t exit = 0;
    bool awaits_restart = false;  // done when the machine has started anew; the outcome comes then
};

/// `ended`: of the runner, whole or not there.
struct Ended {
    Effect effect;
    trust::Digest output{};  // of everything that was written, also of what was not kept; of a sealed output: of its sealed bytes
    uint64_t output_bytes = 0;
    Instant started, ended;
};

template <class Form>
void describe(Form& form, Plan& plan) {
    form.must_from(1, plan.work, plan.job_class, plan.action, plan.limits);
    form.may_from(5, plan.device, plan.readers);
}

template <class Form>
void describe(Form& form, Begun& begun) {
    form.may_from(1, begun.process, begun.started, begun.boot_id);
}

template <class Form>
void describe(Form& form, Ended& ended) {
    form.must(1, ended.effect.outcome);
    form.may(2, ended.effect.exit);
    form.must(3, ended.output);
    form.may(4, ended.output_bytes);
    form.must_from(5, ended.started, ended.ended);
    form.may(7, ended.effect.awaits_restart);
}

/// Whether we made it: on the disk when this returns.
bool claim(const std::string& folder, const Begun& begun);

}  // namespace steward::gate
