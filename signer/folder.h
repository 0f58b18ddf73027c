// What the signer keeps on its machine: keys, and its own copy of every chain that it signs for. Nothing of it is on the server.
//
//   keys/NAME.key                     one key, sealed
//   keys/NAME.held                    one key that lies in a security key: nothing secret
//   keys/NAME.agent                   one key that lies in a key agent: nothing secret
//   AUTHORITY/chain/000000.msj ...    the messages of the chain in the order in which they were taken; genesis first
//   AUTHORITY/parents, declined       what was signed here, and what was promised never to be (promises.h)
//
// Files are made for their owner alone, what goes from hand to hand for everybody who reaches its folder; written whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace steward::signer {

namespace fs = std::filesystem;

/// Failure: NotFound "file.missing", TooLarge "file.too_large" (above 16 MiB), Internal "file.unreadable", also for what is no plain file.
Result<Bytes> read_file(const fs::path& path);
/// The same for a file where others may write: a link is not followed, and the bound is the caller's.
Result<Bytes> read_strange_file(const fs::path& path, uintmax_t most);
/// Failure: Forbidden "file.link" when a part of `path` below `root` is a link: what is written there would lie elsewhere.
Status leads_nowhere_else(const fs::path& root, const fs::path& path);
/// On the disk when this returns. Failure: Internal "file.unwritable".
Status write_file(const fs::path& path, ByteView content);
/// Failure: Conflict "file.exists" instead of writing over what is there, also where another program writes there at the same moment.
Status write_new_file(const fs::path& path, ByteView content);
/// The same for what others read, none of it secret: drafts, cards, the chain in the folder of signer and courier or on a mirror. Folders on
/// the way to it are made for all who share the one above (base/shared_folder.h).
Status write_shared_file(const fs::path& path, ByteView content);
Status write_new_shared_file(const fs::path& path, ByteView content);
Status make_shared_folder(const fs::path& path);

class Folder {
public:
    explicit Folder(fs::path root) : root_(std::move(root)) {}
    /// `given`, or the user's own.
    static Folder at(const std::string& given);

    fs::path key(const std::string& name) const { return root_ / "keys" / (name + ".key"); }
    fs::path authority(const std::string& hex) const { return root_ / hex; }
    fs::path held_key(const std::string& name) const { return root_ / "keys" / (name + ".held"); }
    fs::path agent_key(const std::string& name) const { return root_ / "keys" / (name + ".agent"); }
    std::vector<std::string> key_names() const;  // of all kinds
    /// Hexadecimal ids of the authorities that are known here.
    std::vector<std::string> authorities() const;

private:
    fs::path root_;
};

}  // namespace steward::signer
