// The journal's place on the disk, as the gate needs it. A seam: the real one is journal_file.cpp; the tests have one that tears
// what was under way.
#pragma once

#include <memory>
#include <string>

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

}  // namespace steward::gate
