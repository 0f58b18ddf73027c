// What clients are called here.
#include "base/id.h"
#include "base/plain.h"
#include "signer/client_names.h"
#include "signer/commands.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
Status name_client(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string id, desk.word(0, "A client's id, as the console shows it,"));
    STEWARD_TRY(const std::string name, desk.word(1, "Its name"));
    STEWARD_TRY(const trust::ShortId client, short_id_of(id));
    ClientNames names = ClientNames::open(chain.place());
    STEWARD_CHECK(names.name(client, name));
    desk.say("The client " + plain(names.words_of(client)) + " is shown by this name here, whatever the server calls it.");
    return {};
}

Status list_clients(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    const ClientNames names = ClientNames::open(chain.place());
    for (const auto& [client, name] : names.own()) desk.say(to_text(RawId{client}) + "  " + plain(name));
    if (names.own().empty()) desk.say("No client has a name here; `steward-sign client name` gives it one.");
    return {};
}
}  // namespace

std::span<const Command> client_commands() {
    static constexpr Command commands[] = {
        {"client name", "ID NAME", "how you call a client; drafts in which the server calls it otherwise are red", name_client},
        {"client list", "", "the clients that have a name here", list_clients},
    };
    return commands;
}

}  // namespace steward::signer
