// An export of the accountability log as steward-verify reads it: whatever the file holds, there is a verdict, and nothing that is not
// signed is ever found to hold. Lines of proofs are read the same way.
#include "tests/fuzz/input.h"
#include "verify/report.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    verify::Judge judge({});
    while (!rest.empty()) {
        const size_t end = rest.find('\n');
        if (!judge.take(rest.substr(0, end))) break;
        rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    }
    const auto verdict = judge.finish();
    fuzz::must(verdict.fault || verdict.heads > 0);
    fuzz::must(!verify::sentence_of(verdict).empty() && verify::json_of(verdict).ends_with("]}"));
    (void)verify::read_entry({data, size});
    (void)verify::read_words({data, size});
    (void)verify::read_note({reinterpret_cast<const char*>(data), size});
    (void)verify::read_proof({reinterpret_cast<const char*>(data), size});
    return 0;
}
