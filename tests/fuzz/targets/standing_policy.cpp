// Policies, the tickets that select in them, and the gate's file of policies, as a server that is not ours any more or a broken disk would
// give them: what is selected is always an action of the class, and a book that was read is written the same.
#include "agent/gate/policies.h"
#include "tests/fuzz/one_form.h"
#include "trust/templates.h"

using namespace steward;
using namespace steward::trust;

namespace {
// Takes the least of each range: an allowed value makes an action that a job may say too.
void select_in(const Policy& policy) {
    const auto items = template_items(policy.job_class, policy.allowed);
    if (!items) return;
    for (size_t i = 0; i < items->size(); ++i) {
        Selection selection{.item = i, .values = {}};
        for (const ParameterRange& range : (*items)[i].parameters)
            selection.values.push_back(range.choices.empty() ? std::to_string(range.least) : range.choices.front());
        const auto action = selected_action(policy.job_class, policy.allowed, selection);
        if (!action) continue;
        if (policy.job_class == JobClass::Script) fuzz::must(read_message<ScriptAction>(action->bytes).has_value());
        if (policy.job_class == JobClass::Service) fuzz::must(read_message<ServiceAction>(action->bytes).has_value());
        if (policy.job_class == JobClass::Reboot) fuzz::must(read_message<RebootAction>(action->bytes).has_value());
        selection.values.push_back("1");
        fuzz::must(!selected_action(policy.job_class, policy.allowed, selection));
    }
    fuzz::must(!selected_action(policy.job_class, policy.allowed, {.item = items->size(), .values = {}}));
    const auto utc = [](const std::string&, Instant) { return std::optional<Duration>(Duration{0}); };
    for (const auto& open : gate::open_windows(policy.windows, policy.not_before, utc)) {
        fuzz::must(open.begin <= open.now && open.now < open.begin + open.length);
        const int64_t moment = gate::own_moment(open, {1}, policy.id);
        fuzz::must(moment >= open.begin && moment < open.begin + std::max<int64_t>(1, open.length / 2));
    }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const ByteView bytes(data, size);
    const auto frame = read_frame(bytes);
    const ByteView payload = frame ? frame->payload : bytes;
    if (const auto policy = read_message<Policy>(payload)) select_in(*policy);
    if (const auto ticket = read_message<RunTicket>(payload)) (void)read_message<Selection>(ticket->parameters.bytes);
    if (auto kept = read_message<gate::KeptPolicies>(bytes)) {
        const auto book = gate::PolicyBook::read(*kept, Digest{});
        if (book) fuzz::must_be_one_form(book->kept(), bytes);
        if (book) fuzz::must(book->all().size() <= kept->policies.size());
    }
    return 0;
}
