#include "agent/gate/runner/plan.h"

#include <unistd.h>

#include "agent/gate/store/kept_file.h"

namespace steward::gate {

bool claim(const std::string& folder, const Begun& begun) {
    // Made beside and linked: it stands there whole or not at all, and only the first link holds.
    const std::string made = folder + "/begun." + std::to_string(::getpid()), path = folder + "/begun";
    if (!write_kept(made, begun)) return false;
    const bool is_first = ::link(made.c_str(), path.c_str()) == 0;
    ::unlink(made.c_str());
    return sync_folder(folder) && is_first;
}

}  // namespace steward::gate
