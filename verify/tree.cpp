#include "verify/tree.h"

namespace steward::verify {

bool Tree::add(unsigned level, const Hash& hash) {
    if (level > 60 || (size_ & ((uint64_t{1} << level) - 1)) != 0 || size_ >> 61 != 0) return false;
    size_ += uint64_t{1} << level;
    Part part{level, hash};
    while (!parts_.empty() && parts_.back().level == part.level) {
        part.hash = sha256(1, parts_.back().hash, part.hash);
        ++part.level;
        parts_.pop_back();
    }
    parts_.push_back(part);
    return true;
}

Hash Tree::root() const {
    if (parts_.empty()) return sha256(ByteView{});
    Hash hash = parts_.back().hash;
    for (size_t i = parts_.size() - 1; i > 0; --i) hash = sha256(1, parts_[i - 1].hash, hash);
    return hash;
}

}  // namespace steward::verify
