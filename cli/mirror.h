// A second place that the server cannot touch (design/trust.md 4.1.8): what a signer published into a folder, carried on to a place on the
// web, and back into a folder where a signer or a beacon reads it. Nothing is written over, there or here: what differs is said.
//
// At the place: AUTHORITY/chain/000000.msj and on, as in the folder; AUTHORITY/beside/000000.msj and on, in the order in which they came:
// whoever reads needs no list of what is there, and whoever writes there can hide nothing that others know.
#pragma once

#include "cli/meeting_folder.h"
#include "cli/web_place.h"

namespace steward::cli {

struct Mirrored {
    size_t carried = 0;
    std::vector<std::string> odd;  // what is there is another than here, or no message
    bool operator==(const Mirrored&) const = default;
};

class Mirror {
public:
    Mirror(WebPlace place, MeetingFolder folder) : place_(std::move(place)), folder_(std::move(folder)) {}

    /// Every authority's chain and what lies beside it, to the place. Failures: as of WebPlace.
    Result<Mirrored> publish();
    /// The same back: of the authorities that the folder has, or of the one that is named (64 hex digits; empty: none). Failures: as of
    /// WebPlace and MeetingFolder; Invalid "mirror.authority" when there is none.
    Result<Mirrored> fetch(const std::string& authority);

private:
    std::vector<std::string> authorities() const;
    std::vector<Bytes> frames_in(const std::string& folder) const;
    bool differs(const std::string& place);
    Result<bool> publish_chain(const std::string& authority);
    Status publish_beside(const std::string& authority);
    Result<bool> fetch_chain(const std::string& authority);
    Status fetch_beside(const std::string& authority);
    Result<std::vector<Bytes>> beside_at(const std::string& authority);

    WebPlace place_;
    MeetingFolder folder_;
    Mirrored mirrored_;
};

}  // namespace steward::cli
