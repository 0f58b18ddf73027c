// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/knowledge/service.h"

namespace steward::knowledge {

namespace {
class KnowledgeModule final : public assembly::Module {
public:
    explicit KnowledgeModule(assembly::Context& context)
        : database_(context.database), hub_(context.hub), service_(context.take<helpdesk::TicketWork>(), context.rng) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        return {
            {.name = "knowledge.reviews", .period = std::chrono::minutes(10), .run = [this](Instant now) { return open_reviews(now); }}};
    }

private:
    // From its day on an article stands under "to be reviewed" until somebody says that it is right, or changes the day.
    Status open_reviews(Instant now) {
        int64_t opened = 0;
        STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(opened, mark_due(transaction, to_rfc3339(now).substr(0, 10)));
            return {};
        }));
        if (opened > 0) hub_.publish({.client = {}, .topic = "article", .id = "", .json = "{}"});
        return {};
    }

    storage::Database& database_;
    live::Hub& hub_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<KnowledgeModule>(context); }

}  // namespace steward::knowledge
