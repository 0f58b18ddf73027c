// Carries between the server and the folder in which a signer works (signer/README.md): the signer has no network, the courier has no key.
// It believes neither side: names become file names only when they are ids or digests, nothing that was signed is written over, nothing is
// written outside the folder, and no answer is larger than it could honestly be. What is odd is said in a sentence and not taken.
#pragma once

#include <map>

#include "cli/client.h"
#include "cli/meeting_folder.h"
#include "trust/frame.h"

namespace steward::cli {

struct Carried {
    size_t messages = 0, drafts = 0, questions = 0, signatures = 0, handed_over = 0;
    std::vector<std::string> refused;  // "1f3a...: sentence"
    std::vector<std::string> odd;      // what the server gave and was not taken
    bool is_anything() const { return messages + drafts + signatures + handed_over + refused.size() > 0; }
};

class Courier {
public:
    Courier(Client client, std::filesystem::path folder);

    /// Hands over what lies in outgoing, then takes the chain, drafts with whatever others have signed of them, and questions. A refusal
    /// ends nothing: it is kept beside the message. Failure: of the connection or the disk; whatever was not done is done by the next one.
    Result<Carried> sync();
    /// Outgoing and questions alone: what is worth a minute only.
    Result<Carried> hurry();

private:
    Status hand_over();
    Result<bool> hand_over_one(const std::string& message, bool is_last_try);
    std::vector<Bytes> files_beside(const std::string& message);
    Status take_chain();
    bool is_same_authority(const std::string& id);
    using Chain = std::map<trust::Digest, std::pair<size_t, Bytes>>;  // what the folder has: number and frame by message
    Chain chain_of(const std::string& authority) const;
    Result<bool> take_link(const std::string& authority, const Bytes& frame, Chain& chain);
    Status take_beside(const std::string& authority, const Bytes& frame);
    Status take_drafts();
    Status take_draft(const std::string& job, const std::string& client_name);
    Status keep_signatures(const std::string& job, bool is_signed_there);
    Status take_questions();
    void odd(std::string sentence) { carried_.odd.push_back(std::move(sentence)); }

    Client client_;
    MeetingFolder folder_;
    Carried carried_;
};

}  // namespace steward::cli
