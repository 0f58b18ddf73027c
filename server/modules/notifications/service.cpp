#include "server/modules/notifications/service.h"

#include <algorithm>

#include "server/modules/helpdesk/helpdesk.h"
#include "server/platform/filter/filter.h"

namespace steward::notifications {

namespace {
constexpr std::string_view hidden_secret = "********";

// What somebody wrote to one person, or is told of it: a conversation, of a ticket that may be confidential.
bool is_private(std::string_view event) { return event == event_notice || event == event_mail_answer || event == event_mail_receipt; }

// Whoever reads every ticket of every client anyway: a notice may be about several.
bool reads_private(const Caller& caller) {
    std::vector<storage::Value> none;
    return caller.scope.all && helpdesk::without_confidential(caller, none, "d.id").empty();
}

Status check_events(const std::vector<std::string>& events) {
    for (const auto& event : events) {
        const auto kinds = event_kinds();
        if (std::none_of(kinds.begin(), kinds.end(), [&](const EventKind& kind) { return kind.name == event; })) {
            return bad_field("/events", "There is no event '" + event + "'.");
        }
    }
    return {};
}

Status check_priority(const std::string& priority) {
    if (priority.empty() || priority == "P1" || priority == "P2" || priority == "P3" || priority == "P4") return {};
    return bad_field("/minimum_priority", "Write P1, P2, P3 or P4, or leave it empty.");
}

Status check_name(const std::string& name) {
    return name.empty() || name.size() > 100 ? Status(bad_field("/name", "A name of 1 to 100 characters is needed.")) : Status{};
}

Result<std::vector<ClientId>> read_clients(const Caller& caller, const google::protobuf::RepeatedPtrField<std::string>& texts) {
    if (texts.empty() && !caller.scope.all) return bad_field("/client_ids", "Choose which of your clients this channel tells of.");
    std::vector<ClientId> clients;
    for (const auto& text : texts) {
        const auto client = ClientId::parse(text);
        if (!client || !caller.scope.contains(*client))
            return bad_field("/client_ids/" + std::to_string(clients.size()), "This is not the id of a client.");
        clients.push_back(*client);
    }
    return clients;
}

// Names, as the helpdesk lists them; a comma separates them in the row.
Result<std::vector<std::string>> read_queues(const google::protobuf::RepeatedPtrField<std::string>& names) {
    for (int i = 0; i < names.size(); ++i) {
        const std::string& name = names.Get(i);
        if (name.empty() || name.size() > 100 || name.find(',') != std::string::npos)
            return bad_field("/queues/" + std::to_string(i), "A queue is named as in the list of queues.");
    }
    return std::vector<std::string>(names.begin(), names.end());
}

// A secret that came back as stars was not changed.
void keep_hidden_secrets(const ChannelKind& kind, Settings& settings, const Settings& before) {
    for (const Setting& setting : kind.settings()) {
        const auto at = settings.find(std::string(setting.name));
        if (!setting.secret || at == settings.end() || at->second != hidden_secret) continue;
        const auto old = before.find(at->first);
        at->second = old == before.end() ? "" : old->second;
    }
}

// A channel for all clients is everybody's; one that tells of certain clients only belongs to those.
bool sees(const Caller& caller, const Channel& channel) {
    const auto& clients = channel.subscription.clients;
    return caller.scope.all || clients.empty() ||
           std::any_of(clients.begin(), clients.end(), [&](ClientId client) { return caller.scope.contains(client); });
}

// Whoever changes a channel decides who hears of its clients: all of them must be the caller's.
bool may_change(const Caller& caller, const Channel& channel) {
    const auto& clients = channel.subscription.clients;
    return caller.scope.all || (!clients.empty() && std::all_of(clients.begin(), clients.end(),
                                                                [&](ClientId client) { return caller.scope.contains(client); }));
}

// The same as SQL for `sees`; ids of clients stand in the row separated by commas.
std::string sees_filter(const Caller& caller, std::string_view column, std::vector<storage::Value>& parameters) {
    if (caller.scope.all) return "";
    std::string where = " and (" + std::string(column) + " = ''";
    for (const ClientId client : caller.scope.clients) {
        parameters.emplace_back("%" + client.text() + "%");
        where += " or " + std::string(column) + " like $" + std::to_string(parameters.size());
    }
    return where + ")";
}

Status is_unchanged(const Call& call, const Channel& channel) {
    if (call.is_as_seen(channel.revision)) return {};
    return fail(ErrorKind::StaleEtag, "notifications.changed_meanwhile",
                "Somebody changed this channel meanwhile. Look again, then decide.");
}

std::unexpected<Error> no_delivery() { return fail(ErrorKind::NotFound, "notifications.delivery_not_found", "There is no such delivery."); }
std::unexpected<Error> channel_off() {
    return fail(ErrorKind::Conflict, "notifications.channel_off", "This channel is switched off. Switch it on, then send.");
}

std::unexpected<Error> no_kind(const std::string& kind) { return bad_field("/kind", "There is no kind of channel called '" + kind + "'."); }
}  // namespace

Result<v1::ListChannelKindsResponse> Service::list_channel_kinds(Call&, const v1::ListChannelKindsRequest&) {
    v1::ListChannelKindsResponse response;
    for (const ChannelKind* kind : channel_kinds()) {
        v1::ChannelKind& message = *response.add_kinds();
        message.set_kind(std::string(kind->name()));
        message.set_label(std::string(kind->label()));
        for (const Setting& setting : kind->settings()) {
            v1::ChannelSetting& field = *message.add_settings();
            field.set_name(std::string(setting.name));
            field.set_label(std::string(setting.label));
            field.set_secret(setting.secret);
            field.set_required(setting.required);
            field.set_example(std::string(setting.example));
            field.set_help(std::string(setting.help));
        }
    }
    return response;
}

Status Service::fill(v1::Channel& message, const Channel& channel, const Caller& caller) const {
    message.set_channel_id(channel.id.text());
    message.set_kind(channel.kind);
    message.set_name(channel.name);
    message.set_enabled(channel.enabled);
    message.set_disabled_reason(channel.disabled_reason);
    const ChannelKind* kind = find_channel_kind(channel.kind);
    STEWARD_TRY(auto settings, dispatch_.open_settings(channel));
    for (const auto& [name, value] : settings) {
        const bool secret = !kind || std::any_of(kind->settings().begin(), kind->settings().end(),
                                                 [&](const Setting& s) { return s.name == name && s.secret; });
        (*message.mutable_settings())[name] = secret && !value.empty() ? std::string(hidden_secret) : value;
    }
    for (const auto& event : channel.subscription.events) message.add_events(event);
    message.set_minimum_priority(channel.subscription.minimum_priority);
    for (const ClientId client : channel.subscription.clients) {
        if (caller.scope.contains(client)) message.add_client_ids(client.text());
    }
    for (const auto& queue : channel.subscription.queues) message.add_queues(queue);
    message.set_last_success_at_unix_ms(channel.last_success_at.unix_ms);
    message.set_last_failure_at_unix_ms(channel.last_failure_at.unix_ms);
    message.set_last_error(channel.last_error);
    message.set_etag(std::to_string(channel.revision));
    if (!caller.may("channel.write") || !may_change(caller, channel)) return {};
    message.add_allowed_actions("edit");
    if (channel.enabled) message.add_allowed_actions("test");
    message.add_allowed_actions("delete");
    return {};
}

Result<Channel> Service::load(Call& call, const std::string& text) {
    STEWARD_TRY(auto id, ChannelId::parse(text));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto channel, find_channel(*transaction, id));
    if (!channel || !sees(call.caller(), *channel))
        return fail(ErrorKind::NotFound, "notifications.channel_not_found", "There is no such channel.");
    if (!may_change(call.caller(), *channel))
        return fail(ErrorKind::Forbidden, "notifications.channel_of_others", "This channel tells of clients that you do not look after.");
    call.set_audit_subject(text);
    return std::move(*channel);
}

