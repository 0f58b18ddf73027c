// What `steward doctor` and the console show: findings, each with the next thing to do.
//
// A probe looks at one thing and says one to a few findings. The house has those that need no
// network; the program adds the rest (listeners, certificate, disk).
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/time.h"

namespace steward::app {

struct Finding {
    std::string name;
    std::string state;  // "ok", "warning", "failed", "unknown"
    std::string text;
    std::string fix;  // empty when it is ok
};

using Probe = std::function<std::vector<Finding>(Instant now)>;

inline Finding ok(std::string name, std::string text) { return {std::move(name), "ok", std::move(text), ""}; }
inline Finding warning(std::string name, std::string text, std::string fix) {
    return {std::move(name), "warning", std::move(text), std::move(fix)};
}
inline Finding failed(std::string name, std::string text, std::string fix) {
    return {std::move(name), "failed", std::move(text), std::move(fix)};
}
inline Finding unknown(std::string name, std::string text, std::string fix) {
    return {std::move(name), "unknown", std::move(text), std::move(fix)};
}

}  // namespace steward::app
