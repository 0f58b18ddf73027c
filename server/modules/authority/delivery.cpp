// What goes to a machine: heads of the log with their proofs, and messages behind them.
#include <algorithm>

#include "server/modules/authority/courier.h"
#include "server/platform/ledger/record.h"
#include "server/platform/ledger/witness.h"
#include "trust/log_entry.h"
#include "trust/log_proof.h"

namespace steward::authority {

namespace {
constexpr size_t most_head_note = 16'000, most_kept_waits = 1000;

void set_digest(std::string& to, const trust::Digest& digest) { to.assign(digest.begin(), digest.end()); }

bool wants_witnesses(ByteView bytes) {
    const auto frame = trust::read_frame(bytes);
    if (!frame || frame->type != trust::MessageType::Job) return false;
    const auto job = trust::read_message<trust::Job>(frame->payload);
    return job && job->log_level >= 2;
}
}  // namespace

void Courier::say(Session& session, agent::v1::ServerMessage message) {
    session.answers->deliver(std::move(message));
    const std::lock_guard held(mutex_);
    ++numbers_.said;
}

void Courier::note_wait(Duration wait) {
    const std::lock_guard held(mutex_);
    if (numbers_.waits.size() < most_kept_waits) numbers_.waits.push_back(wait);
    else numbers_.waits[next_wait_++ % most_kept_waits] = wait;
}

void Courier::say_message(Session& session, ByteView frame, const Bytes& proof, const std::vector<trust::Digest>& material) {
    const auto read = trust::read_frame(frame);
    if (!read) return;
    agent::v1::ServerMessage message;
    auto& out = *message.mutable_signed_message();
    set_digest(*out.mutable_message_id(), trust::message_id(read->type, read->payload));
    out.set_frame(frame.data(), frame.size());
    out.set_log_proof(proof.data(), proof.size());
    for (const auto& digest : material) set_digest(*out.add_material(), digest);
    say(session, std::move(message));
}

// A machine that has seen a longer log than ours saw another one, or ours was set back: it will say so, and nothing runs there.
Status Courier::send_head(Transaction& transaction, Session& session, const ledger::Head& head) {
    const auto size = static_cast<uint64_t>(head.size);
    if (session.is_log_broken || size <= session.head_size) return {};
    STEWARD_TRY(const auto path, ledger::consistency(transaction, static_cast<int64_t>(session.head_size), head.size));
    agent::v1::ServerMessage message;
    auto& out = *message.mutable_log_head();
    out.set_note(head.note);
    out.set_old_size(session.head_size);
    for (const auto& digest : path) set_digest(*out.add_path(), digest);
    say(session, std::move(message));
    session.head_size = size;
    session.head_at = parts_.clock.now();
    return {};
}

Result<Bytes> Courier::proof_of(Transaction& transaction, const Session& session, int64_t number, ByteView frame) {
    STEWARD_TRY(auto kept, ledger::find_entry(transaction, number));
    trust::LogProof proof{.entry = std::move(kept.leaf), .body = std::move(kept.body)};
    if (kept.salt.size() != proof.salt.size())
        return fail(ErrorKind::Conflict, "authority.entry_erased", "The words of this message's entry in the log were erased.");
    std::ranges::copy(kept.salt, proof.salt.begin());
    if (const auto entry = trust::read_entry(proof.entry)) note_wait(parts_.clock.now() - entry->at);
    proof.index = static_cast<uint64_t>(number);
    proof.size = session.head_size;
    STEWARD_TRY(proof.path, ledger::inclusion(transaction, number, static_cast<int64_t>(session.head_size)));
    if (wants_witnesses(frame)) {
        STEWARD_TRY(const auto head, ledger::find_head(transaction, static_cast<int64_t>(session.head_size)));
        if (head) proof.head = head->note;
        STEWARD_TRY(const auto witnesses, ledger::witnesses_of(transaction, ClientId{}));
        for (const auto& witness : witnesses)
            if (head && witness.size == head->size && proof.head.size() + witness.line.size() < most_head_note) proof.head += witness.line;
    }
    return trust::write_message(std::move(proof));
}

bool Courier::deliver(DeviceId device, ByteView frame, const std::vector<trust::Digest>& material, std::optional<int64_t> log_number) {
    const Held session = session_of(device);
    if (!session) return false;
    const std::lock_guard held(session->mutex);
    // Nor while a part of the chain is on its way: the job's signers may stand in what follows.
    if (!session->is_caught_up || session->is_log_broken || session->awaited != trust::Digest{}) return false;
    if (!log_number) {
        say_message(*session, frame, {}, material);
        return true;
    }
    Bytes proof;
    bool is_covered = false;
    const Status read = parts_.database.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(is_covered, cover(transaction, *session, *log_number));
        if (!is_covered) return {};
        STEWARD_TRY(proof, proof_of(transaction, *session, *log_number, frame));
        return {};
    });
    if (!read) return false;
    if (is_covered) say_message(*session, frame, proof, material);
    else wait_for_head(device, *log_number);
    return is_covered;
}

Result<bool> Courier::cover(Transaction& transaction, Session& session, int64_t number) {
    if (number < static_cast<int64_t>(session.head_size)) return true;
    STEWARD_TRY(const auto head, ledger::newest_head(transaction));
    if (head && head->size > number) STEWARD_CHECK(send_head(transaction, session, *head));
    return number < static_cast<int64_t>(session.head_size);
}

void Courier::wait_for_head(DeviceId device, int64_t number) {
    {
        const std::lock_guard waiting(mutex_);
        int64_t& size = waiting_[device];
        size = size == 0 ? number + 1 : std::min(size, number + 1);
    }
    changed_.notify_one();
}

bool Courier::want_output(DeviceId device, const trust::ShortId& work, uint64_t offset, bool follow) {
    const Held session = session_of(device);
    if (!session) return false;
    agent::v1::ServerMessage message;
    message.mutable_output_wanted()->set_work_id(work.data(), work.size());
    message.mutable_output_wanted()->set_offset(offset);
    message.mutable_output_wanted()->set_follow(follow);
    say(*session, std::move(message));
    return true;
}

}  // namespace steward::authority
