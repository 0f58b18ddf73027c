#include "agent/gate/process/diary.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "agent/gate/journal_file.h"

namespace steward::gate {

void Diary::tell(std::string_view line, const char* name) {
    std::string plain(line.substr(0, 1000));
    std::ranges::replace_if(
        plain, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }, ' ');
    static const bool in_journal = std::getenv("JOURNAL_STREAM") != nullptr;
    std::fprintf(stderr, "%ssteward-gate: %s\n", in_journal ? "<5>" : "", plain.c_str());
    const std::string path = folder_ + name;
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
    const std::string dated = to_rfc3339(clock_.now()) + " " + plain + "\n";
    struct stat about {};
    const bool is_written = write_all(file.number(), as_bytes(dated)) && ::fstat(file.number(), &about) == 0;
    if (is_written && about.st_size > most_diary) ::rename(path.c_str(), (path + ".1").c_str());
}

std::string joined(const std::set<std::string>& names) {
    std::string text;
    for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
    return text;
}

}  // namespace steward::gate
