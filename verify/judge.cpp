#include "verify/judge.h"

#include <algorithm>

namespace steward::verify {

namespace {
constexpr size_t most_chains = 8, most_witnesses = 256;
}  // namespace

Judge::Judge(Known known) : known_(std::move(known)) {
    verdict_.key_was_given = std::ranges::any_of(known_.keys, [](const Key& key) { return key.kind == 1; });
    verdict_.witness_keys_were_given = std::ranges::any_of(known_.keys, [](const Key& key) { return key.kind == 4; });
}

bool Judge::fault(std::string_view code, std::string sentence) {
    verdict_.fault = Fault{std::string(code), plain(sentence), line_};
    return false;
}

bool Judge::take(std::string_view line) {
    if (verdict_.fault) return false;
    ++line_;
    std::string_view rest = line;
    const std::string_view word = next_word(rest);
    if (part_ == Part::Done) return fault("after_end", "Something was added behind the end of the export.");
    if (part_ < Part::Keys) return take_header(word, rest);
    if (part_ == Part::Keys) {
        if (word == "key") return take_key(rest);
        if (word == "chain") return take_chain(rest);
        if (word == "witness") return take_witness(rest);
        if (!begin_body()) return false;
    }
    if (word == "entry") return take_entry(rest);
    if (word == "tree") return take_subtree(rest);
    if (word == "head") return take_head(rest);
    if (word == "end") return take_end(rest);
    return fault("unknown_line", "Line " + std::to_string(line_) + " is none that an export has.");
}

bool Judge::take_header(std::string_view word, std::string_view rest) {
    if (part_ == Part::Mark) {
        if (word != "steward-log-export/v1" || !rest.empty())
            return fault("not_an_export", "This is not an export of an accountability log.");
        part_ = Part::Origin;
        return true;
    }
    if (part_ == Part::Origin) {
        if (word != "origin" || rest.empty()) return fault("no_origin", "The export does not say of which log it is.");
        verdict_.origin = plain(rest);
        part_ = Part::Made;
        return true;
    }
    const auto made = read_number(rest);
    if (word != "made" || !made || *made > INT64_MAX) return fault("no_time", "The export does not say when it was made.");
    verdict_.made_ms = static_cast<int64_t>(*made);
    part_ = Part::Keys;
    return true;
}

bool Judge::take_key(std::string_view rest) {
    const auto key = read_key(rest);
    if (!key || key->kind != 1) return fault("bad_key", "The key of the log in this export is damaged.");
    if (!log_.name.empty()) return fault("two_keys", "The export names two keys of the log.");
    if (key->name != verdict_.origin) return fault("key_name", "The key in this export is of another log than it says.");
    if (verdict_.key_was_given && std::ranges::find(known_.keys, *key) == known_.keys.end())
        return fault("other_key", "The log of this export is signed with another key than the one you trust.");
    log_ = *key;
    return true;
}

bool Judge::take_chain(std::string_view rest) {
    Chain chain;
    chain.kind = next_word(rest);
    const std::string_view client = next_word(rest), salt = next_word(rest);
    chain.name = plain(rest.substr(0, 200));
    const bool is_known = chain.kind == "client" || chain.kind == "provider";
    if (!is_known || !read_hex(client, chain.client) || !read_base64(salt, salt_) || salt_.size() != 32 || chains_.size() == most_chains)
        return fault("bad_chain", "Line " + std::to_string(line_) + ", which names a chain of entries, is damaged.");
    const bool is_provider = chain.client == std::array<uint8_t, 16>{};
    if (is_provider != (chain.kind == "provider")) return fault("bad_chain", "A chain of entries is not of whom it says it is.");
    const Hash tag = sha256(salt_, chain.client);
    const bool is_second = std::ranges::any_of(chains_, [&](const auto& known) { return known.second.client == chain.client; });
    if (is_second) return fault("two_chains", "The export names two chains of the same client: its log was forked.");
    chains_.emplace(tag, std::move(chain));
    order_.push_back(tag);
    return true;
}

bool Judge::take_witness(std::string_view rest) {
    const auto key = read_key(rest);
    if (!key || key->kind != 4) return fault("bad_witness", "The key of a witness on line " + std::to_string(line_) + " is damaged.");
    if (witnesses_.size() == most_witnesses || std::ranges::find(witnesses_, key->name, &Key::name) != witnesses_.end())
        return fault("two_witnesses", "The export names the witness " + key->name + " twice.");
    if (!verdict_.witness_keys_were_given || std::ranges::find(known_.keys, *key) != known_.keys.end()) witnesses_.push_back(*key);
    return true;
}

bool Judge::is_of(const std::array<uint8_t, 16>& client) const {
    return std::ranges::any_of(chains_, [&](const auto& chain) { return chain.second.client == client; });
}

bool Judge::begin_body() {
    if (log_.name.empty()) return fault("no_key", "The export does not name the key of its log.");
    if (chains_.empty()) return fault("no_chain", "The export does not say whose entries it holds.");
    const bool has_provider = std::ranges::any_of(chains_, [](const auto& chain) { return chain.second.kind == "provider"; });
    if (!has_provider) return fault("no_provider", "The provider's own acts were left out of the export.");
    if (known_.client && !is_of(*known_.client)) {
        std::string named;
        for (const auto& [tag, chain] : chains_)
            if (chain.kind == "client") named += " " + write_hex(chain.client);
        return fault("other_client", "This is not the log of the client " + write_hex(*known_.client) + " that you asked for: it names" +
                                         (named.empty() ? " no client" : named) + ".");
    }
    for (const Note& head : known_.heads) {
        if (head.origin != verdict_.origin) return fault("head_of_other_log", "The head that you gave is of another log than this export.");
        if (!is_signed(head, log_)) return fault("head_not_signed", "The head that you gave is not signed by the key of this log.");
    }
    choose_proofs();
    part_ = Part::Body;
    return true;
}

bool Judge::grow(unsigned level, const Hash& hash) {
    const uint64_t before = tree_.size();
    if (!tree_.add(level, hash))
        return fault("tree_shape", "Line " + std::to_string(line_) + " holds a part of the tree that cannot stand at this place.");
    for (const Note& head : known_.heads) {
        if (head.size == tree_.size() && head.root != tree_.root()) {
            return fault("split_view", "This machine has seen another log: at " + with_commas(head.size) +
                                           " entries its head and this export differ. Somebody shows two logs.");
        }
        if (head.size > before && head.size < tree_.size()) {
            verdict_.compared = false;
            verdict_.uncompared_size = head.size;
        }
    }
    return true;
}

bool Judge::take_subtree(std::string_view rest) {
    const auto level = read_number(next_word(rest));
    if (!level || *level > 60 || !read_base64(rest, salt_) || salt_.size() != 32)
        return fault("bad_tree", "Line " + std::to_string(line_) + ", a part of the tree, is damaged.");
    Hash hash;
    std::ranges::copy(salt_, hash.begin());
    if (!proofs_stand(static_cast<unsigned>(*level), nullptr)) return false;
    return grow(static_cast<unsigned>(*level), hash);
}

bool Judge::take_head(std::string_view rest) {
    if (!read_base64(rest, words_)) return fault("bad_head", "The head on line " + std::to_string(line_) + " is damaged.");
    const auto note = read_note({reinterpret_cast<const char*>(words_.data()), words_.size()});
    if (!note) return fault("bad_head", "The head on line " + std::to_string(line_) + " is damaged.");
    if (note->origin != verdict_.origin) return fault("head_origin", "The head on line " + std::to_string(line_) + " is of another log.");
    if (!is_signed(*note, log_))
        return fault("head_signature", "The head of " + with_commas(note->size) + " entries is not signed by the log's key.");
    if (note->size < tree_.size())
        return fault("head_old", "The head of " + with_commas(note->size) + " entries stands behind " + with_commas(tree_.size()) +
                                     " entries: an old head is shown again, or entries were put in.");
    if (note->size > tree_.size())
        return fault("head_beyond", "The log has " + with_commas(note->size) + " entries, and " + with_commas(note->size - tree_.size()) +
                                        " of them are not in the export.");
    if (note->size <= last_head_ && verdict_.heads > 0)
        return fault("head_twice", "The head of " + with_commas(note->size) + " entries is shown twice.");
    if (note->root != tree_.root())
        return fault("root", "The entries up to " + newest_called_ + " are not those that the log signed: something among the first " +
                                 with_commas(note->size) + " was changed, taken out, put in or moved.");
    last_head_ = note->size;
    ++verdict_.heads;
    return witnesses_hold(*note);
}

bool Judge::take_end(std::string_view rest) {
    const auto entries = read_number(rest);
    if (!entries) return fault("bad_end", "The last line of the export is damaged.");
    if (*entries != verdict_.entries)
        return fault("end_count", "The export says that it holds " + with_commas(*entries) + " entries; there are " +
                                      with_commas(verdict_.entries) + ".");
    if (verdict_.heads == 0) return fault("no_head", "The export holds no signed head: nothing vouches for its entries.");
    if (last_head_ != tree_.size())
        return fault("not_covered",
                     "The last " + with_commas(tree_.size() - last_head_) + " places of the tree stand behind the last signed head.");
    for (const Note& head : known_.heads) {
        if (head.size <= tree_.size()) continue;
        return fault("shrunk", "This machine has seen a log of " + with_commas(head.size) + " entries; the export ends at " +
                                   with_commas(tree_.size()) + ". It is older than that, or the log was cut.");
    }
    if (next_proof_ < known_.proofs.size())
        return fault("shrunk", "Your machine has the proof of an entry at place " + with_commas(known_.proofs[next_proof_].index + 1) +
                                   "; the export ends at " + with_commas(tree_.size()) + ". It is older than that, or the log was cut.");
    if (!days_hold()) return false;
    part_ = Part::Done;
    return true;
}

Verdict Judge::finish() {
    ++line_;
    if (!verdict_.fault && part_ != Part::Done)
        fault("cut_off",
              part_ == Part::Mark ? "The file is empty." : "The export is cut off after " + with_commas(verdict_.entries) + " entries.");
    for (const Hash& tag : order_) verdict_.chains.push_back(chains_.at(tag));
    std::ranges::stable_sort(verdict_.chains, {}, &Chain::kind);
    verdict_.size = tree_.size();
    verdict_.root = tree_.root();
    return std::move(verdict_);
}

}  // namespace steward::verify