Result<v1::ListChannelsResponse> Service::list_channels(Call& call, const v1::ListChannelsRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {{"name", "name"},
                                               {"kind", "kind"},
                                               {"events", "events"},
                                               {"priority", "minimum_priority"},
                                               {"error", "last_error"},
                                               {"created", "created_at", Kind::Time},
                                               {"succeeded", "coalesce(last_success_at, 0)", Kind::Time},
                                               {"failed", "coalesce(last_failure_at, 0)", Kind::Time}};
    static constexpr std::string_view text[] = {"name", "kind", "last_error"};
    STEWARD_TRY(auto terms, filter::parse(request.filter()));
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string scope = sees_filter(call.caller(), "client_ids", parameters);
    STEWARD_TRY(const auto where, filter::to_sql(terms, fields, text, call.now(), parameters));
    const std::string from = " from notifications_channels where true" + scope + where;
    STEWARD_TRY(auto counted, transaction->run("select count(*)" + from, parameters));
    STEWARD_TRY(auto page, filter::page(request.order_by(), "name", request.page_size(), request.page_token(), fields, "id", parameters));
    STEWARD_TRY(auto rows, transaction->run("select " + std::string(all_channel_columns()) + page.key_columns + from + page.where +
                                                page.order_by + page.limit,
                                            parameters));
    v1::ListChannelsResponse response;
    response.set_total(static_cast<int>(counted.front().integer(0)));
    response.set_next_page_token(filter::next_page_token(page, rows));
    for (const auto& row : rows) STEWARD_CHECK(fill(*response.add_channels(), read_channel(row), call.caller()));
    return response;
}

