#include "server/modules/monitoring/store.h"

namespace steward::monitoring {

namespace {
constexpr Duration events_kept = std::chrono::hours(24 * 400), dead_letters_kept = std::chrono::hours(24 * 90);

int64_t as_signed(uint64_t number) { return static_cast<int64_t>(number); }
uint32_t as_seconds(const storage::Row& row, size_t column) { return static_cast<uint32_t>(row.integer(column)); }

LevelTrack track_from_row(const storage::Row& row, size_t first) {
    return {.since_s = as_seconds(row, first),
            .good_since_s = as_seconds(row, first + 1),
            .crossed = static_cast<uint16_t>(row.integer(first + 2)),
            .hard = row.boolean(first + 3)};
}

std::optional<double> real_or_nothing(const storage::Row& row, size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.real(column));
}

std::optional<int> number_or_nothing(const storage::Row& row, size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional(static_cast<int>(row.integer(column)));
}

Result<bool> inserted(Result<int64_t> rows) {
    if (!rows) return std::unexpected(std::move(rows.error()));
    return *rows > 0;
}
}  // namespace

Result<std::vector<StoredDevice>> all_heard(storage::Transaction& transaction) {
    STEWARD_TRY(auto rows, transaction.query("select device_id, last_heard_at, interval_s from monitoring_devices"));
    std::vector<StoredDevice> devices;
    for (const auto& row : rows) devices.push_back({row.id<DeviceId>(0), row.instant(1), static_cast<int>(row.integer(2))});
    return devices;
}

Status save_heard(storage::Transaction& transaction, ClientId client, const StoredDevice& device) {
    STEWARD_CHECK(transaction.execute(
        "insert into monitoring_devices (device_id, client_id, last_heard_at, interval_s) values ($1, $2, $3, $4) "
        "on conflict (device_id) do update set last_heard_at = excluded.last_heard_at, interval_s = excluded.interval_s",
        device.device, client, device.last_heard, device.interval_s));
    return {};
}

Status for_each_instance(storage::Transaction& transaction, const std::function<void(StoredInstance)>& each) {
    return transaction.for_each(
        "select id, device_id, check_code, item, state, told, since, value, observed_at, large, warning_since, warning_good_since, "
        "warning_crossed, "
        "warning_hard, critical_since, critical_good_since, critical_crossed, critical_hard, changes from monitoring_check_instances",
        {}, [&](const storage::Row& row) {
            StoredInstance stored{.id = row.id<CheckInstanceId>(0),
                                  .device = row.id<DeviceId>(1),
                                  .check = row.text(2),
                                  .item = row.text(3),
                                  .large = row.boolean(9)};
            stored.state = CheckState{.value = row.real(7),
                                      .warning = track_from_row(row, 10),
                                      .critical = track_from_row(row, 14),
                                      .since_s = as_seconds(row, 6),
                                      .observed_s = as_seconds(row, 8),
                                      .changes = as_seconds(row, 18),
                                      .state = state_from_word(row.text(4)).value_or(State::Unknown),
                                      .told = told_from_word(row.text(5))};
            each(std::move(stored));
            return true;
        });
}

Status save_instance(storage::Transaction& transaction, const Transition& transition) {
    const CheckState& state = transition.state;
    STEWARD_CHECK(transaction.execute(
        "insert into monitoring_check_instances (id, client_id, device_id, check_code, item, state, told, since, value, observed_at, "
        "large, warning_since, "
        "warning_good_since, warning_crossed, warning_hard, critical_since, critical_good_since, critical_crossed, critical_hard, changes) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) "
        "on conflict (id) do update set state = excluded.state, told = excluded.told, since = excluded.since, value = excluded.value, "
        "observed_at = excluded.observed_at, large = excluded.large, warning_since = excluded.warning_since, "
        "warning_good_since = excluded.warning_good_since, warning_crossed = excluded.warning_crossed, warning_hard = "
        "excluded.warning_hard, "
        "critical_since = excluded.critical_since, critical_good_since = excluded.critical_good_since, "
        "critical_crossed = excluded.critical_crossed, critical_hard = excluded.critical_hard, changes = excluded.changes",
        transition.id, transition.client, transition.device, transition.terms->check->code, transition.item, to_word(state.state),
        to_word(state.told), state.since_s, state.value, state.observed_s, transition.large, state.warning.since_s,
        state.warning.good_since_s, state.warning.crossed, state.warning.hard, state.critical.since_s, state.critical.good_since_s,
        state.critical.crossed, state.critical.hard, state.changes));
    return {};
}

Status remove_instance(storage::Transaction& transaction, CheckInstanceId id) {
    STEWARD_CHECK(transaction.execute("delete from monitoring_check_instances where id = $1", id));
    return {};
}

Status forget_device(storage::Transaction& transaction, DeviceId device) {
    STEWARD_CHECK(transaction.execute("delete from monitoring_check_instances where device_id = $1", device));
    STEWARD_CHECK(transaction.execute("delete from monitoring_devices where device_id = $1", device));
    return {};
}

std::string_view exemption_columns() {
    return "id, client_id, device_id, check_code, item, raise_warning, raise_critical, clear_warning, clear_critical, hold_s, interval_s, "
           "samples_needed, "
           "samples_of, disabled, reason, created_by, created_at, expires_at, ended_at";
}

