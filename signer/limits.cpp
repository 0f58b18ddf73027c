#include "signer/limits.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "signer/shown.h"
#include "signer/wanted.h"
#include "trust/checkpoint.h"
#include "trust/class_name.h"

namespace steward::signer {

namespace {
using namespace trust;

// A day is what a machine takes by itself, thirty what a job can last at all.
constexpr uint64_t hour_s = 3600, usual_window_s = 24 * hour_s, longest_window_hours = 24 * 30, longest_age_hours = 24 * 365;

std::unexpected<Error> not_understood(std::string sentence) { return fail(ErrorKind::Invalid, "cli.usage", std::move(sentence)); }

void put_number(std::vector<ClassNumber>& all, const ClassNumber& one) {
    std::erase_if(all, [&](const ClassNumber& other) { return other.job_class == one.job_class; });
    all.push_back(one);
    std::ranges::sort(all, {}, &ClassNumber::job_class);
}

// "script=24", as often as it is given; `unit`: what is signed for one of it.
Status take_numbers(const Arguments& asked, const std::string& option, uint64_t most, uint64_t unit, std::vector<ClassNumber>& all) {
    for (const auto& text : asked.every(option)) {
        STEWARD_TRY(const ClassNumber one, class_number_of(option, text));
        if (one.number == 0 || one.number > most) return not_understood("--" + option + " is 1 to " + std::to_string(most) + ".");
        put_number(all, {one.job_class, one.number * unit});
    }
    return {};
}

Status take_assurance(const Arguments& asked, std::vector<ClassNumber>& all) {
    for (const auto& text : asked.every("assurance")) {
        const size_t equals = std::min(text.find('='), text.size());
        const auto job_class = class_named(text.substr(0, equals));
        const std::string kind = text.substr(std::min(equals + 1, text.size()));
        if (!job_class || (kind != "software" && kind != "hardware"))
            return not_understood("--assurance is a class of jobs with software or hardware, as in account=hardware; not " + text + ".");
        put_number(all, {*job_class, static_cast<uint64_t>(kind == "hardware" ? Assurance::Hardware : Assurance::Software)});
    }
    return {};
}

// "Europe/Berlin,22:00,480".
Result<Curfew> curfew_of(const std::string& text) {
    const auto parts = list_of(text);
    Curfew curfew;
    uint64_t hour = 24, minute = 60;
    const auto number = [](const std::string& digits, uint64_t& to) {
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), to);
        return error == std::errc() && end == digits.data() + digits.size();
    };
    const size_t colon = parts.size() == 3 ? parts[1].find(':') : std::string::npos;
    const bool is_read = colon != std::string::npos && number(parts[1].substr(0, colon), hour) &&
                         number(parts[1].substr(colon + 1), minute) && number(parts[2], curfew.length_minutes);
    if (!is_read || hour > 23 || minute > 59 || curfew.length_minutes == 0 || curfew.length_minutes > 1440)
        return not_understood("--curfew is a zone, a time and minutes, as in Europe/Berlin,22:00,480; not " + text + ".");
    if (!is_zone(parts[0]))
        return not_understood("--curfew: there is no zone " + plain(parts[0]) + "; machines would refuse every job. As in Europe/Berlin.");
    curfew.zone = parts[0];
    curfew.start_minute = hour * 60 + minute;
    return curfew;
}

std::string clock_time(uint64_t minutes) {
    const auto two = [](uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return two(minutes / 60) + ":" + two(minutes % 60);
}

std::string hours(uint64_t seconds) { return std::to_string(seconds / hour_s) + " hours"; }

// "script 5, patch 1".
template <class Words>
void add(std::vector<std::string>& lines, const std::string& what, const std::vector<ClassNumber>& all, Words words) {
    std::string list;
    for (const ClassNumber& one : all) list += (list.empty() ? "" : ", ") + std::string(word_of(one.job_class)) + " " + words(one.number);
    if (!list.empty()) lines.push_back(what + ": " + list);
}
}  // namespace

bool is_zone(const std::string& name) {
    const auto is_fit = [](unsigned char c) { return std::isalnum(c) != 0 || c == '/' || c == '_' || c == '-' || c == '+'; };
    if (name.empty() || name.front() == '/' || !std::ranges::all_of(name, is_fit)) return false;
    const fs::path zones = "/usr/share/zoneinfo";  // without it a name is judged by its look alone
    std::error_code error;
    return !fs::is_directory(zones, error) || fs::is_regular_file(zones / name, error);
}

