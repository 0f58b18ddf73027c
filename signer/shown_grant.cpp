// What a grant says: where machines come in, and everything that they will allow.
#include <algorithm>

#include "base/counted.h"
#include "base/id.h"
#include "base/spoken.h"
#include "signer/limits.h"
#include "signer/shown.h"

namespace steward::signer {

namespace {
using namespace trust;

std::string minute_of(Instant at) { return to_rfc3339(at).substr(0, 16) + "Z"; }

bool names_pins(const Roster& roster, const std::vector<Digest>& wanted) {
    const auto& known = roster.rules().server_pins;
    return std::ranges::all_of(wanted, [&](const Digest& pin) { return known.empty() || std::ranges::find(known, pin) != known.end(); });
}

// By the machine's own name where its card is here, and whole: of a part of a key another could be made.
std::string witness_words(const Digest& witness, const Cards* cards) {
    if (cards)
        for (const auto& [device, card] : cards->all())
            if (std::ranges::equal(card.device_key, witness)) return to_hex(witness) + ", the machine " + card.host_name;
    return to_hex(witness) + ", whose card is not here";
}

void show_witnesses(Shown& shown, const Grant& grant, const Around& around) {
    const std::set<Digest> distinct(grant.witnesses.begin(), grant.witnesses.end());
    if (!distinct.empty())
        shown.lines.push_back("at level 2 of the log, " + std::to_string(distinct.size() / 2 + 1) + " of these " +
                              std::to_string(distinct.size()) + " witnesses must have seen that something is to run:");
    for (const Digest& witness : distinct) shown.lines.push_back("  " + witness_words(witness, around.cards()));
    if (grant.limits.least_log_level == 2 && distinct.empty())
        shown.unusual.emplace_back("level 2 of the log wants witnesses, and none is named: nothing would run on these machines");
    if (distinct.size() == 1) shown.unusual.emplace_back("one witness alone: while it is away, nothing of level 2 runs on these machines");
}
}  // namespace

void show_grant(Shown& shown, const Grant& grant, const Roster* roster, Instant now, const Around& around) {
    const auto say = [&](std::string line) { shown.lines.push_back(std::move(line)); };
    const auto red = [&](std::string line) { shown.unusual.push_back(std::move(line)); };
    say("lets up to " + counted(grant.most_uses, "machine") + " in, for client " + words_of_client(grant.client, around) + ", until " +
        minute_of(grant.not_after));
    say("at the site " + to_text(RawId{grant.site}));
    say("they will allow: " + words_of_classes(grant.limits.allowed));
    if (grant.limits.allowed.bits == 0) say("so they are watched only: nothing can be run on them");
    for (auto& line : words_of(grant.limits)) say(std::move(line));
    for (auto& line : unusual_in(grant.limits)) red(std::move(line));
    show_witnesses(shown, grant, around);
    for (const auto& address : grant.server.addresses) say("they will report to " + address);
    for (const auto& pin : grant.server.pins) say("  whose key is " + spoken(pin));
    say("the log's key is " + to_hex(grant.log_key));
    std::string tags;
    for (const auto& tag : grant.tags) tags += (tags.empty() ? "" : ", ") + tag;
    if (!tags.empty()) say("with the tags: " + tags);
    if (grant.most_uses > 25) red("more than 25 machines with one line");
    if (grant.not_after > now + std::chrono::hours(24)) red("the line works for longer than a day");
    if (grant.not_after <= now) red("it is over already");
    if (!roster) return red("its authority " + short_hex(grant.authority) + " is not known here: nothing of it can be compared");
    if (!names_pins(*roster, grant.server.pins)) red("the server's key is none of those that the chain names");
    const auto& log_keys = roster->rules().log_keys;
    if (!log_keys.empty() && std::ranges::find(log_keys, grant.log_key) == log_keys.end())
        red("the log's key is none of those that the chain names: no job could be proven to these machines");
    if (!roster->has(grant.roster_seq, grant.roster_head)) red("the chain that it names is not known here: fetch first");
    if (roster->authority() != grant.authority) red("it is for another authority than yours");
}

}  // namespace steward::signer
