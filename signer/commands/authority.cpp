// The beginning: who may sign, in one message that everybody in it signs.
#include "signer/commands.h"
#include "signer/draft.h"
#include "signer/message_file.h"
#include "signer/shown.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
using namespace trust;

// What holds for classes unless a provider says otherwise (design/trust.md 4.1.5).
std::vector<ClassRule> default_class_rules() {
    std::vector<ClassRule> rules;
    for (uint8_t number = 1; number <= last_job_class; ++number) {
        ClassRule rule{.job_class = static_cast<JobClass>(number)};
        switch (rule.job_class) {
            case JobClass::Account:
            case JobClass::Uninstall:
            case JobClass::AgentConfig:
            case JobClass::SensitiveCollection:
            case JobClass::VaultUse:
                rule.few_holders = 2;
                break;
            default:
                break;
        }
        rules.push_back(rule);
    }
    return rules;
}

// Where a beacon speaks every minute, a stolen key dies a day after its removal. Without one somebody speaks by hand, and a week is left
// for all but what a thief could do most with.
FreshRule default_freshness(bool has_beacon) {
    FreshRule rule;
    for (uint8_t number = 1; number <= last_job_class; ++number) {
        const auto job_class = static_cast<JobClass>(number);
        const bool is_strict = has_beacon || job_class == JobClass::Script || job_class == JobClass::Account;
        rule.most_age.push_back({.job_class = job_class, .age = std::chrono::hours(is_strict ? 24 : 24 * 7)});
    }
    return rule;
}

Status draft_genesis(Desk& desk) {
    const Arguments& asked = desk.arguments;
    Genesis genesis{.created = desk.now()};
    STEWARD_TRY(genesis.name, asked.needed("name"));
    desk.rng.fill(genesis.nonce);
    RosterRules& rules = genesis.rules;
    STEWARD_TRY(const std::string keys, asked.needed("keys"));
    STEWARD_TRY(rules.keys, cards_of(keys));
    STEWARD_TRY(const std::string recovery, asked.needed("recovery"));
    STEWARD_TRY(rules.recovery.keys, cards_of(recovery));
    // A majority is always needed; only more than that must be said. A fixed number would hold a provider that shrinks.
    STEWARD_TRY(rules.threshold, number_of(asked, "threshold", 1));
    const size_t safes = count_holders(Role::Recovery, rules.recovery.keys);
    STEWARD_TRY(rules.recovery.threshold, number_of(asked, "recovery-threshold", safes / 2 + 1));
    STEWARD_TRY(const uint64_t recovery_days, number_of(asked, "recovery-days", 7));
    rules.recovery.delay = std::chrono::hours(24) * static_cast<int64_t>(std::min<uint64_t>(recovery_days, 365));
    STEWARD_TRY(const uint64_t alone_hours, number_of(asked, "alone-hours", 72));
    rules.single_holder_delay = std::chrono::hours(std::min<uint64_t>(alone_hours, 24 * 365));
    STEWARD_TRY(rules.server_pins, pins_of(asked.option("pins")));
    STEWARD_TRY(rules.log_keys, log_keys_of(asked.option("log-keys")));
    rules.mirrors = list_of(asked.option("mirrors"));
    rules.class_rules = default_class_rules();
    rules.fresh = default_freshness(count_holders(Role::Fresh, rules.keys) > 0);
    if (!can_work(rules))
        return fail(
            ErrorKind::Invalid, "genesis.cannot_work",
            "Nobody could change such a beginning: it needs a person with role roster, recovery keys with role recovery alone, and delays "
            "of 72 hours or more.");
    return desk.keep_draft(MessageType::Genesis, write_message(genesis));
}

Status list_chain(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    const RosterRules& rules = chain.roster().rules();
    desk.say("authority  " + to_hex(chain.authority()));
    desk.say("in force   number " + std::to_string(chain.roster().seq()) + ", " + to_hex(chain.roster().head()));
    if (chain.roster().waiting() > 0) desk.say("waiting    " + std::to_string(chain.roster().waiting()) + " not in force yet");
    STEWARD_CHECK(tell_waiting(desk, chain));
    if (chain.roster().is_forked()) desk.say("SPLIT: two updates follow the same one; `steward-sign resolve` ends it");
    desk.say("changes need " + std::to_string(chain.roster().voices_needed()) + " persons");
    for (const auto& key : rules.keys) desk.say("  " + words_of(key));
    for (const auto& key : rules.recovery.keys) desk.say("  for recovery: " + words_of(key));
    for (const auto& mirror : rules.mirrors) desk.say("  published to " + mirror);
    const Suspensions suspended(chain, desk.now());
    for (const SuspendedKey* one : suspended.all()) desk.say("! " + words_of(*one, desk.now()));
    for (const auto& sentence : words_of_ends(rules, desk.now())) desk.say("! " + sentence);
    return {};
}

}  // namespace

std::span<const Command> authority_commands() {
    static constexpr Command commands[] = {
        {"genesis",
         "--name NAME --keys CARD,... --recovery CARD,... --out FILE [--pins PIN,...] [--log-keys KEY,...] [--mirrors PLACE,...] "
         "[--threshold N] [--alone-hours 72] [--recovery-threshold N] [--recovery-days 7]",
         "drafts the beginning; everybody in it signs it once. `steward courier keys` says pins and log keys as they are typed here",
         draft_genesis},
        {"chain", "", "who may sign, as your own copy says", list_chain},
    };
    return commands;
}

}  // namespace steward::signer
