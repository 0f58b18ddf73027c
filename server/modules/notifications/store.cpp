#include "server/modules/notifications/store.h"

#include "server/platform/journal/journal.h"

namespace steward::notifications {

namespace {
std::optional<int64_t> time_or_null(Instant at) { return at.is_set() ? std::optional(at.unix_ms) : std::nullopt; }
Instant time_or_never(const storage::Row& row, size_t column) { return Instant{row.integer_or(column, 0)}; }

constexpr std::string_view channel_columns =
    "id, kind, name, enabled, disabled_reason, settings_sealed, events, minimum_priority, client_ids, created_at, last_success_at, "
    "last_failure_at, failing_since, last_error, revision, queues";

Channel channel_from_row(const storage::Row& row) {
    Channel channel{.id = row.id<ChannelId>(0),
                    .kind = row.text(1),
                    .name = row.text(2),
                    .enabled = row.boolean(3),
                    .disabled_reason = row.text(4),
                    .settings_sealed = row.bytes(5),
                    .subscription = {},
                    .created_at = row.instant(9),
                    .last_success_at = time_or_never(row, 10),
                    .last_failure_at = time_or_never(row, 11),
                    .failing_since = time_or_never(row, 12),
                    .last_error = row.text(13),
                    .revision = static_cast<int>(row.integer(14))};
    channel.subscription.events = split_list(row.text(6));
    channel.subscription.minimum_priority = row.text(7);
    channel.subscription.queues = split_list(row.text(15));
    for (const auto& text : split_list(row.text(8))) {
        if (auto client = ClientId::parse(text)) channel.subscription.clients.push_back(*client);
    }
    return channel;
}

std::string client_list(const Channel& channel) {
    std::vector<std::string> texts;
    for (const ClientId client : channel.subscription.clients) texts.push_back(client.text());
    return join_list(texts);
}

Error name_taken_or(Error error) {
    if (error.code != "storage.unique") return error;
    Error taken{.kind = ErrorKind::Conflict,
                .code = "notifications.name_taken",
                .message = "Another channel has this name.",
                .fields = {},
                .cause = {}};
    taken.fields.push_back({"/name", "Another channel has this name."});
    return taken;
}
}  // namespace

Result<std::optional<std::string>> address_of_owner(storage::Transaction& transaction, const std::string& ticket_id) {
    if (ticket_id.empty()) return std::nullopt;
    STEWARD_TRY(const auto row, transaction.query_one("select a.email_key from helpdesk_v_tickets t "
                                                      "join access_v_account_addresses a on a.account_id = t.assignee_id "
                                                      "join access_v_accounts o on o.account_id = t.assignee_id "
                                                      "where t.ticket_id = $1 and o.status = 'active'",
                                                      ticket_id));
    return row ? std::optional(row->text(0)) : std::nullopt;
}

std::vector<std::string> split_list(std::string_view text) {
    std::vector<std::string> values;
    while (!text.empty()) {
        const size_t end = std::min(text.find(','), text.size());
        if (end > 0) values.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return values;
}

std::string join_list(const std::vector<std::string>& values) {
    std::string text;
    for (const auto& value : values) text += (text.empty() ? "" : ",") + value;
    return text;
}

Result<std::vector<Channel>> all_channels(storage::Transaction& transaction) {
    STEWARD_TRY(auto rows, transaction.query("select " + std::string(channel_columns) + " from notifications_channels order by name, id"));
    std::vector<Channel> channels;
    for (const auto& row : rows) channels.push_back(channel_from_row(row));
    return channels;
}

std::string_view all_channel_columns() { return channel_columns; }
Channel read_channel(const storage::Row& row) { return channel_from_row(row); }

Result<std::optional<Channel>> find_channel(storage::Transaction& transaction, ChannelId id) {
    STEWARD_TRY(auto row,
                transaction.query_one("select " + std::string(channel_columns) + " from notifications_channels where id = $1", id));
    return row ? std::optional(channel_from_row(*row)) : std::nullopt;
}

Status insert_channel(storage::Transaction& transaction, const Channel& c) {
    auto inserted =
        transaction.execute("insert into notifications_channels (" + std::string(channel_columns) +
                                ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null, null, '', $11, $12)",
                            c.id, c.kind, c.name, c.enabled, c.disabled_reason, c.settings_sealed, join_list(c.subscription.events),
                            c.subscription.minimum_priority, client_list(c), c.created_at, c.revision, join_list(c.subscription.queues));
    if (!inserted) return std::unexpected(name_taken_or(std::move(inserted.error())));
    return {};
}

Status update_channel(storage::Transaction& transaction, const Channel& c) {
    auto updated = transaction.execute(
        "update notifications_channels set name = $2, enabled = $3, disabled_reason = $4, settings_sealed = $5, events = $6, "
        "minimum_priority = $7, client_ids = $8, failing_since = $9, revision = $10, queues = $11 where id = $1",
        c.id, c.name, c.enabled, c.disabled_reason, c.settings_sealed, join_list(c.subscription.events), c.subscription.minimum_priority,
        client_list(c), time_or_null(c.failing_since), c.revision, join_list(c.subscription.queues));
    if (!updated) return std::unexpected(name_taken_or(std::move(updated.error())));
    return {};
}

Status delete_channel(storage::Transaction& transaction, ChannelId id) {
    STEWARD_CHECK(transaction.execute("delete from notifications_channels where id = $1", id));
    return {};
}

Status note_attempt(storage::Transaction& transaction, ChannelId id, bool success, const std::string& error, Instant now) {
    if (success) {
        STEWARD_CHECK(transaction.execute(
            "update notifications_channels set last_success_at = $2, failing_since = null, last_error = '' where id = $1", id, now));
    } else {
        STEWARD_CHECK(
            transaction.execute("update notifications_channels set last_failure_at = $2, failing_since = coalesce(failing_since, $2), "
                                "last_error = $3 where id = $1",
                                id, now, error));
    }
    return {};
}

std::string_view delivery_columns() {
    return "id, channel_id, client_id, event, dedupe_key, subject, body, data_json, state, attempts, created_at, last_attempt_at, "
           "next_attempt_at, "
           "delivered_at, last_error, recipient";
}

Delivery delivery_from_row(const storage::Row& row) {
    return {.id = row.id<DeliveryId>(0),
            .channel = row.id<ChannelId>(1),
            .client = row.is_null(2) ? ClientId{} : row.id<ClientId>(2),
            .event = row.text(3),
            .dedupe_key = row.text(4),
            .subject = row.text(5),
            .body = row.text(6),
            .data_json = row.text(7),
            .state = row.text(8),
            .attempts = static_cast<int>(row.integer(9)),
            .created_at = row.instant(10),
            .last_attempt_at = time_or_never(row, 11),
            .next_attempt_at = time_or_never(row, 12),
            .delivered_at = time_or_never(row, 13),
            .last_error = row.text(14),
            .recipient = row.text(15)};
}

Result<bool> insert_delivery(storage::Transaction& transaction, const Delivery& d) {
    STEWARD_TRY(
        const int64_t inserted,
        transaction.execute(
            "insert into notifications_deliveries (" + std::string(delivery_columns()) +
                ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict (dedupe_key) do nothing",
            d.id, d.channel, d.client.is_nil() ? std::nullopt : std::optional(d.client.text()), d.event, d.dedupe_key, d.subject, d.body,
            d.data_json, d.state, d.attempts, d.created_at, time_or_null(d.last_attempt_at), time_or_null(d.next_attempt_at),
            time_or_null(d.delivered_at), d.last_error, d.recipient));
    if (inserted > 0) transaction.after_commit(journal::wake_workers);  // who delivers reads no facts
    return inserted > 0;
}

Status update_delivery(storage::Transaction& transaction, const Delivery& d) {
    STEWARD_CHECK(transaction.execute(
        "update notifications_deliveries set state = $2, attempts = $3, last_attempt_at = $4, next_attempt_at = $5, delivered_at = $6, "
        "last_error = $7, recipient = $8, claimed_until = null where id = $1",
        d.id, d.state, d.attempts, time_or_null(d.last_attempt_at), time_or_null(d.next_attempt_at), time_or_null(d.delivered_at),
        d.last_error, d.recipient));
    return {};
}

Result<std::optional<Delivery>> find_delivery(storage::Transaction& transaction, DeliveryId id) {
    STEWARD_TRY(auto row,
                transaction.query_one("select " + std::string(delivery_columns()) + " from notifications_deliveries where id = $1", id));
    return row ? std::optional(delivery_from_row(*row)) : std::nullopt;
}

Result<std::optional<Delivery>> claim_due(storage::Transaction& transaction, Lane lane, Instant now, Instant until) {
    const std::string of_lane = lane == Lane::Pages ? "d.event = $3" : "d.event <> $3";
    STEWARD_TRY(const auto row,
                transaction.query_one(
                    "update notifications_deliveries set claimed_until = $2 where id in (select d.id from "
                    "notifications_deliveries d join notifications_channels c "
                    "on c.id = d.channel_id where d.state = 'pending' and d.next_attempt_at <= $1 and "
                    "(d.claimed_until is null or d.claimed_until <= $1) and c.enabled and " +
                        of_lane + " order by case when d.attempts = 0 then 0 else 1 end, d.next_attempt_at, d.id limit 1) returning " +
                        std::string(delivery_columns()),
                    now, until, event_page));
    return row ? std::optional(delivery_from_row(*row)) : std::nullopt;
}

Result<std::vector<Delivery>> waiting_for_switched_off(storage::Transaction& transaction, Instant then) {
    STEWARD_TRY(const auto rows, transaction.query("select " + std::string(delivery_columns()) +
                                                       " from notifications_deliveries where state = 'pending' and created_at <= $1 and "
                                                       "channel_id in (select id from notifications_channels where not enabled) "
                                                       "order by created_at, id limit 100",
                                                   then));
    std::vector<Delivery> waiting;
    for (const auto& row : rows) waiting.push_back(delivery_from_row(row));
    return waiting;
}

Result<std::optional<TicketName>> name_of_ticket(storage::Transaction& transaction, const std::string& ticket_id) {
    STEWARD_TRY(const auto row,
                transaction.query_one("select reference, title from helpdesk_v_ticket_contents where ticket_id = $1", ticket_id));
    return row ? std::optional(TicketName{row->text(0), row->text(1)}) : std::nullopt;
}

}  // namespace steward::notifications
