#include "server/modules/directory/identities.h"

#include "server/modules/directory/device_classes.h"
#include "server/modules/directory/enrolment.h"
#include "server/modules/directory/service.h"
#include "server/platform/journal/journal.h"
#include "server/platform/ledger/ledger.h"
#include "steward/agent/v1/agent.pb.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::directory {

struct Identities::Arrival {
    const agent::v1::Enrol& request;
    const std::function<bool(ByteView)>& token_proof_holds;
    Instant now;
    const std::string& address;
    Bytes public_key;
    EnrolmentRow enrolment;
    DeviceRow device;
    std::vector<DeviceRow> flagged;  // the same machine at other clients
    std::vector<DeviceId> bereft;    // held this key before
    bool admitted = false;           // false: the answer to an earlier arrival is given again
};

namespace {
std::unexpected<Error> unknown_token() {
    return fail(ErrorKind::Forbidden, "link.token_unknown",
                "This enrolment line is not known here. Make a new one under Devices, Add device.");
}

std::string_view class_text(agent::v1::DeviceClass device_class) {
    if (device_class == agent::v1::WORKSTATION) return "workstation";
    if (device_class == agent::v1::LAPTOP) return "laptop";
    return "server";
}

Result<EnrolmentId> enrolment_of(const agent::v1::Enrol& request) {
    RawId raw;
    if (request.token_id().size() != raw.bytes.size()) return unknown_token();
    std::copy(request.token_id().begin(), request.token_id().end(), raw.bytes.begin());
    return EnrolmentId(raw);
}

// "30 November 2026", by UTC: whose zone this is read in is not known here.
std::string day_in_words(Instant at) {
    static constexpr const char* months[] = {"January", "February", "March",     "April",   "May",      "June",
                                             "July",    "August",   "September", "October", "November", "December"};
    const std::chrono::year_month_day day(std::chrono::floor<std::chrono::days>(std::chrono::sys_time<Duration>(Duration(at.unix_ms))));
    return std::to_string(static_cast<unsigned>(day.day())) + " " + months[static_cast<unsigned>(day.month()) - 1] + " " +
           std::to_string(static_cast<int>(day.year()));
}
}  // namespace

Status Identities::load(Transaction& transaction) {
    STEWARD_TRY(auto keys, all_device_keys(transaction));
    const std::unique_lock held(mutex_);
    known_.reserve(keys.size());
    for (auto& key : keys) {
        known_[key.device] = {{key.device, key.client, std::move(key.public_key)}, key.retired_device, 0};
    }
    return {};
}

Result<intake::DeviceIdentity> Identities::find(DeviceId device) {
    const std::shared_lock held(mutex_);
    const auto at = known_.find(device);
    if (at != known_.end() && at->second.retired) {
        return fail(ErrorKind::Forbidden, "link.retired_device",
                    "This device was retired. Uninstall the agent, or enrol it again with a new line.");
    }
    if (at == known_.end() || at->second.identity.public_key.empty()) {
        return fail(ErrorKind::NotFound, "link.unknown_device", "This server does not know this device. Enrol it again with a new line.");
    }
    return at->second.identity;
}

Result<std::string> Identities::client_name(ClientId client) {
    std::string name = index_.client_name(client);
    if (name.empty()) return fail(ErrorKind::NotFound, "directory.client_not_found", "There is no such client.");
    return name;
}

void Identities::put(const DeviceRow& device, std::optional<Bytes> public_key) {
    const std::unique_lock held(mutex_);
    Known& known = known_[device.card.id];
    if (known.revision > device.revision) return;
    known.revision = device.revision;
    known.retired = device.card.retired;
    known.identity.device = device.card.id;
    known.identity.client = device.card.client;
    if (public_key) known.identity.public_key = std::move(*public_key);
}

Result<intake::DeviceIdentity> Identities::enrol(const agent::v1::Enrol& request, const std::function<bool(ByteView)>& token_proof_holds,
                                                 Instant now, std::string address) {
    Arrival arrival{.request = request,
                    .token_proof_holds = token_proof_holds,
                    .now = now,
                    .address = address,
                    .public_key = Bytes(request.device_public_key().begin(), request.device_public_key().end())};
    const auto done = database_.write([&](Transaction& transaction) { return redeem(transaction, arrival); });
    if (!done && done.error().code == "storage.unique") {
        // The same machine came twice at the same time: the other one is in, this one may ask again.
        Error busy{.kind = ErrorKind::Unavailable, .code = "link.busy", .message = "This machine is being enrolled already. Trying again."};
        busy.cause = done.error().cause;
        busy.retry_after_seconds = 5;
        return std::unexpected(std::move(busy));
    }
    STEWARD_CHECK(done);
    settle(arrival);
    return intake::DeviceIdentity{arrival.device.card.id, arrival.device.card.client, arrival.public_key};
}

