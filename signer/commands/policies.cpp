// Standing policies, from the text that people write.
#include "base/id.h"
#include "signer/commands.h"
#include "signer/meeting.h"
#include "signer/policy_text.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
using namespace trust;

Status draft_policy(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string path, desk.word(0, "The policy's text, a file,"));
    STEWARD_TRY(const std::string out, desk.out_file());
    STEWARD_TRY(const Bytes text, read_file(path));
    const auto keep_file = [&](const std::string& name) -> Result<Digest> {
        STEWARD_TRY(const Bytes content, read_file(fs::path(path).parent_path() / name));
        return Beside::put(out, content);
    };
    STEWARD_TRY(Policy policy, read_policy_text(as_text(text), desk.now(), keep_file));
    policy.authority = chain.authority();
    policy.id = make_raw_id(desk.now(), desk.rng).bytes;
    if (const std::string id = desk.arguments.option("id"); !id.empty()) {
        STEWARD_TRY(policy.id, short_id_of(id));
    }
    STEWARD_TRY(policy.policy_version, number_of(desk.arguments, "number", 1));
    STEWARD_CHECK(desk.keep_draft(MessageType::Policy, write_message(policy)));
    desk.say("Its id is " + to_text(RawId{policy.id}) + "; a later version is drafted with --id and --number.");
    return {};
}
}  // namespace

std::span<const Command> policy_commands() {
    static constexpr Command commands[] = {
        {"policy", "TEXT --out FILE [--id ID --number N]", "a standing policy from a text file; docs/guide/jobs.md says how it is written",
         draft_policy},
    };
    return commands;
}

}  // namespace steward::signer
