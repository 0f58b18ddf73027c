// A CSV file of another system, as anybody may upload one: recognised, cut, read.
#include "server/modules/imports/recognise.h"
#include "server/modules/imports/values.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto shape = imports::recognise(text, true);
    fuzz::must(shape.columns.size() <= imports::most_columns && (shape.problem.empty() || shape.format.empty()));
    for (const char delimiter : {',', ';'}) {
        size_t at = 0, records = 0;
        for (;;) {
            const auto cut = imports::cut_csv(text.substr(at), delimiter, true);
            if (cut.what == imports::Cut::What::End) break;
            fuzz::must(cut.what != imports::Cut::What::More && cut.begin <= cut.end && cut.end <= cut.next && cut.next > 0);
            fuzz::must(at + cut.next <= size && cut.end - cut.begin <= imports::most_record_bytes + 1);
            const auto cells = imports::csv_cells(text.substr(at + cut.begin, cut.end - cut.begin), delimiter);
            fuzz::must(!cells.empty() && cells.size() <= imports::most_columns + 1);
            // What is written is read again as it was.
            std::string line;
            for (const auto& cell : cells) {
                line.clear();
                imports::append_csv_cell(cell, line);
                const auto again = imports::csv_cells(line, ',');
                fuzz::must(again.size() == 1 && (again[0] == cell || cell.starts_with('\'')));
                (void)imports::read_time(cell, {"DMY", nullptr});
                (void)imports::read_number(cell);
                (void)imports::read_flag(cell);
            }
            at += cut.next;
            fuzz::must(++records <= size + 1);
        }
    }
    return 0;
}
