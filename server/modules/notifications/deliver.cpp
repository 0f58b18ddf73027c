#include "server/modules/notifications/deliver.h"

#include <boost/json.hpp>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::notifications {

namespace {
using escalation::PageId;
constexpr std::string_view match_reader = "notifications.match";
constexpr int match_batch = 100, deliver_batch = 10;
constexpr Duration claim_time = std::chrono::minutes(10);  // twice a batch of the slowest receivers (30 s each)

// A value of what a delivery tells programs; empty when it tells none of that name.
std::string told(const Delivery& delivery, std::string_view name) {
    boost::json::error_code code;
    const auto value = boost::json::parse(delivery.data_json, code);
    const auto* object = code ? nullptr : value.if_object();
    const auto* id = object ? object->if_contains(name) : nullptr;
    return id && id->is_string() ? std::string(id->get_string()) : "";
}

bool is_to_one_person(const Delivery& delivery) {
    return delivery.event == event_mail_receipt || delivery.event == event_mail_answer || delivery.event == event_page;
}

std::string with_value(const std::string& data_json, std::string_view name, const std::string& text) {
    boost::json::error_code code;
    auto value = boost::json::parse(data_json, code);
    if (code || !value.is_object()) return data_json;
    value.as_object()[name] = text;
    return boost::json::serialize(value);
}

std::string sealing_place(ChannelId channel) { return "notifications_channels/" + channel.text() + "/settings"; }
}  // namespace

Result<Bytes> Dispatch::seal_settings(ChannelId channel, const Settings& settings) const {
    boost::json::object object;
    for (const auto& [name, value] : settings) object[name] = value;
    return sealing_.seal(sealing_place(channel), as_bytes(boost::json::serialize(object)));
}

Result<Settings> Dispatch::open_settings(const Channel& channel) const {
    STEWARD_TRY(auto plain, sealing_.open(sealing_place(channel.id), channel.settings_sealed));
    boost::json::error_code code;
    const auto value = boost::json::parse(as_text(plain), code);
    if (code || !value.is_object())
        return fail(ErrorKind::Internal, "notifications.settings", "The settings of this channel cannot be read. Enter them again.");
    Settings settings;
    for (const auto& [name, text] : value.as_object()) {
        if (text.is_string()) settings[std::string(name)] = std::string(text.as_string());
    }
    return settings;
}

Status Dispatch::match(Instant now) {
    return journal::consume(
        database_, match_reader, fact_kinds(), match_batch,
        [&](storage::Transaction& transaction, const journal::Fact& fact) { return match_one(transaction, fact, now); });
}

Status Dispatch::match_one(storage::Transaction& transaction, const journal::Fact& fact, Instant now) {
    const auto event = event_of(fact, directory_.client_name(fact.client));
    if (!event) return {};
    STEWARD_TRY(const auto channels, all_channels(transaction));
    for (const Channel& channel : channels) {
        if (!channel.enabled || !wants(channel.subscription, *event)) continue;
        const Delivery delivery{.id = DeliveryId::make(now, rng_),
                                .channel = channel.id,
                                .client = event->client,
                                .event = event->name,
                                .dedupe_key = std::to_string(fact.number) + "/" + channel.id.text(),
                                .subject = event->subject,
                                .body = event->text,
                                .data_json = event->data_json,
                                .state = "pending",
                                .created_at = now,
                                .next_attempt_at = now,
                                .last_error = {},
                                .recipient = {}};
        STEWARD_CHECK(insert_delivery(transaction, delivery));
    }
    return {};
}

Delivery after_attempt(Delivery delivery, const Outcome& outcome, Instant now) {
    ++delivery.attempts;
    delivery.last_attempt_at = now;
    delivery.last_error = outcome.error;
    if (outcome.kind == Outcome::Kind::Delivered) {
        delivery.state = "delivered";
        delivery.delivered_at = now;
        delivery.next_attempt_at = {};
        return delivery;
    }
    const auto wait = outcome.kind == Outcome::Kind::GiveUp ? std::nullopt : retry_delay(delivery.attempts);
    delivery.state = wait ? "pending" : "failed";
    delivery.next_attempt_at = wait ? now + *wait : Instant{};
    return delivery;
}

