// Reports as bytes of one connection: what equals the obvious continuation is left out
// (schema/steward/agent/v1/agent.proto, Report). Allocates nothing once it has its size.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "base/report_codec.h"
#include "base/time.h"

namespace steward::agent::v1 {
class SeriesLayout;
}

namespace steward::agent {

class ReportStream {
public:
    /// A new connection: nothing is known on the other side.
    void reset();
    void set_layout(const v1::SeriesLayout& layout);

    /// Appends a frame. `values` has one entry per column of the layout (asserted).
    void append_report(uint64_t epoch, uint64_t seq, Instant observed_at, std::span<const int64_t> values, Bytes& out);

    bool has_layout() const { return codec_.has_value(); }
    size_t columns() const { return codec_ ? codec_->columns() : 0; }

private:
    std::optional<ReportCodec> codec_;
    Duration interval_{};
    uint64_t epoch_ = 0, seq_ = 0;
    Instant observed_at_;
    bool fresh_ = true;  // everything is said in full
    Bytes samples_, body_;
};

}  // namespace steward::agent
