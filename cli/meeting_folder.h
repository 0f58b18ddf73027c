// The folder in which courier and signer meet, as the courier may touch it: nothing outside it, whoever filled it and whatever a name says.
//
// Every part of a path is opened by itself and no link is followed, so that a link that somebody planted leads nowhere, even for root.
// Only plain files are read, and none above its bound.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace steward::cli {

class MeetingFolder {
public:
    explicit MeetingFolder(std::filesystem::path root) : root_(std::move(root)) {}

    /// `place` is "drafts/ID/job.msd". On the disk when this returns. Failure: Internal "courier.disk", Forbidden "courier.link" where a
    /// link or something else stands in the way.
    Status write(const std::string& place, ByteView content) const;
    /// The same where nothing is written over: false when something has this name.
    Result<bool> write_new(const std::string& place, ByteView content) const;
    /// Nothing: not there, no plain file, behind a link, or above `most`.
    std::optional<Bytes> read(const std::string& place, size_t most) const;
    /// Whether anything has this name, links included.
    bool has(const std::string& place) const;
    /// Of plain files and folders in it, in their order; at most `most`.
    std::vector<std::string> names(const std::string& place, size_t most) const;
    /// A file takes the place of the one that was there, a folder that of none. Failures as of `write`.
    Status move(const std::string& from, const std::string& to) const;
    void remove(const std::string& place) const;

    std::string text_of(const std::string& place) const { return (root_ / place).string(); }

private:
    Result<bool> put(const std::string& place, ByteView content, bool replaces) const;

    std::filesystem::path root_;
};

}  // namespace steward::cli
