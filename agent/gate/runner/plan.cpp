#include "agent/gate/runner/plan.h"

#include <fcntl.h>
#include <unistd.h>

#include "agent/gate/journal_file.h"

namespace steward::gate {

template <class T>
std::optional<T> read_kept_file(const std::string& path) {
    const auto bytes = open_journal_file(path)->read();
    return bytes ? trust::read_message<T>(*bytes) : std::nullopt;
}

template <class T>
Status write_kept_file(const std::string& path, const T& value) {
    return open_journal_file(path)->replace(trust::write_message(value));
}

template std::optional<Plan> read_kept_file(const std::string&);
template std::optional<Begun> read_kept_file(const std::string&);
template std::optional<Ended> read_kept_file(const std::string&);
template Status write_kept_file(const std::string&, const Plan&);
template Status write_kept_file(const std::string&, const Ended&);

bool claim(const std::string& folder, const Begun& begun) {
    // Made beside and linked: it stands there whole or not at all, and only the first link holds.
    const std::string made = folder + "/begun." + std::to_string(::getpid()), path = folder + "/begun";
    if (!open_journal_file(made)->replace(trust::write_message(begun))) return false;
    const bool is_first = ::link(made.c_str(), path.c_str()) == 0;
    ::unlink(made.c_str());
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool is_kept = directory >= 0 && ::fsync(directory) == 0;
    if (directory >= 0) ::close(directory);
    return is_first && is_kept;
}

}  // namespace steward::gate
