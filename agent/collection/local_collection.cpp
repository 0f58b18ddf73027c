#include "agent/collection/collection.h"
#include "agent/collection/columns.h"
#include "agent/inventory/inventory.h"

namespace steward::agent {

namespace {
class LocalCollection final : public Collection {
public:
    explicit LocalCollection(Host& host) : host_(host) {
        for (const CollectorKind* kind : collector_kinds()) collectors_.push_back(kind->make(host));
    }

    Measured measure(const CollectorSettings& settings, Instant now) override {
        samples_.begin();
        for (const auto& collector : collectors_) collector->collect(now, settings, samples_);
        const bool changed = samples_.columns_changed();
        if (changed) columns_ = columns_of(samples_);
        return {.is_known = true, .columns_changed = changed, .columns = columns_, .values = samples_.values(), .use = {}};
    }

    std::optional<v1::Inventory> stock(std::span<const std::string> services) override { return read_inventory(host_, services); }
    std::string_view problem() const override { return {}; }
    bool is_apart() const override { return false; }

private:
    Host& host_;
    std::vector<std::unique_ptr<Collector>> collectors_;
    Samples samples_;
    std::string columns_;
};
}  // namespace

std::unique_ptr<Collection> make_local_collection(Host& host) { return std::make_unique<LocalCollection>(host); }

}  // namespace steward::agent
