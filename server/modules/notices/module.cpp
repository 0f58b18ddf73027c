// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/notices/service.h"

namespace steward::notices {

namespace {
class NoticesModule final : public assembly::Module {
public:
    explicit NoticesModule(assembly::Context& context)
        : telling_(context.database, context.hub, context.rng), service_(context.take<directory::Directory>(), telling_) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {
            {.name = "notices.facts",
             .period = 10s,
             .wake_on_facts = true,
             .run = [this](Instant now) { return telling_.consume_facts(now); }},
            {.name = "notices.send", .period = 15s, .wake_on_facts = false, .run = [this](Instant now) { return telling_.send_due(now); }},
            {.name = "notices.forget", .period = 6h, .wake_on_facts = false, .run = [this](Instant now) { return telling_.forget(now); }}};
    }

private:
    Telling telling_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<NoticesModule>(context); }

}  // namespace steward::notices
