#include "server/modules/notifications/deliver.h"

#include <boost/json.hpp>

#include <algorithm>
#include <set>

#include "server/platform/journal/consume.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::notifications {

namespace {
using escalation::PageId;
constexpr std::string_view match_reader = "notifications.match";
constexpr int match_batch = 100;
// Twice the slowest receiver. Only what is under way is claimed: a process that dies holds up this one message for so long,
// and whether it arrived is the one thing that nobody knows.
constexpr Duration longest_wait_for_channel = std::chrono::hours(24 * 3);  // as long as a receiver that fails is tried
constexpr Duration claim_time = std::chrono::seconds(90);

std::string told(const Delivery& delivery, std::string_view name) { return value_in(delivery.data_json, name); }

bool is_to_one_person(const Delivery& delivery) {
    return delivery.event == event_mail_receipt || delivery.event == event_mail_answer || delivery.event == event_page ||
           delivery.event == event_sign_in || delivery.event == event_notice;
}

std::string with_value(const std::string& data_json, std::string_view name, const std::string& text) {
    boost::json::error_code code;
    auto value = boost::json::parse(data_json, code);
    if (code || !value.is_object()) return data_json;
    value.as_object()[name] = text;
    return boost::json::serialize(value);
}

// A page that is to go by some kinds of channel only; notices, by those that reach the one person (or tell programs).
bool carries(const ChannelKind* kind, const std::string& kind_name, const Event& event) {
    const bool allowed =
        event.channels.empty() || std::find(event.channels.begin(), event.channels.end(), kind_name) != event.channels.end();
    if (!allowed || event.name != event_notice || !kind || kind->is_for_programs()) return allowed;
    return !kind->person_key().empty() && !value_in(event.data_json, kind->person_key()).empty();
}

// A push goes to the person's topic, and tells it nobody else.
std::string data_for(const ChannelKind* kind, const Event& event) {
    if (event.name != event_notice || !kind) return event.data_json;
    return with_value(kind->is_for_programs() ? with_value(event.data_json, "push_topic", "") : event.data_json, "to",
                      value_in(event.data_json, kind->is_for_programs() ? "to" : kind->person_key()));
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
    auto event = event_of(fact, directory_.client_name(fact.client));
    if (!event) return {};
    if (!event->unnamed_ticket.empty()) {
        STEWARD_TRY(const auto ticket, name_of_ticket(transaction, event->unnamed_ticket));
        if (ticket) {
            event->subject = "[" + ticket->reference + "] " + event->subject;
            event->text += "\nTicket: " + ticket->reference + ", " + ticket->title + "\n";
            event->data_json = with_value(event->data_json, "reference", ticket->reference);
        }
    }
    STEWARD_TRY(const auto channels, all_channels(transaction));
    std::set<std::string> ways;
    for (const Channel& channel : channels) {
        const ChannelKind* kind = find_channel_kind(channel.kind);
        if (!channel.enabled || !wants(channel.subscription, *event, kind && kind->is_for_programs()) ||
            !carries(kind, channel.kind, *event))
            continue;
        // Of several mail channels that carry notices one is enough: the person is the same.
        if (event->name == event_notice && !(kind && kind->is_for_programs()) && !ways.insert(channel.kind).second) continue;
        const Delivery delivery{.id = DeliveryId::make(now, rng_),
                                .channel = channel.id,
                                .client = event->client,
                                .event = event->name,
                                .dedupe_key = std::to_string(fact.number) + "/" + channel.id.text(),
                                .subject = event->subject,
                                .body = event->text,
                                .data_json = data_for(kind, *event),
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
    if (const auto survey = surveys::SurveyId::parse(told(delivery, "survey_id")); survey && surveys_)
        return {.address = {}, .text = surveys_->invitation(*survey)};
    const auto page = PageId::parse(told(delivery, "page_id"));
    if (delivery.event != event_page || !page || !escalation_) return {};
    PageLines lines{.address = escalation_->acknowledge_address(*page), .text = {}};
    if (!lines.address.empty()) lines.text = "\nI take it: " + lines.address + "\n";
    if (takes_answers) lines.text += "\nOr answer this mail and leave this line in it:\npage: " + escalation_->page_token(*page) + "\n";
    return lines;
}

Result<std::string> Dispatch::approval_line(storage::Transaction& transaction, const Delivery& delivery) const {
    const auto approver = approvals::ApproverId::parse(told(delivery, "approver_id"));
    if (!approver || !approvals_ || !is_to_one_person(delivery)) return std::string();
    STEWARD_TRY(const auto address, approvals_->decision_address(transaction, *approver));
    return address.empty() ? std::string()
                           : "\nDecide here, without signing in: " + address + "\nThe link is yours alone; it decides once.\n";
}

Result<std::string> Dispatch::code_line(storage::Transaction& transaction, const ChannelKind& kind, const Delivery& delivery,
                                        Instant now) const {
    const std::string link = told(delivery, "file_link_id");
    if (link.empty() || !attachments_ || kind.name() != "email") return std::string();
    return attachments_->code_line(transaction, link, now);
}

std::expected<std::string, Outcome> Dispatch::sign_in_line(const ChannelKind& kind, const Delivery& delivery, Instant now) const {
    if (delivery.event != event_sign_in) return std::string();
    if (kind.name() != "email") return std::unexpected(Outcome{Outcome::Kind::GiveUp, "Links to sign in go out by mail only."});
    const std::string address = sign_in_mail_ ? sign_in_mail_->address_of(told(delivery, "request_id"), now) : std::string();
    if (address.empty()) return std::unexpected(Outcome{Outcome::Kind::GiveUp, "The link was used already or has expired."});
    return "\nSign in: " + address + "\nIt works once, for 15 minutes, in the browser in which it was asked for.\n";
}

std::expected<std::vector<correspondence::OutgoingFile>, Outcome> Dispatch::files_for(const correspondence::OutgoingParts& parts) const {
    if (parts.files.empty()) return std::vector<correspondence::OutgoingFile>{};
    auto files = correspondence_->read(parts);
    if (!files) return std::unexpected(Outcome{Outcome::Kind::TryAgain, files.error().message});
    return std::move(*files);
}

Status Dispatch::tell_correspondence(storage::Transaction& transaction, const Delivery& delivery, Instant now) const {
    const auto ticket = TicketId::parse(told(delivery, "ticket_id"));
    const bool is_about_ticket = delivery.event == event_mail_receipt || delivery.event == event_mail_answer;
    if (!correspondence_ || !ticket || !is_about_ticket) return {};
    const bool waits = delivery.state == "pending";
    return correspondence_->note_sent(transaction,
                                      {.ticket = *ticket,
                                       .client = delivery.client,
                                       .sent_id = told(delivery, "sent_id"),
                                       .delivery = delivery.id.raw(),
                                       .is_receipt = delivery.event == event_mail_receipt,
                                       .to = told(delivery, "to"),
                                       .subject = delivery.subject,
                                       .state = delivery.state == "delivered" || delivery.state == "withheld" ? "sent"
                                                : waits                                                       ? "waits"
                                                                                                              : "not_delivered",
                                       .note = delivery.last_error + (waits ? " It is tried again." : "")},
                                      now);
}

Result<Delivery> Dispatch::attempt(Delivery delivery, Instant now) {
    std::optional<Channel> channel;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(channel, find_channel(transaction, delivery.channel));
        return {};
    }));
    if (!channel) return fail(ErrorKind::NotFound, "notifications.channel_not_found", "There is no such channel.");
    STEWARD_TRY(const bool withheld, withhold(delivery, now));
    if (withheld) return delivery;
    const ChannelKind* kind = find_channel_kind(channel->kind);
    Outcome outcome{Outcome::Kind::GiveUp, "This version of the program does not know channels of kind " + channel->kind + "."};
    if (auto settings = open_settings(*channel); !settings) {
        outcome = {Outcome::Kind::GiveUp, settings.error().message};
    } else if (kind) {
        std::optional<correspondence::OutgoingMarks> marks;
        correspondence::OutgoingParts parts;
        std::string approval, code;
        STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(marks, marks_for(transaction, delivery));
            if (correspondence_ && is_to_one_person(delivery)) {
                STEWARD_TRY(parts, correspondence_->parts(transaction, told(delivery, "sent_id"), now));
            }
            STEWARD_TRY(approval, approval_line(transaction, delivery));
            STEWARD_TRY(code, code_line(transaction, *kind, delivery, now));
            STEWARD_TRY(settings, settings_for(transaction, *kind, std::move(*settings), delivery));
            return {};
        }));
        delivery.recipient = kind->recipient(*settings);
        const PageLines page = page_lines(delivery, marks.has_value());
        const auto sign_in = sign_in_line(*kind, delivery, now);
        auto files = files_for(parts);
        outcome = !sign_in ? sign_in.error()
                  : !files
                      ? files.error()
                      : kind->send(*settings,
                                   {.id = delivery.id.text(),
                                    .event = delivery.event,
                                    .subject = delivery.subject,
                                    .text = delivery.body + approval + code + page.text + parts.text + *sign_in,
                                    .data_json = page.address.empty() ? delivery.data_json
                                                                      : with_value(delivery.data_json, "acknowledge_url", page.address),
                                    .created_at = delivery.created_at,
                                    .in_reply_to = told(delivery, "in_reply_to"),
                                    .marks = std::move(marks),
                                    .files = std::move(*files)},
                                   now);
    }
    delivery = after_attempt(std::move(delivery), outcome, now);
    STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(update_delivery(transaction, delivery));
        STEWARD_CHECK(keep_changed(transaction, delivery.channel, outcome.changed));
        STEWARD_CHECK(tell_correspondence(transaction, delivery, now));
        STEWARD_CHECK(note_attempt(transaction, delivery.channel, delivery.state == "delivered", delivery.last_error, now));
        if (delivery.state == "failed") {
            STEWARD_CHECK(tell_failed(transaction, delivery, now));
            STEWARD_CHECK(give_up_channel(transaction, delivery, outcome, now));
        }
        transaction.after_commit([this, delivery] {
            hub_.publish({delivery.client, "delivery", delivery.id.text(), R"({"state":")" + delivery.state + "\"}"});
        });
        return {};
    }));
    return delivery;
}

