// Places besides the server: the chain is published there, and fetched from there.
#include <algorithm>

#include "base/counted.h"
#include "signer/commands.h"
#include "signer/message_file.h"

namespace steward::signer {

namespace {
using namespace trust;

fs::path in_mirror(const fs::path& mirror, size_t number) {
    std::string digits = std::to_string(number);
    return mirror / "chain" / (std::string(6 - std::min<size_t>(6, digits.size()), '0') + digits + ".msj");
}

Status publish(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string to, desk.arguments.needed("to"));
    STEWARD_CHECK(desk.need_folder(to, true));
    const fs::path mirror = fs::path(to) / to_hex(chain.authority());
    STEWARD_TRY(const auto frames, chain.frames());
    size_t published = 0;
    for (size_t number = 0; number < frames.size(); ++number) {
        const fs::path path = in_mirror(mirror, number);
        if (!fs::exists(path)) {
            STEWARD_CHECK(write_shared_file(path, frames[number]));
            ++published;
            continue;
        }
        STEWARD_TRY(const Bytes there, read_file(path));
        if (there != frames[number])
            return fail(
                ErrorKind::Conflict, "mirror.differs",
                path.string() + " holds another message than your chain: somebody else published, or somebody changed it. Compare first.");
    }
    for (const auto& file : desk.arguments.words) {
        STEWARD_TRY(const Bytes bytes, read_file(file));
        const auto frame = read_frame(bytes);
        if (!frame) return fail(ErrorKind::Invalid, "draft.none", file + " is not signed yet.");
        STEWARD_CHECK(write_shared_file(mirror / "beside" / (to_hex(message_id(frame->type, frame->payload)) + ".msj"), bytes));
        ++published;
    }
    desk.say("Published " + counted(published, "message") + " to " + mirror.string() + ".");
    return {};
}

Status fetch(Desk& desk) {
    STEWARD_TRY(const std::string from, desk.arguments.needed("from"));
    STEWARD_CHECK(desk.need_folder(from, false));
    STEWARD_TRY(OwnChain chain, desk.chain());
    const fs::path mirror = fs::path(from) / to_hex(chain.authority());
    STEWARD_TRY(const auto own, chain.frames());
    std::vector<Bytes> offered;
    std::set<Digest> there;
    for (size_t number = 0; number < most_links && fs::exists(in_mirror(mirror, number)); ++number) {
        STEWARD_TRY(Bytes bytes, read_strange_file(in_mirror(mirror, number), most_payload * 2));
        if (const auto id = id_of(bytes)) there.insert(*id);
        if (number == 0 && !there.contains(chain.authority()))
            return fail(
                ErrorKind::Conflict, "mirror.differs",
                "The beginning there is another than yours: whoever changed it wants you to trust other people. Nothing was taken.");
        offered.push_back(std::move(bytes));
    }
    STEWARD_TRY(const TakenAll all, chain.take_all(offered, desk.now()));
    for (const Taken what : all.taken) STEWARD_CHECK(tell_taken(desk, what));
    if (!all.taken.empty()) STEWARD_CHECK(tell_waiting(desk, chain));
    if (!all.refused.empty()) return std::unexpected(all.refused.front().second);
    STEWARD_TRY(const size_t suspended, Suspensions(chain, desk.now()).keep_all(from));
    if (suspended > 0) desk.say("Took " + counted(suspended, "suspension") + "; `steward-sign chain` says of whom.");
    desk.say(all.taken.empty() ? "Nothing new there." : "Took " + counted(all.taken.size(), "message") + ".");
    const auto missing = std::ranges::count_if(own, [&](const Bytes& frame) {
        const auto id = id_of(frame);
        return id && !there.contains(*id);
    });
    if (missing > 0)
        desk.say("It lacks " + counted(missing, "message") +
                 " that you have: somebody hides or lost what is missing. `steward-sign publish` and "
                 "`steward-sign send FOLDER --all` put it back.");
    return {};
}
}  // namespace

std::span<const Command> mirror_commands() {
    static constexpr Command commands[] = {
        {"publish", "[FILE...] --to FOLDER [--make]", "your chain, and these messages, to a mirror; --make: into a new folder", publish},
        {"fetch", "--from FOLDER", "what others published, into your own copy", fetch},
    };
    return commands;
}

}  // namespace steward::signer
