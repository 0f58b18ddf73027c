#include "server/platform/http/canonical_path.h"

namespace steward::http {

namespace {
constexpr size_t longest_path = 512;

std::unexpected<Error> not_canonical(const char* why) {
    return fail(ErrorKind::Invalid, "request.path", std::string("This address cannot be accepted: ") + why + ".");
}
}  // namespace

Result<std::vector<std::string_view>> canonical(std::string_view path) {
    if (path.size() > longest_path) return not_canonical("its path has more than 512 bytes");
    if (path.empty() || path.front() != '/') return not_canonical("its path does not begin with '/'");
    std::vector<std::string_view> segments;
    if (path.size() == 1) return segments;
    for (const char c : path) {
        if (c <= ' ' || c > '~') return not_canonical("its path holds characters that are not ASCII");
        if (c == '%') return not_canonical("its path holds a percent escape");
        if (c == ';' || c == '\\') return not_canonical("its path holds ';' or '\\'");
    }
    for (size_t begin = 1; begin <= path.size();) {
        const size_t end = std::min(path.find('/', begin), path.size());
        const std::string_view segment = path.substr(begin, end - begin);
        if (segment.empty()) return not_canonical("its path has an empty part");
        if (segment == "." || segment == "..") return not_canonical("its path holds '.' or '..'");
        segments.push_back(segment);
        begin = end + 1;
        if (end == path.size() - 1) return not_canonical("its path ends with '/'");
    }
    return segments;
}

}  // namespace steward::http
