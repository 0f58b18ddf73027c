// The folder where signer and courier meet: what waits there to be signed, and what is handed over.
#include "signer/meeting.h"
#include "base/counted.h"
#include "base/id.h"
#include "signer/commands.h"
#include "signer/message_file.h"
#include "signer/signing.h"

namespace steward::signer {

namespace {
using namespace trust;

bool is_of_chain(MessageType type) {
    return type == MessageType::Genesis || type == MessageType::Roster || type == MessageType::Recovery || type == MessageType::Resolve ||
           type == MessageType::Veto;
}

// Beside the courier's errand, into the folder's own chain: beacons and colleagues read it there though the server hides it. With what it
// follows, and only what the own copy would take.
Status show_in_folder(const Meeting& meeting, const MessageFile& read, Instant now) {
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

// A suspension lies there for colleagues, too: the server may take it and hide it.
Status show_beside(const Meeting& meeting, const MessageFile& read, Instant now) {
    if (!read.chain) return {};
    const Bytes bytes = write_draft(read.draft);
    STEWARD_TRY(const bool is_suspension, Suspensions(*read.chain, now).keep(bytes));
    if (!is_suspension) return {};
    const fs::path place = meeting.root() / to_hex(read.chain->authority()) / "beside" / (to_hex(read.draft.id()) + ".msj");
    STEWARD_CHECK(leads_nowhere_else(meeting.root(), place));
    return write_shared_file(place, bytes);
}

// What it names lies beside it since it was drafted, or in the folder of whoever drafted it: the server has to have it before machines can.
Status hand_over_files(const Desk& desk, const Meeting& meeting, const MessageFile& read) {
    const Beside beside(read.path, nullptr, nullptr, nullptr, std::nullopt);
    for (const Digest& digest : files_named(read.draft)) {
        const auto content = beside.file(digest);
        if (content) STEWARD_CHECK(meeting.hand_over_file(read.draft.id(), *content));
        else if (content.error().kind != ErrorKind::NotFound) return std::unexpected(content.error());
        else
            desk.say("! " + read.path.string() + " names the file " + short_hex(digest) + ", and it is not in " +
                     (read.path.parent_path() / "files").string() + ": it runs only where the server has it already.");
    }
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
    STEWARD_CHECK(desk.need_folder(to, true));
    const Meeting meeting{fs::path(to)};
    size_t handed = desk.arguments.words.size() - 1;
    if (handed == 0) {
        STEWARD_TRY(handed, send_chain(desk, meeting));
    }
    for (size_t i = 1; i < desk.arguments.words.size(); ++i) {
        STEWARD_TRY(const MessageFile read, read_message_file(desk, desk.arguments.words[i], ""));
        if (!is_complete(read.draft, read.own()))
            return fail(ErrorKind::Conflict, "signer.not_complete",
                        desk.arguments.words[i] + " is not complete: " +
                            (read.draft.signatures.empty() ? "nobody has signed it." : state_of_signatures(read.draft, read.own()) + "."));
        STEWARD_CHECK(show_in_folder(meeting, read, desk.now()));
        STEWARD_CHECK(show_beside(meeting, read, desk.now()));
        STEWARD_CHECK(hand_over_files(desk, meeting, read));
        STEWARD_TRY(const fs::path handed_over, meeting.hand_over(write_draft(read.draft)));
        if (const auto refusal = words_of_refusal(handed_over)) desk.say("! " + desk.arguments.words[i] + ": " + *refusal + ".");
    }
    desk.say(counted(handed, "message lies", "messages lie") + " in " + (meeting.root() / "outgoing").string() + " for the courier.");
    return {};
}

std::string who_signed(const MessageFile& read) {
    std::string persons;
    for (const auto& one : read.draft.signatures) {
        const KeyRecord* key = read.own() ? read.own()->roster().key(one.key_id) : nullptr;
        persons += (persons.empty() ? "" : ", ") + plain(key ? key->holder : short_hex(one.key_id));
    }
    return persons.empty() ? "nobody has signed" : "signed by " + persons;
}

Status queue(Desk& desk) {
    STEWARD_TRY(const std::string folder, desk.word(0, "The folder that the courier serves"));
    STEWARD_CHECK(desk.need_folder(folder, false));
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
                 counted(job->target.devices.size(), "machine") + " until " + when_here(job->not_after) +
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
}  // namespace

std::span<const Command> meeting_commands() {
    static constexpr Command commands[] = {
        {"queue", "FOLDER", "what the courier brought to be signed", queue},
        {"send", "FOLDER [FILE...] [--all] [--make]",
         "complete messages, or without any the chain, to where the courier takes them; --all: what was handed over before, too; --make: "
         "into a new folder",
         send},
    };
    return commands;
}

}  // namespace steward::signer
