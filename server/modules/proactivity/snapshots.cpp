#include "server/modules/proactivity/snapshots.h"

#include <cstdio>
#include <map>

#include "server/modules/service_levels/service_levels.h"

namespace steward::proactivity {

namespace {
constexpr Duration half_a_year = std::chrono::days(183);
// The last verdicts of a month come a day after its end; an hour more, so that they are written.
constexpr Duration month_is_settled_after = quiet_after_restoration + std::chrono::hours(1);
constexpr int months_kept_current = 3;

std::string month_before(Instant now, int back) {
    const std::chrono::sys_time<Duration> moment{Duration{now.unix_ms}};
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(moment)};
    const auto month = day.year() / day.month() - std::chrono::months(back);
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u", static_cast<int>(month.year()), static_cast<unsigned>(month.month()));
    return text;
}

Result<std::vector<Placed>> lines_of(Transaction& transaction, ClientId client, std::string_view month, int64_t number) {
    STEWARD_TRY(const auto rows,
                transaction.query("select disturbance_id, verdict from proactivity_snapshot_lines where client_id = $1 and month = $2 and "
                                  "number = $3 order by position",
                                  client, month, number));
    std::vector<Placed> lines;
    for (const auto& row : rows)
        lines.push_back({.id = row.id<IncidentId>(0), .verdict = verdict_of(row.text(1)).value_or(Verdict::Undecided)});
    return lines;
}

bool are_same(const Snapshot& snapshot, const std::vector<Placed>& lines, const Figures& figures) {
    if (snapshot.proactive != figures.proactive || snapshot.detected != figures.detected.numerator ||
        snapshot.lead_minutes != figures.lead_minutes || snapshot.never_reported != figures.never_reported.numerator ||
        lines.size() != figures.placed.size())
        return false;
    for (size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].id != figures.placed[i].id || lines[i].verdict != figures.placed[i].verdict) return false;
    }
    return true;
}

Status write_snapshot(Transaction& transaction, ClientId client, std::string_view month, const Snapshot& snapshot, const Figures& figures) {
    STEWARD_CHECK(transaction.execute(
        "insert into proactivity_snapshots (client_id, month, number, computed_at, definition_version, numerator, denominator, detected, "
        "lead_minutes, lead_sample, never_reported, reason) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        client, month, snapshot.number, snapshot.computed_at, snapshot.definition, figures.proactive.numerator,
        figures.proactive.denominator, figures.detected.numerator, figures.lead_minutes, figures.reported, figures.never_reported.numerator,
        snapshot.reason));
    int64_t position = 0;
    for (const Placed& line : figures.placed) {
        STEWARD_CHECK(transaction.execute(
            "insert into proactivity_snapshot_lines (client_id, month, number, position, disturbance_id, verdict, exclusion) "
            "values ($1, $2, $3, $4, $5, $6, $7)",
            client, month, snapshot.number, ++position, line.id, std::string(to_text(line.verdict)), std::string(to_text(line.exclusion))));
    }
    return {};
}

using NoisyChecks = std::vector<std::string>;

Result<NoisyChecks> noisy_checks(Transaction& transaction, Instant until) {
    STEWARD_TRY(const auto records, check_records(transaction, until - half_a_year, until));
    NoisyChecks noisy;
    for (const auto& record : records) {
        if (is_noisy(record)) noisy.push_back(record.check);
    }
    return noisy;
}

// What must be written of a month; nothing while it stands as it was counted before.
Result<std::optional<Snapshot>> due(Transaction& transaction, ClientId client, const std::string& month, const Figures& figures,
                                    Instant now) {
    STEWARD_TRY(const auto before, snapshots_of(transaction, client, month));
    if (before.empty() && figures.placed.empty()) return std::optional<Snapshot>{};
    Snapshot next{.number = 1, .computed_at = now, .definition = definition_version, .reason = "the month was over"};
    if (!before.empty()) {
        STEWARD_TRY(const auto lines, lines_of(transaction, client, month, before.back().number));
        const bool redefined = before.back().definition != definition_version;
        if (!redefined && are_same(before.back(), lines, figures)) return std::optional<Snapshot>{};
        next.number = before.back().number + 1;
        next.reason = redefined ? "a new definition" : "late facts changed it";
    }
    return next;
}

// Counted while reading: the writer is held only for the months that must be written.
Status take_snapshots_of(storage::Database& database, ClientId client, const std::string& zone, std::map<Instant, NoisyChecks>& noisy,
                         Instant now) {
    struct Due {
        std::string month;
        Snapshot snapshot;
        Figures figures;
    };
    std::vector<Due> all;
    STEWARD_CHECK(database.read([&](Transaction& transaction) -> Status {
        all.clear();
        STEWARD_TRY(const auto cases, cases_of_client(transaction, client));
        for (int back = months_kept_current; back >= 1; --back) {
            const std::string month = month_before(now, back);
            STEWARD_TRY(const auto span, service_levels::month_in(zone, month));
            if (now < span.end + month_is_settled_after) continue;
            if (!noisy.contains(span.end)) {
                STEWARD_TRY(noisy[span.end], noisy_checks(transaction, span.end));
            }
            auto figures = count(cases, {span.begin, span.end}, noisy[span.end]);
            STEWARD_TRY(auto snapshot, due(transaction, client, month, figures, now));
            if (snapshot) all.push_back({month, std::move(*snapshot), std::move(figures)});
        }
        return {};
    }));
    if (all.empty()) return {};
    return database.write([&](Transaction& transaction) -> Status {
        for (const Due& one : all) STEWARD_CHECK(write_snapshot(transaction, client, one.month, one.snapshot, one.figures));
        return {};
    });
}
}  // namespace

Result<Figures> figures_of(Transaction& transaction, ClientId client, const Period& period) {
    STEWARD_TRY(const auto cases, cases_of_client(transaction, client));
    STEWARD_TRY(const auto noisy, noisy_checks(transaction, period.until));
    return count(cases, period, noisy);
}

Result<std::vector<Snapshot>> snapshots_of(Transaction& transaction, ClientId client, std::string_view month) {
    STEWARD_TRY(const auto rows,
                transaction.query("select number, computed_at, definition_version, numerator, denominator, detected, lead_minutes, "
                                  "lead_sample, never_reported, reason from proactivity_snapshots where client_id = $1 and month = $2 "
                                  "order by number desc limit 100",
                                  client, month));
    std::vector<Snapshot> snapshots;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        snapshots.push_back({.number = row->integer(0),
                             .computed_at = row->instant(1),
                             .definition = row->integer(2),
                             .proactive = {row->integer(3), row->integer(4)},
                             .detected = row->integer(5),
                             .lead_minutes = row->is_null(6) ? std::nullopt : std::optional(row->real(6)),
                             .lead_sample = row->integer(7),
                             .never_reported = row->integer(8),
                             .reason = row->text(9)});
    }
    return snapshots;
}

Status take_snapshots(storage::Database& database, const directory::Directory& directory, Instant now) {
    std::vector<ClientId> clients;
    STEWARD_CHECK(database.read([&](Transaction& transaction) -> Status {
        clients.clear();
        STEWARD_TRY(const auto rows, transaction.query("select distinct client_id from proactivity_disturbances order by 1"));
        for (const auto& row : rows) clients.push_back(row.id<ClientId>(0));
        return {};
    }));
    std::map<Instant, NoisyChecks> noisy;  // of all clients, by the end of the month
    for (const ClientId client : clients) STEWARD_CHECK(take_snapshots_of(database, client, directory.client_zone(client), noisy, now));
    return {};
}

}  // namespace steward::proactivity
