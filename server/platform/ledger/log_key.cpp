#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "server/platform/ledger/tree.h"
#include "trust/signature.h"

namespace steward::ledger {

namespace {
constexpr std::string_view mark = "STEWARD LOG KEY 1\n";

std::unexpected<Error> unreadable_key(const std::string& path) {
    return fail(ErrorKind::Internal, "ledger.key_unreadable",
                path + " is not the key of an accountability log. Restore it from a backup of the state folder.");
}

// A temporary name first: a key that is only half written would be worse than none.
Status write_key(const std::string& path, ByteView seed) {
    const std::string beside = path + ".new", text = std::string(mark) + to_base64(seed) + "\n";
    unlink(beside.c_str());
    const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    const bool written = file >= 0 && write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(file) == 0;
    const int why = errno;
    if (file >= 0) close(file);
    if (written && rename(beside.c_str(), path.c_str()) == 0) {
        const int folder = open(std::filesystem::path(path).parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (folder >= 0) {
            fsync(folder);
            close(folder);
        }
        return {};
    }
    return fail(ErrorKind::Internal, "ledger.key_unwritable",
                path + " cannot be written. See that the state folder belongs to the server's user and has space.", std::strerror(why));
}

Result<std::optional<Bytes>> read_key(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in && !std::filesystem::exists(path)) return std::optional<Bytes>{};
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    if (!in || !text.starts_with(mark) || !text.ends_with('\n')) return unreadable_key(path);
    auto seed = from_base64(std::string_view(text).substr(mark.size(), text.size() - mark.size() - 1));
    if (!seed || seed->size() != crypto_sign_SEEDBYTES) return unreadable_key(path);
    return std::optional(std::move(*seed));
}

// By its first key: a log keeps its name when its key changes.
std::string origin_of(const trust::Digest& key) { return "steward/" + to_hex(ByteView(trust::sha256(key)).first(8)); }
}  // namespace

LogKey::~LogKey() { sodium_memzero(secret_.data(), secret_.size()); }

Result<std::unique_ptr<LogKey>> LogKey::load_or_make(storage::Database& database, const std::string& path, Rng& rng) {
    if (sodium_init() < 0) return fail(ErrorKind::Internal, "ledger.crypto", "The crypto library cannot start.");
    STEWARD_TRY(auto seed, read_key(path));
    trust::NoteKey known;
    STEWARD_CHECK(database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(known, log_key_of(transaction));
        return {};
    }));
    if (!seed && !known.name.empty()) return std::unique_ptr<LogKey>();
    if (!seed) {
        seed.emplace(crypto_sign_SEEDBYTES);
        rng.fill(*seed);
        STEWARD_CHECK(write_key(path, *seed));
    }
    Bytes secret(crypto_sign_SECRETKEYBYTES);
    trust::NoteKey name{.kind = trust::NoteKind::Log};
    crypto_sign_seed_keypair(name.key.data(), secret.data(), seed->data());
    sodium_memzero(seed->data(), seed->size());
    if (!known.name.empty() && known.key != name.key) {
        return fail(
            ErrorKind::Conflict, "ledger.key_differs",
            path + " is not the key that signs this installation's accountability log. Restore the one that was backed up with it.");
    }
    name.name = known.name.empty() ? origin_of(name.key) : known.name;
    STEWARD_CHECK(database.write([&](storage::Transaction& transaction) -> Status {
        STEWARD_CHECK(transaction.execute("update ledger_log set origin = $1, public_key = $2 where id = 1 and public_key is null",
                                          name.name, Bytes(name.key.begin(), name.key.end())));
        return {};
    }));
    return std::unique_ptr<LogKey>(new LogKey(std::move(name), std::move(secret)));
}

std::string LogKey::sign(const trust::Checkpoint& checkpoint) const {
    const std::string text = trust::write_checkpoint(checkpoint);
    return text + "\n" + trust::signature_line(text, name_, secret_);
}

Bytes LogKey::sign_ticket(ByteView payload) const {
    const Bytes covered = trust::signed_bytes(trust::MessageType::RunTicket, payload);
    Bytes signature(trust::signature_size);
    crypto_sign_detached(signature.data(), nullptr, covered.data(), covered.size(), secret_.data());
    const trust::KeyId id = trust::key_id({trust::Algorithm::Ed25519, Bytes(name_.key.begin(), name_.key.end())});
    const trust::Signature one{
        .key_id = id, .algorithm = static_cast<uint8_t>(trust::Algorithm::Ed25519), .bytes = signature, .carried = {}};
    return trust::write_frame(trust::MessageType::RunTicket, payload, std::span(&one, 1));
}

}  // namespace steward::ledger