Result<v1::Channel> Service::create_channel(Call& call, const v1::CreateChannelRequest& request) {
    const ChannelKind* kind = find_channel_kind(request.kind());
    if (!kind) return no_kind(request.kind());
    Channel channel{.id = ChannelId::make(call.now(), rng_),
                    .kind = request.kind(),
                    .name = request.name(),
                    .disabled_reason = {},
                    .settings_sealed = {},
                    .subscription = {},
                    .created_at = call.now(),
                    .last_error = {}};
    STEWARD_CHECK(check_name(channel.name));
    const Settings settings(request.settings().begin(), request.settings().end());
    STEWARD_CHECK(check_settings(*kind, settings));
    channel.subscription.events.assign(request.events().begin(), request.events().end());
    if (channel.subscription.events.empty()) {
        for (const EventKind& event : event_kinds()) {
            if (event.subscribed_by_default) channel.subscription.events.emplace_back(event.name);
        }
    }
    channel.subscription.minimum_priority = request.minimum_priority();
    STEWARD_CHECK(check_events(channel.subscription.events));
    STEWARD_CHECK(check_priority(channel.subscription.minimum_priority));
    STEWARD_TRY(channel.subscription.clients, read_clients(call.caller(), request.client_ids()));
    STEWARD_TRY(channel.subscription.queues, read_queues(request.queues()));
    STEWARD_TRY(channel.settings_sealed, dispatch_.seal_settings(channel.id, settings));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_channel(*transaction, channel));
    call.set_audit_subject(channel.id.text());
    v1::Channel message;
    STEWARD_CHECK(fill(message, channel, call.caller()));
    return message;
}

