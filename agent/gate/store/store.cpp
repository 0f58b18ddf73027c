#include "agent/gate/store/store.h"

namespace steward::gate {

namespace {
constexpr size_t check_sum_size = 4;

std::unexpected<Error> damaged(std::string_view file) {
    return fail(
        ErrorKind::Internal, "gate.store_damaged",
        "The file " + std::string(file) + " of the gate is damaged or missing. Nothing runs here before this machine is enrolled again.");
}

Bytes summed(Bytes content) {
    const uint32_t sum = crc32c(content);
    for (int shift = 24; shift >= 0; shift -= 8) content.push_back(static_cast<uint8_t>(sum >> shift));
    return content;
}

// The content without its sum; nothing when there is no file. Failure: damaged, or the disk's.
Result<std::optional<Bytes>> read_summed(JournalFile& file, std::string_view name) {
    STEWARD_TRY(Bytes whole, file.read());
    if (whole.empty()) return std::nullopt;
    const size_t size = whole.size() < check_sum_size ? 0 : whole.size() - check_sum_size;
    Bytes content(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(size));
    if (size == 0 || summed(content) != whole) return damaged(name);
    return std::optional(std::move(content));
}

template <class T>
Result<std::optional<T>> read_kept(JournalFile& file, std::string_view name) {
    STEWARD_TRY(const auto content, read_summed(file, name));
    if (!content) return std::nullopt;
    auto kept = trust::read_message<T>(*content);
    if (!kept) return damaged(name);
    return std::optional(std::move(*kept));
}
}  // namespace

Store::Store(const std::string& folder)
    : pinned_(open_journal_file(folder + "/pinned")),
      chain_(open_journal_file(folder + "/chain")),
      key_(open_journal_file(folder + "/device_key")),
      policies_(open_journal_file(folder + "/policies")) {}

Result<std::optional<KeptChain>> Store::load_chain() { return read_kept<KeptChain>(*chain_, "chain"); }

Result<std::optional<Store::Kept>> Store::load() {
    STEWARD_TRY(auto pinned, read_kept<Pinned>(*pinned_, "pinned"));
    STEWARD_TRY(auto chain, load_chain());
    STEWARD_TRY(const auto kept, read_summed(*key_, "device_key"));
    if (!pinned && !chain) return std::nullopt;
    if (!pinned) return damaged("pinned");
    if (!chain) return damaged("chain");
    if (!kept || kept->size() != DeviceKey::kept_size) return damaged("device_key");
    return Kept{std::move(*pinned), std::move(*chain), DeviceKey::from_kept(std::span<const uint8_t, DeviceKey::kept_size>(*kept))};
}

Result<DeviceKey> Store::key(Rng& rng) {
    const auto kept = read_summed(*key_, "device_key");
    if (kept && *kept && (*kept)->size() == DeviceKey::kept_size)
        return DeviceKey::from_kept(std::span<const uint8_t, DeviceKey::kept_size>(**kept));
    DeviceKey made = DeviceKey::make(rng);
    STEWARD_CHECK(key_->replace(summed(made.kept())));
    return made;
}

Status Store::save(const Pinned& pinned) { return pinned_->replace(summed(trust::write_message(pinned))); }
Status Store::save(const KeptChain& chain) { return chain_->replace(summed(trust::write_message(chain))); }

Status Store::save(const KeptPolicies& policies) { return policies_->replace(summed(trust::write_message(policies))); }

Result<KeptPolicies> Store::policies() {
    STEWARD_TRY(auto kept, read_kept<KeptPolicies>(*policies_, "policies"));
    return kept.value_or(KeptPolicies{});
}

Status Store::add(const KeptLink& link) {
    STEWARD_TRY(auto chain, load_chain());
    if (!chain) return damaged("chain");
    chain->links.push_back(link);
    return save(*chain);
}

}  // namespace steward::gate
