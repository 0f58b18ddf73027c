#include "signer/message_file.h"

#include <unistd.h>

#include <algorithm>

#include "base/id.h"
#include "signer/meeting.h"
#include "signer/places.h"
#include "signer/signing.h"
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

std::string words_of_waiting(const WaitingLink& one, Instant now) {
    return (one.is_recovery ? "the recovery " : "the change ") + short_hex(one.id) + " comes into force on " + when_here(one.in_force_at) +
           ", " + words_until(one.in_force_at, now) + ", as number " + std::to_string(one.seq) + " of the chain" +
           (one.reason.empty() ? "" : " (" + plain(one.reason) + ")");
}

// A draft that somebody signed goes on in the file beside it.
fs::path where_it_is(const fs::path& given) {
    std::error_code error;
    // The folder above has a meaning, however the file was named.
    const fs::path whole = fs::absolute(given, error).lexically_normal();
    fs::path beside = whole;
    beside.replace_extension(".msj");
    return whole.extension() == ".msd" && fs::exists(beside) ? beside : whole;
}
}  // namespace

Result<MessageFile> read_message_file(const Desk& desk, const fs::path& given, const std::string& person) {
    MessageFile read{.path = where_it_is(given)};
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
    read.clients = ClientNames::open(read.chain->place());
    if (Meeting::of(read.path)) read.clients->take_claim(read.path.parent_path());
    return read;
}

Status is_what_was_asked(const MessageFile& read) {
    const auto asked = parse_raw_id(read.path.parent_path().filename().string());
    if (!asked || !Meeting::of(read.path)) return {};
    const auto job = read.draft.type == MessageType::Job ? read_message<Job>(read.draft.payload) : std::nullopt;
    if (job && job->id == asked->bytes) return {};
    return fail(
        ErrorKind::Conflict, "signer.another_draft",
        "It is another job than the one of its folder: the server gave another than was asked for. Do not sign it; ask who drafted it.");
}

std::optional<std::string> refusal_of(const MessageFile& read) {
    if (auto beside = words_of_refusal(read.path)) return beside;
    const auto meeting = Meeting::of(read.path);
    return meeting ? words_of_refusal(meeting->outgoing(read.draft.id())) : std::nullopt;
}

std::optional<Suspensions> suspensions_of(const Desk& desk, const MessageFile& read) {
    if (!read.chain) return std::nullopt;
    Suspensions suspended(*read.chain, desk.now());
    if (const auto meeting = Meeting::of(read.path)) suspended.look_into(meeting->root());
    return suspended;
}

namespace {
// What a suspended key's signature is worth: it signs no work that runs. In changes of the chain it keeps its voice, or one thief could
// silence all others; what lets a machine in, says what is the newest or stops work counts as well (agent/gate), until the key is removed.
std::string_view words_of_worth(MessageType type) {
    switch (type) {
        case MessageType::Job:
        case MessageType::Policy:
        case MessageType::Binding:
            return "; no machine takes work that it signs";
        case MessageType::Grant:
        case MessageType::Heartbeat:
        case MessageType::Suspend:
        case MessageType::Stop:
            return "; this counts all the same until the key is removed";
        default:
            return "; in a change of the chain its voice counts all the same";
    }
}

void add_suspended(Shown& shown, const Desk& desk, const MessageFile& read, const std::optional<KeyId>& signs_now) {
    const auto suspended = suspensions_of(desk, read);
    if (!suspended) return;
    const std::string counts(words_of_worth(read.draft.type));
    for (const SuspendedKey* one : suspended->all()) {
        const bool is_own = signs_now && *signs_now == one->key.id;
        if (is_own || read.draft.has_signature_of(one->key.id))
            shown.unusual.push_back((is_own ? "your own key signs this: " : "it is signed by a suspended key: ") +
                                    words_of(*one, desk.now()) + counts);
    }
}
}  // namespace

Shown shown_of(const Desk& desk, const MessageFile& read, const std::optional<KeyId>& key) {
    const Beside beside(read.path, read.cards ? &*read.cards : nullptr, read.history ? &*read.history : nullptr,
                        read.clients ? &*read.clients : nullptr, key);
    Shown shown = show(read.draft, read.own() ? &read.own()->roster() : nullptr, desk.now(), beside);
    if (const Status asked = is_what_was_asked(read); !asked) shown.unusual.push_back(asked.error().message);
    if (const auto waiting = read.own() ? read.own()->waiting(desk.now()) : std::vector<WaitingLink>())
        for (const WaitingLink& one : *waiting)
            if (one.id == read.draft.id()) shown.lines.push_back("taken here: " + words_of_waiting(one, desk.now()));
    add_suspended(shown, desk, read, key);
    if (const auto refusal = refusal_of(read)) shown.unusual.push_back(*refusal);
    if (read.left_out > 0)
        shown.unusual.push_back(
            std::to_string(read.left_out) +
            " signatures in it do not hold, or are of keys that are not known here, and were left out: fetch first when a "
            "colleague has signed; otherwise somebody wrote into this file");
    if (const auto binding = read.draft.type == MessageType::Binding ? read_message<Binding>(read.draft.payload) : std::nullopt;
        binding && read.own()) {
        const auto known = Places(read.own()->place()).of(binding->device);
        if (!known)
            shown.unusual.emplace_back("where the machine belongs now is not known here: it counts as a change of client, for two persons");
        else if (known->client != binding->client)
            shown.unusual.push_back("the machine leaves the client " + words_of_client(known->client, beside) + ": it needs two persons");
        else if (persons_needed(*binding, known) > 1)
            shown.unusual.emplace_back("its tags change, and with them the standing policies that reach it: it needs two persons");
    }
    return shown;
}

// What is said here was read from the bytes that are signed.
Shown print(const Desk& desk, const MessageFile& read, const std::optional<KeyId>& key) {
    const bool colours = isatty(fileno(desk.out)) != 0;
    Shown shown = shown_of(desk, read, key);
    desk.say("This message (" + short_hex(read.draft.id()) + ")");
    for (const auto& line : shown.lines) desk.say("  " + line);
    for (const auto& line : shown.unusual) desk.say(colours ? "\033[1;31m  ! " + line + "\033[0m" : "  ! " + line);
    if (const std::string state = state_of_signatures(read.draft, read.own()); !state.empty()) desk.say("  " + state);
    return shown;
}

Status tell_waiting(const Desk& desk, const OwnChain& chain) {
    STEWARD_TRY(const auto waiting, chain.waiting(desk.now()));
    for (const WaitingLink& one : waiting) desk.say("! " + words_of_waiting(one, desk.now()));
    if (!waiting.empty())
        desk.say(
            "! so it is by your own copy; each machine counts from when it took it. Until then `steward-sign veto` can object, "
            "except to a recovery that all recovery keys signed");
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

}  // namespace steward::signer
