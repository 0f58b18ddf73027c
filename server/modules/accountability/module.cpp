// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/accountability/accountability.h"
#include "server/modules/accountability/service.h"
#include "server/platform/ledger/record.h"

namespace steward::accountability {

namespace {
class AccountabilityModule final : public assembly::Module {
public:
    explicit AccountabilityModule(assembly::Context& context)
        : database_(context.database),
          clock_(context.clock),
          key_(ledger::LogKey::load_or_make(context.database, context.state_folder + "/" + std::string(key_file), context.rng)),
          service_(context.take<directory::Directory>(), context.take<intake::Devices>()) {}

    Status start() override {
        if (!key_) return std::unexpected(key_.error());
        return *key_ ? ledger::begin_log(database_, clock_.now()) : Status{};
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }

    // Without the key another server of this installation signs, and must be able to hold the leases.
    std::vector<reconcilers::Reconciler> reconcilers() override {
        using namespace std::chrono_literals;
        if (!key_ || !*key_) return {};
        return {
            {.name = "accountability.sequence", .period = 60s, .wake_on_facts = true, .run = [this](Instant now) { return sequence(now); }},
            {.name = "accountability.count", .period = 1h, .wake_on_facts = false, .run = [this](Instant now) {
                 return database_.write([now](storage::Transaction& transaction) { return ledger::count_days(transaction, now); });
             }}};
    }

private:
    Status sequence(Instant now) {
        bool is_behind = false;
        STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(is_behind, ledger::has_unsequenced(transaction));
            return {};
        }));
        while (is_behind) {
            STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
                STEWARD_TRY(is_behind, ledger::sequence(transaction, **key_, now));
                return {};
            }));
        }
        return {};
    }

    storage::Database& database_;
    Clock& clock_;
    Result<std::unique_ptr<ledger::LogKey>> key_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<AccountabilityModule>(context); }

}  // namespace steward::accountability
