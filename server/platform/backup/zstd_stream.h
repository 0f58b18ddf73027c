// A file under zstd, written and read in order.
#pragma once

#include <memory>
#include <string>

#include "base/bytes.h"

namespace steward::backup {

class ZstdWriter {
public:
    /// Makes the file, 0600. Failures: Conflict "backup.exists"; Internal "backup.unwritable".
    static Result<std::unique_ptr<ZstdWriter>> create(const std::string& path);
    ~ZstdWriter();  // an unfinished file is removed

    Status write(ByteView bytes);
    /// Ends the frame and waits for the disk. Returns the file's size.
    Result<uint64_t> finish();

private:
    struct State;
    explicit ZstdWriter(std::unique_ptr<State> state);
    Status drain(ByteView bytes, bool end);
    std::unique_ptr<State> state_;
};

class ZstdReader {
public:
    /// Failure: Internal "backup.unreadable".
    static Result<std::unique_ptr<ZstdReader>> open(const std::string& path);
    ~ZstdReader();

    /// Fills `into` whole. Failure: Invalid "backup.malformed", also when the file ends before.
    Status read(std::span<uint8_t> into);

private:
    struct State;
    explicit ZstdReader(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace steward::backup