// Runs again from the start when the database asks for it: everything it decides is set anew.
Status Identities::redeem(Transaction& transaction, Arrival& arrival) {
    arrival.flagged.clear();
    arrival.bereft.clear();
    arrival.admitted = false;
    STEWARD_TRY(const auto id, enrolment_of(arrival.request));
    STEWARD_TRY(auto enrolment, find_enrolment(transaction, id));
    if (!enrolment) return unknown_token();
    // The proof comes first: who only guessed the id learns nothing of the line's state.
    if (!arrival.token_proof_holds(enrolment->token_hash)) {
        return fail(ErrorKind::Forbidden, "link.proof", "The enrolment line is not complete or was changed. Copy it again.");
    }
    if (arrival.public_key.size() != 32) {
        return fail(ErrorKind::Forbidden, "link.proof", "The agent did not present a device key. Install the current agent.");
    }
    arrival.enrolment = std::move(*enrolment);
    STEWARD_TRY(const auto came_before, device_of_enrolment_use(transaction, id, arrival.public_key));
    if (came_before) return repeat_of_lost_answer(transaction, arrival, *came_before);
    STEWARD_CHECK(line_is_open(arrival.enrolment, arrival.now));
    STEWARD_TRY(const bool taken, take_enrolment_use(transaction, id));
    if (!taken) return fail(ErrorKind::Forbidden, "link.token_used", "This enrolment line was used up. Ask for a new one.");
    return admit(transaction, arrival);
}

// The connection broke between our commit and the agent's reading of it. The same key with the same
// line is the same arrival: it costs no second use.
Status Identities::repeat_of_lost_answer(Transaction& transaction, Arrival& arrival, DeviceId device) {
    STEWARD_TRY(auto found, find_device(transaction, device));
    if (!found) return unknown_token();
    arrival.device = std::move(*found);
    return {};
}

Status Identities::admit(Transaction& transaction, Arrival& arrival) {
    const agent::v1::Enrol& request = arrival.request;
    const std::string fingerprint = request.machine_fingerprint().substr(0, 128);
    std::vector<DeviceRow> same_machine;
    if (!fingerprint.empty()) {
        STEWARD_TRY(same_machine, devices_of_machine(transaction, fingerprint));
    }
    auto match = match_machine(std::move(same_machine), arrival.enrolment.client);
    const bool again = match.same_device.has_value();
    if (again) {
        arrival.device = std::move(*match.same_device);
        arrival.device.card.hostname = name_from_hostname(request.hostname());
        arrival.device.card.enrolled_at = arrival.now;
        arrival.device.attention.clear();
        arrival.device.first_use_trust = !arrival.enrolment.is_granted;
        STEWARD_CHECK(save_device(transaction, arrival.device, arrival.now));
    } else {
        arrival.device = {};
        const auto device_class = class_text(request.device_class());
        const std::string name = name_from_hostname(request.hostname());
        arrival.device.card = {.id = DeviceId::make(arrival.now, rng_),
                               .client = arrival.enrolment.client,
                               .site = arrival.enrolment.site,
                               .name = name,
                               .hostname = name,
                               .device_class = std::string(device_class),
                               .criticality = std::string(assumed_criticality(device_class)),
                               .enrolled_at = arrival.now};
        arrival.device.machine_fingerprint = fingerprint;
        arrival.device.first_use_trust = !arrival.enrolment.is_granted;
        STEWARD_CHECK(insert_device(transaction, arrival.device, arrival.now));
    }
    const auto& card = arrival.device.card;
    STEWARD_TRY(arrival.bereft, replace_device_key(transaction, card.id, card.client, arrival.public_key,
                                                   to_text(make_raw_id(arrival.now, rng_)), arrival.now));
    STEWARD_CHECK(record_enrolment_use(transaction, arrival.enrolment, card.id, arrival.public_key, again, arrival.address, arrival.now));
    STEWARD_CHECK(flag_elsewhere(transaction, arrival, std::move(match.elsewhere)));
    arrival.admitted = true;

    facts::v1::DeviceEnrolled fact;
    fact.set_client_id(card.client.text());
    fact.set_device_id(card.id.text());
    fact.set_name(card.name);
    fact.set_again(again);
    STEWARD_CHECK(journal::append(transaction, arrival.now, card.client, card.id.text(), fact));
    return ledger::record(
        transaction,
        {.at = arrival.now,
         .action = "directory.device_enrolled",
         .client = card.client,
         .by = "a line of " + arrival.enrolment.created_by_name,
         .principal = "enrolment line",
         .roles = {},
         .subject = card.id.text(),
         .details = {{"name", card.name},
                     {"again", again ? "yes" : "no"},
                     {"came_with", arrival.enrolment.is_granted ? "a grant that people signed" : "a line of this server alone"}}});
}

// A machine cannot be at two clients: one of them has a clone, or forgot to retire it. The words name
// no other client, because the old one's people read them.
Status Identities::flag_elsewhere(Transaction& transaction, Arrival& arrival, std::vector<DeviceRow> elsewhere) {
    for (auto& device : elsewhere) {
        device.attention = "A machine with the same identity enrolled elsewhere on " + day_in_words(arrival.now) +
                           ". Retire this device if the machine left, or look for a clone.";
        STEWARD_CHECK(save_device(transaction, device, arrival.now));
        arrival.flagged.push_back(std::move(device));
    }
    return {};
}

void Identities::forget_key(DeviceId device) {
    const std::unique_lock held(mutex_);
    const auto at = known_.find(device);
    if (at != known_.end()) at->second.identity.public_key.clear();
}

void Identities::settle(const Arrival& arrival) {
    for (const auto& device : arrival.bereft) forget_key(device);
    put(arrival.device, arrival.public_key);
    if (!arrival.admitted) return;
    index_.put_device(arrival.device);
    hub_.publish(
        {arrival.device.card.client, "device", arrival.device.card.id.text(), update_json("device_id", arrival.device.card.id.text())});
    for (const auto& device : arrival.flagged) {
        put(device, std::nullopt);
        index_.put_device(device);
        hub_.publish({device.card.client, "device", device.card.id.text(), update_json("device_id", device.card.id.text())});
    }
}

}  // namespace steward::directory
