// What the scanner answers, and names that somebody else chose on their way into a header.
#include "server/modules/attachments/clamd.h"
#include "server/modules/attachments/rules.h"
#include "server/platform/http/disposition.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
bool is_header_safe(std::string_view text) {
    for (const char c : text) {
        if (c < ' ' || c > '~') return false;
    }
    return true;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto verdict = attachments::judge_answer(text);
    if (verdict.value == attachments::Verdict::Value::Clean) fuzz::must(text.starts_with("stream: OK"));
    fuzz::must(is_header_safe(verdict.note) && verdict.note.size() <= 300);
    (void)attachments::read_scanner_place("/scanner", text);

    const std::string disposition = http::attachment_disposition(text);
    fuzz::must(disposition.starts_with("attachment; filename=\"") && is_header_safe(disposition) && disposition.size() <= 1000);
    const size_t begin = disposition.find('"') + 1, end = disposition.find('"', begin);
    const std::string_view name = std::string_view(disposition).substr(begin, end - begin);
    fuzz::must(!name.empty() && name.find_first_of("/\\%") == std::string_view::npos && name.front() != '.');
    fuzz::must(is_header_safe(attachments::declared_type(text)));
    return 0;
}