Result<v1::Channel> Service::update_channel(Call& call, const v1::UpdateChannelRequest& request) {
    STEWARD_TRY(auto channel, load(call, request.channel_id()));
    STEWARD_CHECK(is_unchanged(call, channel));
    const ChannelKind* kind = find_channel_kind(channel.kind);
    if (!kind) return no_kind(channel.kind);
    if (request.has_name()) channel.name = request.name();
    STEWARD_CHECK(check_name(channel.name));
    if (request.has_enabled()) {
        channel.enabled = request.enabled();
        channel.disabled_reason.clear();
        channel.failing_since = {};
    }
    if (!request.settings().empty()) {
        STEWARD_TRY(const auto before, dispatch_.open_settings(channel));
        Settings settings(request.settings().begin(), request.settings().end());
        keep_hidden_secrets(*kind, settings, before);
        STEWARD_CHECK(check_settings(*kind, settings));
        settings = kind->after_change(std::move(settings), before, call.now());
        STEWARD_TRY(channel.settings_sealed, dispatch_.seal_settings(channel.id, settings));
    }
    if (!request.events().empty()) channel.subscription.events.assign(request.events().begin(), request.events().end());
    STEWARD_CHECK(check_events(channel.subscription.events));
    if (request.has_minimum_priority()) channel.subscription.minimum_priority = request.minimum_priority();
    STEWARD_CHECK(check_priority(channel.subscription.minimum_priority));
    // A list that is named is replaced, also by an empty one, which means all.
    if (!request.client_ids().empty() || call.given_fields.contains("client_ids")) {
        STEWARD_TRY(channel.subscription.clients, read_clients(call.caller(), request.client_ids()));
    }
    if (!request.queues().empty() || call.given_fields.contains("queues")) {
        STEWARD_TRY(channel.subscription.queues, read_queues(request.queues()));
    }
    ++channel.revision;
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(notifications::update_channel(*transaction, channel));
    v1::Channel message;
    STEWARD_CHECK(fill(message, channel, call.caller()));
    return message;
}

Result<v1::DeleteChannelResponse> Service::delete_channel(Call& call, const v1::DeleteChannelRequest& request) {
    STEWARD_TRY(auto channel, load(call, request.channel_id()));
    STEWARD_CHECK(is_unchanged(call, channel));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(notifications::delete_channel(*transaction, channel.id));
    return v1::DeleteChannelResponse{};
}

void Service::fill(v1::Delivery& message, const Delivery& delivery, const std::string& channel_name, const Caller& caller) const {
    message.set_delivery_id(delivery.id.text());
    message.set_channel_id(delivery.channel.text());
    message.set_channel_name(channel_name);
    if (!delivery.client.is_nil()) {
        message.set_client_id(delivery.client.text());
        message.set_client_name(directory_.client_name(delivery.client));
    }
    message.set_event(delivery.event);
    const bool is_theirs = !caller.account.is_nil() && value_in(delivery.data_json, "account_id") == caller.account.text();
    const bool reads_all = is_theirs || reads_private(caller);
    message.set_subject(reads_all || !is_private(delivery.event) ? delivery.subject : "Written to one person; only they read it here.");
    // Of a page everybody sees that it went out and for what; why somebody was called is theirs.
    if (reads_all || !(is_private(delivery.event) || delivery.event == event_page || delivery.event == event_sign_in))
        message.set_body(delivery.body);
    message.set_state(delivery.state);
    message.set_attempts(delivery.attempts);
    message.set_created_at_unix_ms(delivery.created_at.unix_ms);
    message.set_last_attempt_at_unix_ms(delivery.last_attempt_at.unix_ms);
    message.set_next_attempt_at_unix_ms(delivery.next_attempt_at.unix_ms);
    message.set_delivered_at_unix_ms(delivery.delivered_at.unix_ms);
    message.set_last_error(delivery.last_error);
    message.set_dedupe_key(delivery.dedupe_key);
    message.set_recipient(delivery.recipient);
    if (caller.may("channel.write")) message.add_allowed_actions("resend");
}

// The row first, the sending after the commit (a worker does it within a second): write it down, then send it.
Result<v1::Delivery> Service::test_channel(Call& call, const v1::TestChannelRequest& request) {
    STEWARD_TRY(auto channel, load(call, request.channel_id()));
    if (!channel.enabled) return channel_off();
    const DeliveryId id = DeliveryId::make(call.now(), rng_);
    const Delivery delivery{
        .id = id,
        .channel = channel.id,
        .client = {},
        .event = "test",
        .dedupe_key = "test/" + id.text(),
        .subject = "Test message from Steward",
        .body = "This is a test of the channel '" + channel.name + "', asked for by " + call.caller().name + ".\nNothing is wrong.\n",
        .data_json = "{\"test\":true}",
        .state = "pending",
        .created_at = call.now(),
        .next_attempt_at = call.now(),
        .last_error = {},
        .recipient = {}};
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_CHECK(insert_delivery(*transaction, delivery));
    v1::Delivery message;
    fill(message, delivery, channel.name, call.caller());
    return message;
}

