#include "server/platform/link/connection.h"

namespace steward::link {

namespace {
constexpr size_t kept_capacity = 4096;  // a quiet connection holds no more than that
}

void Connection::keep(ByteView rest, bool continued) {
    if (!continued) partial_.assign(rest.begin(), rest.end());
    else partial_.erase(partial_.begin(), partial_.end() - static_cast<ptrdiff_t>(rest.size()));
    if (partial_.empty() && partial_.capacity() > kept_capacity) Bytes().swap(partial_);
}

void Connection::queue(const agent::v1::ServerMessage& message) {
    const size_t size = message.ByteSizeLong();
    size_t rest = size;
    for (; rest >= 0x80; rest >>= 7) out_.push_back(static_cast<uint8_t>(rest | 0x80));
    out_.push_back(static_cast<uint8_t>(rest));
    const size_t at = out_.size();
    out_.resize(at + size);
    message.SerializeWithCachedSizesToArray(out_.data() + at);
}

Progressed Connection::flush(uint64_t& sent) {
    while (out_sent_ < out_.size()) {
        size_t written = 0;
        const Progressed progressed = tls.write(ByteView(out_).subspan(out_sent_), written);
        if (progressed != Progressed::Done) return progressed;
        out_sent_ += written;
        sent += written;
    }
    out_sent_ = 0;
    if (out_.capacity() > kept_capacity) Bytes().swap(out_);
    out_.clear();
    return Progressed::Done;
}

}  // namespace steward::link
