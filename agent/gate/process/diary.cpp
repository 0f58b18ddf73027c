#include "agent/gate/process/diary.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace steward::gate {

void Diary::tell(std::string_view line) {
    std::string plain(line.substr(0, 1000));
    std::ranges::replace_if(
        plain, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    static const bool in_journal = std::getenv("JOURNAL_STREAM") != nullptr;
    std::fprintf(stderr, "%ssteward-gate: %s\n", in_journal ? "<5>" : "", plain.c_str());
    const int file = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return;
    const std::string dated = to_rfc3339(clock_.now()) + " " + plain + "\n";
    [[maybe_unused]] const auto ignored = ::write(file, dated.data(), dated.size());
    struct stat about {};
    const bool is_full = ::fstat(file, &about) == 0 && about.st_size > most_diary;
    ::close(file);
    if (is_full) ::rename(path_.c_str(), (path_ + ".1").c_str());
}

}  // namespace steward::gate
