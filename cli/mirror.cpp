#include "cli/mirror.h"

#include <algorithm>
#include <set>

#include "base/plain.h"
#include "trust/frame.h"

namespace steward::cli {

namespace {
constexpr size_t most_mirrored = 512 * 1024, most_files = 20'000;

bool is_authority(const std::string& text) { return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos; }

std::string numbered(size_t number) {
    const std::string digits = std::to_string(number);
    return std::string(6 - std::min<size_t>(6, digits.size()), '0') + digits + ".msj";
}

std::string message_id_of(ByteView bytes) {
    const auto frame = trust::read_frame(bytes);
    return frame ? to_hex(trust::message_id(frame->type, frame->payload)) : std::string();
}
}  // namespace

std::vector<std::string> Mirror::authorities() const {
    auto names = folder_.names("", most_files);
    std::erase_if(names, [](const std::string& name) { return !is_authority(name); });
    return names;
}

std::vector<Bytes> Mirror::frames_in(const std::string& folder) const {
    std::vector<Bytes> frames;
    for (const auto& name : folder_.names(folder, most_files)) {
        auto content = name.ends_with(".msj") ? folder_.read(folder + "/" + name, most_mirrored) : std::nullopt;
        if (content && trust::read_frame(*content)) frames.push_back(std::move(*content));
    }
    return frames;
}

bool Mirror::differs(const std::string& place) {
    mirrored_.odd.push_back(place +
                            " holds another message than is here: somebody else published, or somebody changed it. Nothing was written "
                            "over.");
    return true;
}

Result<Mirrored> Mirror::publish() {
    mirrored_ = {};
    for (const auto& authority : authorities()) {
        STEWARD_CHECK(place_.make_folder("/" + authority));
        STEWARD_TRY(const bool is_other, publish_chain(authority));
        if (is_other) continue;  // what follows would follow another
        STEWARD_CHECK(publish_beside(authority));
    }
    return std::move(mirrored_);
}

Result<bool> Mirror::publish_chain(const std::string& authority) {
    const std::string chain = authority + "/chain/";
    STEWARD_CHECK(place_.make_folder("/" + authority + "/chain"));
    for (size_t number = 0; number < most_files; ++number) {
        const std::string path = "/" + chain + numbered(number);
        const auto content = folder_.read(chain + numbered(number), most_mirrored);
        if (!content) break;
        STEWARD_TRY(auto there, place_.read(path));
        if (!there) {
            STEWARD_TRY(const bool is_put, place_.write_new(path, *content));
            mirrored_.carried += is_put ? 1 : 0;
            if (is_put) continue;
            STEWARD_TRY(there, place_.read(path));  // somebody was faster
        }
        if (there != content) return differs(place_.url() + path);
    }
    return false;
}

Result<std::vector<Bytes>> Mirror::beside_at(const std::string& authority) {
    std::vector<Bytes> frames;
    while (frames.size() < most_files) {
        const std::string path = "/" + authority + "/beside/" + numbered(frames.size());
        STEWARD_TRY(auto there, place_.read(path));
        if (!there) break;
        // Kept all the same, so that the next has its number.
        if (message_id_of(*there).empty()) {
            mirrored_.odd.push_back(place_.url() + path + " is no message; somebody else wrote there.");
            if (!frames.empty() && frames.back() == *there) break;  // a place that answers anything
        }
        frames.push_back(std::move(*there));
    }
    return frames;
}

Status Mirror::publish_beside(const std::string& authority) {
    const auto here = frames_in(authority + "/beside");
    if (here.empty()) return {};
    STEWARD_CHECK(place_.make_folder("/" + authority + "/beside"));
    STEWARD_TRY(auto there, beside_at(authority));
    std::set<std::string> known;
    for (const auto& frame : there) known.insert(message_id_of(frame));
    size_t number = there.size();
    for (const auto& frame : here) {
        if (known.contains(message_id_of(frame))) continue;
        bool is_put = false;
        for (; !is_put && number < most_files; ++number) {
            STEWARD_TRY(is_put, place_.write_new("/" + authority + "/beside/" + numbered(number), frame));
        }
        mirrored_.carried += is_put ? 1 : 0;
    }
    return {};
}

Result<Mirrored> Mirror::fetch(const std::string& authority) {
    mirrored_ = {};
    if (!authority.empty() && !is_authority(authority))
        return fail(ErrorKind::Invalid, "mirror.authority", "An authority is its number of 64 digits, as `steward-sign chain` says it.");
    const auto wanted = authority.empty() ? authorities() : std::vector<std::string>{authority};
    if (wanted.empty())
        return fail(ErrorKind::Invalid, "mirror.authority",
                    "Of which authority? This folder has none yet: --authority with its number, as `steward-sign chain` says it.");
    for (const auto& one : wanted) {
        STEWARD_TRY(const bool is_other, fetch_chain(one));
        if (!is_other) STEWARD_CHECK(fetch_beside(one));
    }
    return std::move(mirrored_);
}

Result<bool> Mirror::fetch_chain(const std::string& authority) {
    for (size_t number = 0; number < most_files; ++number) {
        const std::string here = authority + "/chain/" + numbered(number);
        STEWARD_TRY(const auto there, place_.read("/" + here));
        if (!there) break;
        const std::string id = message_id_of(*there);
        if (number == 0 && id != authority) {
            mirrored_.odd.push_back(place_.url() + "/" + here +
                                    " is another beginning than this authority's: whoever changed it wants you to trust other people. "
                                    "Nothing was taken.");
            return true;
        }
        if (id.empty()) {
            mirrored_.odd.push_back(place_.url() + "/" + here + " is no message; nothing was taken from there on.");
            return true;
        }
        STEWARD_TRY(const bool is_new, folder_.write_new(here, *there));
        mirrored_.carried += is_new ? 1 : 0;
        if (!is_new && folder_.read(here, most_mirrored) != there) return differs(place_.url() + "/" + here);
    }
    return false;
}

Status Mirror::fetch_beside(const std::string& authority) {
    STEWARD_TRY(const auto there, beside_at(authority));
    std::set<std::string> known;
    for (const auto& frame : frames_in(authority + "/beside")) known.insert(message_id_of(frame));
    for (const auto& frame : there) {
        const std::string id = message_id_of(frame);
        if (id.empty() || !known.insert(id).second) continue;
        STEWARD_TRY(const bool is_new, folder_.write_new(authority + "/beside/" + id + ".msj", frame));
        mirrored_.carried += is_new ? 1 : 0;
    }
    return {};
}

}  // namespace steward::cli
