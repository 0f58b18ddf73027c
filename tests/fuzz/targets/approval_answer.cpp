// The first line of a mail that may be a decision.
#include "server/modules/approvals/answer.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto answer = approvals::read_answer(text);
    fuzz::must(answer.choice.empty() || answer.choice == "approved" || answer.choice == "rejected");
    fuzz::must(answer.comment.size() <= 2000);
    if (answer.choice.empty()) fuzz::must(answer.comment.empty());
    return 0;
}