Result<v1::Delivery> Service::resend_delivery(Call& call, const v1::ResendDeliveryRequest& request) {
    STEWARD_TRY(auto id, DeliveryId::parse(request.delivery_id()));
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto delivery, find_delivery(*transaction, id));
    const bool theirs = delivery && (delivery->client.is_nil() || call.caller().scope.contains(delivery->client));
    if (!theirs) return no_delivery();
    STEWARD_TRY(const auto channel, find_channel(*transaction, delivery->channel));
    if (!channel || !sees(call.caller(), *channel)) return no_delivery();
    if (!channel->enabled) return channel_off();
    // The same id goes out again: a receiver that had it can tell. Its retries begin anew.
    delivery->attempts = 0;
    delivery->state = "pending";
    delivery->next_attempt_at = call.now();
    STEWARD_CHECK(update_delivery(*transaction, *delivery));
    call.set_audit_subject(request.delivery_id());
    v1::Delivery message;
    fill(message, *delivery, channel->name, call.caller());
    return message;
}

Result<v1::ListDeliveriesResponse> Service::list_deliveries(Call& call, const v1::ListDeliveriesRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {{"state", "d.state"},
                                               {"event", "d.event"},
                                               {"channel", "c.name"},
                                               {"channel_id", "d.channel_id"},
                                               {"client_id", "d.client_id"},
                                               {"recipient", "d.recipient"},
                                               {"created", "d.created_at", Kind::Time},
                                               {"attempts", "d.attempts", Kind::Number}};
    static constexpr std::string_view text[] = {"d.subject", "d.recipient", "c.name"};
    static constexpr std::string_view text_for_all[] = {
        "case when d.event in ('notice.personal', 'mail.answer', 'mail.receipt') then '' else d.subject end", "d.recipient", "c.name"};
    STEWARD_TRY(auto terms, filter::parse(request.filter()));
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    STEWARD_TRY(auto where, filter::to_sql(terms, fields, reads_private(call.caller()) ? text : text_for_all, call.now(), parameters));
    // What a message says belongs to its client; a test message belongs to nobody.
    if (const auto scope = call.client_filter("d.client_id", parameters); !scope.empty())
        where += " and (d.client_id is null or (true" + scope + "))" + sees_filter(call.caller(), "c.client_ids", parameters);
    const std::string from = " from notifications_deliveries d join notifications_channels c on c.id = d.channel_id where true" + where;
    STEWARD_TRY(auto counted, transaction->run("select count(*)" + from, parameters));
    STEWARD_TRY(auto page,
                filter::page(request.order_by(), "-created", request.page_size(), request.page_token(), fields, "d.id", parameters));
    std::string columns = "d.";
    for (const char c : delivery_columns()) columns += c == ' ' ? std::string(" d.") : std::string(1, c);
    STEWARD_TRY(auto rows, transaction->run("select " + columns + ", c.name, c.enabled" + page.key_columns + from + page.where +
                                                page.order_by + page.limit,
                                            parameters));
    v1::ListDeliveriesResponse response;
    response.set_total(static_cast<int>(counted.front().integer(0)));
    response.set_next_page_token(filter::next_page_token(page, rows));
    for (const auto& row : rows) {
        v1::Delivery& message = *response.add_deliveries();
        fill(message, delivery_from_row(row), row.text(16), call.caller());
        if (message.state() != "pending" || row.boolean(17)) continue;
        message.set_next_attempt_at_unix_ms(0);
        message.set_last_error("Waits: its channel is switched off. It goes out when the channel is switched on, within three days.");
    }
    return response;
}

}  // namespace steward::notifications
