// The beacon: says every minute which number of the chain is the newest, and answers machines that ask after a start. Its key may nothing
// else; it lies on a machine that is not the server.
#pragma once

#include "signer/meeting.h"
#include "signer/own_chain.h"
#include "signer/secret_key.h"

namespace steward::signer {

class Beacon {
public:
    /// `mirrors`: folders to which people publish, out of the server's reach.
    /// Failure: Forbidden "beacon.not_yours" when the key has not the role fresh.
    static Result<Beacon> make(OwnChain chain, Meeting meeting, std::vector<fs::path> mirrors, SecretKey key, Instant now);

    /// Takes what is new in the folder's chain, in its mirrors and in the own copy, where somebody may have put it meanwhile: a removal
    /// arrives by any of them. What the folder lacks is put there and handed to the courier. Failure, and nothing is signed then: Conflict
    /// "beacon.contradiction" when the folder holds what cannot follow or the chain is split.
    Status follow(Instant now);
    /// What was odd when it followed last, and does not keep it from its work.
    const std::vector<std::string>& doubts() const { return doubts_; }
    /// A heartbeat that answers nobody in the place of the one before it, and an answer to every question.
    Result<size_t> beat(Instant now);
    bool is_asked() const;
    /// Answers what was asked since the last answer; the number of answers.
    Result<size_t> answer_new(Instant now);

    uint64_t seq() const { return chain_.roster().seq(); }

private:
    Beacon(OwnChain chain, Meeting meeting, std::vector<fs::path> mirrors, SecretKey key)
        : chain_(std::move(chain)), meeting_(std::move(meeting)), mirrors_(std::move(mirrors)), key_(std::move(key)) {}
    struct Offered {
        std::vector<Bytes> frames;
        std::vector<const fs::path*> by_mirror;  // of each: nothing for the folder
    };
    Result<Offered> offered();
    Status take(const Offered& offered, Instant now);
    Status complete_folder();
    Status say(const trust::ShortId& nonce, Instant now);
    void drop_old(Instant now);

    OwnChain chain_;
    Meeting meeting_;
    std::vector<fs::path> mirrors_;
    std::vector<std::string> doubts_;
    SecretKey key_;
    std::set<trust::ShortId> answered_;
    std::vector<std::pair<fs::path, Instant>> said_;
};

}  // namespace steward::signer
