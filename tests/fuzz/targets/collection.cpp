// What the agent's two processes say to each other: asked or refused, and an answer that is taken fits what it says itself.
#include "agent/collection/messages.h"
#include "agent/collectors/collector.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/silent_messages.h"

using namespace steward;

namespace {
class Nothing final : public agent::Collection {
public:
    agent::Measured measure(const agent::CollectorSettings& settings, Instant) override {
        fuzz::must(settings.services.size() <= agent::most_asked_services);
        return {.is_known = true, .columns_changed = true, .columns = "", .values = {}, .use = {}};
    }
    std::optional<agent::v1::Inventory> stock(std::span<const std::string> services) override {
        fuzz::must(services.size() <= agent::most_asked_services);
        return agent::v1::Inventory();
    }
    std::string_view problem() const override { return {}; }
    bool is_apart() const override { return false; }
};
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto length = static_cast<int>(size);
    agent::v1::CollectionRequest request;
    if (request.ParseFromArray(data, length)) {
        Nothing nothing;
        bool columns_known = false;
        const auto answer = agent::answer_to(request, nothing, {}, Instant{}, columns_known);
        fuzz::must(answer ? request.has_measure() == answer->has_measured() : !columns_known);
    }
    agent::v1::CollectionReply reply;
    if (!reply.ParseFromArray(data, length) || !reply.has_measured()) return 0;
    agent::Told told;
    if (!agent::take(*reply.mutable_measured(), told)) {
        fuzz::must(told.columns.empty() && told.values.empty() && told.count == 0);
        return 0;
    }
    fuzz::must(told.values.size() == told.count && told.count <= agent::most_columns && told.use.cpu_ms >= 0);
    return 0;
}
