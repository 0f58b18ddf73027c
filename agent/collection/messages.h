// The questions and answers of the agent's two processes (schema/steward/agent/v1/collection.proto). Neither side believes the other.
#pragma once

#include "agent/collection/collection.h"
#include "steward/agent/v1/collection.pb.h"

namespace steward::agent {

constexpr size_t largest_collection_request = 256 * 1024, largest_collection_reply = 2 * 1024 * 1024;
constexpr size_t most_asked_services = 1'000;

v1::CollectionRequest measure_request(const CollectorSettings& settings);
v1::CollectionRequest stock_request(std::span<const std::string> services);

/// Absent: nothing that can be asked, or more than may be. `columns_known`: whether this asker has an answer with the columns; true
/// afterwards when this one had them.
std::optional<v1::CollectionReply> answer_to(const v1::CollectionRequest& request, Collection& collection, ProcessUse use, Instant now,
                                             bool& columns_known);

/// What answers have said of the columns so far, and the values of the last one.
struct Told {
    std::string columns;
    size_t count = 0;  // of columns
    std::vector<int64_t> values;
    ProcessUse use;                // its processor time since it was first asked: a counter that no restart of either side sets back
    int64_t said_cpu_ms = -1;      // in the last answer; -1: there was none
    bool columns_changed = false;  // by the last one
};
/// False: the answer does not fit what it says itself. `told` is as before then.
bool take(v1::Measured& answer, Told& told);

}  // namespace steward::agent
