// The filter language: text to terms, terms to SQL and to a judgement in memory.
#include "server/platform/filter/filter.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto terms = filter::parse(text);
    if (!terms) return 0;
    fuzz::must(text.size() <= 4096 && terms->size() <= 64);
    constexpr filter::Field fields[] = {{"name", "d.name", filter::Kind::Text},
                                        {"alerts", "d.alerts", filter::Kind::Number},
                                        {"seen", "d.seen", filter::Kind::Time},
                                        {"demo", "d.demo", filter::Kind::Boolean}};
    constexpr std::string_view text_columns[] = {"d.name"};
    constexpr size_t text_fields[] = {0};
    constexpr Instant now{1'800'000'000'000};
    std::vector<storage::Value> parameters;
    const auto sql = filter::to_sql(*terms, fields, text_columns, now, parameters);
    const auto predicate = filter::to_predicate(*terms, fields, text_fields, now);
    fuzz::must(sql.has_value() == predicate.has_value());
    if (!sql) return 0;
    // Whatever a caller wrote stands in the parameters, never in the statement.
    fuzz::must(sql->find_first_of(";\"`") == std::string::npos && sql->find("--") == std::string::npos);
    (void)(*predicate)([&](size_t field) -> filter::Cell {
        switch (field) {
            case 0:
                return std::string_view("srv-01");
            case 1:
                return 3.0;
            case 2:
                return now.unix_ms - 60'000;
            default:
                return true;
        }
    });
    return 0;
}
