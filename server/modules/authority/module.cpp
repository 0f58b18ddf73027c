// The room's parts, handed to the composition root.
#include "server/platform/assembly/module.h"
#include "server/modules/authority/service.h"

namespace steward::authority {

namespace {
class AuthorityModule final : public assembly::Module, public Authority {
public:
    explicit AuthorityModule(assembly::Context& context)
        : database_(context.database),
          clock_(context.clock),
          key_(ledger::LogKey::load_or_make(context.database, context.state_folder + "/" + std::string(ledger::key_file), context.rng)),
          chain_(context.database),
          courier_(
              {context.database, context.clock, context.take<directory::Directory>(), chain_, key_ ? key_->get() : nullptr, &context.hub}),
          publishing_(chain_, context.take<directory::Directory>(), context.take<directory::Enrolments>()),
          service_(chain_, courier_, context.hub, publishing_, context.take<directory::Directory>(),
                   context.take<directory::Enrolments>()) {
        context.offer<Authority>(*this);
        context.offer<intake::Gates>(courier_);
    }

    std::vector<BoundMethod> methods() override { return v1::bind(service_); }
    Status start() override {
        STEWARD_CHECK(chain_.follow(clock_.now()));
        courier_.start();
        return {};
    }
    void stop() override { courier_.stop(); }

    std::shared_ptr<const trust::Roster> roster() const override {
        auto standing = chain_.newest();
        if (!standing->roster) return nullptr;
        const trust::Roster* roster = &*standing->roster;
        return {std::move(standing), roster};
    }
    bool is_suspended(const trust::KeyId& key, Instant now) const override { return chain_.newest()->is_suspended(key, now); }
    void set_work_desk(WorkDesk& desk) override { courier_.set_work_desk(desk); }
    void set_work_taker(WorkTaker& taker) override {
        courier_.set_work_taker(taker);
        publishing_.set_work_taker(taker);
    }

    Result<std::optional<GateView>> gate_of(storage::Transaction& transaction, DeviceId device) override {
        STEWARD_TRY(const auto gate, find_gate(transaction, device));
        return gate ? std::optional(view(*gate)) : std::nullopt;
    }
    Result<std::vector<GateView>> gates_of(storage::Transaction& transaction, const std::vector<DeviceId>& devices) override {
        std::vector<GateView> views;
        for (const DeviceId device : devices) {
            STEWARD_TRY(const auto gate, find_gate(transaction, device));
            if (gate) views.push_back(view(*gate));
        }
        return views;
    }
    Result<std::optional<GateView>> gate_called(storage::Transaction& transaction, const trust::ShortId& gate) override {
        STEWARD_TRY(const auto gates, gates_called(transaction, hex(gate)));
        return gates.empty() ? std::nullopt : std::optional(view(gates.front()));
    }

    Result<int64_t> count_gates(storage::Transaction& transaction, ClientId client) override {
        return authority::count_gates(transaction, client);
    }

    bool is_connected(DeviceId device) const override { return courier_.is_connected(device); }
    bool deliver(DeviceId device, ByteView frame, const std::vector<trust::Digest>& material, std::optional<int64_t> log_number) override {
        return courier_.deliver(device, frame, material, log_number);
    }
    bool want_output(DeviceId device, const trust::ShortId& work, uint64_t offset, bool follow) override {
        return courier_.want_output(device, work, offset, follow);
    }

private:
    GateView view(const GateRow& gate) const { return view_of(gate, courier_.is_connected(gate.device), clock_.now()); }

    storage::Database& database_;
    Clock& clock_;
    Result<std::unique_ptr<ledger::LogKey>> key_;  // why it could not be read, accountability says at its start
    Chain chain_;
    Courier courier_;
    Publishing publishing_;
    Service service_;
};
}  // namespace

std::unique_ptr<assembly::Module> make_module(assembly::Context& context) { return std::make_unique<AuthorityModule>(context); }

}  // namespace steward::authority
