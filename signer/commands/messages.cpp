// Messages that are there already: looked at, signed, taken into one's own chain.
#include "signer/commands.h"
#include "signer/meeting.h"
#include "signer/message_file.h"
#include "signer/own_key.h"
#include "signer/places.h"
#include "signer/promises.h"
#include "signer/signing.h"
#include "signer/work_rules.h"

namespace steward::signer {

namespace {
using namespace trust;

Status show_message(Desk& desk) {
    STEWARD_TRY(const std::string path, desk.word(0, "A message's file"));
    STEWARD_TRY(const MessageFile read, read_message_file(desk, path, ""));
    print(desk, read, std::nullopt);
    if (read.own())
        for (const auto& sentence : words_of_ends(read.own()->roster().rules(), desk.now())) desk.say("  ! " + sentence);
    if (const auto suspended = suspensions_of(desk, read))
        for (const SuspendedKey* one : suspended->all()) desk.say("  ! " + words_of(*one, desk.now()));
    desk.say("  id " + to_hex(read.draft.id()));
    return {};
}

Result<OwnKey> own_key(const Desk& desk) {
    std::string name = desk.arguments.option("key");
    const auto names = desk.folder.key_names();
    if (name.empty() && names.size() == 1) name = names.front();
    if (name.empty()) return fail(ErrorKind::Invalid, "cli.missing", "--key is needed: say which of your keys signs.");
    return OwnKey::find(desk.folder, name);
}

// Those that the message names: a card that only lay beside it is as new afterwards as before.
std::set<ShortId> machines_in(const Draft& draft) {
    std::set<ShortId> machines;
    if (const auto job = draft.type == MessageType::Job ? read_message<Job>(draft.payload) : std::nullopt)
        machines.insert(job->target.devices.begin(), job->target.devices.end());
    if (const auto policy = draft.type == MessageType::Policy ? read_message<Policy>(draft.payload) : std::nullopt)
        machines.insert(policy->target.devices.begin(), policy->target.devices.end());
    if (const auto binding = draft.type == MessageType::Binding ? read_message<Binding>(draft.payload) : std::nullopt)
        machines.insert(binding->device);
    return machines;
}

// Of what changes the chain: no second update of one parent, and none that one promised never to sign.
Status promise(const MessageFile& read, const KeyId& key) {
    const auto update = read.draft.type == MessageType::Roster ? read_message<RosterUpdate>(read.draft.payload) : std::nullopt;
    const auto veto = read.draft.type == MessageType::Veto ? read_message<Veto>(read.draft.payload) : std::nullopt;
    if (!read.chain || (!update && !veto)) return {};
    STEWARD_TRY(Promises promises, Promises::open(*read.chain));
    // The objection of a recovery key is no promise: whoever signed what waits may object to it with such a key.
    const KeyRecord* own = read.chain->roster().key(key);
    if (veto) return own ? promises.before_declining(veto->vetoed) : Status();
    return promises.before_signing(update->previous, read.draft.id(), own ? own->holder : std::string());
}

// One person's own promises, on the disk before the signature is: no second update of one parent, and what was signed before.
Status remember(MessageFile& read, const KeyId& key) {
    STEWARD_CHECK(promise(read, key));
    if (read.cards) STEWARD_CHECK(read.cards->keep(machines_in(read.draft)));
    const auto job = read.draft.type == MessageType::Job ? read_message<Job>(read.draft.payload) : std::nullopt;
    if (!job || !read.history) return {};
    if (read.clients) STEWARD_CHECK(read.clients->keep_claim(job->target.client));
    const auto script = job->job_class == JobClass::Script ? read_message<ScriptAction>(job->action.bytes) : std::nullopt;
    return read.history->remember(key, job->job_class, job->target.client, script ? script->body : Digest{});
}

// What the job writes is for those who may sign such a job: a draft of the server's form says nothing of it.
Status seal_answer(const Desk& desk, MessageFile& read) {
    auto job = read.draft.type == MessageType::Job ? read_message<Job>(read.draft.payload) : std::nullopt;
    if (!job || !read.chain || !read.draft.signatures.empty())
        return fail(ErrorKind::Conflict, "signer.not_sealed",
                    "--seal is for a job that nobody has signed yet: the first who signs it says so.");
    job->seal_output_to = readers_of(*job, read.chain->roster().rules(), desk.now());
    if (job->seal_output_to.empty()) return nobody_reads();
    read.draft.payload = write_message(*job);
    return {};
}

Status sign_message(Desk& desk) {
    STEWARD_TRY(const std::string path, desk.word(0, "A message's file"));
    STEWARD_TRY(const OwnKey key, own_key(desk));
    STEWARD_TRY(MessageFile read, read_message_file(desk, path, key.person()));
    if (desk.arguments.has("seal")) STEWARD_CHECK(seal_answer(desk, read));
    const Shown shown = print(desk, read, key.id());
    if (!shown.is_readable) return fail(ErrorKind::Invalid, "signer.unreadable", "It was not signed: nobody can say what it says.");
    STEWARD_CHECK(is_what_was_asked(read));
    STEWARD_CHECK(may_sign(read.draft, key.id(), read.own(), desk.now()));
    if (const auto meeting = Meeting::of(read.path)) STEWARD_CHECK(leads_nowhere_else(meeting->root(), read.path));
    // The passphrase or the touch is the yes: asked for after everything was shown, for this one message.
    STEWARD_TRY(OwnSignature signature,
                key.sign(signed_bytes(read.draft.type, read.draft.payload), desk.passphrases, desk.security_keys, desk.key_agent));
    STEWARD_CHECK(remember(read, key.id()));
    read.draft.signatures.push_back(std::move(signature));
    if (read.path.extension() == ".msd") read.path.replace_extension(".msj");
    const Bytes frame = write_draft(read.draft);
    STEWARD_CHECK(write_shared_file(read.path, frame));
    desk.say("Signed. " + state_of_signatures(read.draft, read.own()) + ".");
    if (read.chain) STEWARD_CHECK(Suspensions(*read.chain, desk.now()).keep(frame));
    if (read.chain && is_complete(read.draft, read.own())) STEWARD_CHECK(Places(read.chain->place()).keep(read.draft));
    const auto meeting = Meeting::of(read.path);
    if (!meeting || !is_complete(read.draft, read.own())) return {};
    STEWARD_TRY(const fs::path sent, meeting->hand_over(frame));
    if (const auto refusal = words_of_refusal(sent)) desk.say("It lies in " + sent.string() + ", but " + *refusal + ".");
    else desk.say("It lies in " + sent.string() + " for the courier.");
    return {};
}

// Somebody promises never to sign what one has signed oneself: with enough of it, one may sign another in its place.
Status take_refusal(const Desk& desk, const MessageFile& read, ByteView bytes, const Error& not_taken) {
    const auto veto = read_message<Veto>(read.draft.payload);
    STEWARD_TRY(Promises promises, Promises::open(*read.chain));
    if (!veto || !promises.was_signed_here(veto->vetoed)) return std::unexpected(not_taken);
    STEWARD_TRY(const bool is_kept, promises.keep_refusal(bytes));
    if (!is_kept) return std::unexpected(not_taken);
    std::string persons;
    for (const auto& person : promises.who_declined(veto->vetoed)) persons += (persons.empty() ? "" : ", ") + plain(person);
    const size_t missing = promises.missing(veto->vetoed, "");
    desk.say("Kept: " + short_hex(veto->vetoed) + " will never be signed by " + persons + ".");
    desk.say(missing == 0 ? "Nobody can complete it any more: you may sign another update in its place."
                          : "It could still be completed: " + std::to_string(missing) + " more must promise the same.");
    return {};
}

Status take_message(Desk& desk) {
    STEWARD_TRY(const std::string path, desk.word(0, "A message's file"));
    STEWARD_TRY(const Bytes bytes, read_file(path));
    STEWARD_TRY(MessageFile read, read_message_file(desk, path, ""));
    if (read.draft.type == MessageType::Genesis) {
        STEWARD_TRY(const OwnChain chain, OwnChain::begin(desk.folder, bytes, desk.now()));
        desk.say("This is the authority from now on: " + to_hex(chain.authority()));
        desk.say("Read the whole number to each other: it is the one thing that a machine has to trust.");
        return {};
    }
    if (!read.chain) return fail(ErrorKind::NotFound, "authority.unknown", "Its chain is not known here; take the genesis first.");
    if (read.draft.type == MessageType::Grant || read.draft.type == MessageType::Binding) {
        if (!is_complete(read.draft, read.own()))
            return fail(ErrorKind::Conflict, "signer.not_complete",
                        "It is not complete: " + state_of_signatures(read.draft, read.own()) + ".");
        STEWARD_CHECK(Places(read.chain->place()).keep(read.draft));
        desk.say("Kept: where its machines belong is known here now.");
        return {};
    }
    const auto taken = read.chain->take(bytes, desk.now());
    if (!taken && read.draft.type == MessageType::Veto) return take_refusal(desk, read, bytes, taken.error());
    if (!taken) return std::unexpected(taken.error());
    STEWARD_CHECK(tell_taken(desk, *taken));
    return *taken == Taken::Waiting ? tell_waiting(desk, *read.chain) : Status();
}

}  // namespace

std::span<const Command> message_commands() {
    static constexpr Command commands[] = {
        {"show", "FILE", "what a message says, from the bytes that are signed", show_message},
        {"sign", "FILE [--key NAME] [--seal]",
         "shows it, asks for your passphrase, adds your signature; --seal: what the job writes, the server cannot read", sign_message},
        {"take", "FILE",
         "a complete message into your own copy of the chain; a genesis begins one; of a grant or binding, where machines belong",
         take_message},
    };
    return commands;
}

}  // namespace steward::signer
