// What a change of the chain gives and takes, against what is in force: what somebody could want to slip through stands in red.
#pragma once

#include "signer/shown.h"

namespace steward::signer {

/// Keys that are new ("new:"), that are none any more ("out:"), and rights that a key has not now ("wider:"). `use`: "" or " for recovery".
void compare_keys(Shown& shown, std::span<const trust::KeyRecord> before, std::span<const trust::KeyRecord> after, const std::string& use);
/// One key, with the rights that it has now.
void compare_key(Shown& shown, const trust::KeyRecord& before, const trust::KeyRecord& after);
/// Whether so few beacons are left that no machine runs a job.
void compare_beacons(Shown& shown, const trust::RosterRules& before, const trust::RosterRules& after);
/// Keys of the server or of its log: "new:", and with "replaces:" what counts no more.
void compare_digests(Shown& shown, const std::string& what, const std::vector<trust::Digest>& before,
                     const std::vector<trust::Digest>& after);
/// Places at which the server cannot hide what was signed.
void compare_mirrors(Shown& shown, const std::vector<std::string>& before, const std::vector<std::string>& after);
/// How many sign a change, and how long one who is alone waits.
void compare_voices(Shown& shown, const trust::RosterRules& before, size_t threshold, Duration alone);

}  // namespace steward::signer
