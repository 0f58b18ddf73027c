#include "agent/gate/beside/proofs.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>

#include "agent/gate/journal_file.h"
#include "agent/gate/records.h"

namespace steward::gate {

void BroughtProofs::bring(ByteView proof) {
    newest_first_.emplace_front(proof.begin(), proof.end());
    bytes_ += proof.size();
    while (newest_first_.size() > most_brought || bytes_ > most_brought_bytes) {
        bytes_ -= newest_first_.back().size();
        newest_first_.pop_back();
    }
}

BroughtProofs::Found BroughtProofs::find(const trust::Digest& message, uint64_t level, const LogView& view) const {
    Found found{.proof = {}, .fault = view.is_split ? Unlogged::Split : Unlogged::NoProof};
    for (const Bytes& bytes : newest_first_) {
        if (std::ranges::search(bytes, message).empty()) continue;  // another's: not read, which costs ten times as much
        auto proof = trust::read_message<trust::LogProof>(bytes);
        if (!proof || !names(*proof, message)) continue;
        const auto fault = fault_of(*proof, message, level, view);
        if (!fault) return {std::move(proof), std::nullopt};
        // Of several that do not do, the one that came furthest says why.
        found.fault = std::max(*found.fault, *fault);
    }
    return found;
}

Status keep_proof(const std::string& folder, const KeptProof& kept) {
    const std::string path = folder + "/proofs";
    struct stat about {};
    const bool is_full = ::stat(path.c_str(), &about) == 0 && about.st_size >= most_proof_file;
    if (is_full && ::rename(path.c_str(), (path + ".1").c_str()) != 0) return disk_failed(path);
    return open_journal_file(path)->append(packed(trust::write_message(kept)));
}

Result<bool> each_kept_proof(const std::string& folder, const std::function<void(const KeptProof&)>& take) {
    constexpr size_t most_record = trust::most_proof_bytes + 2 * trust::most_note_bytes;
    bool is_whole = true;
    for (const char* which : {"/proofs.1", "/proofs"}) {
        STEWARD_TRY(const Bytes all, open_journal_file(folder + which)->read());
        for (ByteView rest = all; !rest.empty();) {
            const auto record = first_record(rest, most_record);
            const auto kept = record ? trust::read_message<KeptProof>(*record) : std::nullopt;
            if (kept) take(*kept);
            is_whole = is_whole && kept;
            // Behind what was torn stands what was kept afterwards.
            rest = rest.subspan(record ? packed_size(record->size()) : 1);
        }
    }
    return is_whole;
}

}  // namespace steward::gate
