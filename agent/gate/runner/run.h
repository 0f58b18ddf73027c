// One run, in a process of its own that outlives the gate: programs that are started for it, how they are held to the job's limits, and
// what they wrote.
#pragma once

#include <sodium.h>

#include "agent/gate/journal_file.h"
#include "agent/gate/runner/control_group.h"
#include "agent/gate/runner/plan.h"
#include "base/time.h"

namespace steward::gate {

struct Program {
    std::string path;  // a name without a slash is looked for in the system's folders
    std::vector<std::string> arguments;
    int body = -1;         // a file that it finds as /dev/fd/3
    bool is_ours = false;  // a tool that an action uses: root, and the network as it is, whatever the job says
};

struct Ran {
    int exit = -1;            // 128 and the signal when it was killed
    bool is_in_time = false;  // false: it was ended, and everything that it had started
    std::string words;        // the beginning of what it wrote
};

class Run {
public:
    /// `folder` of the work. Not open: the output's file cannot be made.
    Run(const Plan& plan, std::string folder, const Clock& clock);
    bool is_open() const { return output_.is_open(); }

    /// Runs it to its end; what it writes is the run's output. Nothing that it started outlives it.
    Ran start(const Program& program);
    /// A line of ours in the output.
    void say(std::string_view line);
    /// A file that came with the job, when its bytes have the digest.
    std::optional<Bytes> material(const trust::Digest& digest) const;
    /// The same as a file in memory that nobody can change; not open: it is not here, or is not that.
    Descriptor sealed_copy(const trust::Digest& digest) const;
    /// Puts the output on the disk, and says what there was of it.
    Ended ended(const Effect& effect) const;
    const Plan& plan() const { return plan_; }

private:
    void listen(int pipe, int process, Ran& ran);
    void take_output(ByteView part, Ran& ran);
    std::optional<Bytes> sealed() const;
    bool drain(int pipe, Ran& ran);
    void become(const Program& program, int output);

    const Plan& plan_;
    std::string folder_;
    const Clock& clock_;
    Instant started_;
    Duration deadline_;
    Descriptor output_;
    uint64_t output_bytes_ = 0, most_output_;
    mutable crypto_hash_sha256_state hash_;
    ControlGroup group_;
};

/// The whole life of a runner: takes the work of the folder, does it, writes what came of it. What the process ends with.
int run_work(const std::string& folder, const Clock& clock);

}  // namespace steward::gate
