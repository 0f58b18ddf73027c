#include "signer/changed.h"

#include <algorithm>

#include "base/id.h"
#include "base/spoken.h"

namespace steward::signer {

namespace {
using namespace trust;

const KeyRecord* find_in(std::span<const KeyRecord> keys, const KeyId& id) {
    const auto found = std::ranges::find_if(keys, [&](const KeyRecord& one) { return one.id == id; });
    return found == keys.end() ? nullptr : &*found;
}

template <class One>
bool is_among(const std::vector<One>& all, const One& one) {
    return std::ranges::find(all, one) != all.end();
}

// Clients that `more` reaches and `than` does not: "every client", their ids, or nothing.
std::string further_clients(const ClientSet& more, const ClientSet& than) {
    if (more.all) return than.all ? "" : "every client";
    std::string list;
    for (const ShortId& client : more.list)
        if (!than.has(client)) list += (list.empty() ? "the client " : ", ") + to_text(RawId{client});
    return list;
}

// What the first may do and the second may not.
std::string further_rights(const KeyRecord& more, const KeyRecord& than) {
    std::string list;
    const auto add_right = [&](const std::string& right) { list += (list.empty() ? "" : "; ") + right; };
    if (const auto roles = static_cast<uint8_t>(more.roles & ~than.roles); roles != 0) add_right(words_of_roles(roles));
    if (const uint32_t classes = more.classes.bits & ~than.classes.bits; classes != 0) add_right(words_of_classes({classes}));
    if (const std::string clients = further_clients(more.clients, than.clients); !clients.empty()) add_right(clients);
    return list;
}
}  // namespace

void compare_key(Shown& shown, const KeyRecord& before, const KeyRecord& after) {
    const std::string key = "the key " + short_hex(after.id) + " of " + after.holder;
    if (const std::string more = further_rights(after, before); !more.empty()) shown.unusual.push_back("wider: " + key + " gets " + more);
    if (const std::string less = further_rights(before, after); !less.empty()) shown.lines.push_back("  " + key + " loses " + less);
    if (before.holder != after.holder)
        shown.unusual.push_back("wider: " + key + " belongs to " + before.holder + " now, and would count as the voice of " + after.holder);
    if (after.assurance > before.assurance)
        shown.unusual.push_back("wider: " + key + " would count as one that lies in a safer place than now");
    if (before.vault_key != after.vault_key)
        shown.unusual.push_back("new: what is sealed for the holder of " + key + " would be sealed to another key");
    if (before.not_after != after.not_after)
        shown.lines.push_back("  " + key + " ends on " + to_rfc3339(after.not_after).substr(0, 10) + ", so far on " +
                              to_rfc3339(before.not_after).substr(0, 10));
}

void compare_keys(Shown& shown, std::span<const KeyRecord> before, std::span<const KeyRecord> after, const std::string& use) {
    for (const KeyRecord& key : before)
        if (!find_in(after, key.id)) shown.unusual.push_back("out" + use + ": " + words_of(key));
    for (const KeyRecord& key : after) {
        if (const KeyRecord* now = find_in(before, key.id)) compare_key(shown, *now, key);
        else shown.unusual.push_back("new" + use + ": " + words_of(key));
    }
}

void compare_beacons(Shown& shown, const RosterRules& before, const RosterRules& after) {
    const auto needed = [](const RosterRules& rules) { return std::max<uint64_t>(1, rules.fresh.threshold); };
    const size_t left = count_holders(Role::Fresh, after.keys);
    if (left >= needed(after) || count_holders(Role::Fresh, before.keys) < needed(before)) return;
    shown.unusual.push_back(left == 0 ? "no beacon is left: no machine will run a job"
                                      : "too few beacons are left: " + std::to_string(left) + " of " + std::to_string(needed(after)) +
                                            "; no machine will run a job");
}

void compare_digests(Shown& shown, const std::string& what, const std::vector<Digest>& before, const std::vector<Digest>& after) {
    for (const Digest& one : after)
        if (!is_among(before, one)) shown.unusual.push_back("new: " + what + " " + spoken(one));
    for (const Digest& one : before)
        if (!is_among(after, one)) shown.unusual.push_back("replaces: " + what + " " + spoken(one) + " would count no more");
}

void compare_mirrors(Shown& shown, const std::vector<std::string>& before, const std::vector<std::string>& after) {
    for (const auto& mirror : after)
        if (!is_among(before, mirror)) shown.unusual.push_back("new: also published to " + mirror);
    for (const auto& mirror : before)
        if (!is_among(after, mirror)) shown.unusual.push_back("replaces: published to " + mirror + " no more");
}

void compare_voices(Shown& shown, const RosterRules& before, size_t threshold, Duration alone) {
    if (threshold < before.threshold) shown.unusual.emplace_back("a change needs fewer persons than now");
    if (alone < before.single_holder_delay) shown.unusual.emplace_back("who is alone waits for less time than now");
}

}  // namespace steward::signer
