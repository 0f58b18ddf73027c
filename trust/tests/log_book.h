// An accountability log as a server keeps one, in memory: stories write messages into it and ask for heads and proofs.
#pragma once

#include <gtest/gtest.h>
#include <sodium.h>

#include <map>

#include "trust/checkpoint.h"
#include "trust/log_proof.h"

namespace steward::trust {

/// Who signs heads; the seed is the key.
struct NoteSigner {
    NoteKey key;
    Bytes secret = Bytes(crypto_sign_SECRETKEYBYTES);
    NoteSigner(std::string name, NoteKind kind, uint8_t seed) {
        const Bytes seeds(crypto_sign_SEEDBYTES, seed);
        key = {.kind = kind, .name = std::move(name)};
        crypto_sign_seed_keypair(key.key.data(), secret.data(), seeds.data());
    }
    std::string line(const std::string& text) const {
        return key.kind == NoteKind::Log ? signature_line(text, key, secret) : cosignature_line(text, key, secret, 1'795'000'000);
    }
};

class LogBook {
public:
    explicit LogBook(uint8_t seed = 1, std::string name = "steward/6f1d2a") : log{std::move(name), NoteKind::Log, seed} {}
    NoteSigner log;
    ShortId client{};  // whose chain the next entries are in
    Digest chain{1};   // the tag of that chain

    /// Its index.
    uint64_t add(const Digest& message) {
        const uint64_t index = edge_.size();
        const Bytes body =
            write_body({.action = "jobs.signed", .message = message, .by = "alice", .principal = "person", .client = client});
        const Digest salt = sha256(body);
        const Bytes entry = write_entry({.at = Instant{1'767'225'600'000},
                                         .kind = EntryKind::Job,
                                         .tenant_tag = chain,
                                         .tenant_seq = 1,
                                         .commitment = commitment_of(salt, body)});
        entries_.push_back({.entry = entry, .body = body, .salt = salt, .index = index});
        nodes_[{0, index}] = leaf_hash(entry);
        edge_.add(leaf_hash(entry), [this](TreeNode node, const Digest& hash) { nodes_[{node.level, node.number}] = hash; });
        return index;
    }
    uint64_t size() const { return edge_.size(); }
    Checkpoint checkpoint() const { return {.origin = log.key.name, .size = edge_.size(), .root = edge_.root()}; }
    std::string note(const std::vector<const NoteSigner*>& witnesses = {}) const {
        const std::string text = write_checkpoint(checkpoint());
        std::string out = text + "\n" + log.line(text);
        for (const NoteSigner* witness : witnesses) out += witness->line(text);
        return out;
    }
    LogProof proof(uint64_t index, std::string head = {}) const {
        LogProof proof = entries_.at(index);
        proof.size = size();
        proof.path = inclusion_proof(index, size(), find()).value_or(std::vector<Digest>{});
        proof.head = std::move(head);
        return proof;
    }
    std::vector<Digest> since(uint64_t old_size) const {
        return old_size == 0 || old_size > size() ? std::vector<Digest>{}
                                                  : consistency_proof(old_size, size(), find()).value_or(std::vector<Digest>{});
    }

private:
    FindNode find() const {
        return [this](TreeNode node) -> Result<Digest> {
            const auto at = nodes_.find({node.level, node.number});
            if (at == nodes_.end()) return fail(ErrorKind::NotFound, "test.no_node", "no such node");
            return at->second;
        };
    }
    std::vector<LogProof> entries_;
    std::map<std::pair<unsigned, uint64_t>, Digest> nodes_;
    TreeEdge edge_;
};

}  // namespace steward::trust
