// A control group (version 2) for one run: bounds its memory where the machine hands that out, and ends all of it at once.
#pragma once

#include <string>

#include "base/bytes.h"
#include "trust/key_record.h"

namespace steward::gate {

class ControlGroup {
public:
    /// Beside the group of whoever asks. `is_there` says whether the machine let us.
    ControlGroup(const std::string& name, uint64_t memory_bytes);
    ~ControlGroup();
    ControlGroup(const ControlGroup&) = delete;
    ControlGroup& operator=(const ControlGroup&) = delete;

    bool is_there() const { return !path_.empty(); }
    bool bounds_memory() const { return bounds_memory_; }
    /// Puts the calling process into it.
    void enter() const;
    /// Ends every process in it.
    void end() const;

private:
    std::string path_;
    bool bounds_memory_ = false;
};

/// One job may run on two machines that share a kernel (containers): its groups have the machine's number in their names.
std::string group_name(const trust::ShortId& device, const trust::ShortId& work);

/// Ends what is left in the group of a run whose runner is gone, and gives up the group. Nothing happens when there is none.
void end_group(const std::string& name);

/// As a service, whose group holds the gate itself: moves it one below, so that runs may have groups of their own with bounds.
void make_room_for_groups();

}  // namespace steward::gate
