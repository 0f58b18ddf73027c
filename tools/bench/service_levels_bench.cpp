// What promises cost, in CPU time of the calling thread: the deadline of one ticket, one that lies
// outside of what is compiled, compiling a calendar, and all open clocks after a calendar changed, at last with
// the database.
//
//   service_levels_bench            prints one line for each; no arguments
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <functional>

#include "base/random.h"
#include "server/modules/service_levels/book.h"
#include "server/modules/service_levels/standard.h"
#include "server/platform/assembly/module.h"

namespace {
using namespace steward;
using namespace steward::service_levels;
using namespace std::chrono_literals;

double thread_cpu_s() {
    timespec spec{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spec);
    return static_cast<double>(spec.tv_sec) + static_cast<double>(spec.tv_nsec) / 1e9;
}

double cpu_seconds(const std::function<void()>& work) {
    const double before = thread_cpu_s();
    work();
    return thread_cpu_s() - before;
}

Calendar werk_aare() {
    Calendar calendar;
    calendar.zone = "Europe/Zurich";
    for (size_t day = 0; day < 5; ++day) calendar.week[day] = {{8 * 3600, 12 * 3600}, {13 * 3600, 17 * 3600}};
    return calendar;
}

constexpr Instant now = Instant::from_unix_ms(1'790'000'000'000);

// A life as tickets have it: received within the last month, asked back twice, given another priority.
std::vector<ClockEvent> a_life(Rng& rng) {
    const auto some = [&](int64_t most_s) { return Duration(static_cast<int64_t>(rng.below(static_cast<uint64_t>(most_s))) * 1000); };
    Instant moment = now - some(30 * 86'400);
    std::vector<ClockEvent> events{{ClockEventKind::Started, moment, 16h, ""}};
    for (int question = 0; question < 2; ++question) {
        moment = moment + some(5 * 86'400);
        events.push_back({ClockEventKind::Paused, moment, 0s, "waiting for client"});
        moment = moment + some(2 * 86'400);
        events.push_back({ClockEventKind::Resumed, moment, 0s, ""});
    }
    events.push_back({ClockEventKind::TargetChanged, moment + some(86'400), 40h, "priority lowered from P3 to P4"});
    return events;
}
// Clients are all that promises ask of the directory.
class OneZone final : public directory::Directory {
public:
    std::optional<directory::DeviceCard> device(DeviceId) const override { return std::nullopt; }
    std::vector<directory::DeviceCard> devices() const override { return {}; }
    Result<std::vector<directory::DeviceCard>> devices_matching(ClientId, const std::string&, Instant) const override {
        return std::vector<directory::DeviceCard>{};
    }
    std::optional<directory::Vital> vital(DeviceId) const override { return std::nullopt; }
    std::string client_name(ClientId) const override { return "Werk Aare"; }
    std::string client_zone(ClientId) const override { return "Europe/Zurich"; }
    std::string site_name(SiteId) const override { return {}; }
    void note_vital(DeviceId, const directory::Vital&) override {}
    void note_open_alerts(DeviceId, int) override {}
    void note_maintenance(DeviceId, Instant) override {}
    void note_client_counts(ClientId, std::optional<int>, std::optional<int>) override {}
    Status store_inventory(storage::Transaction&, DeviceId, const agent::v1::Inventory&, Instant) override { return {}; }
    void set_enrolment_endpoint(directory::EnrolmentEndpoint) override {}
    std::optional<directory::EnrolmentEndpoint> enrolment_endpoint() const override { return std::nullopt; }
};

// With the database: 100,000 open clocks of the standard policy, and a holiday more. Wall clock: the disk counts.
Status measure_with_database(const std::string& path) {
    const SystemClock watch;
    STEWARD_TRY(const auto database, storage::open_sqlite(path));
    STEWARD_CHECK(storage::migrate(*database, assembly::all_migrations(), now));
    OneZone directory;
    SeededRng rng(7);
    Book book(directory, rng);
    const ClientId client = ClientId::make(now, rng);
    STEWARD_CHECK(database->write([&](Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute(
            "insert into directory_clients (id, name, name_key, status, zone, note, demo, revision, created_at, changed_at) "
            "values ($1, 'Werk Aare', 'werk aare', 'active', 'Europe/Zurich', '', false, 1, 1, 1)",
            client));
        STEWARD_CHECK(store_standard(transaction, rng, now));
        for (int i = 0; i < 100'000; ++i)
            STEWARD_CHECK(book.begin(transaction, {client, std::to_string(i), "P3", {"resolve"}}, now + Duration(i)));
        STEWARD_TRY(const auto row, transaction.query_one("select id from service_levels_calendars"));
        STEWARD_TRY(auto calendar, find_calendar(transaction, row->id<CalendarId>(0)));
        auto& holiday = *calendar->rules.add_holidays();
        holiday.set_date("2026-09-22");
        return save_calendar(transaction, *calendar, true);
    }));
    const Duration before = watch.monotonic();
    const double cpu_before = thread_cpu_s();
    int done = 0;
    for (int batch = 500; batch == 500; done += batch) {
        STEWARD_CHECK(database->write([&](Transaction& transaction) -> Status {
            STEWARD_TRY(batch, book.recount_changed(transaction, now + Duration(200'000), 500));
            return {};
        }));
    }
    std::printf("100,000 of them in the database      %9.3f s of the processor, %.3f s until it was done (%d)\n",
                thread_cpu_s() - cpu_before, static_cast<double>((watch.monotonic() - before).count()) / 1000, done);
    return {};
}
}  // namespace

int main() {
    const auto compiled = BusinessTime::compile(werk_aare(), now - Duration(366 * 24h), now + Duration(3 * 366 * 24h));
    if (!compiled) return 1;
    SeededRng rng(7);
    constexpr int many = 1'000'000;
    int64_t sum = 0;
    const double deadline = cpu_seconds([&] {
        for (int i = 0; i < many; ++i) {
            const Instant received = now + Duration(static_cast<int64_t>(rng.below(300 * 86'400)) * 1000);
            sum += compiled->add(received, 16h)->unix_ms;
        }
    });
    std::printf("one deadline                         %9.3f us\n", deadline / many * 1e6);

    const double outside = cpu_seconds([&] {
        for (int i = 0; i < 100; ++i) sum += compiled->add(now + Duration((4000 + i) * 24h), 16h)->unix_ms;
    });
    std::printf("one deadline ten years from now      %9.3f us\n", outside / 100 * 1e6);

    const double compiling = cpu_seconds([&] {
        for (int i = 0; i < 100; ++i)
            sum += BusinessTime::compile(werk_aare(), now - Duration(366 * 24h), now + Duration(3 * 366 * 24h))->is_always();
    });
    std::printf("compiling four years of a calendar   %9.3f us\n", compiling / 100 * 1e6);

    std::vector<std::vector<ClockEvent>> lives(100'000);
    for (auto& life : lives) life = a_life(rng);
    std::vector<service_levels::Clock> clocks;
    clocks.reserve(lives.size());
    const double folding = cpu_seconds([&] {
        for (const auto& life : lives) clocks.push_back(fold(life, *compiled));
    });
    std::printf("100,000 clocks from their events     %9.3f s\n", folding);
    const double recounting = cpu_seconds([&] {
        for (size_t i = 0; i < lives.size(); ++i) {
            clocks[i] = recount(std::move(clocks[i]), lives[i], *compiled, now, "calendar");
            sum += clocks[i].due_at.value_or(now).unix_ms;
        }
    });
    std::printf("100,000 open clocks recomputed       %9.3f s\n", recounting);
    const std::string folder = std::filesystem::temp_directory_path() / ("service_levels_bench." + std::to_string(::getpid()));
    std::filesystem::create_directories(folder);
    const auto measured = measure_with_database(folder + "/data.db");
    if (!measured) std::fprintf(stderr, "%s %s\n", measured.error().message.c_str(), measured.error().cause.c_str());
    std::filesystem::remove_all(folder);
    return sum == 0 || !measured ? 1 : 0;
}
