// JSON of another system, as anybody may upload it: cut into objects, flattened.
#include "server/modules/imports/encoding.h"
#include "server/modules/imports/recognise.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    (void)imports::recognise(text, true);
    for (const auto* encoding : {"windows-1252", "utf-16le", "utf-16be"}) (void)imports::to_utf8(text, encoding);
    size_t at = 0, records = 0;
    for (;;) {
        const auto cut = imports::cut_json(text.substr(at), true);
        if (cut.what == imports::Cut::What::End) return 0;
        fuzz::must(cut.what != imports::Cut::What::More && cut.begin <= cut.end && cut.end <= cut.next && cut.next > 0 &&
                   at + cut.next <= size);
        std::string problem;
        const auto cells = imports::json_cells(text.substr(at + cut.begin, cut.end - cut.begin), problem);
        fuzz::must(cells.size() <= imports::most_columns && (problem.empty() || cells.empty()));
        // The beginning of a file is never taken for a whole record that the file does not have.
        const auto early = imports::cut_json(text.substr(at, cut.end > 0 ? cut.end - 1 : 0), false);
        if (cut.what == imports::Cut::What::Record) fuzz::must(early.what != imports::Cut::What::Record || early.end <= cut.end);
        at += cut.next;
        fuzz::must(++records <= size + 1);
    }
}
