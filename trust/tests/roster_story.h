// What stories of the chain begin with: its people, a safe, and the messages that they make.
#pragma once

#include "trust/roster.h"

#include <gtest/gtest.h>

#include "trust/tests/office.h"

namespace steward::trust {

using namespace std::chrono_literals;

// Three people, two keys in the safe, and what an agent counts as time.
struct RosterStory : testing::Test {
    Office office;
    Instant counted{1000};
    Bytes genesis;
    std::optional<Roster> roster;

    RosterStory() {
        for (const auto* name : {"alice", "bob", "carol", "dave"}) office.add(name, name, everyday);
        office.add("alice's second", "alice", everyday);
        office.add("safe", "safe", for_recovery);
        office.add("vault", "vault", for_recovery);
    }
    void begin(const std::vector<std::string>& names, uint64_t threshold) {
        genesis = office.genesis(names, {"safe", "vault"}, threshold, 1);
        roster = Roster::begin(framed(genesis));
        ASSERT_TRUE(roster);
    }
    Taken take(const Bytes& frame) { return roster->take(framed(frame), counted); }
    void pass(Duration time) {
        counted = counted + time;
        roster->pass_time(counted);
    }
    bool has(const std::string& name) const { return roster->key(office.record(name).id) != nullptr; }
    Bytes veto(const Digest& id, const std::vector<std::string>& names) const {
        return office.sign(MessageType::Veto, write_message(Veto{.authority = office.authority, .vetoed = id, .created = story_begin}),
                           names);
    }
    Recovery plan(const std::vector<std::string>& keys, std::string reason = {}) const {
        return {.authority = office.authority,
                .base_head = office.authority,
                .rules = office.rules(keys, {"safe", "vault"}, 1, 1),
                .created = story_begin,
                .reason = std::move(reason)};
    }
    Bytes recovery(const std::vector<std::string>& keys, const std::vector<std::string>& names) const {
        return office.sign(MessageType::Recovery, write_message(plan(keys)), names);
    }
    Bytes resolve(const Bytes& chosen, const std::vector<Bytes>& rejected, const std::vector<std::string>& names,
                  const Digest& parent) const {
        Resolve message{.authority = office.authority, .parent = parent, .chosen = id_of(chosen), .created = story_begin};
        for (const auto& frame : rejected) message.rejected.push_back(id_of(frame));
        return office.sign(MessageType::Resolve, write_message(message), names);
    }
};

}  // namespace steward::trust