Status Dispatch::give_up_channel(storage::Transaction& transaction, const Delivery& delivery, const Outcome& outcome, Instant now) {
    STEWARD_TRY(auto channel, find_channel(transaction, delivery.channel));
    const ChannelKind* kind = channel ? find_channel_kind(channel->kind) : nullptr;
    if (!kind || !kind->is_for_programs() || !channel->enabled) return {};
    const bool is_dead = channel->failing_since.is_set() && now - channel->failing_since >= given_up_after;
    if (!outcome.is_gone && !is_dead) return {};
    channel->enabled = false;
    channel->disabled_reason = outcome.is_gone ? "Switched off: " + delivery.last_error
                                               : "Switched off: nothing has arrived there since " + to_rfc3339(channel->failing_since) +
                                                     ". " + delivery.last_error;
    ++channel->revision;
    STEWARD_CHECK(update_channel(transaction, *channel));
    facts::v1::ChannelDisabled fact;
    fact.set_channel_id(channel->id.text());
    fact.set_name(channel->name);
    fact.set_reason(channel->disabled_reason);
    return journal::append(transaction, now, {}, channel->id.text(), fact);
}

Result<bool> Dispatch::withhold(Delivery& delivery, Instant now) {
    std::string why;
    STEWARD_CHECK(database_.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(why, why_withheld(transaction, delivery, now));
        return {};
    }));
    if (why.empty()) return false;
    delivery.state = "withheld";
    delivery.recipient = told(delivery, "to");
    delivery.last_attempt_at = now;
    delivery.next_attempt_at = {};
    delivery.last_error = why;
    STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(update_delivery(transaction, delivery));
        return tell_correspondence(transaction, delivery, now);
    }));
    return true;
}

