// What one signature may take away, and what says that nothing was: suspend, stop, lift, the beacon's heartbeat.
#include "signer/commands.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
using namespace trust;

Status suspend(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string words, desk.word(0, "A person, or the beginning of a key's id,"));
    STEWARD_TRY(const KeyRecord key, chain.find_key(words));
    STEWARD_TRY(const uint64_t days, number_of(desk.arguments, "days", 7));
    if (days == 0 || days > 7)
        return fail(ErrorKind::Invalid, "cli.usage",
                    "A suspension lasts 1 to 7 days; remove the key meanwhile, or suspend it again before it ends.");
    const Suspend message{.authority = chain.authority(),
                          .target = key.id,
                          .issued = desk.now(),
                          .until = desk.now() + std::chrono::hours(24) * static_cast<int64_t>(days),
                          .reason = desk.arguments.option("reason")};
    return desk.keep_draft(MessageType::Suspend, write_message(message));
}

Status draft_stop(Desk& desk, bool lifts) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    Stop message{.authority = chain.authority(), .issued = desk.now(), .lifts = lifts};
    message.scope.all = desk.arguments.has("all");
    for (const auto& id : list_of(desk.arguments.option("clients"))) {
        STEWARD_TRY(const ShortId client, short_id_of(id));
        message.scope.clients.push_back(client);
    }
    for (const auto& id : list_of(desk.arguments.option("devices"))) {
        STEWARD_TRY(const ShortId device, short_id_of(id));
        message.scope.devices.push_back(device);
    }
    if (!message.scope.all && message.scope.clients.empty() && message.scope.devices.empty())
        return fail(ErrorKind::Invalid, "cli.missing", "Say what stops: --all, --clients ID,... or --devices ID,...");
    STEWARD_TRY(const uint64_t hours, number_of(desk.arguments, "hours", 0));
    if (hours > 0) message.until = desk.now() + std::chrono::hours(std::min<uint64_t>(hours, 24 * 365));
    return desk.keep_draft(MessageType::Stop, write_message(message));
}
Status stop(Desk& desk) { return draft_stop(desk, false); }
Status lift(Desk& desk) { return draft_stop(desk, true); }

Status heartbeat(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    Heartbeat message{.authority = chain.authority(), .seq = chain.roster().seq(), .head = chain.roster().head(), .time = desk.now()};
    if (const std::string nonce = desk.arguments.option("nonce"); !nonce.empty()) {
        const auto bytes = from_hex(nonce);
        if (!bytes || bytes->size() != message.nonce.size())
            return fail(ErrorKind::Invalid, "cli.usage", "A nonce has 32 hexadecimal digits.");
        std::copy(bytes->begin(), bytes->end(), message.nonce.begin());
    }
    return desk.keep_draft(MessageType::Heartbeat, write_message(message));
}

}  // namespace

std::span<const Command> narrowing_commands() {
    static constexpr Command commands[] = {
        {"suspend", "PERSON|KEY --out FILE [--days 7] [--reason WORDS]", "a key that may be in wrong hands: at once, by one signature",
         suspend},
        {"stop", "--all|--clients ID,...|--devices ID,... --out FILE [--hours N]", "no work any more, until it is lifted", stop},
        {"lift", "--all|--clients ID,...|--devices ID,... --out FILE", "takes a stop back; a majority signs it", lift},
        {"heartbeat", "--out FILE [--nonce HEX]", "says which number of the chain is the newest now", heartbeat},
    };
    return commands;
}

}  // namespace steward::signer
