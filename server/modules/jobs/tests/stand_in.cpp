#include "server/modules/jobs/tests/stand_in.h"

#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>

namespace steward::jobs {

namespace {
std::unique_ptr<StandIn> the_one;
class Nothing final : public assembly::Module {};
}  // namespace

StandIn& stand_in() { return *the_one; }
void begin_stand_in() { the_one = std::make_unique<StandIn>(); }

std::unique_ptr<assembly::Module> make_stand_in(assembly::Context& context) {
    context.offer<authority::Authority>(*the_one);
    return std::make_unique<Nothing>();
}

StandIn::StandIn() {
    office.add("alice", "alice", trust::everyday);
    office.add("bruno", "bruno", trust::everyday);
    office.add("greta", "greta", trust::of_client);  // who consents for the client
    office.add("safe", "safe", trust::for_recovery);
    const Bytes genesis = office.genesis({"alice", "bruno", "greta"}, {"safe"}, 2, 1);
    const auto begun = trust::Roster::begin(trust::framed(genesis));
    EXPECT_TRUE(begun);
    if (begun) roster_ = std::make_shared<const trust::Roster>(*begun);
}

const authority::GateView& StandIn::add_gate(DeviceId device, ClientId client) {
    authority::GateView gate{
        .device = device, .client = client, .gate_key = Bytes(32), .card = {1}, .host_name = "machine", .state = "ready"};
    Bytes secret(64);
    const trust::Digest seed = trust::sha256(as_bytes(device.text()));
    crypto_sign_seed_keypair(gate.gate_key.data(), secret.data(), seed.data());
    gate.gate = trust::device_id(gate.gate_key);
    gate.allowed_classes = ~uint64_t{0};
    gate.is_connected = true;
    gates_.push_back(gate);
    secrets_.push_back(secret);
    return gates_.back();
}

authority::GateView& StandIn::gate(DeviceId device) { return *std::ranges::find(gates_, device, &authority::GateView::device); }

Result<std::optional<authority::GateView>> StandIn::gate_of(storage::Transaction&, DeviceId device) {
    const auto at = std::ranges::find(gates_, device, &authority::GateView::device);
    return at == gates_.end() ? std::nullopt : std::optional(*at);
}
Result<std::vector<authority::GateView>> StandIn::gates_of(storage::Transaction&, const std::vector<DeviceId>& devices) {
    std::vector<authority::GateView> found;
    for (const auto& gate : gates_)
        if (std::ranges::find(devices, gate.device) != devices.end()) found.push_back(gate);
    return found;
}
Result<std::optional<authority::GateView>> StandIn::gate_called(storage::Transaction&, const trust::ShortId& id) {
    const auto at = std::ranges::find(gates_, id, &authority::GateView::gate);
    return at == gates_.end() ? std::nullopt : std::optional(*at);
}

Result<int64_t> StandIn::count_gates(storage::Transaction&, ClientId client) {
    return std::ranges::count(gates_, client, &authority::GateView::client);
}

bool StandIn::is_connected(DeviceId device) const {
    const auto at = std::ranges::find(gates_, device, &authority::GateView::device);
    return at != gates_.end() && at->is_connected;
}
bool StandIn::deliver(DeviceId device, ByteView frame, const std::vector<trust::Digest>& material, std::optional<int64_t> log_number) {
    if (!is_connected(device) || (before_delivery && !before_delivery(device))) return false;
    sent.push_back({device, Bytes(frame.begin(), frame.end()), material, log_number});
    return true;
}
bool StandIn::want_output(DeviceId device, const trust::ShortId&, uint64_t offset, bool) {
    output_wanted.emplace_back(device, offset);
    return true;
}

Bytes StandIn::result(DeviceId device, trust::WorkResult result) const {
    const auto at = std::ranges::find(gates_, device, &authority::GateView::device);
    result.device = at->gate;
    result.boot_id = "boot";
    result.gate_version = "0.9";
    const Bytes payload = trust::write_message(result), covered = trust::signed_bytes(trust::MessageType::Result, payload);
    Bytes signature(64);
    crypto_sign_detached(signature.data(), nullptr, covered.data(), covered.size(),
                         secrets_[static_cast<size_t>(at - gates_.begin())].data());
    const trust::KeyId id = trust::key_id({trust::Algorithm::Ed25519, at->gate_key});
    const trust::Signature one{.key_id = id, .algorithm = 1, .bytes = signature, .carried = {}};
    return trust::write_frame(trust::MessageType::Result, payload, std::span(&one, 1));
}

Result<std::string> StandIn::publish(storage::Database& database, const Bytes& bytes, std::vector<std::string> holders,
                                     std::vector<Bytes> files) {
    const trust::Frame frame = trust::framed(bytes);
    const authority::SignedWork work{.frame = frame,
                                     .bytes = bytes,
                                     .message = trust::message_id(frame.type, frame.payload),
                                     .holders = std::move(holders),
                                     .files = std::move(files)};
    std::string id;
    STEWARD_CHECK(database.write([&](storage::Transaction& transaction) -> Status {
        if (frame.type == trust::MessageType::Policy) {
            STEWARD_TRY(id, taker_->take_policy(transaction, work, *trust::read_message<trust::Policy>(frame.payload), 4, "Alice"));
        } else {
            STEWARD_TRY(id, taker_->take_job(transaction, work, *trust::read_message<trust::Job>(frame.payload), 7, "Alice"));
        }
        return {};
    }));
    taker_->published();
    return id;
}

}  // namespace steward::jobs
