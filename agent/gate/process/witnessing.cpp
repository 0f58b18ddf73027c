// The gate as a witness of the accountability log, and the proofs that come before messages.
#include "agent/gate/process/die.h"
#include "agent/gate/process/gate.h"

namespace steward::gate {

namespace {
// Code and what to try, by the number of the fault.
constexpr std::pair<const char*, const char*> words_of_faults[] = {
    {"", ""},
    {"gate.log_head_unreadable", "This is no head of a log. Bring the signed head as the log gives it."},
    {"gate.log_head_not_signed", "No key of the log that the signed chain names has signed this head. Bring the chain first."},
    {"gate.log_head_of_other_log", "This head is of another log than the one that this machine has seen."},
    {"gate.log_went_back", "This head is older than the one that this machine has seen. Bring a newer one."},
    {"gate.log_is_split", "This head does not continue the one that this machine has seen: the log has two versions. Compare both heads."},
};
}  // namespace

LogView Gate::log_view(const trust::ShortId& client) const {
    const Pinned& pinned = enrolled_->pinned;
    const trust::Digest chain = client == pinned.client ? pinned.log_chain : trust::Digest{};
    return {pinned.log_head, pinned.log_is_split, enrolled_->roster.rules().log_keys, pinned.witnesses, client, chain};
}

std::optional<Unlogged> Gate::unlogged(const trust::Digest& message, const trust::ShortId& client, uint64_t level) const {
    return proofs_.find(message, level, log_view(client)).fault;
}

Answer Gate::witness(const Request& request) {
    Pinned& pinned = enrolled_->pinned;
    std::vector<trust::Digest> proof(request.frames.size());
    for (size_t i = 0; i < proof.size(); ++i) std::copy(request.frames[i].begin(), request.frames[i].end(), proof[i].begin());
    auto head = follow(pinned.log_head, as_text(request.frame), proof, enrolled_->roster.rules().log_keys);
    if (!head) {
        const auto& [code, message] = words_of_faults[static_cast<size_t>(head.error())];
        if (shows_two_logs(head.error()) && !pinned.log_is_split) {
            pinned.log_is_split = true;
            if (const Status kept = keep(); !kept) return after(kept);
            diary_.tell(std::string(message) + " What has to stand in the log does not run here until a head comes that continues it.");
        }
        return {How::Failed, trust::write_message(FailedAnswer{code, message})};
    }
    // Kept before it is cosigned: this machine never vouches for a head that it could forget.
    if (pinned.log_head != *head || pinned.log_is_split) {
        if (pinned.log_is_split)
            diary_.tell("A head of the log came that continues the one before: work that has to stand in it runs again.");
        if (pinned.log_head && pinned.log_head->key != head->key) {
            pinned.log_chain = {};  // as after a recovery from a server in wrong hands: the client's chain begins with its next proof
            diary_.tell("The log has another key, by the signed chain; at " + std::to_string(head->size) + " entries its head was taken.");
        }
        pinned.log_head = *head;
        pinned.log_is_split = false;
        may_die("before witness");
        if (const Status kept = keep(); !kept) return after(kept);
        may_die("witnessed");
    }
    const std::string text = head->note.substr(0, head->note.find("\n\n") + 1);
    const auto seconds = static_cast<uint64_t>(std::max(clock_.now(), at_least()).unix_ms / 1000);
    return {How::Done, trust::write_message(WitnessAnswer{head->note + enrolled_->key.cosign(text, seconds)})};
}

// The proof of what is about to run, beside it.
Status Gate::keep_proof(const trust::Digest& message, const trust::ShortId& client) {
    auto found = proofs_.find(message, 1, log_view(client));
    if (!found.proof) return {};
    Pinned& pinned = enrolled_->pinned;
    if (client == pinned.client && pinned.log_chain == trust::Digest{}) {
        pinned.log_chain = trust::read_entry(found.proof->entry)->tenant_tag;
        STEWARD_CHECK(keep());
    }
    return gate::keep_proof(settings_.folder,
                            {.at = at_least(), .message = message, .proof = std::move(*found.proof), .note = pinned.log_head->note});
}

}  // namespace steward::gate
