// A calendar file of holidays, as anybody may publish one.
#include "server/modules/service_levels/holiday_file.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    using namespace std::chrono_literals;
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const service_levels::Date from(2026y / 1 / 1), until(2029y / 12 / 31);
    const auto file = service_levels::read_holiday_file(text, from, until);
    if (!file) return 0;
    fuzz::must(file->left_out.size() <= 100 && file->holidays.size() <= 1461);
    for (const auto& one : file->holidays) fuzz::must(one.date >= from && one.date <= until && one.name.size() <= 100);
    return 0;
}
