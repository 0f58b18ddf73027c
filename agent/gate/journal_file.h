// The journal's place on the disk, as the gate needs it. A seam: the real one is journal_file.cpp; the tests have one that tears
// what was under way.
#pragma once

#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace steward::gate {

/// Failures everywhere: Unavailable "gate.disk_full", Internal "gate.disk_failed"; the cause has the system's words.
class JournalFile {
public:
    virtual ~JournalFile() = default;
    /// All of it; nothing when there is none yet.
    virtual Result<Bytes> read() = 0;
    /// At its end, and on the disk when this returns. After a failure the file may end in a part of it.
    virtual Status append(ByteView record) = 0;
    /// Whole and on the disk, or as before.
    virtual Status replace(ByteView whole) = 0;
};

/// A file of mode 0600; its folder exists.
std::unique_ptr<JournalFile> open_journal_file(std::string path);

/// An open file, or -1; closed with its scope.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (is_open()) ::close(number_);
    }
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}  // so there are no copies
    bool is_open() const { return number_ >= 0; }
    int number() const { return number_; }

private:
    int number_;
};

/// All bytes, or nothing more is to be done with the file.
bool write_all(int file, ByteView bytes);
/// The names in a folder are on the disk when this returns.
bool sync_folder(const std::string& path);
/// What the last call of the system said of a file, as the failures above.
std::unexpected<Error> disk_failed(const std::string& path);

}  // namespace steward::gate
