// Updates of the chain: people come and go, places change.
#include <algorithm>
#include <charconv>

#include "signer/commands.h"
#include "signer/shown.h"
#include "signer/wanted.h"
#include "trust/class_name.h"

namespace steward::signer {

namespace {
using namespace trust;

Status draft_update(Desk& desk, const OwnChain& chain, UpdateKind kind, Bytes body) {
    const auto after = updated(chain.roster().rules(), kind, {body});
    if (!after)
        return fail(ErrorKind::Invalid, "chain.cannot_apply",
                    "This change cannot be applied to what is in force: the key may be there already.");
    if (!can_work(*after))
        return fail(ErrorKind::Invalid, "chain.cannot_work", "After this change nobody could sign the next one; add somebody first.");
    const RosterUpdate update{.authority = chain.authority(),
                              .seq = chain.newest_seq() + 1,
                              .previous = chain.newest(),
                              .kind = kind,
                              .body = {std::move(body)},
                              .created = desk.now(),
                              .reason = desk.arguments.option("reason")};
    STEWARD_CHECK(desk.keep_draft(MessageType::Roster, write_message(update)));
    desk.say("It needs " + std::to_string(chain.roster().voices_needed()) + " persons.");
    return {};
}

Status add_key(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string path, desk.word(0, "A key card"));
    STEWARD_TRY(const auto cards, cards_of(path));
    if (cards.size() != 1) return fail(ErrorKind::Invalid, "cli.usage", "One card at a time: one update adds one key.");
    return draft_update(desk, chain, UpdateKind::AddKey, write_message(KeyBody{cards.front()}));
}

Status update_key(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string path, desk.word(0, "A key card"));
    STEWARD_TRY(const auto cards, cards_of(path));
    if (cards.size() != 1) return fail(ErrorKind::Invalid, "cli.usage", "One card at a time: one update changes one key.");
    return draft_update(desk, chain, UpdateKind::UpdateKey, write_message(KeyBody{cards.front()}));
}

Status remove_key(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string words, desk.word(0, "A person, or the beginning of a key's id,"));
    STEWARD_TRY(const KeyRecord key, chain.find_key(words));
    return draft_update(desk, chain, UpdateKind::RemoveKey, write_message(KeyIdBody{key.id}));
}

Status set_digests(Desk& desk, UpdateKind kind) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string words, desk.word(0, "A list of keys, as `steward courier keys` says them,"));
    STEWARD_TRY(const auto digests, kind == UpdateKind::SetPins ? pins_of(words) : log_keys_of(words));
    return draft_update(desk, chain, kind, write_message(DigestsBody{digests}));
}
Status set_pins(Desk& desk) { return set_digests(desk, UpdateKind::SetPins); }
Status set_log_keys(Desk& desk) { return set_digests(desk, UpdateKind::SetLogKeys); }

Status set_mirrors(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string words, desk.word(0, "A list of places"));
    return draft_update(desk, chain, UpdateKind::SetMirrors, write_message(MirrorsBody{list_of(words)}));
}

// The keys for recovery live no longer than others: before they end, a majority of those who sign every day puts new ones, or the same with
// a longer life, in their place. What is not said stays.
Status set_recovery(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    RecoveryRule rule = chain.roster().rules().recovery;
    if (!desk.arguments.words.empty()) {
        STEWARD_TRY(rule.keys, cards_of(desk.arguments.words.front()));
        rule.threshold = count_holders(Role::Recovery, rule.keys) / 2 + 1;
    }
    STEWARD_TRY(rule.threshold, number_of(desk.arguments, "threshold", rule.threshold));
    STEWARD_TRY(const uint64_t days, number_of(desk.arguments, "days", 0));
    if (days > 0) rule.delay = std::chrono::hours(24) * static_cast<int64_t>(std::min<uint64_t>(days, 365));
    if (rule == chain.roster().rules().recovery)
        return fail(ErrorKind::Invalid, "cli.missing", "Say what changes: the cards of all recovery keys, --threshold or --days.");
    if (rule.delay < least_delay || rule.threshold == 0 || rule.threshold > count_holders(Role::Recovery, rule.keys))
        return fail(
            ErrorKind::Invalid, "chain.cannot_recover",
            "Nobody could recover by this: it needs cards with the role recovery, at least as many persons as --threshold says, and "
            "3 days or more.");
    return draft_update(desk, chain, UpdateKind::SetRecovery, write_message(rule));
}

