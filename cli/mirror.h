// A second place that the server cannot touch (design/trust.md 4.1.8): what a signer published into a folder, carried on to a place on the
// web. WebDAV, or anything that takes the protocol of S3. Nothing there is ever written over.
#pragma once

#include "cli/meeting_folder.h"

namespace steward::cli {

struct MirrorPlace {
    std::string url;  // "https://mirror.example.org/steward"
    std::string user, password;
    std::string region;  // of S3; empty: WebDAV
};

struct Mirrored {
    size_t published = 0;
    std::vector<std::string> odd;  // what is there is another than here
};

class Mirror {
public:
    /// Failure: Invalid "mirror.place" for what is neither https nor on this machine.
    static Result<Mirror> at(MirrorPlace place);

    /// Every authority's chain and what lies beside it. What is there already is compared, and left.
    /// Failure: Unavailable "mirror.unreachable", Forbidden "mirror.refused" with what the place answered.
    Result<Mirrored> publish(const MeetingFolder& folder) const;

private:
    struct Answer {
        long status = 0;
        std::string body;
    };
    explicit Mirror(MirrorPlace place) : place_(std::move(place)) {}
    Result<Answer> ask(const char* verb, const std::string& path, ByteView body) const;
    Status make_folder(const std::string& path) const;
    Status put(const std::string& path, ByteView content, Mirrored& mirrored) const;

    MirrorPlace place_;
};

}  // namespace steward::cli
