#include "server/modules/directory/device_classes.h"

#include "base/utf8.h"
#include "server/modules/directory/fold.h"

namespace steward::directory {

std::string name_from_hostname(std::string_view hostname) {
    std::string name(trimmed(hostname.substr(0, 255)));
    const bool readable = is_utf8(name);
    for (char& c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f || (!readable && byte >= 0x80)) c = '?';
    }
    return name.empty() ? "unnamed" : name;
}

}  // namespace steward::directory