Result<LocalLimits> limits_of(const Arguments& asked, ClassSet allowed) {
    LocalLimits limits{.allowed = allowed};
    STEWARD_CHECK(take_assurance(asked, limits.least_assurance));
    STEWARD_CHECK(take_numbers(asked, "signatures", most_signatures, 1, limits.signatures));
    STEWARD_TRY(limits.few, number_of(asked, "few", limits.few));
    STEWARD_TRY(limits.many, number_of(asked, "many", limits.many));
    if (limits.few == 0 || limits.few > 25 || limits.many < limits.few || limits.many > 500)
        return not_understood("--few is 1 to 25 machines of a job with one person's signature, --many up to 500 with two.");
    STEWARD_CHECK(take_numbers(asked, "longest-window", longest_window_hours, hour_s, limits.most_window_s));
    STEWARD_CHECK(take_numbers(asked, "runs-a-day", 10'000, 1, limits.runs_a_day));
    STEWARD_CHECK(take_numbers(asked, "roster-age", longest_age_hours, hour_s, limits.most_roster_age_s));
    STEWARD_TRY(limits.needs_consent, classes_of(asked.option("consent")));
    if (const std::string curfew = asked.option("curfew"); !curfew.empty()) {
        STEWARD_TRY(limits.curfew, curfew_of(curfew));
    }
    STEWARD_TRY(limits.least_log_level, number_of(asked, "log-level", allowed.bits == 0 ? 0 : 1));
    if (limits.least_log_level > 2) return not_understood("--log-level is 0, 1 or 2.");
    return limits;
}

std::vector<std::string> words_of(const LocalLimits& limits) {
    std::vector<std::string> lines{"devices of a job: " + std::to_string(limits.few) + " with one person's signature, " +
                                   std::to_string(limits.many) + " with two"};
    if (limits.needs_consent.bits != 0) lines.push_back("only with the client's consent: " + words_of_classes(limits.needs_consent));
    add(lines, "persons who sign a job, whatever the chain says", limits.signatures,
        [](uint64_t number) { return std::to_string(number); });
    add(lines, "signed by", limits.least_assurance, [](uint64_t number) -> std::string {
        return number >= static_cast<uint64_t>(Assurance::Hardware) ? "a security key only" : "a program of ours or a security key";
    });
    add(lines, "longest window of a job", limits.most_window_s, hours);
    add(lines, "runs a day", limits.runs_a_day, [](uint64_t number) { return std::to_string(number); });
    add(lines, "a beacon's word may be as old as", limits.most_roster_age_s, hours);
    if (limits.curfew)
        lines.push_back("nothing runs: " + std::to_string(limits.curfew->length_minutes) + " minutes from " +
                        clock_time(limits.curfew->start_minute) + " of the day, " + limits.curfew->zone);
    if (limits.interactive_asks_locally) lines.emplace_back("somebody at the machine is asked before an interactive session");
    if (limits.least_log_level > 0)
        lines.push_back("only what stands in the accountability log, level " + std::to_string(limits.least_log_level));
    return lines;
}

std::vector<std::string> unusual_in(const LocalLimits& limits) {
    std::vector<std::string> red;
    if (limits.least_log_level == 0 && limits.allowed.bits != 0)
        red.emplace_back("these machines do not ask by themselves that their work stands in the log");
    if (limits.mutable_by_quorum) red.emplace_back("what these machines allow can be widened later without their own administrator");
    if (limits.few > 25 || limits.many > 500) red.emplace_back("these machines allow more of one signature than others");
    for (const ClassNumber& one : limits.most_window_s)
        if (one.number > usual_window_s)
            red.push_back("a job of the class " + std::string(word_of(one.job_class)) +
                          " may be planned for longer than a day: " + hours(one.number));
    return red;
}

Result<Digest> witness_of(const std::string& text, const Cards& cards) {
    Digest witness{};
    if (const auto key = read_note_key(text)) {
        if (key->kind != NoteKind::Cosignature)
            return not_understood("--witness wants the key of a witness, and " + key->name +
                                  " is a log's: an export of the log names them behind `witness`.");
        return key->key;
    }
    if (text.find('+') != std::string::npos)
        return not_understood("--witness " + text + " is no verifier key: copy the whole line behind `witness` from an export of the log.");
    STEWARD_TRY(const DeviceCard card, cards.find(text));
    if (card.device_key.size() != witness.size())
        return not_understood("The key of " + plain(card.host_name) + " lies in a security chip of the machine, which is no witness yet.");
    std::ranges::copy(card.device_key, witness.begin());
    return witness;
}

}  // namespace steward::signer
