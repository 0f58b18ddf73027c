// What clients are called: by this signer's own word, and by the server's, which is shown as the server's and never taken for the own one.
//
//   AUTHORITY/clients/CLIENT.name     the own name
//   AUTHORITY/clients/CLIENT.claimed  what the server called it when something was signed for it last
#pragma once

#include <map>
#include <optional>

#include "signer/folder.h"
#include "trust/work.h"

namespace steward::signer {

constexpr size_t most_client_name = 200;

class ClientNames {
public:
    /// What is kept below an authority's folder.
    static ClientNames open(const fs::path& authority);

    /// Takes what the courier put beside a draft: the name that the server gave with it. Not kept before `keep_claim`.
    void take_claim(const fs::path& drafts_folder);
    /// Failure: Invalid "client.name" for a name that is empty, too long or the own one of another client; Internal "file.unwritable".
    Status name(const trust::ShortId& client, const std::string& words);
    /// Something was signed for it: what the server called it is known from now on. Failure: Internal "file.unwritable".
    Status keep_claim(const trust::ShortId& client);

    const std::map<trust::ShortId, std::string>& own() const { return own_; }
    /// By its id as the console shows it, or by its own name here. Failure: Invalid "cli.usage".
    Result<trust::ShortId> find(const std::string& words) const;

    /// "Harbour Precision (0192...)", or its id alone. Cannot be printed as it is.
    std::string words_of(const trust::ShortId& client) const;
    /// What the server calls it, when that adds something.
    std::optional<std::string> server_words(const trust::ShortId& client) const;
    /// What speaks against the server's name for it.
    std::vector<std::string> doubts(const trust::ShortId& client) const;

private:
    explicit ClientNames(fs::path place) : place_(std::move(place)) {}
    fs::path file(const trust::ShortId& client, const char* kind) const;

    fs::path place_;
    std::map<trust::ShortId, std::string> own_, claimed_before_;
    std::string claim_;
};

}  // namespace steward::signer