Exemption exemption_from_row(const storage::Row& row) {
    return {.id = row.id<ExemptionId>(0),
            .client = row.id<ClientId>(1),
            .device = row.is_null(2) ? DeviceId{} : row.id<DeviceId>(2),
            .check = row.text(3),
            .item = row.text(4),
            .raise_warning = real_or_nothing(row, 5),
            .raise_critical = real_or_nothing(row, 6),
            .clear_warning = real_or_nothing(row, 7),
            .clear_critical = real_or_nothing(row, 8),
            .hold_s = number_or_nothing(row, 9),
            .interval_s = number_or_nothing(row, 10),
            .samples_needed = number_or_nothing(row, 11),
            .samples_of = number_or_nothing(row, 12),
            .disabled = row.boolean(13),
            .reason = row.text(14),
            .created_by = row.text(15),
            .created_at = row.instant(16),
            .expires_at = row.instant(17),
            .ended_at = Instant{row.integer_or(18, 0)}};
}

Result<std::vector<Exemption>> current_exemptions(storage::Transaction& transaction, Instant now) {
    STEWARD_TRY(auto rows, transaction.query("select " + std::string(exemption_columns()) +
                                                 " from monitoring_exemptions where ended_at is null and expires_at > $1",
                                             now));
    std::vector<Exemption> exemptions;
    for (const auto& row : rows) exemptions.push_back(exemption_from_row(row));
    return exemptions;
}

Status insert_exemption(storage::Transaction& transaction, const Exemption& exemption) {
    const std::optional<DeviceId> device = exemption.device.is_nil() ? std::nullopt : std::optional(exemption.device);
    STEWARD_CHECK(transaction.execute("insert into monitoring_exemptions (" + std::string(exemption_columns()) +
                                          ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)",
                                      exemption.id, exemption.client, device, exemption.check, exemption.item, exemption.raise_warning,
                                      exemption.raise_critical, exemption.clear_warning, exemption.clear_critical, exemption.hold_s,
                                      exemption.interval_s, exemption.samples_needed, exemption.samples_of, exemption.disabled,
                                      exemption.reason, exemption.created_by, exemption.created_at, exemption.expires_at, nullptr));
    return {};
}

Result<std::optional<Exemption>> find_exemption(storage::Transaction& transaction, ExemptionId id) {
    STEWARD_TRY(auto row,
                transaction.query_one("select " + std::string(exemption_columns()) + " from monitoring_exemptions where id = $1", id));
    return row ? std::optional(exemption_from_row(*row)) : std::nullopt;
}

Result<bool> end_exemption(storage::Transaction& transaction, ExemptionId id, Instant now) {
    STEWARD_TRY(const int64_t ended,
                transaction.execute("update monitoring_exemptions set ended_at = $2 where id = $1 and ended_at is null", id, now));
    return ended > 0;
}

Result<bool> insert_event(storage::Transaction& transaction, const RecordKey& key, Instant observed_at, Instant received_at,
                          std::string_view kind, std::string_view item, std::string_view detail) {
    return inserted(transaction.execute(
        "insert into monitoring_events (device_id, epoch, seq, client_id, observed_at, received_at, kind, item, detail) values ($1, $2, "
        "$3, $4, $5, $6, $7, $8, $9) "
        "on conflict (device_id, epoch, seq) do nothing",
        key.device, as_signed(key.epoch), as_signed(key.seq), key.client, observed_at, received_at, kind, item, detail));
}

Result<bool> insert_gap(storage::Transaction& transaction, const RecordKey& key, Instant from, Instant to, uint64_t reports,
                        std::string_view reason, Instant received_at) {
    return inserted(transaction.execute(
        "insert into monitoring_gaps (device_id, epoch, seq, client_id, from_at, to_at, reports, reason, received_at) values ($1, $2, $3, "
        "$4, $5, $6, $7, $8, $9) "
        "on conflict (device_id, epoch, seq) do nothing",
        key.device, as_signed(key.epoch), as_signed(key.seq), key.client, from, to, as_signed(reports), reason, received_at));
}

Result<bool> insert_dead_letter(storage::Transaction& transaction, const RecordKey& key, std::string_view kind, std::string_view reason,
                                const Bytes& body, Instant received_at) {
    return inserted(
        transaction.execute("insert into monitoring_dead_letters (device_id, epoch, seq, client_id, kind, reason, body, received_at) "
                            "values ($1, $2, $3, $4, $5, $6, $7, $8) "
                            "on conflict (device_id, epoch, seq) do nothing",
                            key.device, as_signed(key.epoch), as_signed(key.seq), key.client, kind, reason, body, received_at));
}

Status drop_old_records(storage::Transaction& transaction, Instant now) {
    STEWARD_CHECK(transaction.execute("delete from monitoring_events where received_at < $1", now - events_kept));
    STEWARD_CHECK(transaction.execute("delete from monitoring_gaps where received_at < $1", now - events_kept));
    STEWARD_CHECK(transaction.execute("delete from monitoring_dead_letters where received_at < $1", now - dead_letters_kept));
    return {};
}

}  // namespace steward::monitoring
