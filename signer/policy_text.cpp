#include "signer/policy_text.h"

#include <charconv>
#include <map>

#include "base/id.h"
#include "signer/limits.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
using namespace trust;
using KeepFile = std::function<Result<Digest>(const std::string& name)>;

std::string_view trimmed_line(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t\r");
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The first word, which is taken from `text`.
std::string take_word(std::string_view& text) {
    text = trimmed_line(text);
    const size_t end = std::min(text.find_first_of(" \t"), text.size());
    std::string word(text.substr(0, end));
    text = trimmed_line(text.substr(end));
    return word;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

std::optional<uint8_t> days_of(std::string_view text) {
    static constexpr std::string_view names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const auto number = [&](std::string_view name) -> std::optional<size_t> {
        for (size_t i = 0; i < std::size(names); ++i)
            if (names[i] == name) return i;
        return std::nullopt;
    };
    uint8_t days = 0;
    for (const auto& part : list_of(std::string(text))) {
        const std::string_view range = part;
        const size_t dash = range.find('-');
        const auto first = number(range.substr(0, dash)), last = dash == std::string_view::npos ? first : number(range.substr(dash + 1));
        if (!first || !last) return std::nullopt;
        for (size_t day = *first;; day = (day + 1) % 7) {
            days = static_cast<uint8_t>(days | 1U << day);
            if (day == *last) break;
        }
    }
    return days == 0 ? std::nullopt : std::optional(days);
}

struct ItemText {
    std::string name, interpreter = "/bin/sh", unit, verb, message;
    std::optional<Digest> script;
    std::vector<std::string> arguments;
    std::vector<ParameterRange> parameters;
    uint64_t delay = 5;
    std::string repository, label;
    uint64_t most_level = 1, most_mebibytes = 0;
    std::optional<DatabaseExpectation> database;
};

class Reading {
public:
    Reading(Instant now, const KeepFile& keep_file) : keep_file_(keep_file) { policy_.not_before = now; }

    // The word that was expected, or nothing when the line is understood.
    std::string line(const std::string& word, std::string_view value) {
        if (const auto number = numbers().find(word); number != numbers().end())
            return read_number(value, policy_.*number->second.first.*number->second.second) ? "" : "a whole number";
        if (word == "item") return items_.push_back({.name = std::string(value)}), value.empty() ? "the item's name" : "";
        return items_.empty() || is_head(word) ? head(word, value) : of_item(items_.back(), word, value);
    }
    Result<Policy> finish();

private:
    static bool is_head(const std::string& word) {
        static const std::set<std::string> words{"class", "client", "tag",     "device",  "trigger", "condition", "window",   "days",
                                                 "ring",  "user",   "network", "timeout", "memory",  "output",    "failures", "published"};
        return words.contains(word);
    }
    using Of = std::pair<Budget Policy::*, uint64_t Budget::*>;
    static const std::map<std::string, Of>& numbers() {
        static const std::map<std::string, Of> all{{"runs-a-day", {&Policy::budget, &Budget::runs_a_day}},
                                                   {"reboots-a-day", {&Policy::budget, &Budget::reboots_a_day}},
                                                   {"mebibytes-a-day", {&Policy::budget, &Budget::mebibytes_a_day}}};
        return all;
    }
    std::string head(const std::string& word, std::string_view value);
    std::string limit(const std::string& word, std::string_view value);
    std::string window(std::string_view value);
    std::string trigger(std::string_view value);
    std::string of_item(ItemText& item, const std::string& word, std::string_view value);
    static std::string parameter(ItemText& item, std::string_view value);
    Status write_items();
    std::string what_lets_nothing_run(bool takes_a_value) const;

    const KeepFile& keep_file_;
    Policy policy_;
    std::vector<ItemText> items_;
    uint64_t days_ = 365;
};

std::string Reading::head(const std::string& word, std::string_view value) {
    const std::string text(value);
    if (word == "class") {
        const auto classes = classes_of(text);
        for (const auto one : {JobClass::Script, JobClass::Service, JobClass::Reboot, JobClass::RestoreTest})
            if (classes && classes->bits == uint32_t{1} << static_cast<unsigned>(one)) return policy_.job_class = one, "";
        return "script, service, reboot or restore-test";
    }
    if (word == "client") {
        const auto id = short_id_of(text);
        if (id) policy_.target.client = *id;
        return id ? "" : "a client's id";
    }
    if (word == "tag") return policy_.target.tags.push_back(text), text.empty() ? "a tag" : "";
    if (word == "device") {
        const auto bytes = from_hex(text);
        if (!bytes || bytes->size() != 16) return "a machine's id, 32 hexadecimal digits as `steward-sign card list` shows it";
        std::copy(bytes->begin(), bytes->end(), policy_.target.devices.emplace_back().begin());
        return "";
    }
    if (word == "trigger") return trigger(value);
    if (word == "condition")
        return policy_.trigger = Trigger::Condition, policy_.conditions.push_back(text), text.empty() ? "a condition" : "";
    if (word == "window") return window(value);
    if (word == "days") return read_number(value, days_) && days_ >= 1 && days_ <= 396 ? "" : "1 to 396 days";
    if (word == "failures") return read_number(value, policy_.most_failures) ? "" : "a whole number";
    if (word == "ring") {
        RingWait ring;
        const std::string first = take_word(value);
        if (!read_number(std::string_view(first), ring.ring) || !read_number(value, ring.wait_hours))
            return "a ring and its hours of waiting";
        if (ring.wait_hours > longest_ring_wait_hours) return "13 months of waiting at most";
        return policy_.rings.push_back(ring), "";
    }
    if (word == "published") {
        const auto at = parse_rfc3339(text.find('T') == std::string::npos ? text + "T00:00:00Z" : text);
        if (at) policy_.published = *at;
        return at ? "" : "a day, 2026-11-30, or a moment, 2026-11-30T22:00:00Z";
    }
    return limit(word, value);
}

std::string Reading::limit(const std::string& word, std::string_view value) {
    RunLimits& limits = policy_.limits;
    if (word == "user") return limits.user = value == "root" ? "" : std::string(value), "";
    if (word == "network") {
        limits.network = value == "any" ? NetworkUse::Any : NetworkUse::None;
        return value == "any" || value == "none" ? "" : "none or any: no machine can keep a run to its site's network yet";
    }
    uint64_t number = 0;
    if (word != "timeout" && word != "memory" && word != "output") return "a setting that is known; see the guide on jobs";
    if (!read_number(value, number) || number > uint64_t{1} << 30) return "a whole number";
    if (word == "timeout") limits.timeout_s = number;
    else if (word == "memory") limits.memory_bytes = number << 20;
    else limits.output_bytes = number << 10;
    return "";
}

std::string Reading::window(std::string_view value) {
    WorkWindow window{.zone = take_word(value)};
    const auto days = days_of(take_word(value));
    const std::string clock = take_word(value);
    const size_t colon = clock.find(':');
    unsigned hour = 0, minute = 0;
    const bool is_clock = colon != std::string::npos && read_number(std::string_view(clock).substr(0, colon), hour) &&
                          read_number(std::string_view(clock).substr(colon + 1), minute) && hour < 24 && minute < 60;
    if (!days || !is_clock || !read_number(value, window.length_minutes))
        return "a zone, days, a time and minutes: Europe/Berlin mon-fri 22:00 240";
    if (!is_zone(window.zone)) return "a zone that there is, as in Europe/Berlin: no machine would run anything by another";
    window.days = *days;
    window.start_minute = hour * 60 + minute;
    return policy_.windows.push_back(std::move(window)), "";
}

std::string Reading::trigger(std::string_view value) {
    static const std::map<std::string_view, Trigger> triggers{
        {"schedule", Trigger::Schedule}, {"condition", Trigger::Condition}, {"manual", Trigger::Manual}, {"person", Trigger::Person}};
    const auto found = triggers.find(value);
    if (found == triggers.end()) return "schedule, condition, manual or person";
    policy_.trigger = found->second;
    return "";
}

std::string Reading::of_item(ItemText& item, const std::string& word, std::string_view value) {
    const std::string text(value);
    if (word == "interpreter") return item.interpreter = text, "";
    if (word == "argument") return item.arguments.push_back(text), "";
    if (word == "parameter") return parameter(item, value);
    if (word == "unit") return item.unit = text, "";
    if (word == "verb") return item.verb = text, "";
    if (word == "message") return item.message = text, "";
    if (word == "repository") return item.repository = text, "";
    if (word == "label") return item.label = text, "";
    if (word == "most-level") return read_number(value, item.most_level) ? "" : "a level, 1 to 5";
    if (word == "most-mebibytes")
        return read_number(value, item.most_mebibytes) && item.most_mebibytes <= largest_restore_bytes >> 20 ? "" : "a number of MiB";
    if (word == "database") {
        item.database = database_of(value);
        return item.database ? ""
                             : "a kind and the dump's path: postgresql /srv/dumps/shop-*.sql; or of a server's copy its database: "
                               "postgresql server shop drawn";
    }
    if (word == "expect") {
        if (!item.database) return "a line `database` before it";
        const auto table = table_of(value);
        if (!table || item.database->tables.size() == most_expected_tables)
            return "a table and its least rows, and a column and an age: orders 1000 created_at 36h";
        return item.database->tables.push_back(*table), "";
    }
    if (word == "delay") return read_number(value, item.delay) ? "" : "a number of minutes";
    if (word != "script") return "a setting that is known; see the guide on jobs";
    const auto digest = keep_file_(text);
    if (!digest) return "a file: " + digest.error().message;
    item.script = *digest;
    return "";
}

std::string Reading::parameter(ItemText& item, std::string_view value) {
    ParameterRange range{.name = take_word(value)};
    if (const size_t dots = value.find(".."); dots != std::string_view::npos && value.find('|') == std::string_view::npos) {
        if (!read_number(value.substr(0, dots), range.least) || !read_number(value.substr(dots + 2), range.most))
            return "a range as in 1..30";
    } else {
        while (!value.empty()) {
            const size_t bar = std::min(value.find('|'), value.size());
            range.choices.emplace_back(trimmed_line(value.substr(0, bar)));
            value.remove_prefix(std::min(value.size(), bar + 1));
        }
    }
    if (range.choices.empty() && range.least == 0 && range.most == 0) return "a range as in 1..30, or choices with | between";
    return item.parameters.push_back(std::move(range)), "";
}

Status Reading::write_items() {
    static constexpr std::string_view verbs[] = {"", "start", "stop", "restart", "enable", "disable"};
    ScriptTemplates scripts;
    ServiceTemplates services;
    RebootTemplates reboots;
    RestoreTestTemplates tests;
    for (ItemText& item : items_) {
        if (policy_.job_class == JobClass::Script && !item.script)
            return fail(ErrorKind::Invalid, "policy.text", "The item \"" + item.name + "\" has no line `script FILE`.");
        ServiceTemplate service{.name = item.name, .unit = item.unit};
        for (size_t i = 1; i < std::size(verbs); ++i)
            if (verbs[i] == item.verb) service.verb = static_cast<ServiceVerb>(i);
        tests.items.push_back({.name = item.name,
                               .repository = item.repository,
                               .label = item.label,
                               .most_level = item.most_level,
                               .most_bytes = item.most_mebibytes << 20,
                               .database = item.database});
        reboots.items.push_back({.name = item.name, .least_delay_minutes = item.delay, .message = item.message});
        scripts.items.push_back({.name = std::move(item.name),
                                 .interpreter = std::move(item.interpreter),
                                 .arguments = std::move(item.arguments),
                                 .body = item.script.value_or(Digest{}),
                                 .parameters = std::move(item.parameters)});
        services.items.push_back(std::move(service));
    }
    if (policy_.job_class == JobClass::Script) policy_.allowed.bytes = write_message(std::move(scripts));
    else if (policy_.job_class == JobClass::Service) policy_.allowed.bytes = write_message(std::move(services));
    else if (policy_.job_class == JobClass::RestoreTest) policy_.allowed.bytes = write_message(std::move(tests));
    else policy_.allowed.bytes = write_message(std::move(reboots));
    if (template_items(policy_.job_class, policy_.allowed)) return {};
    return fail(ErrorKind::Invalid, "policy.text",
                "No machine would read its items: there is at least one, interpreters begin with /, services have a unit and a verb, "
                "restore tests a repository, and of a database what is expected.");
}

// Sound, and still no machine would ever run anything of it.
std::string Reading::what_lets_nothing_run(bool takes_a_value) const {
    if (policy_.windows.empty()) return "It names no window, so it would never run. Any hour is `window Europe/Berlin mon-sun 00:00 1440`.";
    if (policy_.budget.runs_a_day == 0) return "It would never run: a line `runs-a-day 1`, or more, is missing.";
    if (policy_.job_class == JobClass::Reboot && policy_.budget.reboots_a_day == 0)
        return "It would never restart anything: a line `reboots-a-day 1` is missing.";
    if (policy_.job_class == JobClass::Script && policy_.limits.network != NetworkUse::None && policy_.budget.mebibytes_a_day > 0)
        return "Nobody counts what a script loads: `mebibytes-a-day` stands only beside `network none`.";
    // By itself the first item alone runs (docs/guide/jobs.md).
    const bool is_alone = policy_.trigger == Trigger::Schedule || policy_.trigger == Trigger::Condition;
    if (is_alone && policy_.job_class == JobClass::RestoreTest)
        return "By itself it would never run: the server draws each restore test, so it needs a line `trigger manual`.";
    if (std::ranges::any_of(items_, [](const ItemText& item) { return item.most_level > 1 && !item.database; }))
        return "Above level 1 it would never pass: the item needs a line `database`, and `expect` for each table that matters.";
    if (is_alone && takes_a_value)
        return "By itself it would never run: its first item takes a parameter, and nobody is there to give it a value.";
    return "";
}

Result<Policy> Reading::finish() {
    if (policy_.job_class == JobClass{})
        return fail(ErrorKind::Invalid, "policy.text", "A line `class script` (or service, reboot, restore-test) is missing.");
    if (policy_.rings.empty() != (policy_.published == Instant{}))
        return fail(ErrorKind::Invalid, "policy.text",
                    "Rings wait from a publication: lines with `ring` and one with `published` go together.");
    policy_.not_after = policy_.not_before + std::chrono::hours(24) * static_cast<int64_t>(days_);
    const bool takes_a_value = !items_.empty() && !items_.front().parameters.empty();
    STEWARD_CHECK(write_items());
    // Of several rules of the form, the sentence names those that people miss.
    policy_.policy_version = 1;
    if (!read_message<Policy>(write_message(policy_)))
        return fail(
            ErrorKind::Invalid, "policy.text",
            "No machine would read it: it needs a trigger, either tags or devices, and conditions with the trigger condition alone.");
    if (const std::string missing = what_lets_nothing_run(takes_a_value); !missing.empty())
        return fail(ErrorKind::Invalid, "policy.text", missing);
    return std::move(policy_);
}
}  // namespace

Result<Policy> read_policy_text(std::string_view text, Instant now, const KeepFile& keep_file) {
    Reading reading(now, keep_file);
    for (size_t number = 1; !text.empty(); ++number) {
        const size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = trimmed_line(text.substr(0, end));
        text.remove_prefix(std::min(text.size(), end + 1));
        if (line.empty() || line.starts_with('#')) continue;
        const std::string word = take_word(line);
        if (const std::string expected = reading.line(word, line); !expected.empty())
            return fail(ErrorKind::Invalid, "policy.text", "Line " + std::to_string(number) + ", " + word + ": expected " + expected + ".");
    }
    return reading.finish();
}

}  // namespace steward::signer
