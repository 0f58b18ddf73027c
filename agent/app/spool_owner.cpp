#include "agent/app/spool_owner.h"

#include <algorithm>

namespace steward::agent {

namespace {
constexpr std::string_view kept_whoever_it_is = "reserve";  // room on the disk, nothing measured

std::string spool_of(const std::string& state) { return state + "/spool"; }
std::string owner_file(const std::string& state) { return state + "/spool_owner"; }

// Empty: nobody said. What cannot be read may be anybody's.
std::string owner_of(Disk& disk, const std::string& state) {
    Bytes text(64);
    const auto size = disk.read(owner_file(state), 0, text);
    if (!size) return size.error().code == "disk.no_such_file" ? "" : "that cannot be read";
    text.resize(*size);
    return std::string(as_text(text));
}

bool has_emptied(Disk& disk, const std::string& folder) {
    const auto files = disk.list(folder);
    if (!files) return files.error().code == "disk.no_such_file";
    return std::ranges::all_of(
        *files, [&](const FileSize& file) { return file.name == kept_whoever_it_is || disk.remove(folder + "/" + file.name).has_value(); });
}
}  // namespace

std::string spool_folder_of(Disk& disk, const std::string& state, DeviceId device, const std::function<void(std::string_view)>& log) {
    const std::string owner = owner_of(disk, state);
    if (owner == device.text()) return spool_of(state);
    if (!owner.empty()) {
        log("This machine was enrolled anew: what it measured as device " + owner + " and had not delivered is removed.");
        if (!has_emptied(disk, spool_of(state))) {
            log("What is left in " + spool_of(state) + " cannot be removed, and is not used. Remove that folder.");
            return spool_of(state) + "-" + device.text();
        }
    }
    (void)disk.replace(owner_file(state), as_bytes(device.text()));  // a disk that takes no file takes no measurement either
    return spool_of(state);
}

}  // namespace steward::agent
