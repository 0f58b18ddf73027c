// How far first aid goes at once, and when it goes no further (domain/playbooks.md 20). Pure.
#pragma once

#include <cstdint>
#include <string>

namespace steward::jobs {

/// First aid of one policy: on how many machines the policy is held, on how many it is under way, and how it ended lately.
struct Turns {
    int64_t machines = 0, under_way = 0, ended = 0, failed = 0;
};

/// On how many machines at once: a tenth of them, and one where they are few.
int64_t at_once(int64_t machines);

bool has_place(const Turns& turns);

/// A tenth of it failed. One failure among few says nothing of the others; two do.
bool must_stop(const Turns& turns);

/// For people: "2 of 7 failed."
std::string stop_words(const Turns& turns);

/// Why it waits, for people; `before`: how many wait longer than it.
std::string turn_words(const Turns& turns, int64_t before);

}  // namespace steward::jobs
