#include "verify/lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>
#include <vector>

namespace steward::verify {

namespace {
constexpr size_t longest_line = 256 * 1024;
}

Reading read_lines(const std::string& path, const std::function<bool(std::string_view)>& take) {
    const int file = path == "-" ? dup(STDIN_FILENO) : open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return Reading::Unreadable;
    std::vector<char> buffer(2 * longest_line);
    size_t filled = 0;
    Reading outcome = Reading::Whole;
    for (bool at_end = false; outcome == Reading::Whole && !at_end;) {
        const ssize_t got = read(file, buffer.data() + filled, buffer.size() - filled);
        if (got < 0) outcome = Reading::Unreadable;
        if (got <= 0) at_end = true;
        else filled += static_cast<size_t>(got);
        size_t begin = 0;
        while (outcome == Reading::Whole) {
            const auto* end = static_cast<const char*>(std::memchr(buffer.data() + begin, '\n', filled - begin));
            if (!end) break;
            const size_t size = static_cast<size_t>(end - buffer.data()) - begin;
            if (!take({buffer.data() + begin, size})) outcome = Reading::Stopped;
            begin += size + 1;
        }
        std::memmove(buffer.data(), buffer.data() + begin, filled - begin);
        filled -= begin;
        if (outcome == Reading::Whole && filled >= longest_line) outcome = Reading::LongLine;
    }
    close(file);
    if (outcome == Reading::Whole && filled > 0 && !take({buffer.data(), filled})) return Reading::Stopped;
    return outcome;
}

}  // namespace steward::verify
