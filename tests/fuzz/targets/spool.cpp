// What the agent finds on its disk after a crash: any bytes at all.
#include "agent/spool/record.h"
#include "agent/spool/values.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
void read_segment(ByteView rest) {
    if (const auto head = agent::read_head(rest)) rest = rest.subspan(agent::segment_head_size);
    for (;;) {
        size_t wanted = 0;
        const auto record = agent::read_record(rest, &wanted);
        if (!record) break;
        fuzz::must(record->size <= rest.size() && record->payload.size() + agent::record_head_size == record->size);
        std::vector<int64_t> values;
        (void)agent::read_values(record->payload, values);
        rest = rest.subspan(record->size);
    }
}

// With a true checksum in front, so that what lies behind it is reached too.
void write_and_read(fuzz::Input& input) {
    agent::Record record;
    record.kind = static_cast<agent::RecordKind>(input.byte());
    record.seq = input.number(8);
    record.observed_at = Instant{static_cast<int64_t>(input.number(8))};
    record.monotonic = Duration(static_cast<int64_t>(input.number(8)));
    record.payload = input.rest();
    Bytes bytes;
    agent::append_record(bytes, record);
    const auto again = agent::read_record(bytes);
    if (!again) return;  // an unknown kind
    fuzz::must(again->seq == record.seq && again->size == bytes.size() &&
               std::equal(again->payload.begin(), again->payload.end(), record.payload.begin()));
    for (size_t cut = 0; cut < bytes.size(); cut += 1 + bytes.size() / 7) fuzz::must(!agent::read_record(ByteView(bytes).first(cut)));
}

void read_values(ByteView bytes) {
    std::vector<int64_t> values;
    if (!agent::read_values(bytes, values)) return;
    Bytes again;
    agent::append_values(again, values);
    fuzz::must(again.size() == bytes.size() && std::equal(again.begin(), again.end(), bytes.begin()));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    switch (input.byte() % 3) {
        case 0:
            read_segment(input.rest());
            break;
        case 1:
            write_and_read(input);
            break;
        default:
            read_values(input.rest());
            break;
    }
    return 0;
}