Result<std::string> Dispatch::why_withheld(storage::Transaction& transaction, const Delivery& delivery, Instant now) {
    const std::string to = told(delivery, "to"), host(demonstration_host);
    const bool to_nowhere = to.ends_with("@" + host) || to.ends_with("." + host);
    STEWARD_TRY(const auto demo, transaction.query_one("select 1 from directory_v_clients where id = $1 and demo", delivery.client));
    if (to_nowhere || demo) return std::string("Of the demonstration: this would have been sent.");
    const auto page = PageId::parse(told(delivery, "page_id"));
    if (delivery.event != event_page || !page || !escalation_) return std::string();
    return escalation_->why_not_sent(transaction, *page, now);
}

Status Dispatch::keep_changed(storage::Transaction& transaction, ChannelId id, const Settings& changed) const {
    if (changed.empty()) return {};
    STEWARD_TRY(auto channel, find_channel(transaction, id));
    if (!channel) return {};
    STEWARD_TRY(auto settings, open_settings(*channel));
    for (const auto& [name, value] : changed) settings[name] = value;
    STEWARD_TRY(channel->settings_sealed, seal_settings(id, settings));
    return update_channel(transaction, *channel);
}

Status Dispatch::tell_failed(storage::Transaction& transaction, const Delivery& delivery, Instant now) const {
    facts::v1::DeliveryFailed fact;
    fact.set_delivery_id(delivery.id.text());
    fact.set_channel_id(delivery.channel.text());
    if (!delivery.client.is_nil()) fact.set_client_id(delivery.client.text());
    fact.set_reason(delivery.last_error);
    return journal::append(transaction, now, delivery.client, delivery.id.text(), fact);
}

Status Dispatch::give_up_waiting(Instant now) {
    return database_.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(auto waiting, waiting_for_switched_off(transaction, now - longest_wait_for_channel));
        for (Delivery& delivery : waiting) {
            delivery.state = "failed";
            delivery.next_attempt_at = {};
            delivery.last_error = "Its channel was switched off for three days.";
            STEWARD_CHECK(update_delivery(transaction, delivery));
            STEWARD_CHECK(tell_correspondence(transaction, delivery, now));
            STEWARD_CHECK(tell_failed(transaction, delivery, now));
        }
        return {};
    });
}

Status Dispatch::deliver(Lane lane) {
    if (lane != Lane::Pages) STEWARD_CHECK(give_up_waiting(clock_.now()));
    for (;;) {
        const Instant now = clock_.now();
        std::optional<Delivery> due;
        STEWARD_CHECK(database_.write([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(due, claim_due(transaction, lane, now, now + claim_time));
            return {};
        }));
        if (!due) return {};
        STEWARD_CHECK(attempt(std::move(*due), clock_.now()));
    }
}

}  // namespace steward::notifications
