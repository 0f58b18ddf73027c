// Keys of people: made, listed, closed with another passphrase, and shown to others as a card.
#include "signer/commands.h"
#include "signer/own_key.h"
#include "signer/shown.h"
#include "signer/wanted.h"

namespace steward::signer {

namespace {
Status hold_key(Desk& desk, const std::string& name, const std::string& person) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const Device device, desk.security_keys.open());
    STEWARD_TRY(const std::string pin, desk.passphrases.ask("PIN of the security key (empty: it verifies you by itself), then touch it"));
    STEWARD_TRY(const HeldKey key, make_held_key(*device, person, trust::native_party(chain.authority()), pin, desk.rng));
    STEWARD_CHECK(write_new_file(desk.folder.held_key(name), trust::write_message(key)));
    desk.say("Key " + short_hex(trust::key_id(key.key)) + " of " + person +
             " lies in the security key; nothing secret is on this machine.");
    return {};
}

// The one in the agent, or the one with this comment: `ssh-keygen -t ed25519 -C COMMENT` made it, `ssh-add -c` put it there.
Status know_agent_key(Desk& desk, const std::string& name, const std::string& person) {
    STEWARD_TRY(KeyAgent agent, KeyAgent::open(desk.key_agent));
    STEWARD_TRY(auto held, agent.keys());
    if (const std::string comment = desk.arguments.option("comment"); !comment.empty())
        std::erase_if(held, [&](const auto& one) { return one.comment != comment; });
    if (held.empty())
        return fail(ErrorKind::NotFound, "key_agent.no_key",
                    "The key agent holds no such Ed25519 key: make one with `ssh-keygen -t ed25519`, put it in with `ssh-add -c`.");
    if (held.size() > 1)
        return fail(ErrorKind::Conflict, "key_agent.several", "The key agent holds several Ed25519 keys; say which by --comment.");
    const AgentKey key{.person = person, .key = {trust::Algorithm::Ed25519, held.front().public_key}};
    STEWARD_CHECK(write_new_file(desk.folder.agent_key(name), trust::write_message(key)));
    desk.say("Key " + short_hex(trust::key_id(key.key)) + " of " + person + " lies in the key agent (" + plain(held.front().comment) +
             "); nothing secret is on this machine.");
    desk.say("Whoever reaches the agent can sign with it: put it in with `ssh-add -c`, and never forward this agent.");
    return {};
}

Status make_key(Desk& desk) {
    STEWARD_TRY(const std::string name, desk.word(0, "A name for the key"));
    STEWARD_TRY(const std::string person, desk.arguments.needed("person"));
    if (!is_key_name(name)) return fail(ErrorKind::Invalid, "cli.usage", "A key's name has small letters, digits, - and _.");
    if (fs::exists(desk.folder.key(name)) || fs::exists(desk.folder.held_key(name)) || fs::exists(desk.folder.agent_key(name)))
        return fail(ErrorKind::Conflict, "file.exists", "You have a key named " + name + " already.");
    if (desk.arguments.has("security-key")) return hold_key(desk, name, person);
    if (desk.arguments.has("agent")) return know_agent_key(desk, name, person);
    STEWARD_TRY(const std::string passphrase, desk.passphrases.ask_for_new("Passphrase for " + name));
    const SecretKey key = SecretKey::make(person, desk.rng);
    STEWARD_TRY(const SealedKey sealed, key.seal(passphrase, desk.cost, desk.rng));
    STEWARD_CHECK(write_new_file(desk.folder.key(name), trust::write_message(sealed)));
    desk.say("Key " + short_hex(trust::key_id(key.public_key())) + " of " + person + " lies in " + desk.folder.key(name).string() + ".");
    desk.say("Without this file or its passphrase it is gone: keep a copy of the file in another place.");
    return {};
}

