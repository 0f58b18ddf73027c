// A source before and after its backup: what is drawn before, and what of it is still the same afterwards.
#pragma once

#include <functional>
#include <optional>

#include "agent/backups/manifest.h"
#include "agent/backups/walk.h"
#include "base/time.h"

namespace steward::agent::backups {

/// The system's tables of mounts; given, so that a story can have others.
struct Mounts {
    std::string fstab, mountinfo;
    static Mounts of_this_machine();
};

struct SourceBefore {
    std::vector<std::string> sources;
    Seed seed{};
    Walked walked;
    std::vector<DrawnFile> drawn;
    std::string problem;  // a reason code: what was to be backed up is not there; empty: it is
    std::string problem_sentence;
    bool some_closed = false;
};

SourceBefore look_at(const std::vector<std::string>& sources, const WalkRules& rules, const Mounts& mounts, const Seed& seed, size_t most,
                     Instant now);

/// Reads the drawn files again, with the caller's rights, as long as `goes_on` says so; nothing: it said no.
std::optional<std::vector<ManifestEntry>> read_again(const SourceBefore& before, const std::function<bool()>& goes_on);

}  // namespace steward::agent::backups
