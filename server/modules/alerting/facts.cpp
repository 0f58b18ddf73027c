#include "server/modules/alerting/facts.h"

#include <array>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::alerting {

namespace {
constexpr std::string_view reader = "alerting.facts";
constexpr int batch = 100;
constexpr std::array<std::string_view, 8> wanted = {"steward.facts.v1.ConditionRaised", "steward.facts.v1.ConditionCleared",
                                                    "steward.facts.v1.DeviceRetired",   "steward.facts.v1.DeviceMoved",
                                                    "steward.facts.v1.TicketCreated",   "steward.facts.v1.TicketChanged",
                                                    "steward.facts.v1.TicketJoined",    "steward.facts.v1.EscalationAcknowledged"};

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

// Whoever took a page has taken its alert: one act, not two. What is over or taken already stays as it is.
Status page_was_taken(storage::Transaction& transaction, Pipeline& pipeline, const facts::v1::EscalationAcknowledged& fact, Instant at) {
    const auto id = AlertId::parse(fact.alert_id());
    if (!id) return {};  // of a ticket that no alert opened
    STEWARD_TRY(auto alert, find_alert(transaction, *id));
    if (!alert || alert->state != AlertState::Open) return {};
    STEWARD_TRY(auto change,
                acknowledge_alert(std::move(*alert), {fact.by(), AccountId::parse(fact.account_id()).value_or(AccountId{})}, "", at));
    return pipeline.apply(transaction, std::move(change), at);
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
        return pipeline.ticket_is(transaction, alert, message.ticket_id(), message.reference());
    }
    if (fact.kind == "steward.facts.v1.TicketJoined") {
        STEWARD_TRY(auto message, decode<facts::v1::TicketJoined>(fact));
        STEWARD_TRY(auto alert, AlertId::parse(message.alert_id()));
        return pipeline.ticket_is(transaction, alert, message.ticket_id(), message.reference());
    }
    if (fact.kind == "steward.facts.v1.EscalationAcknowledged") {
        STEWARD_TRY(const auto message, decode<facts::v1::EscalationAcknowledged>(fact));
        return page_was_taken(transaction, pipeline, message, fact.at);
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
