// Proofs that messages stand in the log: those that were brought before their message, and those of the jobs, policies and bindings that counted here
// (design/trust.md 4.2), so that a server that withholds the words of an entry hides nothing.
#pragma once

#include <sys/types.h>

#include <deque>
#include <functional>

#include "agent/gate/log_view.h"

namespace steward::gate {

constexpr size_t most_brought = 64, most_brought_bytes = 1024 * 1024;
constexpr off_t most_proof_file = 16 * 1024 * 1024;

/// In memory, the newest: none is read before the signatures of its message were checked.
class BroughtProofs {
public:
    void bring(ByteView proof);
    struct Found {
        std::optional<trust::LogProof> proof;  // the one that holds
        std::optional<Unlogged> fault;
    };
    Found find(const trust::Digest& message, uint64_t level, const LogView& view) const;

private:
    std::deque<Bytes> newest_first_;
    size_t bytes_ = 0;
};

/// A proof of something that ran, with the head that it leads to.
struct KeptProof {
    Instant at;
    trust::Digest message{};
    trust::LogProof proof;
    std::string note;
};

template <class Form>
void describe(Form& form, KeptProof& kept) {
    form.must_from(1, kept.at, kept.message, kept.proof, kept.note);
}

/// `proofs` in the gate's folder, and `proofs.1` before it: at least the last 16 MiB, at most twice that. Records (records.h) of CBOR; what
/// was torn is passed over.
/// On the disk when this returns. Failures: the disk's.
Status keep_proof(const std::string& folder, const KeptProof& kept);
/// The oldest first. Whether all that stands there could be read.
Result<bool> each_kept_proof(const std::string& folder, const std::function<void(const KeptProof&)>& take);

}  // namespace steward::gate
