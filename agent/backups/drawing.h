// Which files stand for a source: a weighted draw in one pass and with bounded memory (Efraimidis and Spirakis, "Weighted random sampling
// with a reservoir"). A file's chance follows from the seed and its path alone, so the order of a folder's entries changes nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace steward::agent::backups {

using Seed = std::array<uint8_t, 16>;

/// What tells that a file is still the same one, untouched.
struct FileState {
    uint64_t size = 0, device = 0, inode = 0;
    int64_t changed_ns = 0, altered_ns = 0;  // mtime and ctime
    bool operator==(const FileState&) const = default;
};

struct DrawnFile {
    std::string path;
    FileState state;
};

class Drawing {
public:
    /// At most `most` files.
    Drawing(const Seed& seed, size_t most) : seed_(seed), most_(most) {}

    /// `weight`: as a natural logarithm; only its difference to other weights matters.
    void offer(std::string_view path, double weight, const FileState& state);
    /// By path.
    std::vector<DrawnFile> take();
    /// Between 0 and 1, neither of them: from the seed and the path alone.
    static double lot(const Seed& seed, std::string_view path);

private:
    struct Held {
        double key;  // the smaller, the sooner drawn
        DrawnFile file;
        bool operator<(const Held& other) const { return key != other.key ? key < other.key : file.path < other.file.path; }
    };
    Seed seed_;
    size_t most_;
    std::vector<Held> held_;  // a heap with the largest key on top
};

/// A folder's weight goes in equal shares to each of its folders and to all of its own files together, so that a million pictures in one
/// of them do not hide the one database in another. What one share is worth.
double share_of(double weight, uint64_t folders, uint64_t files);
/// Of one of so many files of that share. A large one counts for more: by the number of its digits, not by its size.
double weight_of_file(double share, uint64_t files, uint64_t size);

}  // namespace steward::agent::backups
