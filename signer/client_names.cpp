#include "signer/client_names.h"

#include <algorithm>

#include "base/id.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
using Names = std::map<trust::ShortId, std::string>;

std::string in_quotes(const std::string& name) { return "\"" + name + "\""; }
std::string id_words(const trust::ShortId& client) { return to_text(RawId{client}); }

// The client of that name, another than `client`.
const trust::ShortId* another_of(const Names& names, const std::string& name, const trust::ShortId& client) {
    const auto found = std::ranges::find_if(names, [&](const auto& one) { return one.second == name && one.first != client; });
    return found == names.end() ? nullptr : &found->first;
}

std::string find_in(const Names& names, const trust::ShortId& client) {
    const auto found = names.find(client);
    return found == names.end() ? std::string() : found->second;
}
}  // namespace

ClientNames ClientNames::open(const fs::path& authority) {
    ClientNames names(authority / "clients");
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(names.place_, error)) {
        const auto id = parse_raw_id(entry.path().stem().string());
        const auto content = id ? read_file(entry.path()) : Result<Bytes>(Bytes());
        if (!id || !content || content->empty()) continue;
        if (entry.path().extension() == ".name") names.own_[id->bytes] = as_text(*content);
        if (entry.path().extension() == ".claimed") names.claimed_before_[id->bytes] = as_text(*content);
    }
    return names;
}

fs::path ClientNames::file(const trust::ShortId& client, const char* kind) const { return place_ / (id_words(client) + kind); }

void ClientNames::take_claim(const fs::path& drafts_folder) {
    const auto content = read_strange_file(drafts_folder / "client", most_client_name);
    if (content) claim_ = as_text(*content);
}

Status ClientNames::name(const trust::ShortId& client, const std::string& words) {
    if (words.empty() || words.size() > most_client_name)
        return fail(ErrorKind::Invalid, "client.name", "A client's name has 1 to " + std::to_string(most_client_name) + " characters.");
    if (const auto* other = another_of(own_, words, client))
        return fail(ErrorKind::Invalid, "client.name",
                    in_quotes(words) + " is your name of " + id_words(*other) + ": two clients of one name could be taken for each other.");
    STEWARD_CHECK(write_file(file(client, ".name"), as_bytes(words)));
    own_[client] = words;
    return {};
}

Status ClientNames::keep_claim(const trust::ShortId& client) {
    if (claim_.empty() || find_in(claimed_before_, client) == claim_) return {};
    STEWARD_CHECK(write_file(file(client, ".claimed"), as_bytes(claim_)));
    claimed_before_[client] = claim_;
    return {};
}

Result<trust::ShortId> ClientNames::find(const std::string& words) const {
    const auto named = std::ranges::find_if(own_, [&](const auto& one) { return one.second == words; });
    return named == own_.end() ? short_id_of(words) : Result<trust::ShortId>(named->first);
}

std::string ClientNames::words_of(const trust::ShortId& client) const {
    const std::string own = find_in(own_, client);
    return own.empty() ? id_words(client) : own + " (" + id_words(client) + ")";
}

std::optional<std::string> ClientNames::server_words(const trust::ShortId& client) const {
    if (claim_.empty() || claim_ == find_in(own_, client)) return std::nullopt;
    return "the server calls it " + in_quotes(claim_) +
           (own_.contains(client) ? "" : "; you gave it no name: compare the id, then `steward-sign client name`");
}

std::vector<std::string> ClientNames::doubts(const trust::ShortId& client) const {
    std::vector<std::string> doubts;
    if (claim_.empty()) return doubts;
    const std::string own = find_in(own_, client), before = find_in(claimed_before_, client);
    if (!own.empty() && own != claim_)
        doubts.push_back("the server calls the client " + in_quotes(claim_) + ", you call it " + in_quotes(own) +
                         ": it may mean another one");
    if (own.empty() && !before.empty() && before != claim_)
        doubts.push_back("the server calls the client " + in_quotes(claim_) + ", and called it " + in_quotes(before) +
                         " when you signed for it last");
    const auto* other = another_of(own_, claim_, client);
    if (other) doubts.push_back("the server calls the client " + in_quotes(claim_) + ", as you call another: " + id_words(*other));
    const auto* claimed = other || own == claim_ ? nullptr : another_of(claimed_before_, claim_, client);
    if (claimed) doubts.push_back("the server called another client " + in_quotes(claim_) + " before: " + id_words(*claimed));
    return doubts;
}

}  // namespace steward::signer
