#include "server/modules/alerting/facts.h"

#include <array>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::alerting {

namespace {
constexpr std::string_view reader = "alerting.facts";
constexpr int batch = 100;
constexpr std::array<std::string_view, 7> wanted = {"steward.facts.v1.ConditionRaised", "steward.facts.v1.ConditionCleared",
                                                    "steward.facts.v1.DeviceRetired",   "steward.facts.v1.DeviceMoved",
                                                    "steward.facts.v1.TicketCreated",   "steward.facts.v1.TicketChanged",
                                                    "steward.facts.v1.TicketJoined"};

template <typename Message>
Result<Message> decode(const journal::Fact& fact) {
    Message message;
    if (!message.ParseFromArray(fact.body.data(), static_cast<int>(fact.body.size()))) {
        return fail(ErrorKind::Internal, "alerting.bad_fact", "A fact of the journal cannot be read.", fact.kind);
    }
    return message;
}

Result<Condition> to_condition(const facts::v1::ConditionRaised& fact) {
    STEWARD_TRY(auto client, ClientId::parse(fact.client_id()));
    STEWARD_TRY(auto device, DeviceId::parse(fact.device_id()));
    return Condition{.client = client,
                     .device = device,
                     .fingerprint = fact.fingerprint(),
                     .check = fact.check(),
                     .item = fact.item(),
                     .severity = fact.severity(),
                     .priority = fact.priority(),
                     .title = fact.title(),
                     .plain_text = fact.plain_text(),
                     .unit = fact.unit(),
                     .value = fact.value(),
                     .threshold = fact.threshold(),
                     .since = Instant{fact.since_unix_ms()},
                     .observed_at = Instant{fact.observed_at_unix_ms()}};
}

Status act_on(storage::Transaction& transaction, Pipeline& pipeline, const journal::Fact& fact, Instant now) {
    if (fact.kind == "steward.facts.v1.ConditionRaised") {
        STEWARD_TRY(auto message, decode<facts::v1::ConditionRaised>(fact));
        STEWARD_TRY(auto condition, to_condition(message));
        return pipeline.raised(transaction, condition, now);
    }
    if (fact.kind == "steward.facts.v1.ConditionCleared") {
        STEWARD_TRY(auto message, decode<facts::v1::ConditionCleared>(fact));
        return pipeline.cleared(transaction, message.fingerprint(), message.value(), Instant{message.observed_at_unix_ms()},
                                message.reason(), now);
    }
    if (fact.kind == "steward.facts.v1.DeviceRetired") {
        STEWARD_TRY(auto message, decode<facts::v1::DeviceRetired>(fact));
        STEWARD_TRY(auto device, DeviceId::parse(message.device_id()));
        return pipeline.device_left(transaction, device, "retired", now);
    }
    if (fact.kind == "steward.facts.v1.DeviceMoved") {
        STEWARD_TRY(auto message, decode<facts::v1::DeviceMoved>(fact));
        STEWARD_TRY(auto device, DeviceId::parse(message.device_id()));
        return pipeline.device_left(transaction, device, "moved", now);
    }
    if (fact.kind == "steward.facts.v1.TicketCreated") {
        STEWARD_TRY(auto message, decode<facts::v1::TicketCreated>(fact));
        if (message.alert_id().empty()) return {};
        STEWARD_TRY(auto alert, AlertId::parse(message.alert_id()));
        return pipeline.ticket_created(transaction, alert, message.ticket_id(), message.reference(), now);
    }
    if (fact.kind == "steward.facts.v1.TicketJoined") {
        STEWARD_TRY(auto message, decode<facts::v1::TicketJoined>(fact));
        STEWARD_TRY(auto alert, AlertId::parse(message.alert_id()));
        return pipeline.ticket_joined(transaction, alert, message.ticket_id(), message.reference());
    }
    STEWARD_TRY(auto message, decode<facts::v1::TicketChanged>(fact));
    return message.field() == "state" ? pipeline.ticket_moved(transaction, message.ticket_id(), message.to(), now) : Status{};
}
}  // namespace

Status consume_facts(storage::Database& database, Pipeline& pipeline, Instant now) {
    return journal::consume(database, reader, wanted, batch, [&](storage::Transaction& transaction, const journal::Fact& fact) {
        return act_on(transaction, pipeline, fact, now);
    });
}

}  // namespace steward::alerting
