#include "agent/link/report_stream.h"

#include "agent/link/frames.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

namespace {
constexpr uint8_t varint_field(int number) { return static_cast<uint8_t>(number << 3); }
constexpr uint8_t fixed64_field(int number) { return static_cast<uint8_t>(number << 3 | 1); }
constexpr uint8_t bytes_field(int number) { return static_cast<uint8_t>(number << 3 | 2); }

void append_fixed64(Bytes& out, uint64_t value) {
    for (int shift = 0; shift < 64; shift += 8) out.push_back(static_cast<uint8_t>(value >> shift));
}
}  // namespace

void ReportStream::reset() {
    codec_.reset();
    fresh_ = true;
}

void ReportStream::set_layout(const v1::SeriesLayout& layout) {
    std::vector<SeriesKind> kinds;
    kinds.reserve(static_cast<size_t>(layout.series_size()));
    for (const auto& column : layout.series()) kinds.push_back(static_cast<SeriesKind>(column.kind()));
    codec_.emplace(kinds);
    interval_ = std::chrono::seconds(layout.interval_s());
    fresh_ = true;
}

void ReportStream::append_report(uint64_t epoch, uint64_t seq, Instant observed_at, std::span<const int64_t> values, Bytes& out) {
    samples_.clear();
    codec_->encode(values, samples_);
    body_.clear();
    if (fresh_ || seq != seq_ + 1) {
        body_.push_back(varint_field(v1::Report::kSeqFieldNumber));
        append_varint(body_, seq);
    }
    if (fresh_ || epoch != epoch_) {
        body_.push_back(fixed64_field(v1::Report::kEpochFieldNumber));
        append_fixed64(body_, epoch);
    }
    if (fresh_ || observed_at != observed_at_ + interval_) {
        body_.push_back(fixed64_field(v1::Report::kObservedAtMsFieldNumber));
        append_fixed64(body_, static_cast<uint64_t>(observed_at.unix_ms));
    }
    body_.push_back(bytes_field(v1::Report::kSamplesFieldNumber));
    append_varint(body_, samples_.size());
    fresh_ = false;
    epoch_ = epoch;
    seq_ = seq;
    observed_at_ = observed_at;

    const size_t report_size = body_.size() + samples_.size();
    append_varint(out, 1 + varint_size(report_size) + report_size);
    out.push_back(bytes_field(v1::AgentMessage::kReportFieldNumber));
    append_varint(out, report_size);
    out.insert(out.end(), body_.begin(), body_.end());
    out.insert(out.end(), samples_.begin(), samples_.end());
}

}  // namespace steward::agent