Result<Settings> Dispatch::settings_for(storage::Transaction& transaction, const ChannelKind& kind, Settings settings,
                                        const Delivery& delivery) const {
    if (is_to_one_person(delivery)) return kind.addressed_to(std::move(settings), told(delivery, "to"));
    if (!kind.wants_owner(settings)) return settings;
    STEWARD_TRY(const auto address, address_of_owner(transaction, told(delivery, "ticket_id")));
    return address ? kind.addressed_to(std::move(settings), *address) : std::move(settings);
}

Result<std::optional<correspondence::OutgoingMarks>> Dispatch::marks_for(storage::Transaction& transaction,
                                                                         const Delivery& delivery) const {
    const auto ticket = TicketId::parse(told(delivery, "ticket_id"));
    if (!ticket || !correspondence_) return std::optional<correspondence::OutgoingMarks>{};
    return correspondence_->marks(transaction, *ticket, delivery.id.raw());
}

Dispatch::PageLines Dispatch::page_lines(const Delivery& delivery, bool takes_answers) const {
    const auto page = PageId::parse(told(delivery, "page_id"));
    if (delivery.event != event_page || !page || !escalation_) return {};
    PageLines lines{.address = escalation_->acknowledge_address(*page), .text = {}};
    if (!lines.address.empty()) lines.text = "\nI take it: " + lines.address + "\n";
    if (takes_answers) lines.text += "\nOr answer this mail and leave this line in it:\npage: " + escalation_->page_token(*page) + "\n";
    return lines;
}

Result<Delivery> Dispatch::attempt(Delivery delivery, Instant now) {
    std::optional<Channel> channel;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(channel, find_channel(transaction, delivery.channel));
        return {};
    }));
    if (!channel) return fail(ErrorKind::NotFound, "notifications.channel_not_found", "There is no such channel.");
    const ChannelKind* kind = find_channel_kind(channel->kind);
    Outcome outcome{Outcome::Kind::GiveUp, "This version of the program does not know channels of kind " + channel->kind + "."};
    if (auto settings = open_settings(*channel); !settings) {
        outcome = {Outcome::Kind::GiveUp, settings.error().message};
    } else if (kind) {
        std::optional<correspondence::OutgoingMarks> marks;
        STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(marks, marks_for(transaction, delivery));
            STEWARD_TRY(settings, settings_for(transaction, *kind, std::move(*settings), delivery));
            return {};
        }));
        delivery.recipient = kind->recipient(*settings);
        const PageLines page = page_lines(delivery, marks.has_value());
        outcome = kind->send(*settings,
                             {.id = delivery.id.text(),
                              .event = delivery.event,
                              .subject = delivery.subject,
                              .text = delivery.body + page.text,
                              .data_json = page.address.empty() ? delivery.data_json : with_value(delivery.data_json, "acknowledge_url", page.address),
                              .created_at = delivery.created_at,
                              .in_reply_to = told(delivery, "in_reply_to"),
                              .marks = std::move(marks)},
                             now);
    }
    delivery = after_attempt(std::move(delivery), outcome, now);
    STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(update_delivery(transaction, delivery));
        STEWARD_CHECK(note_attempt(transaction, delivery.channel, delivery.state == "delivered", delivery.last_error, now));
        if (delivery.state == "failed") {
            facts::v1::DeliveryFailed fact;
            fact.set_delivery_id(delivery.id.text());
            fact.set_channel_id(delivery.channel.text());
            if (!delivery.client.is_nil()) fact.set_client_id(delivery.client.text());
            fact.set_reason(delivery.last_error);
            STEWARD_CHECK(journal::append(transaction, now, delivery.client, delivery.id.text(), fact));
        }
        transaction.after_commit([this, delivery] {
            hub_.publish({delivery.client, "delivery", delivery.id.text(), R"({"state":")" + delivery.state + "\"}"});
        });
        return {};
    }));
    return delivery;
}

Status Dispatch::deliver() {
    for (;;) {
        const Instant now = clock_.now();
        std::vector<Delivery> due;
        STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(due, claim_due(transaction, now, now + claim_time, deliver_batch));
            return {};
        }));
        if (due.empty()) return {};
        for (Delivery& delivery : due) STEWARD_CHECK(attempt(std::move(delivery), clock_.now()));
    }
}

}  // namespace steward::notifications
