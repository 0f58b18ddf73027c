// A password's hash costs 64 MiB and a tenth of a second, on purpose, and most stories of this room make several. They hash at libsodium's
// least cost; the stories of the hasher itself hash as the product does.
#pragma once

namespace steward::access {

/// While one lives, hashes cost what they cost in the product. On any thread; one at a time.
struct HashesAtFullCost {
    HashesAtFullCost();
    ~HashesAtFullCost();
    HashesAtFullCost(const HashesAtFullCost&) = delete;
    HashesAtFullCost& operator=(const HashesAtFullCost&) = delete;
};

}  // namespace steward::access
