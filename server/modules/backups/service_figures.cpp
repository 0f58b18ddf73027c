#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

#include "server/modules/backups/messages.h"
#include "server/modules/backups/service.h"
#include "server/modules/backups/typed.h"

namespace steward::backups {

namespace {
using namespace std::chrono_literals;
constexpr size_t most_gaps = 500;

struct Period {
    Instant from, until;
};

// "2026-11" on the client's clock; empty: the last 30 days.
Result<Period> period_of(const std::string& month, const std::string& zone_name, Instant now) {
    if (month.empty()) return Period{now - last_month, now};
    int year = 0;
    unsigned number = 0;
    const bool has_form = month.size() == 7 && month[4] == '-' &&
                          std::from_chars(month.data(), month.data() + 4, year).ptr == month.data() + 4 &&
                          std::from_chars(month.data() + 5, month.data() + 7, number).ptr == month.data() + 7;
    if (!has_form || year < 2000 || number < 1 || number > 12) return bad_field("/month", "Write a month as 2026-11.");
    auto zone = zones::Zone::open(zone_name);
    if (!zone) zone = zones::Zone::open("UTC");
    if (!zone) return std::unexpected(zone.error());
    const std::chrono::year_month begin{std::chrono::year(year), std::chrono::month(number)};
    const auto first_of = [&](std::chrono::year_month what) {
        return zones::instant_of(zone->first_moment(zones::Date(std::chrono::sys_days(what / 1).time_since_epoch()), 0));
    };
    return Period{first_of(begin), first_of(begin + std::chrono::months(1))};
}

struct Unplanned {
    ClientId client;
    DeviceId device;
    std::string label, engine, last_state, repository;
    int runs = 0;
    Instant first_at, last_at;
    std::vector<Instant> begins;  // newest first, some
};

// By machine and label, newest first; of each at most as many begins as a schedule needs.
Result<std::vector<Unplanned>> unplanned(Transaction& transaction, const std::string& clients,
                                         const std::vector<storage::Value>& parameters) {
    STEWARD_TRY(const auto rows,
                transaction.run("select r.client_id, r.device_id, r.label, r.engine, r.state, r.repository, r.started_at from "
                                "backups_runs r where r.plan_id is null" +
                                    clients + " order by r.device_id, r.label, r.started_at desc limit 20000",
                                parameters));
    std::vector<Unplanned> found;
    for (const auto& row : rows) {
        const DeviceId device = row.id<DeviceId>(1);
        if (found.empty() || found.back().device != device || found.back().label != row.text(2))
            found.push_back({.client = row.id<ClientId>(0),
                             .device = device,
                             .label = row.text(2),
                             .engine = row.text(3),
                             .last_state = row.text(4),
                             .repository = row.text(5),
                             .last_at = row.instant(6)});
        Unplanned& one = found.back();
        ++one.runs;
        one.first_at = row.instant(6);
        if (one.begins.size() < 30) one.begins.push_back(row.instant(6));
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.last_at > b.last_at; });
    return found;
}
}  // namespace

Result<v1::ListBackupGapsResponse> Service::list_backup_gaps(Call& call, const v1::ListBackupGapsRequest& request) {
    const auto wanted = ClientId::parse(request.client_id());
    if (!request.client_id().empty() && !wanted) return bad_field("/client_id", "There is no such client.");
    const auto is_wanted = [&](ClientId client) { return call.caller().scope.contains(client) && (!wanted || *wanted == client); };
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto decided, decided_devices(*transaction));
    const std::set<DeviceId> known(decided.begin(), decided.end());
    v1::ListBackupGapsResponse answer;
    auto cards = directory_.devices();
    std::sort(cards.begin(), cards.end(),
              [](const auto& a, const auto& b) { return std::tie(a.criticality, a.name, a.id) < std::tie(b.criticality, b.name, b.id); });
    for (const auto& card : cards) {
        if (card.retired || known.contains(card.id) || !is_wanted(card.client)) continue;
        if (static_cast<size_t>(answer.devices_size()) == most_gaps) {
            answer.set_cut(true);
            break;
        }
        auto& gap = *answer.add_devices();
        gap.set_client_id(card.client.text());
        gap.set_client_name(directory_.client_name(card.client));
        gap.set_device_id(card.id.text());
        gap.set_device_name(card.name);
        gap.set_criticality(card.criticality);
        gap.set_device_class(card.device_class);
        gap.set_since_unix_ms(card.enrolled_at.unix_ms);
    }
    STEWARD_TRY(const auto items, living_items(*transaction));
    for (const auto& item : items) {
        if (item.decision != "protect" || item.plans > 0 || !is_wanted(item.client)) continue;
        if (static_cast<size_t>(answer.items_size()) == most_gaps) {
            answer.set_cut(true);
            break;
        }
        fill(*answer.add_items(), item, nullptr, call.caller(), call.now());
    }
    std::vector<storage::Value> parameters;
    const std::string clients = call.client_filter("r.client_id", parameters);
    STEWARD_TRY(const auto found, unplanned(*transaction, clients, parameters));
    for (const auto& one : found) {
        const auto card = directory_.device(one.device);
        if (!is_wanted(one.client) || !card || card->client != one.client) continue;
        if (static_cast<size_t>(answer.unplanned_size()) == most_gaps) {
            answer.set_cut(true);
            break;
        }
        auto& gap = *answer.add_unplanned();
        gap.set_client_id(one.client.text());
        gap.set_client_name(directory_.client_name(one.client));
        gap.set_device_id(one.device.text());
        gap.set_device_name(card->name);
        gap.set_label(one.label);
        gap.set_engine(one.engine);
        gap.set_runs(one.runs);
        gap.set_first_at_unix_ms(one.first_at.unix_ms);
        gap.set_last_at_unix_ms(one.last_at.unix_ms);
        gap.set_last_state(one.last_state);
        gap.set_repository(one.repository);
        const auto zone = zones::Zone::open(directory_.client_zone(one.client));
        const auto guess = zone ? suggest_schedule(one.begins, *zone) : std::nullopt;
        if (guess) gap.set_schedule(to_text(*guess));
    }
    return answer;
}

