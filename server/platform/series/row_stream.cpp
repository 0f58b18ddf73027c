#include "server/platform/series/row_stream.h"

#include "server/platform/series/packed.h"

namespace steward::series {

namespace {
enum RowFlag : uint8_t { row_stands_alone = 1, row_has_position = 2, row_has_time = 4 };

std::unexpected<Error> malformed_row() { return fail(ErrorKind::Invalid, "report.malformed", "A stored report is damaged."); }
}  // namespace

RowStream::RowStream(std::shared_ptr<const Layout> layout) : layout_(std::move(layout)), codec_(layout_->kinds()) {}

void RowStream::encode(bool self_contained, const RowHead& head, std::span<const int64_t> values, Bytes& out) {
    if (self_contained) {
        codec_.reset();
        last_ = {};
    }
    const bool has_position = self_contained || head.position.epoch != last_.position.epoch || head.position.seq != last_.position.seq + 1;
    const int64_t late_by = residual::difference(head.at.unix_ms, (last_.at + layout_->interval()).unix_ms);
    out.push_back(static_cast<uint8_t>((self_contained ? row_stands_alone : 0) | (has_position ? row_has_position : 0) |
                                       (late_by != 0 ? row_has_time : 0)));
    if (has_position) {
        pack_number(out, head.position.epoch);
        pack_number(out, head.position.seq);
    }
    if (late_by != 0) pack_signed(out, late_by);
    codec_.encode(values, out);
    last_ = head;
}

Status RowStream::decode(ByteView row, RowHead& head, std::span<int64_t> values) {
    if (row.empty() || row[0] > (row_stands_alone | row_has_position | row_has_time)) return malformed_row();
    if (is_self_contained(row)) {
        codec_.reset();
        last_ = {};
        readable_ = true;
    }
    if (!readable_) return malformed_row();
    readable_ = false;
    Unpacker in(row.subspan(1));
    head.position = {last_.position.epoch, last_.position.seq + 1};
    if ((row[0] & row_has_position) != 0) {
        head.position.epoch = in.number();
        head.position.seq = in.number();
    }
    head.at.unix_ms = residual::sum(last_.at.unix_ms, layout_->interval().count());
    if ((row[0] & row_has_time) != 0) head.at.unix_ms = residual::sum(head.at.unix_ms, in.signed_number());
    if (in.failed()) return malformed_row();
    STEWARD_CHECK(codec_.decode(in.rest(), values));
    last_ = head;
    readable_ = true;
    return {};
}

}  // namespace steward::series
