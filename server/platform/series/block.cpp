#include "server/platform/series/block.h"

#include "server/platform/series/packed.h"

namespace steward::series {

namespace {
constexpr uint64_t block_format = 1;
constexpr size_t most_rows = 1 << 20;

std::unexpected<Error> damaged_block() {
    return fail(ErrorKind::Internal, "series.damaged", "A stored block of samples is damaged; restore the series folder from a backup.");
}
}  // namespace

void encode_block(std::span<const int64_t> times, std::span<const SeriesKind> kinds, std::span<const std::vector<int64_t>> columns,
                  Bytes& out) {
    thread_local Bytes streams;
    streams.clear();
    std::vector<size_t> ends;
    ends.reserve(columns.size() + 1);
    // Times are a counter: on a regular grid its growth is exact and costs nothing.
    encode_column(SeriesKind::Counter, times, streams);
    ends.push_back(streams.size());
    for (size_t i = 0; i < columns.size(); ++i) {
        encode_column(kinds[i], columns[i], streams);
        ends.push_back(streams.size());
    }
    const size_t start = out.size();
    out.resize(start + 4);
    pack_number(out, block_format);
    pack_number(out, times.size());
    pack_number(out, columns.size());
    for (size_t i = 0; i < ends.size(); ++i) pack_number(out, ends[i] - (i == 0 ? 0 : ends[i - 1]));
    out.insert(out.end(), streams.begin(), streams.end());
    const uint32_t checksum = crc32c(ByteView(out).subspan(start + 4));
    std::memcpy(out.data() + start, &checksum, 4);
}

Result<BlockReader> BlockReader::open(ByteView block, size_t columns) {
    if (block.size() < 4) return damaged_block();
    uint32_t checksum;
    std::memcpy(&checksum, block.data(), 4);
    block = block.subspan(4);
    if (crc32c(block) != checksum) return damaged_block();
    Unpacker in(block);
    const uint64_t format = in.number(), rows = in.number(), count = in.number();
    if (in.failed() || format != block_format || rows > most_rows || count != columns) return damaged_block();
    const uint64_t times_length = in.number();
    std::vector<uint64_t> lengths(columns);
    for (auto& length : lengths) length = in.number();
    BlockReader reader;
    reader.times_.resize(rows);
    const ByteView times = in.bytes(times_length);
    reader.columns_.reserve(columns);
    for (const uint64_t length : lengths) reader.columns_.push_back(in.bytes(length));
    if (in.failed() || !in.rest().empty() || !decode_column(times, SeriesKind::Counter, reader.times_)) return damaged_block();
    return reader;
}

Status BlockReader::column(size_t index, SeriesKind kind, std::span<int64_t> values) const {
    if (!decode_column(columns_[index], kind, values)) return damaged_block();
    return {};
}

}  // namespace steward::series
