// A provider's people with their keys, who sign what a story wants. Seeds name the keys: the same every time.
#pragma once

#include <map>
#include <string>

#include "trust/roster.h"

namespace steward::trust {

constexpr Instant story_begin{1'767'225'600'000};  // 2026-01-01

class Office {
public:
    Instant begin = story_begin;  // of its keys, and of genesis
    std::vector<Digest> log_keys;

    /// A key of a person; `name` names the key ("alice", "alice's second").
    KeyRecord add(const std::string& name, const std::string& holder, uint8_t roles, ClientSet clients = {.all = true, .list = {}});
    const KeyRecord& record(const std::string& name) const { return keys_.at(name).record; }
    /// A frame with the signatures of these keys.
    Bytes sign(MessageType type, const Bytes& payload, const std::vector<std::string>& names) const;

    /// Message 1 with the keys of the first list in it, those of the second for recovery.
    Bytes genesis(const std::vector<std::string>& names, const std::vector<std::string>& recovery, uint64_t threshold,
                  uint64_t recovery_threshold);
    RosterRules rules(const std::vector<std::string>& names, const std::vector<std::string>& recovery, uint64_t threshold,
                      uint64_t recovery_threshold) const;
    Digest authority{};

    Bytes update(uint64_t seq, const Digest& previous, UpdateKind kind, const Bytes& body, const std::vector<std::string>& names,
                 Instant created = story_begin) const;
    Bytes add_key(const Roster& on, const KeyRecord& key, const std::vector<std::string>& names) const;
    Bytes remove_key(const Roster& on, const std::string& key, const std::vector<std::string>& names) const;

private:
    struct Key {
        Bytes secret;
        KeyRecord record;
    };
    std::map<std::string, Key> keys_;
};

constexpr uint8_t everyday = 1 | 2 | 4 | 64 | 128, roster_only = 1, for_recovery = 8, beacon = 16, of_client = 32;

Frame framed(const Bytes& bytes);  // of bytes that live on
Digest id_of(const Bytes& frame);

}  // namespace steward::trust
