#include "agent/gate/store/store.h"

#include "agent/gate/store/kept_file.h"

namespace steward::gate {

Result<std::optional<DeviceKey>> Store::kept_key() const {
    STEWARD_TRY(const auto kept, read_kept_bytes(folder_ + "/device_key"));
    if (!kept) return std::nullopt;
    if (kept->size() != DeviceKey::kept_size) return kept_damaged(folder_ + "/device_key");
    return DeviceKey(*kept);
}

Result<std::optional<Store::Kept>> Store::load() const {
    STEWARD_TRY(auto pinned, read_kept<Pinned>(folder_ + "/pinned"));
    STEWARD_TRY(auto chain, read_kept<KeptChain>(folder_ + "/chain"));
    if (!pinned && !chain) return std::nullopt;
    STEWARD_TRY(auto key, kept_key());
    if (!pinned) return kept_damaged("pinned");
    if (!chain) return kept_damaged("chain");
    if (!key) return kept_damaged("device_key");
    return Kept{std::move(*pinned), std::move(*chain), std::move(*key)};
}

Result<DeviceKey> Store::key(Rng& rng) const {
    if (auto kept = kept_key(); kept && *kept) return std::move(**kept);
    DeviceKey made = DeviceKey::make(rng);
    STEWARD_CHECK(write_kept_bytes(folder_ + "/device_key", made.kept()));
    return made;
}

Status Store::save(const Pinned& pinned) const { return write_kept(folder_ + "/pinned", pinned); }
Status Store::save(const KeptChain& chain) const { return write_kept(folder_ + "/chain", chain); }
Status Store::save(const KeptPolicies& policies) const { return write_kept(folder_ + "/policies", policies); }

Result<KeptPolicies> Store::policies() const {
    STEWARD_TRY(auto kept, read_kept<KeptPolicies>(folder_ + "/policies"));
    return kept.value_or(KeptPolicies{});
}

Status Store::add(const KeptLink& link) const {
    STEWARD_TRY(auto chain, read_kept<KeptChain>(folder_ + "/chain"));
    if (!chain) return kept_damaged("chain");
    chain->links.push_back(link);
    return save(*chain);
}

}  // namespace steward::gate
