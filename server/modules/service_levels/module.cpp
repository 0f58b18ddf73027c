// Service levels as the composition root gets them.
#include "server/platform/assembly/module.h"
#include "server/modules/service_levels/service.h"
#include "server/modules/service_levels/standard.h"

namespace steward::service_levels {

namespace {
constexpr int clocks_at_once = 500;

class ServiceLevelsModule final : public assembly::Module {
public:
    explicit ServiceLevelsModule(assembly::Context& context)
        : context_(context),
          book_(context.take<directory::Directory>(), context.rng),
          service_(book_, context.take<directory::Directory>(), context.rng) {
        context.offer<ServiceLevels>(book_);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }

    std::vector<reconcilers::Reconciler> reconcilers() override {
        return {{.name = "service_levels.marks",
                 .period = std::chrono::seconds(5),
                 .wake_on_facts = false,
                 .run = [this](Instant now) { return in_batches(&Book::mark_due, now); }},
                {.name = "service_levels.recount", .period = std::chrono::seconds(10), .wake_on_facts = false, .run = [this](Instant now) {
                     book_.look_at_zones();
                     return in_batches(&Book::recount_changed, now);
                 }}};
    }

    Status start() override {
        return context_.database.write(
            [this](Transaction& transaction) { return store_standard(transaction, context_.rng, context_.clock.now()); });
    }

private:
    // A batch in a transaction each, so that people's writes come in between.
    Status in_batches(Result<int> (Book::*work)(Transaction&, Instant, int), Instant now) {
        for (int done = clocks_at_once; done == clocks_at_once;) {
            STEWARD_CHECK(context_.database.write([&](Transaction& transaction) -> Status {
                STEWARD_TRY(done, (book_.*work)(transaction, now, clocks_at_once));
                return {};
            }));
        }
        return {};
    }

    assembly::Context& context_;
    Book book_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<ServiceLevelsModule>(context); }

}  // namespace steward::service_levels
