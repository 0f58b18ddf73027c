// Messages that are there already: looked at, signed, taken into one's own chain, published and fetched.
#include <unistd.h>

#include <algorithm>

#include "signer/commands.h"
#include "signer/own_key.h"
#include "signer/shown.h"
#include "signer/signing.h"
#include "signer/wanted.h"

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
    std::string path;
    Draft draft;
    std::optional<OwnChain> chain;
    const OwnChain* own() const { return chain ? &*chain : nullptr; }
};

Result<Read> read_message_file(const Desk& desk, size_t place) {
    STEWARD_TRY(const std::string path, desk.word(place, "A message's file"));
    STEWARD_TRY(const Bytes bytes, read_file(path));
    STEWARD_TRY(Draft draft, read_draft(bytes));
    Read read{.path = path, .draft = std::move(draft), .chain = std::nullopt};
    if (const auto authority = authority_in(read.draft)) {
        auto chain = OwnChain::open(desk.folder, to_hex(*authority), desk.now());
        if (chain) read.chain = std::move(*chain);
        else if (chain.error().code != "authority.unknown") return std::unexpected(chain.error());
    }
    return read;
}

// What is said here was read from the bytes that are signed.
Shown print(const Desk& desk, const Read& read) {
    const bool colours = isatty(fileno(desk.out)) != 0;
    Shown shown = show(read.draft, read.own() ? &read.own()->roster() : nullptr, desk.now());
    desk.say("This message (" + short_hex(read.draft.id()) + ")");
    for (const auto& line : shown.lines) desk.say("  " + line);
    for (const auto& line : shown.unusual) desk.say(colours ? "\033[1;31m  ! " + line + "\033[0m" : "  ! " + line);
    if (const std::string state = state_of_signatures(read.draft, read.own()); !state.empty()) desk.say("  " + state);
    return shown;
}

Status show_message(Desk& desk) {
    STEWARD_TRY(const Read read, read_message_file(desk, 0));
    print(desk, read);
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

Status sign_message(Desk& desk) {
    STEWARD_TRY(Read read, read_message_file(desk, 0));
    STEWARD_TRY(const OwnKey key, own_key(desk));
    const Shown shown = print(desk, read);
    if (!shown.is_readable) return fail(ErrorKind::Invalid, "signer.unreadable", "It was not signed: nobody can say what it says.");
    STEWARD_CHECK(may_sign(read.draft, key.id(), read.own(), desk.now()));
    if (const auto update = read.draft.type == MessageType::Roster ? read_message<RosterUpdate>(read.draft.payload) : std::nullopt)
        STEWARD_CHECK(read.chain->remember_update(update->previous, read.draft.id()));
    // The passphrase or the touch is the yes: asked for after everything was shown, for this one message.
    STEWARD_TRY(OwnSignature signature, key.sign(signed_bytes(read.draft.type, read.draft.payload), desk.passphrases, desk.security_keys));
    read.draft.signatures.push_back(std::move(signature));
    STEWARD_CHECK(write_file(read.path, write_draft(read.draft)));
    desk.say("Signed. " + state_of_signatures(read.draft, read.own()) + ".");
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
    STEWARD_TRY(Read read, read_message_file(desk, 0));
    if (read.draft.type == MessageType::Genesis) {
        STEWARD_TRY(const OwnChain chain, OwnChain::begin(desk.folder, bytes, desk.now()));
        desk.say("This is the authority from now on: " + to_hex(chain.authority()));
        desk.say("Read the whole number to each other: it is the one thing that a machine has to trust.");
        return {};
    }
    if (!read.chain) return fail(ErrorKind::NotFound, "authority.unknown", "Its chain is not known here; take the genesis first.");
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
    size_t taken = 0;
    for (size_t number = 0; number < most_links && fs::exists(in_mirror(mirror, number)); ++number) {
        STEWARD_TRY(const Bytes bytes, read_file(in_mirror(mirror, number)));
        if (number == 0) continue;
        STEWARD_TRY(const Taken what, chain.take(bytes, desk.now()));
        if (what == Taken::Known) continue;
        STEWARD_CHECK(tell_taken(desk, what));
        ++taken;
    }
    desk.say(taken == 0 ? "Nothing new there." : "Took " + std::to_string(taken) + " messages.");
    return {};
}

}  // namespace

std::span<const Command> message_commands() {
    static constexpr Command commands[] = {
        {"show", "FILE", "what a message says, from the bytes that are signed", show_message},
        {"sign", "FILE [--key NAME]", "shows it, asks for your passphrase, adds your signature", sign_message},
        {"take", "FILE", "a complete message into your own copy of the chain; a genesis begins one", take_message},
        {"publish", "[FILE...] --to FOLDER", "your chain, and these messages, to a mirror", publish},
        {"fetch", "--from FOLDER", "what others published, into your own copy", fetch},
    };
    return commands;
}

}  // namespace steward::signer
