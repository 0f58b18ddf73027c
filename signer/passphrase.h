// Words that only a person knows: asked for on the terminal, never shown, never in a list of processes or an environment.
#pragma once

#include <optional>
#include <string>

#include "base/error.h"

namespace steward::signer {

constexpr size_t least_passphrase = 12;

class Passphrases {
public:
    /// `from`: an open file that holds one passphrase a line, for programs ("--passphrase-fd 3"); nothing: the terminal.
    explicit Passphrases(std::optional<int> from) : from_(from) {}

    /// Failure: Invalid "passphrase.none" when there is nobody to ask.
    Result<std::string> ask(const std::string& prompt);
    /// Twice the same and long enough. Failure: Invalid "passphrase.short" or "passphrase.differs".
    Result<std::string> ask_for_new(const std::string& prompt);

private:
    std::optional<int> from_;
};

}  // namespace steward::signer
