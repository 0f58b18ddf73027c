#include "agent/courier/deliveries.h"

#include <algorithm>

#include "trust/form.h"
#include "trust/log_proof.h"

namespace steward::agent {

namespace {
constexpr uint64_t known_job = 18 * 256 + 1;  // agent/gate/checks.h: Seen::Known
constexpr size_t most_remembered = 256;
constexpr uint32_t how_done = 0, how_refused = 1, how_failed = 2;
}  // namespace

void Deliveries::add(Delivery one) {
    bytes_ += one.size();
    waiting_.push_back(std::move(one));
}

void Deliveries::pop() {
    bytes_ -= waiting_.front().size();
    waiting_.pop_front();
    files_.reset();
    began_files_again_ = false;
}

void Deliveries::say_taken(const Delivery& one, v1::MessageTaken taken) {
    taken.set_message_id(one.message_id);
    if (mail_.size() >= 4 * most_waiting) return;  // a server that does not listen; it brings the message again
    *mail_.emplace_back().mutable_message_taken() = std::move(taken);
}

void Deliveries::take(const v1::SignedMessage& message) {
    if (message.message_id().size() > longest_message_id) return;  // none of ours, and it counts nowhere
    const auto is_it = [&](const auto& one) { return one.message_id == message.message_id(); };
    if (std::ranges::any_of(waiting_, [&](const Delivery& one) { return one.step != Step::Head && is_it(one); })) return;
    if (const auto before =
            std::ranges::find_if(begun_, [&](const v1::MessageTaken& one) { return one.message_id() == message.message_id(); });
        before != begun_.end()) {
        if (mail_.size() < 4 * most_waiting) *mail_.emplace_back().mutable_message_taken() = *before;
        return;
    }
    Delivery one{.message_id = message.message_id(), .frame = message.frame(), .proof = message.log_proof(), .files = {}, .head = {}};
    bool fits = one.frame.size() <= trust::most_frame && one.proof.size() <= trust::most_proof_bytes &&
                message.material_size() <= static_cast<int>(most_files_of_a_message);
    for (const std::string& digest : message.material()) fits = copy_fixed(digest, one.files.emplace_back()) && fits;
    v1::MessageTaken not_taken;
    not_taken.set_how(how_failed);
    if (!fits) {
        not_taken.set_code("agent.message");
        not_taken.set_message("The server sent a message that no gate could take.");
        return say_taken(one, std::move(not_taken));
    }
    if (waiting_.size() >= most_waiting || bytes_ + one.size() > most_waiting_bytes) {
        not_taken.set_code("agent.busy");
        not_taken.set_message("The agent has as many messages for its gate in hand as it may. Bring it again.");
        return say_taken(one, std::move(not_taken));
    }
    add(std::move(one));
}

void Deliveries::take(const v1::LogHead& head) {
    Delivery one{.message_id = {}, .frame = {}, .proof = {}, .files = {}, .head = {}, .step = Step::Head};
    Bytes path;
    // With more room than messages have: without its head no proof behind it holds.
    bool fits = head.note().size() <= gate::most_note && head.path_size() <= static_cast<int>(trust::most_proof_hashes) &&
                waiting_.size() < 2 * most_waiting;
    for (const std::string& digest : head.path()) {
        fits = fits && digest.size() == 32;
        path.insert(path.end(), digest.begin(), digest.end());
    }
    if (!fits) return;
    one.head = gate::write_request(gate::Want::Witness,
                                   {gate::big_endian(static_cast<uint32_t>(head.note().size())), bytes_of(head.note()), path});
    add(std::move(one));
}

void Deliveries::take(const v1::Material& part) {
    if (!files_ || waiting_.empty()) return;
    if (const Status taken = files_->take(part); !taken) failed(taken.error().code, taken.error().message);
}

void Deliveries::forget() {
    const bool is_deciding = is_asked_ && !is_orphan_ && !waiting_.empty() && waiting_.front().step == Step::Take;
    is_orphan_ = is_asked_ && !is_deciding;
    while (waiting_.size() > (is_deciding ? 1U : 0U)) {
        bytes_ -= waiting_.back().size();
        waiting_.pop_back();
    }
    if (is_deciding) return;
    files_.reset();
    began_files_again_ = false;
}

std::optional<Bytes> Deliveries::ask_for_files(Delivery& one, Duration now) {
    while (one.files_done < one.files.size()) {
        if (!files_) files_.emplace(one.files[one.files_done]);
        if (const auto late = files_->deadline(); late && now >= *late) {
            failed("agent.no_material", "The server did not send a file that the job needs.");
            return std::nullopt;
        }
        if (auto wish = files_->wish(now)) mail_.push_back(std::move(*wish));
        if (auto part = files_->request()) return part;
        if (!files_->is_done()) return std::nullopt;
        files_.reset();
        began_files_again_ = false;
        ++one.files_done;
    }
    one.step = one.proof.empty() ? Step::Take : Step::Proof;
    return std::nullopt;
}

std::optional<Bytes> Deliveries::ask(Duration now) {
    std::optional<Bytes> request;
    while (!waiting_.empty() && !request) {
        const size_t before = waiting_.size();
        Delivery& one = waiting_.front();
        if (one.step == Step::Files) {
            request = ask_for_files(one, now);
            if (!request && waiting_.size() == before && one.step == Step::Files) return std::nullopt;  // the server's turn
            continue;
        }
        request = one.step == Step::Head    ? one.head
                  : one.step == Step::Proof ? gate::write_request(gate::Want::Proof, {bytes_of(one.proof)})
                                            : gate::write_request(gate::Want::Take, {bytes_of(one.frame)});
    }
    is_asked_ = request.has_value();
    return request;
}

void Deliveries::answered(const GateAnswer& answer) {
    is_asked_ = false;
    if (std::exchange(is_orphan_, false) || waiting_.empty()) return;
    Delivery& one = waiting_.front();
    if (one.step == Step::Head) return head_answered(answer);
    if (one.step == Step::Files) return file_answered(answer);
    if (answer.how == gate::How::Failed) {
        const auto why = trust::read_message<gate::FailedAnswer>(answer.body).value_or(gate::FailedAnswer{});
        return failed(why.code, why.message);
    }
    if (answer.how == gate::How::Refused) {
        refused(one, answer.body);
        return pop();
    }
    one.losses = 0;
    if (one.step == Step::Proof) {
        one.step = Step::Take;
        return;
    }
    done(one, answer.body);
    pop();
}

void Deliveries::done(const Delivery& one, ByteView body) {
    const auto became = trust::read_message<gate::TakenAnswer>(body).value_or(gate::TakenAnswer{});
    v1::MessageTaken taken;
    taken.set_how(how_done);
    taken.set_type(became.type);
    taken.set_became(became.became);
    taken.set_message_id(one.message_id);
    if (became.type == static_cast<uint8_t>(trust::MessageType::Job)) {
        begun_.push_back(taken);
        if (begun_.size() > most_remembered) begun_.pop_front();
    }
    say_taken(one, std::move(taken));
}

void Deliveries::refused(const Delivery& one, ByteView body) {
    const auto why = trust::read_message<gate::RefusedAnswer>(body).value_or(gate::RefusedAnswer{});
    // The gate took it the first time, and the answer was lost with the gate: that is no refusal of this delivery.
    if (one.may_have_begun && why.reason == known_job)
        return done(one, trust::write_message(gate::TakenAnswer{static_cast<uint8_t>(trust::MessageType::Job), 0}));
    v1::MessageTaken taken;
    taken.set_how(how_refused);
    taken.set_reason(why.reason);
    taken.set_result(text_from(why.result));
    say_taken(one, std::move(taken));
}

void Deliveries::failed(std::string code, std::string message) {
    v1::MessageTaken taken;
    taken.set_how(how_failed);
    taken.set_code(std::move(code));
    taken.set_message(std::move(message));
    say_taken(waiting_.front(), std::move(taken));
    pop();
}

// A gate that is not enrolled is no witness, and has nothing against the head either: nothing is said.
void Deliveries::head_answered(const GateAnswer& answer) {
    const auto why = answer.how == gate::How::Failed ? trust::read_message<gate::FailedAnswer>(answer.body) : std::nullopt;
    const bool is_no_witness = why && (why->code == "gate.not_enrolled" || why->code == "gate.store_damaged" || why->code == "gate.copied");
    if (!is_no_witness) {
        auto& cosigned = *mail_.emplace_back().mutable_cosigned();
        if (answer.how == gate::How::Done) {
            cosigned.set_note(trust::read_message<gate::WitnessAnswer>(answer.body).value_or(gate::WitnessAnswer{}).note);
        } else if (why) {
            cosigned.set_refused(why->code + ": " + why->message);
        } else {
            const auto refused = trust::read_message<gate::RefusedAnswer>(answer.body).value_or(gate::RefusedAnswer{});
            cosigned.set_refused("reason " + std::to_string(refused.reason / 256) + "." + std::to_string(refused.reason % 256));
        }
    }
    pop();
}

void Deliveries::file_answered(const GateAnswer& answer) {
    if (!files_) return;
    waiting_.front().losses = 0;
    if (answer.how == gate::How::Done) return files_->given();
    const auto why = trust::read_message<gate::FailedAnswer>(answer.body).value_or(gate::FailedAnswer{"gate.material", ""});
    if (why.code != "gate.material" || std::exchange(began_files_again_, true)) return failed(why.code, why.message);
    files_->begin_again();  // somebody was here before us with the same file
}

void Deliveries::unanswered(NoAnswer why) {
    is_asked_ = false;
    if (std::exchange(is_orphan_, false) || waiting_.empty()) return;
    Delivery& one = waiting_.front();
    one.may_have_begun = one.may_have_begun || (one.step == Step::Take && why == NoAnswer::Lost);
    const bool is_over = why == NoAnswer::Absent ? !one.may_have_begun || ++one.losses > most_losses : ++one.losses > most_losses;
    if (!is_over) return;
    if (why == NoAnswer::Lost && one.step != Step::Head)
        return failed("gate.no_answer", "The gate of this machine went away without an answer.");
    if (why == NoAnswer::Lost) return pop();
    while (!waiting_.empty()) {
        if (waiting_.front().step == Step::Head) pop();
        else failed("gate.not_running", "No gate answers on this machine: it is watched, and nothing runs on it.");
    }
}

}  // namespace steward::agent
