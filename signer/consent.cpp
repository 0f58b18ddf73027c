#include "signer/consent.h"

#include <algorithm>

#include "signer/places.h"
#include "signer/work_rules.h"

namespace steward::signer {

using namespace trust;

namespace {
struct Asked {
    JobClass job_class{};
    ShortId client{};
    std::vector<ShortId> devices;  // none: which they are is by their tags
};

std::optional<Asked> asked_by(const Draft& draft) {
    if (draft.type == MessageType::Job) {
        if (const auto job = read_message<Job>(draft.payload)) return Asked{job->job_class, job->target.client, job->target.devices};
    } else if (draft.type == MessageType::Policy) {
        if (const auto policy = read_message<Policy>(draft.payload))
            return Asked{policy->job_class, policy->target.client, policy->target.devices};
    }
    return std::nullopt;
}
}  // namespace

bool may_consent(const KeyRecord& key, JobClass job_class, const ShortId& client) {
    return key.has(Role::Consent) && key.clients.has(client) && key.classes.has(job_class);
}

Consent consent_to(const Draft& draft, const OwnChain& chain) {
    const auto asked = asked_by(draft);
    if (!asked) return Consent::NotWanted;
    const auto is_fit = [&](const KeyRecord& key) { return may_consent(key, asked->job_class, asked->client); };
    if (!persons_who_signed(draft, chain.roster(), is_fit).empty()) return Consent::Given;
    const Places places(chain.place());
    bool is_known = !asked->devices.empty();
    for (const ShortId& device : asked->devices) {
        const auto limits = places.limits_of(device);
        if (limits && limits->needs_consent.has(asked->job_class)) return Consent::Missing;
        is_known = is_known && limits;
    }
    const bool has_giver = std::ranges::any_of(chain.roster().rules().keys, is_fit);
    return is_known || !has_giver ? Consent::NotWanted : Consent::NotKnown;
}

}  // namespace steward::signer
