// What is judged of each entry: its chain, its time, its words.
#include <algorithm>

#include "verify/judge.h"

namespace steward::verify {

namespace {
constexpr int64_t day_ms = 86'400'000;
// Clocks are set, and acts that began together end in another order.
constexpr uint64_t leeway_ms = 10 * 60'000;
// A day is counted soon after it has ended; a server that stood still is given one day more.
constexpr int64_t counted_within_days = 2;
}  // namespace

std::string Judge::called(const Entry& entry, const Chain& chain) const {
    return "entry " + with_commas(entry.seq) + " of " + (chain.kind == "provider" ? "the provider" : "the client") + " (" +
           minute_of(static_cast<int64_t>(entry.at)) + ")";
}

bool Judge::take_entry(std::string_view rest) {
    const std::string_view leaf = next_word(rest), salt = next_word(rest), words = next_word(rest);
    if (!rest.empty() || words.empty() || !read_base64(leaf, leaf_))
        return fault("bad_entry", "The entry on line " + std::to_string(line_) + " is damaged.");
    const auto entry = read_entry(leaf_);
    if (!entry) return fault("bad_entry", "The entry on line " + std::to_string(line_) + " is damaged.");
    const auto at = chains_.find(entry->tag);
    if (at == chains_.end())
        return fault("foreign_entry", "The entry on line " + std::to_string(line_) + " belongs to nobody whom this export names.");
    Chain& chain = at->second;
    if (!follows(*entry, chain) || !time_holds(*entry, chain) || !words_hold(*entry, chain, salt, words)) return false;
    if (chain.entries++ == 0) chain.first_at = static_cast<int64_t>(entry->at);
    chain.last_at = static_cast<int64_t>(entry->at);
    chain.last = sha256(0, leaf_);
    ++verdict_.entries;
    newest_at_ = std::max(newest_at_, entry->at);
    newest_called_ = called(*entry, chain);
    return proofs_stand(0, &chain.last) && grow(0, chain.last);
}

bool Judge::follows(const Entry& entry, Chain& chain) {
    const uint64_t expected = chain.entries + 1;
    const std::string who = chain.kind == "provider" ? "the provider" : "the client";
    if (entry.seq > expected) {
        const bool is_one = entry.seq == expected + 1;
        return fault("seq_gap",
                     is_one ? "Entry " + with_commas(expected) + " of " + who + " is missing."
                            : "Entries " + with_commas(expected) + " to " + with_commas(entry.seq - 1) + " of " + who + " are missing.");
    }
    if (entry.seq < expected)
        return fault("seq_again",
                     "The place of entry " + with_commas(entry.seq) + " of " + who + " is taken twice: entries were put in or moved.");
    if (entry.before != chain.last)
        return fault("chain_broken", "The entry before " + called(entry, chain) + " is not the one that it was written after.");
    return true;
}

bool Judge::time_holds(const Entry& entry, const Chain& chain) {
    if (entry.at + leeway_ms < newest_at_)
        return fault("back_dated",
                     "The time of " + called(entry, chain) + " lies before that of entries written earlier: it was dated back.");
    if (entry.at > static_cast<uint64_t>(verdict_.made_ms) + leeway_ms)
        return fault("future", "The time of " + called(entry, chain) + " lies after the export was made.");
    return true;
}

bool Judge::words_hold(const Entry& entry, Chain& chain, std::string_view salt, std::string_view words) {
    if ((salt == "-") != (words == "-"))
        return fault("half_words", "Of " + called(entry, chain) + " there is only half of what proves its words.");
    if (words == "-") {
        if (entry.kind == kind_of_daily_count)
            return fault("count_hidden", "A daily count, " + called(entry, chain) + ", is without its words.");
        ++chain.without_words;
        return true;
    }
    if (!read_base64(salt, salt_) || salt_.size() != 32 || !read_base64(words, words_))
        return fault("bad_words", "The words of " + called(entry, chain) + " are damaged.");
    if (sha256(salt_, words_) != entry.commitment)
        return fault("words_changed", "The words of " + called(entry, chain) + " are not those that were logged.");
    const auto read = read_words(words_);
    if (!read) return fault("bad_words", "The words of " + called(entry, chain) + " cannot be read.");
    if (read->client != chain.client)
        return fault("words_of_other", "The words of " + called(entry, chain) + " are of somebody else's entry.");
    return entry.kind != kind_of_daily_count || count_holds(entry, chain, *read);
}

bool Judge::count_holds(const Entry& entry, Chain& chain, const Words& words) {
    const auto day = read_number(words.detail("day")), entries = read_number(words.detail("entries"));
    if (!day || !entries || *day > 3'000'000) return fault("bad_count", "The daily count in " + called(entry, chain) + " says nothing.");
    if (*entries != entry.seq - 1)
        return fault("count_wrong", "The count in " + called(entry, chain) + " says " + with_commas(*entries) + " entries; there are " +
                                        with_commas(entry.seq - 1) + ".");
    const auto counted = static_cast<int64_t>(*day);
    if (counted >= static_cast<int64_t>(entry.at) / day_ms)
        return fault("count_early", "The count in " + called(entry, chain) + " is of a day that had not ended.");
    const int64_t expected = chain.counted_day < 0 ? chain.first_at / day_ms : chain.counted_day + 1;
    if (counted > expected)
        return fault("count_missing", "The count of " + day_text(expected) + " is missing before " + called(entry, chain) + ".");
    if (chain.entries == 0 || counted < expected)
        return fault("count_again", "The day of the count in " + called(entry, chain) + " was counted before.");
    chain.counted_day = counted;
    return true;
}

// Up to which day nothing can be missing at the end: every day that has ended has its count in the tree.
bool Judge::days_hold() {
    for (const auto& [tag, chain] : chains_) {
        const std::string who = chain.kind == "provider" ? "the provider" : "the client";
        if (chain.entries == 0) return fault("no_entries", "The export holds no entry of " + who + ".");
        const int64_t due = verdict_.made_ms / day_ms - counted_within_days;
        const int64_t counted = chain.counted_day < 0 ? chain.first_at / day_ms - 1 : chain.counted_day;
        if (counted < due)
            return fault("count_overdue", "The count of " + day_text(counted + 1) + " for " + who +
                                              " is missing: entries may have been left out at the end.");
    }
    return true;
}

// Who saw an earlier head has not seen what came after it: only the newest head that anybody cosigned counts.
bool Judge::witnesses_hold(const Note& note) {
    std::vector<std::string> here;
    for (const Key& witness : witnesses_) {
        const bool speaks = std::ranges::any_of(note.signatures, [&](const Signature& one) { return one.name == witness.name; });
        if (!speaks) continue;
        const auto seconds = cosigned_at(note, witness);
        if (!seconds)
            return fault("cosignature", "The signature of the witness " + witness.name + " under the head of " + with_commas(note.size) +
                                            " entries does not hold.");
        if (*seconds > INT64_MAX / 1000 || *seconds * 1000 + leeway_ms < newest_at_)
            return fault("witness_before", "The witness " + witness.name + " saw the head of " + with_commas(note.size) +
                                               " entries before " + newest_called_ + " is said to have happened.");
        here.push_back(witness.name);
    }
    verdict_.is_end_witnessed = !here.empty();
    if (here.empty()) return true;
    verdict_.witnesses = std::move(here);
    verdict_.witnessed_entries = verdict_.entries;
    return true;
}

}  // namespace steward::verify
