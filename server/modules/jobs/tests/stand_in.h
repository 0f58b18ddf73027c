// A stand-in for the room authority, for stories of jobs alone: gates that the story makes, a chain of the story's office, and a record of
// what would have gone to machines. It publishes as authority does (in one transaction, then `published`) and checks nothing: what
// authority checks is proven in its own room.
#pragma once

#include <set>

#include "server/modules/authority/authority.h"
#include "server/platform/assembly/module.h"
#include "trust/tests/office.h"

namespace steward::jobs {

struct Sent {
    DeviceId device;
    Bytes frame;
    std::vector<trust::Digest> files;
    std::optional<int64_t> log_number;
};

class StandIn final : public authority::Authority {
public:
    StandIn();

    std::shared_ptr<const trust::Roster> roster() const override { return roster_; }
    bool is_suspended(const trust::KeyId& key, Instant) const override { return suspended.contains(key); }
    void set_work_desk(authority::WorkDesk& desk) override { desk_ = &desk; }
    void set_work_taker(authority::WorkTaker& taker) override { taker_ = &taker; }
    Result<std::optional<authority::GateView>> gate_of(storage::Transaction& transaction, DeviceId device) override;
    Result<std::vector<authority::GateView>> gates_of(storage::Transaction& transaction, const std::vector<DeviceId>& devices) override;
    Result<int64_t> count_gates(storage::Transaction& transaction, ClientId client) override;
    Result<std::optional<authority::GateView>> gate_called(storage::Transaction& transaction, const trust::ShortId& gate) override;
    bool is_connected(DeviceId device) const override;
    bool deliver(DeviceId device, ByteView frame, const std::vector<trust::Digest>& material, std::optional<int64_t> log_number) override;
    bool want_output(DeviceId device, const trust::ShortId& work, uint64_t offset, bool follow) override;

    /// Every key of this person.
    void suspend(const std::string& holder) {
        for (const auto& key : roster_->rules().keys)
            if (key.holder == holder) suspended.insert(key.id);
    }
    /// A machine whose gate is known; it is connected.
    const authority::GateView& add_gate(DeviceId device, ClientId client);
    authority::GateView& gate(DeviceId device);
    /// What a machine signs at the end of its work.
    Bytes result(DeviceId device, trust::WorkResult result) const;

    /// As authority does with a frame that people signed.
    Result<std::string> publish(storage::Database& database, const Bytes& frame, std::vector<std::string> holders = {"alice"},
                                std::vector<Bytes> files = {});
    authority::WorkDesk& desk() { return *desk_; }

    trust::Office office;
    std::set<trust::KeyId> suspended;
    std::vector<Sent> sent;
    std::function<bool(DeviceId)> before_delivery;  // what happens meanwhile; false: nothing can be brought there now
    std::vector<std::pair<DeviceId, uint64_t>> output_wanted;

private:
    std::shared_ptr<const trust::Roster> roster_;
    authority::WorkDesk* desk_ = nullptr;
    authority::WorkTaker* taker_ = nullptr;
    std::vector<authority::GateView> gates_;
    std::vector<Bytes> secrets_;
};

/// The one of the story that runs.
StandIn& stand_in();
std::unique_ptr<assembly::Module> make_stand_in(assembly::Context& context);
void begin_stand_in();

}  // namespace steward::jobs
