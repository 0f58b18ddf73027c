// Reports as an agent sends them: several in a row over one state, and back.
#include "base/report_codec.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
std::vector<SeriesKind> kinds_from(fuzz::Input& input) {
    std::vector<SeriesKind> kinds(1 + input.byte() % 40);
    for (size_t i = 0; i < kinds.size(); ++i) kinds[i] = static_cast<SeriesKind>(1 + i % 3);
    return kinds;
}

void decode(fuzz::Input& input) {
    const auto kinds = kinds_from(input);
    ReportCodec reader(kinds), writer(kinds);
    std::vector<int64_t> values(kinds.size());
    while (!input.empty()) {
        const size_t length = std::min<size_t>(input.byte(), input.rest().size());
        const ByteView report = input.rest().first(length);
        if (!reader.decode(report, values)) return;
        Bytes again;
        writer.encode(values, again);
        fuzz::must(again.size() == report.size() && std::equal(again.begin(), again.end(), report.begin()));
        for (size_t i = 0; i < length; ++i) input.byte();
    }
}

void encode(fuzz::Input& input) {
    const auto kinds = kinds_from(input);
    ReportCodec reader(kinds), writer(kinds);
    std::vector<int64_t> values(kinds.size(), 0), again(kinds.size());
    for (int reports = 0; !input.empty() && reports < 50; ++reports) {
        for (auto& value : values) {
            const uint8_t how = input.byte();
            if (how == 1) value = missing_sample;
            else if (how == 2) value = static_cast<int64_t>(input.number(8));
            else if (how > 128) value = residual::sum(value, how - 190);
        }
        Bytes packed;
        writer.encode(values, packed);
        fuzz::must(reader.decode(packed, again).has_value() && again == values);
    }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    if (input.byte() % 2 == 0) decode(input);
    else encode(input);
    return 0;
}
