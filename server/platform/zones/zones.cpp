#include "server/platform/zones/zones.h"

#include <cctz/civil_time.h>
#include <cctz/time_zone.h>
#include <fmt/format.h>

#include <atomic>
#include <fstream>

namespace steward::zones {

struct Zone::Rules {
    cctz::time_zone zone;
};

namespace {
using Point = cctz::time_point<cctz::seconds>;

std::atomic<unsigned> database_generation{0};

Point point_of(UnixSeconds at) { return Point(cctz::seconds(at)); }
UnixSeconds seconds_of(Point at) { return at.time_since_epoch().count(); }

cctz::civil_second civil(Date date, int second_of_day) {
    const std::chrono::year_month_day day(date);
    return cctz::civil_second(static_cast<int>(day.year()), static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()), 0, 0, 0) +
           second_of_day;
}

// The library keeps what it read under the name that it was asked for. Another spelling of the same
// path is another name, so that a newer database is seen without a restart.
std::string spelling(std::string_view name) {
    const unsigned generation = database_generation.load();
    if (generation == 0) return std::string(name);
    std::string path = "file:/usr/share/zoneinfo";
    for (unsigned i = 0; i < generation; ++i) path += "/.";
    return path + "/" + std::string(name);
}

// Only names: no path, and nothing of which the library makes something else ("localtime", "Fixed/...").
bool is_zone_name(std::string_view name) {
    if (name.empty() || name.size() > 64 || name.front() == '/' || name.back() == '/') return false;
    if (name == "localtime" || name.starts_with("Fixed/") || name.starts_with("posix/") || name.starts_with("right/")) return false;
    for (const char c : name) {
        const bool good =
            (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '+' || c == '-' || c == '/';
        if (!good) return false;
    }
    return true;
}
}  // namespace

Result<Zone> Zone::open(std::string_view name) {
    auto rules = std::make_shared<Rules>();
    if (name == "UTC") return Zone(std::move(rules));
    if (!is_zone_name(name) || !cctz::load_time_zone(spelling(name), &rules->zone)) {
        return fail(ErrorKind::Invalid, "zones.unknown",
                    "There is no time zone of that name. Write it as in the IANA database, for example Europe/Zurich.");
    }
    return Zone(std::move(rules));
}

UnixSeconds Zone::first_moment(Date date, int second_of_day) const {
    const auto found = rules_->zone.lookup(civil(date, second_of_day));
    return seconds_of(found.kind == cctz::time_zone::civil_lookup::SKIPPED ? found.trans : found.pre);
}

UnixSeconds Zone::last_moment(Date date, int second_of_day) const {
    const auto found = rules_->zone.lookup(civil(date, second_of_day));
    return seconds_of(found.kind == cctz::time_zone::civil_lookup::SKIPPED ? found.trans : found.post);
}

Date Zone::date_at(UnixSeconds at) const {
    const auto day = cctz::civil_day(rules_->zone.lookup(point_of(at)).cs);
    return Date(std::chrono::days(day - cctz::civil_day(1970, 1, 1)));
}

std::string Zone::text(UnixSeconds at) const {
    static constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    static constexpr std::string_view weekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    const auto local = rules_->zone.lookup(point_of(at));
    const auto& time = local.cs;
    return fmt::format("{} {} {} {} {:02}:{:02}{} {}", weekdays[static_cast<size_t>(cctz::get_weekday(cctz::civil_day(time)))], time.day(),
                       months[static_cast<size_t>(time.month() - 1)], time.year(), time.hour(), time.minute(),
                       time.second() == 0 ? "" : fmt::format(":{:02}", time.second()), local.abbr);
}

std::string minute_text(std::string_view name, Instant at) {
    auto zone = Zone::open(name.empty() ? "UTC" : name);
    if (!zone) zone = Zone::open("UTC");
    return zone->text((whole_seconds(at) - (whole_seconds(at) % 60 + 60) % 60));
}

std::string zone_database_version(const std::string& folder) {
    std::ifstream file(folder + "/tzdata.zi");
    std::string line;
    constexpr std::string_view mark = "# version ";
    if (!std::getline(file, line) || !line.starts_with(mark) || line.size() > mark.size() + 32) return "unknown";
    return line.substr(mark.size());
}

void forget_zones() { ++database_generation; }

}  // namespace steward::zones
