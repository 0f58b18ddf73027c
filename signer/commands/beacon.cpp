// The beacon as a program that goes on, or once for a timer.
#include "signer/beacon.h"
#include "base/counted.h"

#include <chrono>
#include <thread>

#include "base/plain.h"
#include "signer/commands.h"
#include "signer/own_key.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
// Until it is ended. A refusal is said once, and tried again: what is missing may come.
Status go_on(const Desk& desk, Beacon& beacon, Duration every) {
    std::string last_words;
    Duration last_beat = desk.clock.monotonic() - every;
    for (;; std::this_thread::sleep_for(std::chrono::seconds(1))) {
        const Duration running = desk.clock.monotonic();
        const bool is_time = running - last_beat >= every;
        if (!is_time && !beacon.is_asked()) continue;
        Status status = beacon.follow(desk.now());
        if (status) {
            const auto said = is_time ? beacon.beat(desk.now()) : beacon.answer_new(desk.now());
            if (!said) status = std::unexpected(said.error());
            if (said && is_time) last_beat = running;
        }
        std::string words = status ? "Beating for number " + std::to_string(beacon.seq()) + " of the chain." : status.error().message;
        for (const auto& doubt : beacon.doubts()) words += "\n  ! " + plain(doubt);
        if (words != last_words) desk.say(words);
        std::fflush(desk.out);
        last_words = words;
    }
}

std::vector<fs::path> mirrors_of(const Desk& desk) {
    std::vector<fs::path> mirrors;
    for (const auto& folder : desk.arguments.every("mirror")) mirrors.emplace_back(folder);
    return mirrors;
}

Status run_beacon(Desk& desk) {
    STEWARD_TRY(const std::string folder, desk.word(0, "The folder that the courier serves"));
    STEWARD_TRY(const std::string name, desk.arguments.needed("key"));
    STEWARD_TRY(const uint64_t every, number_of(desk.arguments, "every", 60));
    if (every == 0 || every > 3600) return fail(ErrorKind::Invalid, "cli.usage", "--every is 1 to 3600 seconds.");
    STEWARD_CHECK(desk.need_folder(folder, false));
    STEWARD_TRY(OwnChain chain, desk.chain());
    STEWARD_TRY(const OwnKey own, OwnKey::find(desk.folder, name));
    if (!own.sealed())
        return fail(ErrorKind::Invalid, "beacon.held",
                    "A beacon signs alone; a security key wants a touch for each, an agent a yes. Make it a key under a passphrase.");
    STEWARD_TRY(const std::string passphrase, desk.passphrases.ask("Passphrase of the beacon " + name));
    STEWARD_TRY(SecretKey key, SecretKey::open(*own.sealed(), passphrase));
    STEWARD_TRY(Beacon beacon, Beacon::make(std::move(chain), Meeting(folder), mirrors_of(desk), std::move(key), desk.now()));
    if (!desk.arguments.has("once")) return go_on(desk, beacon, std::chrono::seconds(every));
    STEWARD_CHECK(beacon.follow(desk.now()));
    for (const auto& doubt : beacon.doubts()) desk.say("! " + plain(doubt));
    STEWARD_TRY(const size_t answers, beacon.beat(desk.now()));
    desk.say("Said number " + std::to_string(beacon.seq()) + " of the chain, and answered " + counted(answers, "machine") + ".");
    return {};
}
}  // namespace

std::span<const Command> beacon_commands() {
    static constexpr Command commands[] = {
        {"beacon", "FOLDER --key NAME [--mirror FOLDER]... [--every 60] [--once]",
         "heartbeats, and answers to machines that ask after a start; mirrors are read as the folder is: the server cannot empty them",
         run_beacon},
    };
    return commands;
}

}  // namespace steward::signer
