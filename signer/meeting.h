// The folder in which signer and courier meet: the signer has no network, the courier has no key. Nothing in it is believed: drafts are
// shown from their bytes, cards and messages are verified, files are hashed again.
//
//   AUTHORITY/chain/000000.msj ...    the chain as the server or `publish` gave it
//   drafts/JOB/job.msd                what was drafted; job.msj beside it once somebody has signed
//   drafts/JOB/cards/*.msj            cards of its machines
//   drafts/JOB/files/SHA256           scripts and files that it names
//   questions/GATE                    16 bytes that a machine asks the beacon with, then words
//   outgoing/MESSAGE.msj              complete messages for the server
//   outgoing/MESSAGE.files/SHA256     scripts and files that such a message names
#pragma once

#include "signer/cards.h"
#include "signer/draft.h"
#include "signer/own_chain.h"
#include "signer/shown.h"

namespace steward::signer {

struct Question {
    std::string name;
    trust::ShortId nonce{};
    std::string words;
};

class Meeting {
public:
    explicit Meeting(fs::path root) : root_(std::move(root)) {}
    /// The one that a file in drafts/JOB lies in; nothing for any other file.
    static std::optional<Meeting> of(const fs::path& file);

    const fs::path& root() const { return root_; }
    /// Folders of drafts, by name.
    std::vector<fs::path> drafts() const;
    /// Files that are none are passed over.
    std::vector<Question> questions() const;
    /// The chain's messages by their numbers up to the first that is missing. Failure: of reading.
    Result<std::vector<Bytes>> chain(const trust::Digest& authority) const;

    /// Puts those that are missing behind the chain's last message, so that whoever reads the folder knows them though the server hides
    /// them; how many. Nothing is written over. Failure: of reading; Internal "file.unwritable", Forbidden "file.link".
    Result<size_t> add_to_chain(const trust::Digest& authority, const std::vector<Bytes>& frames) const;

    /// For the courier. Failure: Internal "file.unwritable".
    Result<fs::path> hand_over(ByteView frame) const;
    /// A file that the message names, for the courier to carry with it. Failures as of `hand_over`.
    Status hand_over_file(const trust::Digest& message, ByteView content) const;
    fs::path outgoing(const trust::Digest& message) const { return root_ / "outgoing" / (to_hex(message) + ".msj"); }
    bool is_sent(const trust::Digest& message) const { return fs::exists(root_ / "sent" / (to_hex(message) + ".msj")); }

private:
    fs::path link(const trust::Digest& authority, size_t number) const;

    fs::path root_;
};

/// What the courier wrote beside a message that the server refused: when and why, and what to do, in words that can be printed. Nothing
/// where it was not refused. `message`: its file, as in outgoing.
std::optional<std::string> words_of_refusal(const fs::path& message);

/// Files that lie beside a message: FILE's folder has `files` in it. Each is hashed before it is answered.
class Beside final : public Around {
public:
    Beside(const fs::path& message, const Cards* cards, const History* history, const ClientNames* clients, std::optional<trust::KeyId> key)
        : files_(message.parent_path() / "files"), cards_(cards), history_(history), clients_(clients), key_(key) {}
    const Cards* cards() const override { return cards_; }
    const History* history() const override { return history_; }
    const ClientNames* clients() const override { return clients_; }
    Result<Bytes> file(const trust::Digest& digest) const override;
    std::optional<trust::KeyId> key() const override { return key_; }

    /// Puts a file where `file` finds it. Failure: Internal "file.unwritable".
    static Result<trust::Digest> put(const fs::path& message, ByteView content);

private:
    fs::path files_;
    const Cards* cards_;
    const History* history_;
    const ClientNames* clients_;
    std::optional<trust::KeyId> key_;
};

}  // namespace steward::signer
