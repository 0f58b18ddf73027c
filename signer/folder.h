// What the signer keeps on its machine: keys, and its own copy of every chain that it signs for. Nothing of it is on the server.
//
//   keys/NAME.key                     one key, sealed
//   keys/NAME.held                    one key that lies in a security key: nothing secret
//   AUTHORITY/chain/000000.msj ...    the messages of the chain in the order in which they were taken; genesis first
//   AUTHORITY/parents                 updates that were signed here: parent and update, 64 bytes each
//
// Files are made for their owner alone and written whole or not at all.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace steward::signer {

namespace fs = std::filesystem;

/// Failure: NotFound "file.missing", TooLarge "file.too_large" (above 16 MiB), Internal "file.unreadable".
Result<Bytes> read_file(const fs::path& path);
/// On the disk when this returns. Failure: Internal "file.unwritable".
Status write_file(const fs::path& path, ByteView content);
/// Failure: Conflict "file.exists" instead of writing over what is there.
Status write_new_file(const fs::path& path, ByteView content);

class Folder {
public:
    explicit Folder(fs::path root) : root_(std::move(root)) {}
    /// `given`, or the user's own.
    static Folder at(const std::string& given);

    fs::path key(const std::string& name) const { return root_ / "keys" / (name + ".key"); }
    fs::path authority(const std::string& hex) const { return root_ / hex; }
    fs::path held_key(const std::string& name) const { return root_ / "keys" / (name + ".held"); }
    std::vector<std::string> key_names() const;  // of both kinds
    /// Hexadecimal ids of the authorities that are known here.
    std::vector<std::string> authorities() const;

private:
    fs::path root_;
};

}  // namespace steward::signer
