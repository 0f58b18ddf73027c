// What may be told of a text that a program wrote: nothing that opens anything.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace steward::agent::backups {

constexpr size_t most_text = 500, most_warning = 200, most_location = 300;

/// Words that must not be told wherever they stand: the values of the command's arguments, and of variables whose name speaks of a
/// password, a passphrase, a secret, a token or a key.
class Hidden {
public:
    /// `told`: what may be told all the same, such as the paths of the sources.
    Hidden(std::span<const std::string> command, std::span<const std::string> environment, std::span<const std::string> told);
    Hidden() = default;

    std::string without(std::string_view text) const;

private:
    void add(std::string_view word, std::string_view instead);

    struct Word {
        std::string word;
        std::string_view instead;
    };
    std::vector<Word> words_;  // the longest first
};

/// One line of valid UTF-8 without controls and marks that hide or turn text, at most `most` bytes. Without user and password in
/// addresses, and without what stands behind `password=` and its like.
std::string fit_to_tell(std::string_view text, size_t most);

/// Of a repository's place: without user, password, query and fragment.
std::string fit_location(std::string_view location);

}  // namespace steward::agent::backups
