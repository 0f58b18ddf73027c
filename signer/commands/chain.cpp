// Updates of the chain: people come and go, places change.
#include "signer/commands.h"
#include "signer/shown.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
using namespace trust;

Status draft_update(Desk& desk, const OwnChain& chain, UpdateKind kind, Bytes body) {
    const auto after = updated(chain.roster().rules(), kind, {body});
    if (!after)
        return fail(ErrorKind::Invalid, "chain.cannot_apply",
                    "This change cannot be applied to what is in force: the key may be there already.");
    if (!can_work(*after))
        return fail(ErrorKind::Invalid, "chain.cannot_work", "After this change nobody could sign the next one; add somebody first.");
    const RosterUpdate update{.authority = chain.authority(),
                              .seq = chain.newest_seq() + 1,
                              .previous = chain.newest(),
                              .kind = kind,
                              .body = {std::move(body)},
                              .created = desk.now(),
                              .reason = desk.arguments.option("reason")};
    STEWARD_CHECK(desk.keep_draft(MessageType::Roster, write_message(update)));
    desk.say("It needs " + std::to_string(chain.roster().voices_needed()) + " persons.");
    return {};
}

Status add_key(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string path, desk.word(0, "A key card"));
    STEWARD_TRY(const auto cards, cards_of(path));
    if (cards.size() != 1) return fail(ErrorKind::Invalid, "cli.usage", "One card at a time: one update adds one key.");
    return draft_update(desk, chain, UpdateKind::AddKey, write_message(KeyBody{cards.front()}));
}

Status update_key(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string path, desk.word(0, "A key card"));
    STEWARD_TRY(const auto cards, cards_of(path));
    if (cards.size() != 1) return fail(ErrorKind::Invalid, "cli.usage", "One card at a time: one update changes one key.");
    return draft_update(desk, chain, UpdateKind::UpdateKey, write_message(KeyBody{cards.front()}));
}

Status remove_key(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string words, desk.word(0, "A person, or the beginning of a key's id,"));
    STEWARD_TRY(const KeyRecord key, chain.find_key(words));
    return draft_update(desk, chain, UpdateKind::RemoveKey, write_message(KeyIdBody{key.id}));
}

Status set_digests(Desk& desk, UpdateKind kind) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string words, desk.word(0, "A list of numbers"));
    STEWARD_TRY(const auto digests, digests_of(words));
    return draft_update(desk, chain, kind, write_message(DigestsBody{digests}));
}
Status set_pins(Desk& desk) { return set_digests(desk, UpdateKind::SetPins); }
Status set_log_keys(Desk& desk) { return set_digests(desk, UpdateKind::SetLogKeys); }

Status set_mirrors(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string words, desk.word(0, "A list of places"));
    return draft_update(desk, chain, UpdateKind::SetMirrors, write_message(MirrorsBody{list_of(words)}));
}

}  // namespace

std::span<const Command> chain_commands() {
    static constexpr Command commands[] = {
        {"add", "CARD --out FILE [--reason WORDS]", "a new technician's key, or a second key of somebody", add_key},
        {"update", "CARD --out FILE [--reason WORDS]", "other rights or a longer life for a key that is there", update_key},
        {"remove", "PERSON|KEY --out FILE [--reason WORDS]", "a key for good; suspend it first, that needs one signature only", remove_key},
        {"pins", "SHA256,... --out FILE", "the server's public keys", set_pins},
        {"log-keys", "HEX,... --out FILE", "the accountability log's public keys", set_log_keys},
        {"mirrors", "PLACE,... --out FILE", "where everything is published besides the server", set_mirrors},
    };
    return commands;
}

}  // namespace steward::signer
