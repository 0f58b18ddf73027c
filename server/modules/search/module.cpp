// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/search/feed.h"
#include "server/modules/search/service.h"

namespace steward::search {

namespace {
class SearchModule final : public assembly::Module {
public:
    explicit SearchModule(assembly::Context& context) : database_(context.database) {}

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        return {
            {.name = "search.facts", .period = 10s, .wake_on_facts = true, .run = [this](Instant) { return consume_facts(database_); }},
            {.name = "search.names", .period = 30s, .wake_on_facts = false, .run = [this](Instant) { return compare_names(database_); }},
            // Long, so it must not hold up the others.
            {.name = "search.rebuild",
             .period = 5s,
             .wake_on_facts = false,
             .run = [this](Instant now) { return rebuild(database_, now); },
             .own_thread = true}};
    }

private:
    storage::Database& database_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<SearchModule>(context); }

}  // namespace steward::search
