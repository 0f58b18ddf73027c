// A condition in words and as a fact: what the rooms below and people get to read.
#pragma once

#include <optional>
#include <string>

#include "server/modules/monitoring/judge.h"

namespace steward::facts::v1 {
class ConditionRaised;
class ConditionCleared;
}  // namespace steward::facts::v1

namespace steward::monitoring {

/// Names the condition for ever: client, device, check and item. Two with the same one are the same.
std::string fingerprint(ClientId client, DeviceId device, std::string_view check, std::string_view item);

/// "6 minutes", "14 days": the largest unit that fits, at least two of the next smaller.
std::string age_in_words(Duration age);

/// What a sentence of the catalogue is filled with.
struct Speaking {
    std::string device;  // its name
    std::string item;
    const Terms* terms = nullptr;
    bool large = false;
    const CheckState* state = nullptr;
    Instant now;
    std::optional<double> climbed = {};
};
std::string in_words(std::string_view sentence, const Speaking& speaking);
std::string title(const Speaking& speaking);
std::string value_in_words(const Check& check, bool large, double value);

/// `name` and `criticality` are the device's as they are now.
void fill(facts::v1::ConditionRaised& fact, const Transition& transition, const std::string& name, std::string_view criticality,
          Instant now);
void fill(facts::v1::ConditionCleared& fact, const Transition& transition);

}  // namespace steward::monitoring
