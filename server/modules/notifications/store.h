// All SQL of the room.
#pragma once

#include <optional>
#include <vector>

#include "server/modules/notifications/channel.h"
#include "server/modules/notifications/match.h"
#include "server/platform/storage/database.h"

namespace steward::notifications {

struct Channel {
    ChannelId id;
    std::string kind, name;
    bool enabled = true;
    std::string disabled_reason;
    Bytes settings_sealed;
    Subscription subscription;
    Instant created_at, last_success_at, last_failure_at, failing_since;
    std::string last_error;
    int revision = 1;
};

struct Delivery {
    DeliveryId id;
    ChannelId channel;
    ClientId client;  // nil: a test message
    std::string event, dedupe_key, subject, body, data_json;
    std::string state;  // pending, delivered, failed
    int attempts = 0;
    Instant created_at, last_attempt_at, next_attempt_at, delivered_at;
    std::string last_error, recipient;
};

Result<std::vector<Channel>> all_channels(storage::Transaction& transaction);
/// For the list: columns as `read_channel` expects them.
std::string_view all_channel_columns();
Channel read_channel(const storage::Row& row);
Result<std::optional<Channel>> find_channel(storage::Transaction& transaction, ChannelId id);
/// Failure: Conflict "notifications.name_taken".
Status insert_channel(storage::Transaction& transaction, const Channel& channel);
Status update_channel(storage::Transaction& transaction, const Channel& channel);
Status delete_channel(storage::Transaction& transaction, ChannelId id);
Status note_attempt(storage::Transaction& transaction, ChannelId id, bool success, const std::string& error, Instant now);

/// False when a delivery with the same dedupe key exists: the fact was matched before.
Result<bool> insert_delivery(storage::Transaction& transaction, const Delivery& delivery);
Status update_delivery(storage::Transaction& transaction, const Delivery& delivery);
/// What waits for a channel that is switched off and was made before `then`; the oldest, at most a hundred.
Result<std::vector<Delivery>> waiting_for_switched_off(storage::Transaction& transaction, Instant then);
Result<std::optional<Delivery>> find_delivery(storage::Transaction& transaction, DeliveryId id);
/// Each is worked through on a thread of its own: a page waits behind no mail that nobody takes.
enum class Lane { Pages, Others };

/// The next due delivery of an enabled channel, claimed until `until`, so that a second process (or a second
/// run) leaves it alone; a claim of a process that died ends by itself.
/// First attempts go before those that failed already.
Result<std::optional<Delivery>> claim_due(storage::Transaction& transaction, Lane lane, Instant now, Instant until);
std::string_view delivery_columns();
Delivery delivery_from_row(const storage::Row& row);

struct TicketName {
    std::string reference, title;
};
Result<std::optional<TicketName>> name_of_ticket(storage::Transaction& transaction, const std::string& ticket_id);
/// Of the active account that the ticket is given to; nothing when it is nobody's (any more).
Result<std::optional<std::string>> address_of_owner(storage::Transaction& transaction, const std::string& ticket_id);

std::vector<std::string> split_list(std::string_view text);
std::string join_list(const std::vector<std::string>& values);

}  // namespace steward::notifications
