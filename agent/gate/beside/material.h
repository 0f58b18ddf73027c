// The files that jobs name by their digest, handed over in parts before the job: kept until a job took them, the oldest given up first.
#pragma once

#include "agent/gate/checks.h"
#include "agent/gate/door/request.h"

namespace steward::gate {

constexpr size_t most_kept_material = 64 * 1024 * 1024;

class Materials {
public:
    /// The folders are made when they are not there. `standing`: for the files of policies, which are not given up for others.
    Materials(std::string folder, std::string standing);

    /// A part; whole files are those whose bytes have the digest. Failures: Invalid "gate.material" (another offset than the end of
    /// what is here, or other bytes than the digest says: begin again), or the disk's.
    Status take(const trust::Digest& digest, uint32_t size, uint32_t offset, ByteView part);
    bool has(const trust::Digest& digest) const;
    /// Hands it to a work's folder, where it stays as long as that does.
    Status give(const trust::Digest& digest, const std::string& folder) const;

    /// Of the files that were handed over, those that policies name stay, and no others that stayed before.
    Status keep(const std::set<trust::Digest>& digests) const;

    /// Everything that the job names by digest is here.
    bool has_artefacts(const trust::Job& job) const;

private:
    void make_room(size_t size) const;
    std::string folder_, standing_;
};

/// Of all bytes of an open file, from its beginning; nothing when it cannot be read.
std::optional<trust::Digest> digest_of(int file);

}  // namespace steward::gate
