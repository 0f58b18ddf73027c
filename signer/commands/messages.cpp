// Messages that are there already: looked at, signed, taken into one's own chain, published and fetched.
#include <unistd.h>

#include <algorithm>

#include "base/id.h"
#include "signer/commands.h"
#include "signer/meeting.h"
#include "signer/own_key.h"
#include "signer/places.h"
#include "signer/shown.h"
#include "signer/signing.h"
#include "signer/wanted.h"
#include "signer/work_rules.h"

namespace steward::signer {

namespace {
using namespace trust;

// Every kind but genesis names its authority as its second field.
std::optional<Digest> authority_in(const Draft& draft) {
    if (draft.type == MessageType::Genesis) return std::nullopt;
    CborReader reader(draft.payload);
    CborMap map(reader);
    for (uint64_t key; (key = map.next()) != 0;) {
        if (key != 2) {
            reader.skip();
            continue;
        }
        const ByteView bytes = reader.bytes_of(Digest().size());
        if (!reader.is_sound()) return std::nullopt;
        Digest authority{};
        std::ranges::copy(bytes, authority.begin());
        return authority;
    }
    return std::nullopt;
}

struct Read {
    fs::path path;
    Draft draft;
    std::optional<OwnChain> chain;
    std::optional<Cards> cards;
    std::optional<History> history;
    size_t left_out = 0;  // signatures that do not hold
    const OwnChain* own() const { return chain ? &*chain : nullptr; }
};

// A draft that somebody signed goes on in the file beside it.
fs::path where_it_is(const fs::path& given) {
    std::error_code error;
    // The folder above has a meaning, however the file was named.
    const fs::path whole = fs::absolute(given, error).lexically_normal();
    fs::path beside = whole;
    beside.replace_extension(".msj");
    return whole.extension() == ".msd" && fs::exists(beside) ? beside : whole;
}

Result<Read> read_message_file(const Desk& desk, const fs::path& given, const std::string& person) {
    Read read{.path = where_it_is(given)};
    STEWARD_TRY(const Bytes bytes, Meeting::of(read.path) ? read_strange_file(read.path, most_payload * 2) : read_file(read.path));
    STEWARD_TRY(read.draft, read_draft(bytes));
    const auto authority = authority_in(read.draft);
    if (!authority) return read;
    const bool is_open = read.draft.type == MessageType::Job && *authority == Digest{};
    auto chain = is_open ? desk.chain() : OwnChain::open(desk.folder, to_hex(*authority), desk.now());
    if (!chain && (is_open || chain.error().code != "authority.unknown")) return std::unexpected(chain.error());
    if (!chain) return read;
    read.chain = std::move(*chain);
    read.left_out = drop_what_does_not_hold(read.draft, *read.chain);
    STEWARD_CHECK(fill_draft(read.draft, *read.chain, person));
    read.cards = Cards::open(read.chain->place());
    read.cards->take_all(read.path.parent_path() / "cards");
    STEWARD_TRY(read.history, History::open(read.chain->place()));
    return read;
}

// The courier names a draft's folder as the server named the job that it was asked for.
Status is_what_was_asked(const Read& read) {
    const auto asked = parse_raw_id(read.path.parent_path().filename().string());
    if (!asked || !Meeting::of(read.path)) return {};
    const auto job = read.draft.type == MessageType::Job ? read_message<Job>(read.draft.payload) : std::nullopt;
    if (job && job->id == asked->bytes) return {};
    return fail(
        ErrorKind::Conflict, "signer.another_draft",
        "It is another job than the one of its folder: the server gave another than was asked for. Do not sign it; ask who drafted it.");
}

Shown shown_of(const Desk& desk, const Read& read, const std::optional<KeyId>& key) {
    const Beside beside(read.path, read.cards ? &*read.cards : nullptr, read.history ? &*read.history : nullptr, key);
    Shown shown = show(read.draft, read.own() ? &read.own()->roster() : nullptr, desk.now(), beside);
    if (const Status asked = is_what_was_asked(read); !asked) shown.unusual.push_back(asked.error().message);
    if (read.left_out > 0)
        shown.unusual.push_back(
            std::to_string(read.left_out) +
            " signatures in it do not hold, or are of keys that are not known here, and were left out: fetch first when a "
            "colleague has signed; otherwise somebody wrote into this file");
    if (const auto binding = read.draft.type == MessageType::Binding ? read_message<Binding>(read.draft.payload) : std::nullopt;
        binding && read.own()) {
        const auto known = Places(read.own()->place()).of(binding->device);
        if (!known)
            shown.unusual.emplace_back(
                "to which client the machine belongs now is not known here: it counts as a change of client, for two persons");
        else if (known->client != binding->client)
            shown.unusual.push_back("the machine leaves the client " + to_text(RawId{known->client}) + ": it needs two persons");
    }
    return shown;
}

// What is said here was read from the bytes that are signed.
Shown print(const Desk& desk, const Read& read, const std::optional<KeyId>& key) {
    const bool colours = isatty(fileno(desk.out)) != 0;
    Shown shown = shown_of(desk, read, key);
    desk.say("This message (" + short_hex(read.draft.id()) + ")");
    for (const auto& line : shown.lines) desk.say("  " + line);
    for (const auto& line : shown.unusual) desk.say(colours ? "\033[1;31m  ! " + line + "\033[0m" : "  ! " + line);
    if (const std::string state = state_of_signatures(read.draft, read.own()); !state.empty()) desk.say("  " + state);
    return shown;
}

Status show_message(Desk& desk) {
    STEWARD_TRY(const std::string path, desk.word(0, "A message's file"));
    STEWARD_TRY(const Read read, read_message_file(desk, path, ""));
    print(desk, read, std::nullopt);
    if (read.own())
        for (const auto& sentence : words_of_ends(read.own()->roster().rules(), desk.now())) desk.say("  ! " + sentence);
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

// One person's own promises, on the disk before the signature is: no second update of one parent, and what was signed before.
Status remember(Read& read, const KeyId& key) {
    if (read.draft.type == MessageType::Roster)
        if (const auto update = read_message<RosterUpdate>(read.draft.payload))
            STEWARD_CHECK(read.chain->remember_update(update->previous, read.draft.id()));
    if (read.cards) STEWARD_CHECK(read.cards->keep(machines_in(read.draft)));
    const auto job = read.draft.type == MessageType::Job ? read_message<Job>(read.draft.payload) : std::nullopt;
    if (!job || !read.history) return {};
    const auto script = job->job_class == JobClass::Script ? read_message<ScriptAction>(job->action.bytes) : std::nullopt;
    return read.history->remember(key, job->job_class, job->target.client, script ? script->body : Digest{});
}

// What the job writes is for those who may sign such a job: a draft of the server's form says nothing of it.
Status seal_answer(const Desk& desk, Read& read) {
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
    STEWARD_TRY(Read read, read_message_file(desk, path, key.person()));
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
    STEWARD_CHECK(write_file(read.path, frame));
    desk.say("Signed. " + state_of_signatures(read.draft, read.own()) + ".");
    if (read.chain && is_complete(read.draft, read.own())) STEWARD_CHECK(Places(read.chain->place()).keep(read.draft));
    const auto meeting = Meeting::of(read.path);
    if (!meeting || !is_complete(read.draft, read.own())) return {};
    STEWARD_TRY(const fs::path sent, meeting->hand_over(frame));
    desk.say("It lies in " + sent.string() + " for the courier.");
    return {};
}

bool is_of_chain(MessageType type) {
    return type == MessageType::Genesis || type == MessageType::Roster || type == MessageType::Recovery || type == MessageType::Resolve ||
           type == MessageType::Veto;
}

// Beside the courier's errand, into the folder's own chain: beacons and colleagues read it there though the server hides it. With what it
// follows, and only what the own copy would take.
Status show_in_folder(const Meeting& meeting, const Read& read, Instant now) {
    if (!is_of_chain(read.draft.type)) return {};
    const Bytes bytes = write_draft(read.draft);
    std::vector<Bytes> frames;
    if (read.chain) {
        STEWARD_CHECK(read.chain->would_take(bytes, now));
        STEWARD_TRY(frames, read.chain->frames());
    }
    frames.push_back(bytes);
    STEWARD_CHECK(meeting.add_to_chain(read.chain ? read.chain->authority() : read.draft.id(), frames));
    return {};
}

Result<size_t> send_chain(const Desk& desk, const Meeting& meeting) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const auto frames, chain.frames());
    size_t handed = 0;
    for (const Bytes& frame : frames) {
        const auto id = id_of(frame);
        if (!id || (!desk.arguments.has("all") && meeting.is_sent(*id))) continue;
        STEWARD_CHECK(meeting.hand_over(frame));
        ++handed;
    }
    STEWARD_CHECK(meeting.add_to_chain(chain.authority(), frames));
    return handed;
}

// Complete messages and, without any, the whole chain: for the courier.
Status send(Desk& desk) {
    STEWARD_TRY(const std::string to, desk.word(0, "The folder that the courier serves"));
    const Meeting meeting{fs::path(to)};
    size_t handed = desk.arguments.words.size() - 1;
    if (handed == 0) {
        STEWARD_TRY(handed, send_chain(desk, meeting));
    }
    for (size_t i = 1; i < desk.arguments.words.size(); ++i) {
        STEWARD_TRY(const Read read, read_message_file(desk, desk.arguments.words[i], ""));
        if (!is_complete(read.draft, read.own()))
            return fail(ErrorKind::Conflict, "signer.not_complete",
                        desk.arguments.words[i] + " is not complete: " +
                            (read.draft.signatures.empty() ? "nobody has signed it." : state_of_signatures(read.draft, read.own()) + "."));
        STEWARD_CHECK(show_in_folder(meeting, read, desk.now()));
        STEWARD_CHECK(meeting.hand_over(write_draft(read.draft)));
    }
    desk.say(std::to_string(handed) + " messages lie in " + (meeting.root() / "outgoing").string() + " for the courier.");
    return {};
}

std::string who_signed(const Read& read) {
    std::string persons;
    for (const auto& one : read.draft.signatures) {
        const KeyRecord* key = read.own() ? read.own()->roster().key(one.key_id) : nullptr;
        persons += (persons.empty() ? "" : ", ") + plain(key ? key->holder : short_hex(one.key_id));
    }
    return persons.empty() ? "nobody has signed" : "signed by " + persons;
}

Status queue(Desk& desk) {
    STEWARD_TRY(const std::string folder, desk.word(0, "The folder that the courier serves"));
    const Meeting meeting{fs::path(folder)};
    const auto drafts = meeting.drafts();
    if (drafts.empty()) desk.say("Nothing waits for a signature in " + folder + ".");
    for (const auto& place : drafts) {
        auto read = read_message_file(desk, place / "job.msd", "");
        if (!read) {
            desk.say(plain(place.filename().string()) + "  cannot be read: " + plain(read.error().message));
            continue;
        }
        const auto job = read->draft.type == MessageType::Job ? read_message<Job>(read->draft.payload) : std::nullopt;
        if (!job) {
            desk.say(plain(place.filename().string()) + "  is no job: do not sign it");
            continue;
        }
        const Shown shown = shown_of(desk, *read, std::nullopt);
        desk.say(plain(place.filename().string()) + "  " + std::string(word_of(job->job_class)) + " on " +
                 std::to_string(job->target.devices.size()) + " machines until " + when_here(job->not_after) +
                 (job->ticket.empty() ? "" : "; ticket " + plain(job->ticket)));
        desk.say("    " + plain(job->reason));
        std::string names;
        for (size_t i = 0; i < job->target.devices.size() && i < 5; ++i) {
            const DeviceCard* card = read->cards ? read->cards->find(job->target.devices[i]) : nullptr;
            names += (i == 0 ? "" : ", ") + (card ? plain(card->host_name) : short_hex(job->target.devices[i]));
        }
        desk.say("    " + names + (job->target.devices.size() > 5 ? ", ..." : ""));
        for (const auto& line : shown.unusual) desk.say("    ! " + line);
        const bool is_over = is_complete(read->draft, read->own());
        desk.say("    " + who_signed(*read) +
                 (is_over && meeting.is_sent(read->draft.id()) ? "; handed to the server"
                  : is_over                                    ? "; complete, for the courier"
                                                               : ""));
    }
    return {};
}

Status tell_taken(const Desk& desk, Taken taken) {
    switch (taken) {
        case Taken::Waiting:
            desk.say("Taken; it comes into force after its delay.");
            return {};
        case Taken::Fork:
            return fail(
                ErrorKind::Conflict, "chain.forked",
                "Taken, and the chain is split now: somebody signed two updates of one. Talk to each other, then `steward-sign resolve`.");
        case Taken::Known:
            desk.say("It was known already.");
            return {};
        default:
            desk.say("Taken; it is in force.");
            return {};
    }
}

Status take_message(Desk& desk) {
    STEWARD_TRY(const std::string path, desk.word(0, "A message's file"));
    STEWARD_TRY(const Bytes bytes, read_file(path));
    STEWARD_TRY(Read read, read_message_file(desk, path, ""));
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
    STEWARD_TRY(const Taken taken, read.chain->take(bytes, desk.now()));
    return tell_taken(desk, taken);
}

fs::path in_mirror(const fs::path& mirror, size_t number) {
    std::string digits = std::to_string(number);
    return mirror / "chain" / (std::string(6 - std::min<size_t>(6, digits.size()), '0') + digits + ".msj");
}

Status publish(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string to, desk.arguments.needed("to"));
    const fs::path mirror = fs::path(to) / to_hex(chain.authority());
    STEWARD_TRY(const auto frames, chain.frames());
    size_t published = 0;
    for (size_t number = 0; number < frames.size(); ++number) {
        const fs::path path = in_mirror(mirror, number);
        if (!fs::exists(path)) {
            STEWARD_CHECK(write_file(path, frames[number]));
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
        STEWARD_CHECK(write_file(mirror / "beside" / (to_hex(message_id(frame->type, frame->payload)) + ".msj"), bytes));
        ++published;
    }
    desk.say("Published " + std::to_string(published) + " messages to " + mirror.string() + ".");
    return {};
}

Status fetch(Desk& desk) {
    STEWARD_TRY(const std::string from, desk.arguments.needed("from"));
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
    if (!all.refused.empty()) return std::unexpected(all.refused.front().second);
    desk.say(all.taken.empty() ? "Nothing new there." : "Took " + std::to_string(all.taken.size()) + " messages.");
    const auto missing = std::ranges::count_if(own, [&](const Bytes& frame) {
        const auto id = id_of(frame);
        return id && !there.contains(*id);
    });
    if (missing > 0)
        desk.say("It lacks " + std::to_string(missing) +
                 " messages that you have: somebody hides or lost them. `steward-sign publish` and `steward-sign send FOLDER --all` put "
                 "them back.");
    return {};
}

}  // namespace

std::span<const Command> message_commands() {
    static constexpr Command commands[] = {
        {"show", "FILE", "what a message says, from the bytes that are signed", show_message},
        {"sign", "FILE [--key NAME] [--seal]",
         "shows it, asks for your passphrase, adds your signature; --seal: what the job writes, the server cannot read", sign_message},
        {"queue", "FOLDER", "what the courier brought to be signed", queue},
        {"send", "FOLDER [FILE...] [--all]",
         "complete messages, or without any the chain, to where the courier takes them; --all: what was handed over before, too", send},
        {"take", "FILE",
         "a complete message into your own copy of the chain; a genesis begins one; of a grant or binding, where machines belong",
         take_message},
        {"publish", "[FILE...] --to FOLDER", "your chain, and these messages, to a mirror", publish},
        {"fetch", "--from FOLDER", "what others published, into your own copy", fetch},
    };
    return commands;
}

}  // namespace steward::signer