Result<v1::ClientBackupFigures> Service::figures_of(Call& call, ClientId client, Instant from, Instant until) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    v1::ClientBackupFigures figures;
    figures.set_client_id(client.text());
    figures.set_client_name(directory_.client_name(client));
    figures.set_from_unix_ms(from.unix_ms);
    figures.set_until_unix_ms(until.unix_ms);
    figures.set_definition(definition);
    STEWARD_TRY(const auto counted, counted_runs(*transaction, client, from, until));
    CountedRuns all;
    for (const auto& [plan, runs] : counted) {
        all.scheduled += runs.scheduled;
        all.success += runs.success;
        all.warning += runs.warning;
        all.failed += runs.failed;
        all.missed += runs.missed;
    }
    figures.set_scheduled(all.scheduled);
    figures.set_success(all.success);
    figures.set_warning(all.warning);
    figures.set_failed(all.failed);
    figures.set_missed(all.missed);
    figures.set_runs_filter(
        fmt::format("client_id:{} scheduled>=\"{}\" scheduled<\"{}\"", client.text(), to_rfc3339(from), to_rfc3339(until)));
    figures.set_items_filter("is:active decision:protect client_id:" + client.text());
    STEWARD_TRY(const auto items, items_of_client(*transaction, client));
    STEWARD_TRY(const auto points, points_since(*transaction, client, from));
    std::map<BackupItemId, std::vector<PointFace>> points_of;
    for (const auto& point : points) points_of[point.item].push_back(point.face);
    std::vector<ItemRow> to_prove;
    std::vector<FreshItem> fresh;
    for (const auto& item : items) {
        if (item.decision != "protect") continue;
        fresh.push_back({.rpo = item.rpo, .since = item.decided_at, .points = std::move(points_of[item.id])});
        figures.set_troubles(figures.troubles() + item.troubles);
        if (item.criticality == "C1" || item.criticality == "C2") to_prove.push_back(item);
    }
    STEWARD_TRY(const auto proofs, protection_.proofs(*transaction, to_prove, call.now()));
    figures.set_to_prove(static_cast<int32_t>(to_prove.size()));
    figures.set_proven(static_cast<int32_t>(std::ranges::count_if(proofs, [](const auto& one) { return one.second.is_proven; })));
    const Freshness freshness = freshness_of(std::move(fresh), from, until, call.now());
    figures.set_items(freshness.items);
    figures.set_fresh_now(freshness.fresh_now);
    figures.set_fresh_worst(freshness.fresh_at_worst);
    figures.set_fresh_worst_at_unix_ms(freshness.worst_at.unix_ms);
    return figures;
}

Result<v1::BackupFigures> Service::get_backup_figures(Call& call, const v1::GetBackupFiguresRequest& request) {
    const auto wanted = ClientId::parse(request.client_id());
    if (!request.client_id().empty() && !wanted) return bad_field("/client_id", "There is no such client.");
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto decided, decided_devices(*transaction));
    const std::set<DeviceId> known(decided.begin(), decided.end());
    STEWARD_TRY(const auto with_items, clients_with_items(*transaction));
    std::set<ClientId> clients(with_items.begin(), with_items.end());
    std::map<ClientId, int> undecided;
    for (const auto& card : directory_.devices()) {
        if (card.retired) continue;
        clients.insert(card.client);
        undecided[card.client] += !known.contains(card.id);
    }
    v1::BackupFigures answer;
    answer.set_month(request.month());
    answer.set_counted_at_unix_ms(call.now().unix_ms);
    for (const ClientId client : clients) {
        if (!call.caller().scope.contains(client) || (wanted && *wanted != client)) continue;
        STEWARD_TRY(const auto period, period_of(request.month(), directory_.client_zone(client), call.now()));
        STEWARD_TRY(auto figures, figures_of(call, client, period.from, period.until));
        figures.set_undecided(undecided[client]);
        *answer.add_clients() = std::move(figures);
    }
    std::sort(answer.mutable_clients()->begin(), answer.mutable_clients()->end(), [](const auto& a, const auto& b) {
        return std::tie(a.client_name(), a.client_id()) < std::tie(b.client_name(), b.client_id());
    });
    return answer;
}

}  // namespace steward::backups
