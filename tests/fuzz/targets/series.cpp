// Stored samples: columns, blocks, the records and segments of the log, layouts.
#include "server/platform/series/block.h"
#include "server/platform/series/held_positions.h"
#include "server/platform/series/latest_values.h"
#include "server/platform/series/layout.h"
#include "server/platform/series/log_record.h"
#include "server/platform/series/log_segment.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
constexpr SeriesKind kinds[] = {SeriesKind::Gauge, SeriesKind::Counter, SeriesKind::State};

void read_column(fuzz::Input& input) {
    const SeriesKind kind = kinds[input.byte() % 3];
    std::vector<int64_t> values(input.byte());
    if (!series::decode_column(input.rest(), kind, values)) return;
    Bytes again;
    series::encode_column(kind, values, again);
    fuzz::must(again.size() == input.rest().size() && std::equal(again.begin(), again.end(), input.rest().begin()));
}

void read_block(fuzz::Input& input) {
    // Without this a fuzzer would have to guess a checksum.
    Bytes block(4);
    block.insert(block.end(), input.rest().begin(), input.rest().end());
    const uint32_t crc = crc32c(ByteView(block).subspan(4));
    for (int i = 0; i < 4; ++i) block[static_cast<size_t>(i)] = static_cast<uint8_t>(crc >> (8 * i));
    const auto reader = series::BlockReader::open(block, 3);
    if (!reader) return;
    std::vector<int64_t> values(reader->rows());
    for (size_t i = 0; i < 3; ++i) (void)reader->column(i, kinds[i], values);
}

// The other way round: what is written is read back as it was.
void write_and_read_column(fuzz::Input& input) {
    const SeriesKind kind = kinds[input.byte() % 3];
    std::vector<int64_t> values;
    while (!input.empty() && values.size() < 500) {
        const uint8_t how = input.byte();
        const int64_t last = values.empty() ? 0 : values.back();
        values.push_back(how == 0    ? missing_sample
                         : how < 100 ? last
                         : how < 200 ? residual::sum(last, how - 150)
                                     : static_cast<int64_t>(input.number(8)));
    }
    Bytes packed;
    series::encode_column(kind, values, packed);
    std::vector<int64_t> again(values.size());
    fuzz::must(series::decode_column(packed, kind, again) && again == values);
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    switch (input.byte() % 7) {
        case 0:
            read_column(input);
            break;
        case 1:
            read_block(input);
            break;
        case 2:
            (void)series::parse_log_record(input.rest());
            break;
        case 3:
            series::read_frames(input.rest(), [](uint64_t, ByteView body) { (void)series::parse_log_record(body); });
            break;
        case 4:
            if (const auto layout = series::Layout::parse(input.rest())) (void)(*layout)->definitions();
            break;
        case 5:
            (void)series::HeldPositions::unpack(input.rest());
            (void)series::LatestValues::unpack(input.rest(), 3);
            break;
        default:
            write_and_read_column(input);
            break;
    }
    return 0;
}
