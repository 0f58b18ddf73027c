// A report of a backup, which any user of the machine may write: refused, or fit to be told.
#include "agent/backups/report.h"

#include "agent/backups/engines/scrub.h"
#include "agent/backups/label.h"
#include "base/utf8.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/silent_messages.h"

using namespace steward;
using namespace steward::agent;

namespace {
void must_be_fit(std::string_view text, size_t most) {
    fuzz::must(text.size() <= most && is_utf8(text));
    for (const char c : text) fuzz::must(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    std::string why;
    const auto run = backups::read_report(as_text({data, size}), Instant::from_unix_ms(1'796'040'000'000), why);
    fuzz::must(run.has_value() == why.empty());
    if (!run) return 0;
    fuzz::must(backups::is_label(run->label()) && run->run_id().size() == 16 && run->reported_by().empty() && run->warnings_size() <= 20);
    must_be_fit(run->text(), backups::most_text);
    must_be_fit(run->repository(), backups::most_location);
    for (const std::string& warning : run->warnings()) must_be_fit(warning, backups::most_warning);
    must_be_fit(backups::sentence_of_run(*run), 1000);
    return 0;
}