// "script=1:25,2:500": persons and machines, up to few and up to many.
Result<ClassRule> class_rule_of(const std::string& text) {
    const size_t equals = std::min(text.find('='), text.size());
    const auto job_class = class_named(text.substr(0, equals));
    std::array<uint64_t, 4> numbers{};
    const char* at = text.data() + std::min(equals + 1, text.size());
    const char* const end = text.data() + text.size();
    size_t count = 0;
    for (; count < numbers.size(); ++count) {
        const auto [rest, error] = std::from_chars(at, end, numbers[count]);
        if (error != std::errc()) break;
        at = rest;
        if (count + 1 < numbers.size() && (at == end || *at++ != ":,:"[count])) break;
    }
    const ClassRule rule{.job_class = job_class.value_or(JobClass{}),
                         .few_holders = numbers[0],
                         .few = numbers[1],
                         .many_holders = numbers[2],
                         .many = numbers[3]};
    if (!job_class || count != numbers.size() || at != end || !read_message<ClassRule>(write_message(rule)))
        return fail(ErrorKind::Invalid, "cli.usage",
                    "--class is a class with persons and machines, as in script=1:25,2:500: one person up to 25, two up to 500.");
    return rule;
}

template <class Rule>
void put(std::vector<Rule>& rules, const Rule& rule) {
    std::erase_if(rules, [&](const Rule& one) { return one.job_class == rule.job_class; });
    rules.push_back(rule);
    std::ranges::sort(rules, {}, &Rule::job_class);
}

// What people decide besides the keys. What is not said stays.
Status set_rules(Desk& desk) {
    const Arguments& asked = desk.arguments;
    STEWARD_TRY(const OwnChain chain, desk.chain());
    const RosterRules& now = chain.roster().rules();
    RulesBody body{
        .threshold = now.threshold, .single_holder_delay = now.single_holder_delay, .class_rules = now.class_rules, .fresh = now.fresh};
    STEWARD_TRY(body.threshold, number_of(asked, "threshold", body.threshold));
    STEWARD_TRY(const uint64_t alone_hours, number_of(asked, "alone-hours", 0));
    if (alone_hours > 0) body.single_holder_delay = std::chrono::hours(std::min<uint64_t>(alone_hours, 24 * 365));
    for (const auto& text : asked.every("class")) {
        STEWARD_TRY(const ClassRule rule, class_rule_of(text));
        put(body.class_rules, rule);
    }
    for (const auto& text : asked.every("roster-age")) {
        STEWARD_TRY(const auto one, class_number_of("roster-age", text));
        if (one.number == 0 || one.number > 24 * 365) return fail(ErrorKind::Invalid, "cli.usage", "--roster-age is 1 to 8760 hours.");
        put(body.fresh.most_age, MostAge{.job_class = one.job_class, .age = std::chrono::hours(one.number)});
    }
    STEWARD_TRY(body.fresh.threshold, number_of(asked, "beacons", body.fresh.threshold));
    if (body.threshold == now.threshold && body.single_holder_delay == now.single_holder_delay && body.class_rules == now.class_rules &&
        body.fresh == now.fresh)
        return fail(
            ErrorKind::Invalid, "cli.missing",
            "Say what changes: --class, --roster-age, --threshold, --alone-hours or --beacons; `steward-sign chain` says what holds.");
    return draft_update(desk, chain, UpdateKind::SetRules, write_message(body));
}

// The whole state once more in one message, as it is in force: to be read by people. It takes the place of no message before it.
Status checkpoint(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    return draft_update(desk, chain, UpdateKind::Checkpoint, write_message(chain.roster().rules()));
}

}  // namespace

std::span<const Command> chain_commands() {
    static constexpr Command commands[] = {
        {"add", "CARD --out FILE [--reason WORDS]", "a new technician's key, or a second key of somebody", add_key},
        {"update", "CARD --out FILE [--reason WORDS]", "other rights or a longer life for a key that is there", update_key},
        {"remove", "PERSON|KEY --out FILE [--reason WORDS]", "a key for good; suspend it first, that needs one signature only", remove_key},
        {"recovery-keys", "[CARD,...] --out FILE [--threshold N] [--days 7] [--reason WORDS]",
         "the cards of all recovery keys from now on, before the present ones end; or another number of them, another delay", set_recovery},
        {"rules",
         "--out FILE [--class CLASS=PERSONS:MACHINES,PERSONS:MACHINES]... [--roster-age CLASS=HOURS]... [--threshold N] [--alone-hours N] "
         "[--beacons N] [--reason WORDS]",
         "how many persons a class of jobs needs, how old a beacon's word may be for it, how many persons a change needs", set_rules},
        {"checkpoint", "--out FILE [--reason WORDS]", "the whole state once more in one message; it shortens no chain", checkpoint},
        {"pins", "PIN,... --out FILE [--reason WORDS]", "the server's public keys", set_pins},
        {"log-keys", "KEY,... --out FILE [--reason WORDS]", "the accountability log's public keys", set_log_keys},
        {"mirrors", "PLACE,... --out FILE [--reason WORDS]", "where everything is published besides the server", set_mirrors},
    };
    return commands;
}

}  // namespace steward::signer
