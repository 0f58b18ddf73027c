#include "server/modules/directory/client_states.h"

#include <algorithm>

namespace steward::directory {

namespace {
struct ClientMove {
    std::string_view from, to;
};

// Guards that need rooms which do not exist yet (fit score, capacity, agreement) are not here:
// who may write clients decides.
constexpr ClientMove client_moves[] = {
    {"prospect", "qualified"}, {"prospect", "declined"},   {"qualified", "declined"},  {"qualified", "assessed"},
    {"assessed", "proposed"},  {"proposed", "onboarding"}, {"onboarding", "active"},   {"active", "at_risk"},
    {"at_risk", "active"},     {"active", "offboarding"},  {"at_risk", "offboarding"}, {"onboarding", "offboarding"},
    {"offboarding", "former"}, {"declined", "prospect"},   {"former", "prospect"},
};
}  // namespace

std::vector<std::string_view> next_client_states(std::string_view state) {
    std::vector<std::string_view> next;
    for (const auto& move : client_moves) {
        if (move.from == state) next.push_back(move.to);
    }
    return next;
}

bool client_may_become(std::string_view from, std::string_view to) {
    return from == to || std::any_of(std::begin(client_moves), std::end(client_moves),
                                     [&](const ClientMove& move) { return move.from == from && move.to == to; });
}

}  // namespace steward::directory
