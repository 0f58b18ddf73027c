// The queue, the thread, and who is connected.
#include "server/modules/authority/courier.h"

#include <algorithm>

namespace steward::authority {

namespace {
constexpr size_t most_waiting_messages = 1024, most_waiting_bytes = 8 * 1024 * 1024, most_enrolment_bytes = 900 * 1024;
constexpr Duration looks_every = std::chrono::seconds(2), looks_for_head_every = std::chrono::milliseconds(50);
}  // namespace

// What the link's thread holds of a connection.
class Courier::Ear final : public intake::GateSession {
public:
    Ear(Courier& courier, Held session) : courier_(courier), session_(std::move(session)) {}
    ~Ear() override { courier_.left(session_); }
    Status hear(const agent::v1::AgentMessage& message, Instant received_at) override {
        const size_t size = message.ByteSizeLong();
        {
            const std::lock_guard held(courier_.mutex_);
            ++courier_.numbers_.heard;
            if (message.has_gate_state()) {
                courier_.lay_down({session_, message.gate_state(), received_at});
                return {};
            }
            if (session_->waiting_messages >= most_waiting_messages || session_->waiting_bytes + size > most_waiting_bytes) {
                ++courier_.numbers_.floods;
                Error flood{.kind = ErrorKind::Limited, .code = "authority.flood", .message = "The machine says more than can be heard."};
                flood.retry_after_seconds = 30;
                return std::unexpected(std::move(flood));
            }
            ++session_->waiting_messages;
            session_->waiting_bytes += size;
        }
        courier_.add([&courier = courier_, session = session_, message, received_at, size] {
            courier.hear(session, message, received_at);
            const std::lock_guard held(courier.mutex_);
            --session->waiting_messages;
            session->waiting_bytes -= size;
        });
        return {};
    }

private:
    Courier& courier_;
    Held session_;
};

void Courier::start() {
    if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
}

void Courier::stop() {
    {
        const std::lock_guard held(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

// Nobody floods with these: the newest takes the place of the one before it. The mutex is held.
void Courier::lay_down(SaidState state) {
    const Session* const session = state.session.get();
    states_.insert_or_assign(session, std::move(state));
    changed_.notify_one();
}

void Courier::add(std::function<void()> task) {
    {
        const std::lock_guard held(mutex_);
        tasks_.push_back(std::move(task));
    }
    changed_.notify_one();
}

void Courier::run() {
    std::unique_lock held(mutex_);
    while (!stopping_) {
        const Duration pause = waiting_.empty() ? looks_every : looks_for_head_every;
        changed_.wait_for(held, pause, [&] { return stopping_ || !tasks_.empty() || !states_.empty(); });
        if (stopping_) return;
        const bool is_idle = tasks_.empty() && states_.empty();
        auto states = std::exchange(states_, {});
        auto tasks = std::exchange(tasks_, {});
        const bool is_waiting = !waiting_.empty();
        held.unlock();
        if (!states.empty()) hear_states(states);
        for (auto& task : tasks) task();
        if (!cosigned_.empty()) take_cosignatures(std::exchange(cosigned_, {}));
        // By time as well: a busy process must hear of what another one published.
        const Duration now = parts_.clock.monotonic();
        if ((is_idle && !is_waiting) || now - looked_ >= looks_every) {
            looked_ = now;
            look();
        }
        if (is_waiting) tell_waiting();
        tick();
        held.lock();
    }
}

std::unique_ptr<intake::GateSession> Courier::open(const intake::DeviceIdentity& device, std::shared_ptr<intake::Answers> answers) {
    auto session = std::make_shared<Session>();
    session->device = device;
    session->answers = std::move(answers);
    {
        const std::lock_guard held(mutex_);
        sessions_[device.device] = session;
        numbers_.sessions = sessions_.size();
    }
    return std::make_unique<Ear>(*this, std::move(session));
}

void Courier::left(const Held& session) {
    {
        const std::lock_guard held(mutex_);
        session->is_gone = true;
        const auto at = sessions_.find(session->device.device);
        if (at != sessions_.end() && at->second == session) sessions_.erase(at);
        waiting_.erase(session->device.device);
        numbers_.sessions = sessions_.size();
    }
}

Courier::Held Courier::session_of(DeviceId device) const {
    const std::lock_guard held(mutex_);
    const auto at = sessions_.find(device);
    return at == sessions_.end() ? nullptr : at->second;
}

std::vector<Courier::Held> Courier::sessions() const {
    const std::lock_guard held(mutex_);
    std::vector<Held> all;
    for (const auto& [device, session] : sessions_) all.push_back(session);
    return all;
}

bool Courier::is_connected(DeviceId device) const { return session_of(device) != nullptr; }

Courier::Numbers Courier::numbers() const {
    const std::lock_guard held(mutex_);
    Numbers numbers = numbers_;
    numbers.waiting = waiting_.size();
    return numbers;
}

Result<std::vector<Bytes>> Courier::grant_frames(ByteView token_id) {
    trust::ShortId id{};
    if (token_id.size() != id.size()) return std::vector<Bytes>{};
    std::ranges::copy(token_id, id.begin());
    std::optional<GrantRow> grant;
    std::optional<Standing> standing;
    STEWARD_CHECK(parts_.database.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(grant, find_grant(transaction, id));
        if (!grant) return {};
        STEWARD_TRY(standing, parts_.chain.read(transaction, parts_.clock.now()));
        return {};
    }));
    std::vector<Bytes> frames;
    if (!grant) return frames;
    size_t size = grant->frame.size();
    const auto frame = trust::read_frame(grant->frame);
    const auto said = frame ? trust::read_message<trust::Grant>(frame->payload) : std::nullopt;
    STEWARD_TRY(const auto chain, chain_for_new_machine(*standing, said ? said->roster_head : trust::Digest{}, parts_.clock.now()));
    for (const auto& message : chain) {
        size += message->frame.size();
        frames.push_back(message->frame);
    }
    if (size > most_enrolment_bytes)
        return fail(
            ErrorKind::Conflict, "authority.chain_too_long",
            "The chain is too long to come with an enrolment, and nothing shortens it: a new machine follows it from its beginning. "
            "Enrol it with a line of the console to have it watched; signed work there wants a new genesis.");
    frames.push_back(std::move(grant->frame));
    return frames;
}

// The head first: no machine takes a job whose entry no head covers. Then the chain, on which the signers of a job stand. What is published
// before the thread comes to it is one errand.
void Courier::published() {
    {
        const std::lock_guard held(mutex_);
        if (std::exchange(is_publishing_, true)) return;
    }
    add([this] {
        {
            const std::lock_guard held(mutex_);
            is_publishing_ = false;
        }
        sequence_log();
        catch_up_all();
        if (taker_) taker_->published();
    });
}

void Courier::sequence_log() {
    if (!parts_.key) return;
    bool is_behind = true;
    while (is_behind) {
        const Status done = parts_.database.write([&](Transaction& transaction) -> Status {
            STEWARD_TRY(is_behind, ledger::sequence(transaction, *parts_.key, parts_.clock.now()));
            return {};
        });
        if (!done) return;  // the reconciler of the log does it within a second
    }
}

void Courier::look() {
    const auto is_new = parts_.chain.follow(parts_.clock.now());
    if (!is_new || !*is_new) return;
    catch_up_all();
}

void Courier::visited(Instant at) {
    const std::lock_guard held(mutex_);
    numbers_.visited_at = std::max(numbers_.visited_at, at);
}

void Courier::tell_ready(Session& session) {
    if (!desk_) return;
    std::optional<GateView> view;
    {
        const std::lock_guard held(session.mutex);
        if (session.is_caught_up && session.row.state == "ready" && !session.row.gate.empty())
            view = view_of(session.row, true, session.row.seen_at);
    }
    if (view) desk_->gate_ready(*view);
}

void Courier::tell_waiting() {
    int64_t size = 0;
    const Status read = parts_.database.read([&](Transaction& transaction) -> Status {
        STEWARD_TRY(const auto head, ledger::newest_head(transaction));
        if (head) size = head->size;
        return {};
    });
    if (!read) return;
    std::vector<Held> able;
    {
        const std::lock_guard held(mutex_);
        for (auto at = waiting_.begin(); at != waiting_.end();) {
            const auto session = sessions_.find(at->first);
            if (at->second > size) {
                ++at;
                continue;
            }
            if (session != sessions_.end()) able.push_back(session->second);
            at = waiting_.erase(at);
        }
    }
    for (const auto& session : able) catch_up(session, true);
}

}  // namespace steward::authority
