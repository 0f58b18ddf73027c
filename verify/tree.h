// The tree of the log, read from left to right (RFC 9162, section 2.1): a stack of complete subtrees.
#pragma once

#include "verify/bytes.h"

namespace steward::verify {

class Tree {
public:
    /// Puts a complete subtree of 2^level leaves at the right end. False when none can stand there.
    bool add(unsigned level, const Hash& hash);
    uint64_t size() const { return size_; }
    Hash root() const;

private:
    struct Part {
        unsigned level = 0;
        Hash hash{};
    };
    uint64_t size_ = 0;
    std::vector<Part> parts_;  // levels fall
};

}  // namespace steward::verify
