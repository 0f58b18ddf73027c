#include "server/platform/http/stream_shares.h"

namespace steward::http {

namespace {
using StreamCounts = std::map<std::string, size_t, std::less<>>;

bool is_below(const StreamCounts& counts, const std::string& name, size_t bound) {
    const auto at = counts.find(name);
    return name.empty() || (at == counts.end() ? 0 : at->second) < bound;
}

void one_more(StreamCounts& counts, const std::string& name) {
    if (!name.empty()) ++counts[name];
}

void one_less(StreamCounts& counts, const std::string& name) {
    const auto at = counts.find(name);
    if (at != counts.end() && --at->second == 0) counts.erase(at);
}
}  // namespace

bool StreamShares::has_room(const StreamOwner& owner) const {
    if (all_ >= bounds_.all || (!owner.client.empty() && of_clients_ >= bounds_.of_clients)) return false;
    return is_below(by_client_, owner.client, bounds_.of_one_client) && is_below(by_account_, owner.account, bounds_.of_one_account);
}

void StreamShares::take(const StreamOwner& owner) {
    ++all_;
    if (!owner.client.empty()) ++of_clients_;
    one_more(by_client_, owner.client);
    one_more(by_account_, owner.account);
}

void StreamShares::give_back(const StreamOwner& owner) {
    --all_;
    if (!owner.client.empty()) --of_clients_;
    one_less(by_client_, owner.client);
    one_less(by_account_, owner.account);
}

}  // namespace steward::http