Status list_keys(Desk& desk) {
    const auto names = desk.folder.key_names();
    if (names.empty()) desk.say("You have no keys here; make one with `steward-sign key new NAME --person \"Your Name\"`.");
    for (const auto& name : names) {
        STEWARD_TRY(const OwnKey key, OwnKey::find(desk.folder, name));
        desk.say(name + "  " + short_hex(key.id()) + "  " + key.person() +
                 (key.is_held()       ? "  in a security key"
                  : key.is_in_agent() ? "  in the key agent"
                                      : "  under a passphrase"));
    }
    return {};
}

Status change_passphrase(Desk& desk) {
    STEWARD_TRY(const std::string name, desk.word(0, "The name of a key"));
    STEWARD_TRY(const OwnKey own, OwnKey::find(desk.folder, name));
    if (own.is_held())
        return fail(ErrorKind::Invalid, "key.held", "This key lies in a security key; its PIN is changed with the maker's program.");
    if (own.is_in_agent())
        return fail(ErrorKind::Invalid, "key.held", "This key lies in the key agent; its passphrase is changed with `ssh-keygen -p`.");
    const SealedKey& sealed = *own.sealed();
    STEWARD_TRY(const std::string before, desk.passphrases.ask("Present passphrase of " + name));
    STEWARD_TRY(const SecretKey key, SecretKey::open(sealed, before));
    STEWARD_TRY(const std::string after, desk.passphrases.ask_for_new("New passphrase"));
    STEWARD_TRY(const SealedKey again, key.seal(after, desk.cost, desk.rng));
    STEWARD_CHECK(write_file(desk.folder.key(name), trust::write_message(again)));
    desk.say("The passphrase is changed. Copies of the file still open with the one before.");
    return {};
}

Status make_card(Desk& desk) {
    STEWARD_TRY(const std::string name, desk.word(0, "The name of a key"));
    STEWARD_TRY(const OwnKey key, OwnKey::find(desk.folder, name));
    STEWARD_TRY(const std::string path, desk.out_file());
    trust::KeyRecord card{.id = key.id(), .key = key.public_key(), .holder = key.person()};
    STEWARD_TRY(card.roles, roles_of(desk.arguments.option("roles", "roster,job,policy,stop,enrol")));
    STEWARD_TRY(card.clients, clients_of(desk.arguments.option("clients", "all")));
    STEWARD_TRY(card.classes, classes_of(desk.arguments.option("classes", "all")));
    STEWARD_TRY(const uint64_t days, number_of(desk.arguments, "days", 365));
    if (days == 0 || days > 400) return fail(ErrorKind::Invalid, "cli.usage", "A key lives for 1 to 400 days.");
    card.not_before = desk.now() - std::chrono::hours(1);  // clocks differ
    card.not_after = card.not_before + std::chrono::hours(24) * static_cast<int64_t>(days);
    card.assurance = key.is_held() ? trust::Assurance::Hardware : trust::Assurance::Software;
    if (key.sealed()) card.vault_key = key.sealed()->seal_key;
    STEWARD_CHECK(write_new_shared_file(path, trust::write_message(card)));
    desk.say("Card: " + words_of(card) + ".");
    desk.say("Give the file to who gathers the cards, and read them the whole number by another way: " + to_hex(card.id));
    return {};
}

}  // namespace

std::span<const Command> key_commands() {
    static constexpr Command commands[] = {
        {"key new", "NAME --person \"YOUR NAME\" [--security-key | --agent [--comment WORDS]]",
         "makes a key: under a passphrase, or in a security key; or takes one that ssh-agent holds", make_key},
        {"key list", "", "your keys on this machine", list_keys},
        {"key passphrase", "NAME", "closes it with another passphrase", change_passphrase},
        {"key card", "NAME --out FILE [--roles roster,job,...] [--clients all|ID,...] [--classes all|script,...] [--days 365]",
         "its public half, and what it shall be allowed", make_card},
    };
    return commands;
}

}  // namespace steward::signer
