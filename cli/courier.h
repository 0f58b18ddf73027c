// Carries between the server and the folder in which a signer works (signer/README.md): the signer has no network, the courier has no key.
// It believes neither side: names become file names only when they are ids or digests, nothing that was signed is written over.
#pragma once

#include <filesystem>

#include "cli/client.h"

namespace steward::cli {

struct Carried {
    size_t messages = 0, drafts = 0, questions = 0, handed_over = 0;
    std::vector<std::string> refused;  // "1f3a...: sentence"
    std::vector<std::string> odd;      // what the server gave and was not taken
    bool is_anything() const { return messages + drafts + handed_over + refused.size() + odd.size() > 0; }
};

class Courier {
public:
    Courier(const Client& client, std::filesystem::path folder) : client_(client), folder_(std::move(folder)) {}

    /// Hands over what lies in outgoing, then takes the chain, drafts and questions. A refusal ends nothing: it is kept beside the message.
    /// Failure: of the connection or the disk; whatever was not done is done by the next one.
    Result<Carried> sync();
    /// Outgoing and questions alone: what is worth a minute only.
    Result<Carried> hurry();

private:
    Status hand_over();
    Result<bool> hand_over_one(const std::filesystem::path& message, bool is_last_try);
    Status take_chain();
    Status take_drafts();
    Status take_draft(const std::string& job);
    Status take_questions();

    const Client& client_;
    std::filesystem::path folder_;
    Carried carried_;
};

}  // namespace steward::cli
