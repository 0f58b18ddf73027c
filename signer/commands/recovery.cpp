// When a majority is lost, or one of two sides must be dropped.
#include <algorithm>

#include "signer/commands.h"
#include "signer/draft.h"
#include "signer/shown.h"
#include "signer/signing.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
using namespace trust;

Status recover(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    Recovery message{.authority = chain.authority(),
                     .base_seq = chain.roster().seq(),
                     .base_head = chain.roster().head(),
                     .rules = chain.roster().rules(),
                     .created = desk.now(),
                     .reason = desk.arguments.option("reason")};
    STEWARD_TRY(const std::string keys, desk.arguments.needed("keys"));
    STEWARD_TRY(message.rules.keys, cards_of(keys));
    if (const std::string again = desk.arguments.option("recovery"); !again.empty()) {
        STEWARD_TRY(message.rules.recovery.keys, cards_of(again));
        const size_t safes = count_holders(Role::Recovery, message.rules.recovery.keys);
        STEWARD_TRY(message.rules.recovery.threshold, number_of(desk.arguments, "recovery-threshold", safes / 2 + 1));
    }
    STEWARD_TRY(message.rules.threshold, number_of(desk.arguments, "threshold", 1));  // a majority, whatever stands here
    if (!can_work(message.rules))
        return fail(ErrorKind::Invalid, "genesis.cannot_work", "With these keys nobody could change anything again; look at their roles.");
    STEWARD_CHECK(desk.keep_draft(MessageType::Recovery, write_message(message)));
    desk.say("It needs " + std::to_string(chain.roster().rules().recovery.threshold) + " recovery keys, and then time.");
    return {};
}

Result<Digest> digest_word(const Desk& desk, size_t place) {
    STEWARD_TRY(const std::string path, desk.word(place, "A message's file"));
    STEWARD_TRY(const Bytes bytes, read_file(path));
    const auto frame = read_frame(bytes);
    if (!frame) return fail(ErrorKind::Invalid, "draft.none", path + " is no signed message.");
    return message_id(frame->type, frame->payload);
}

Result<Draft> draft_word(const Desk& desk, size_t place) {
    STEWARD_TRY(const std::string path, desk.word(place, "A message's file"));
    STEWARD_TRY(const Bytes bytes, read_file(path));
    return read_draft(bytes);
}

Status keep_veto(const Desk& desk, const OwnChain& chain, const Digest& vetoed) {
    return desk.keep_draft(MessageType::Veto, write_message(Veto{.authority = chain.authority(), .vetoed = vetoed, .created = desk.now()}));
}

std::unexpected<Error> not_objected(std::string sentence) { return fail(ErrorKind::Conflict, "chain.not_waiting", std::move(sentence)); }
constexpr const char* in_force_already = "It is in force already; only another update changes it.";

Status veto(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const Draft draft, draft_word(desk, 0));
    const auto update = draft.type == MessageType::Roster ? read_message<RosterUpdate>(draft.payload) : std::nullopt;
    if (draft.type != MessageType::Recovery && !update)
        return not_objected("Only a recovery, or an update that waits for its delay, can be objected to.");
    STEWARD_TRY(const auto waiting, chain.waiting(desk.now()));
    if (update && std::ranges::find(waiting, draft.id(), &WaitingLink::id) == waiting.end()) {
        if (chain.roster().has(update->seq, draft.id())) return not_objected(in_force_already);
        return not_objected("It does not wait. To promise that you will never sign it: `steward-sign decline`.");
    }
    return keep_veto(desk, chain, draft.id());
}

// A promise that lets who signed this update sign another in its place: machines hear nothing of it.
Status decline(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const Draft draft, draft_word(desk, 0));
    const auto update = draft.type == MessageType::Roster ? read_message<RosterUpdate>(draft.payload) : std::nullopt;
    if (!update || update->authority != chain.authority())
        return fail(ErrorKind::Invalid, "draft.none", "Only an update of your own chain can be declined.");
    if (chain.roster().has(update->seq, draft.id())) return not_objected(in_force_already);
    if (update->previous != chain.roster().head())
        return not_objected(
            "It does not follow what is in force here now, so it needs no promise; `steward-sign fetch` first if others are ahead.");
    if (is_complete(draft, &chain))
        return not_objected(
            "Enough have signed it: whoever has it can bring it into force. Take it, and change by another update what is wrong.");
    STEWARD_CHECK(keep_veto(desk, chain, draft.id()));
    desk.say("Whoever signs it promises never to sign " + short_hex(draft.id()) + "; who has signed that one takes it.");
    return {};
}

Status resolve(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string path, desk.word(0, "The update that shall hold"));
    STEWARD_TRY(const Bytes bytes, read_file(path));
    const auto frame = read_frame(bytes);
    const auto update = frame ? read_message<RosterUpdate>(frame->payload) : std::nullopt;
    if (!update) return fail(ErrorKind::Invalid, "draft.none", path + " is no update of the chain.");
    Resolve message{.authority = chain.authority(), .parent = update->previous, .created = desk.now()};
    STEWARD_TRY(message.chosen, digest_word(desk, 0));
    for (size_t i = 1; i < desk.arguments.words.size(); ++i) {
        STEWARD_TRY(const Digest rejected, digest_word(desk, i));
        message.rejected.push_back(rejected);
    }
    if (message.rejected.empty()) return fail(ErrorKind::Invalid, "cli.missing", "Name every other side after the one that shall hold.");
    return desk.keep_draft(MessageType::Resolve, write_message(message));
}

}  // namespace

std::span<const Command> recovery_commands() {
    static constexpr Command commands[] = {
        {"recover", "--keys CARD,... --out FILE [--recovery CARD,... [--recovery-threshold N]] [--threshold N] [--reason WORDS]",
         "puts new keys in the place of all; recovery keys sign it", recover},
        {"veto", "MESSAGE --out FILE", "objects to a recovery, or to an update that waits", veto},
        {"decline", "UPDATE --out FILE", "promises never to sign an update, so that who has signed it may sign another in its place",
         decline},
        {"resolve", "CHOSEN REJECTED... --out FILE", "ends a split of the chain", resolve},
    };
    return commands;
}

}  // namespace steward::signer
