// Who has a ticket open now, over the board of platform/live: nothing of it is written anywhere.
#include "server/platform/assembly/module.h"
#include "server/modules/presence/service.h"

namespace steward::presence {

namespace {
class PresenceModule final : public assembly::Module {
public:
    explicit PresenceModule(assembly::Context& context) : service_(context.hub, context.clock) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }

private:
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<PresenceModule>(context); }

}  // namespace steward::presence
