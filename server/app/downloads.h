// Packages for new machines and the tool with which clients check the log, from a folder that packaging fills: offered with their
// checksum.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "server/modules/directory/directory.h"
#include "server/platform/http/message.h"

namespace steward::app {

class Downloads {
public:
    struct File {
        std::string name, path, sha256;
        uint64_t bytes = 0;
        std::filesystem::file_time_type changed_at;
    };

    /// The packages (*.deb) of `folder` and steward-verify, each read once for its checksum. An empty or missing folder
    /// offers nothing.
    explicit Downloads(const std::string& folder);

    const std::vector<File>& files() const { return files_; }

    /// The file, or "NAME.sha256" as sha256sum(1) reads it. In parts, never whole in memory. Failures: NotFound
    /// "downloads.not_found"; Unavailable "downloads.changed" for a file that is no longer the one whose checksum is shown.
    Result<http::Response> answer(std::string_view name) const;

    /// How a machine gets each and checks it. `self_made`: the console's certificate is one that no
    /// machine knows; the checksum in the line is what makes the package trustworthy.
    std::vector<directory::EnrolmentEndpoint::Package> packages(const std::string& public_url, bool self_made) const;

private:
    std::vector<File> files_;
};

}  // namespace steward::app
