#include "server/platform/link/link.h"

#include <sys/epoll.h>
#include <sys/resource.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <thread>

#include "server/platform/link/conversation.h"

namespace steward::link {

namespace {
constexpr ConnectionKey listener_key = 0, bell_key = 1, first_key = 2;
constexpr size_t scratch_bytes = 64 * 1024;
constexpr size_t largest_first_frame = 16 * 1024;  // before a device is proven
constexpr int most_events = 256;
constexpr int most_reads = 32;  // of one connection before the others have their turn
constexpr Duration farewell_timeout = std::chrono::seconds(10);
constexpr Duration pause_without_files = std::chrono::seconds(1);

void allow_many_files() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

class Door final : public Link {
public:
    Door(LinkSettings settings, TlsContext tls, Listener listener, std::shared_ptr<Mailbox> mailbox, Descriptor epoll,
         const ServerIdentity& identity, intake::Devices& devices, intake::Intake& intake, const Clock& clock,
         const std::function<void(std::string_view)>& log, intake::Gates* gates)
        : settings_(std::move(settings)),
          tls_(std::move(tls)),
          listener_(std::move(listener)),
          mailbox_(std::move(mailbox)),
          epoll_(std::move(epoll)),
          clock_(clock),
          enrolments_(devices, gates, identity.pins, mailbox_),
          conversation_({devices, intake, enrolments_, gates, mailbox_, clock, settings_.server_version, settings_.protocol,
                         [this](ConnectionKey key) { end(key); }, log}),
          scratch_(scratch_bytes) {
        watch(listener_.get(), listener_key, EPOLLIN, EPOLL_CTL_ADD);
        watch(mailbox_->bell(), bell_key, EPOLLIN, EPOLL_CTL_ADD);
        thread_ = std::thread([this] { run(); });
    }
    ~Door() override { stop(); }

    uint16_t port() const override { return listener_.port(); }
    Numbers numbers() const override;
    void stop() override;

private:
    void run();
    int wait_ms(Duration now) const;
    void serve(ConnectionKey key, uint32_t events);
    void serve_connection(Connection& connection, uint32_t events);
    void read(Connection& connection);
    void shake_hands(Connection& connection);
    void part(Connection& connection);
    void say_farewell(Connection& connection);
    void flush(Connection& connection);
    void accept_all();
    bool has_room(const std::string& neighbourhood) const;
    void take_mail();
    void sweep(Duration now);
    bool overdue(const Connection& connection, Duration now) const;
    void end(ConnectionKey key);
    void watch(int descriptor, ConnectionKey key, uint32_t events, int operation);
    void listen(bool wanted);
    void settled(Connection& connection);
    Duration sweep_period() const;

    const LinkSettings settings_;
    TlsContext tls_;
    Listener listener_;
    std::shared_ptr<Mailbox> mailbox_;
    Descriptor epoll_;
    const Clock& clock_;
    Enrolments enrolments_;
    Conversation conversation_;
    std::unordered_map<ConnectionKey, std::unique_ptr<Connection>> connections_;
    std::unordered_map<std::string, size_t> unproven_by_address_;  // by neighbourhood
    std::vector<ConnectionKey> unread_;                            // have bytes that no epoll will announce
    std::vector<Letter> letters_;
    std::vector<EnrolmentAnswer> enrolment_answers_;
    Bytes scratch_;
    ConnectionKey next_key_ = first_key;
    size_t unproven_ = 0;
    bool listening_ = true;
    Duration next_sweep_{}, listen_again_{};
    Instant now_;
    Duration monotonic_{};
    std::atomic<bool> stopping_{false};
    std::atomic<uint64_t> open_{0}, accepted_{0}, refused_{0}, frames_{0};
    uint64_t bytes_received_ = 0, bytes_sent_ = 0, failed_handshakes_ = 0;
    std::atomic<uint64_t> shown_received_{0}, shown_sent_{0}, gates_heard_{0}, gates_said_{0};
    std::thread thread_;
};

Link::Numbers Door::numbers() const {
    return {open_.load(),           accepted_.load(),   refused_.load(),     frames_.load(),
            shown_received_.load(), shown_sent_.load(), gates_heard_.load(), gates_said_.load()};
}

void Door::stop() {
    if (!thread_.joinable()) return;
    stopping_ = true;
    mailbox_->ring_only();
    thread_.join();
    enrolments_.stop();
}

void Door::watch(int descriptor, ConnectionKey key, uint32_t events, int operation) {
    epoll_event event{.events = events, .data = {.u64 = key}};
    epoll_ctl(epoll_.get(), operation, descriptor, &event);
}

void Door::listen(bool wanted) {
    if (std::exchange(listening_, wanted) == wanted) return;
    watch(listener_.get(), listener_key, wanted ? static_cast<uint32_t>(EPOLLIN) : 0U, EPOLL_CTL_MOD);
}

// Nobody in a hurry: a quiet link wakes for nothing but its agents.
Duration Door::sweep_period() const {
    const Duration shortest = unproven_ > 0 ? std::min(settings_.proof_timeout, settings_.silence_timeout) : settings_.silence_timeout;
    return std::clamp(shortest / 4, Duration(5), Duration(std::chrono::minutes(5)));
}

int Door::wait_ms(Duration now) const {
    if (!unread_.empty()) return 0;
    if (connections_.empty() && listening_) return -1;
    Duration until = next_sweep_;
    if (!listening_ && listen_again_ > Duration{}) until = std::min(until, listen_again_);
    return static_cast<int>(std::clamp<int64_t>((until - now).count(), 0, 300'000));
}

// A peer that is gone must not end the program, and signals are the main thread's business.
void keep_signals_away() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

void Door::run() {
    keep_signals_away();
    epoll_event events[most_events];
    std::vector<ConnectionKey> again;
    while (!stopping_) {
        const int count = epoll_wait(epoll_.get(), events, most_events, wait_ms(clock_.monotonic()));
        now_ = clock_.now();
        monotonic_ = clock_.monotonic();
        again.swap(unread_);
        for (const ConnectionKey key : again) serve(key, EPOLLIN);
        again.clear();
        for (int i = 0; i < count; ++i) serve(events[i].data.u64, events[i].events);
        if (monotonic_ >= next_sweep_) sweep(monotonic_);
        if (!listening_ && listen_again_ > Duration{} && monotonic_ >= listen_again_) {
            listen_again_ = {};
            listen(true);
        }
        shown_received_.store(bytes_received_, std::memory_order_relaxed);
        shown_sent_.store(bytes_sent_, std::memory_order_relaxed);
        gates_heard_.store(conversation_.heard_of_gates(), std::memory_order_relaxed);
        gates_said_.store(conversation_.said_to_gates(), std::memory_order_relaxed);
        refused_.store(failed_handshakes_ + conversation_.refused(), std::memory_order_relaxed);
    }
    for (auto& [key, connection] : connections_) {
        conversation_.leave(*connection);
        if (connection->stage != Stage::Handshake) connection->tls.close_notify();
    }
    connections_.clear();
    open_ = 0;
}

void Door::serve(ConnectionKey key, uint32_t events) {
    if (key == listener_key) return accept_all();
    if (key == bell_key) return take_mail();
    const auto found = connections_.find(key);
    if (found != connections_.end()) serve_connection(*found->second, events);
}

void Door::serve_connection(Connection& connection, uint32_t events) {
    if ((events & EPOLLERR) != 0) return end(connection.key);
    if (connection.stage == Stage::Handshake) return shake_hands(connection);
    if ((events & EPOLLOUT) != 0) {
        const ConnectionKey key = connection.key;
        flush(connection);
        if (!connections_.contains(key)) return;
    }
    if ((events & (EPOLLIN | EPOLLHUP)) != 0) read(connection);
}

void Door::accept_all() {
    while (listening_) {
        if (unproven_ >= settings_.most_unproven || connections_.size() >= settings_.most_connections) return listen(false);
        auto arrived = listener_.accept();
        if (!arrived) {
            if (arrived.error() == Nobody::Waiting) return;
            listen_again_ = monotonic_ + pause_without_files;
            return listen(false);
        }
        accepted_.fetch_add(1, std::memory_order_relaxed);
        if (!has_room(neighbourhood_of(arrived->address))) continue;
        const ConnectionKey key = next_key_++;
        auto connection = std::make_unique<Connection>(key, tls_, std::move(*arrived), monotonic_);
        watch(connection->descriptor.get(), key, EPOLLIN, EPOLL_CTL_ADD);
        ++unproven_by_address_[neighbourhood_of(connection->address)];
        if (unproven_++ == 0) next_sweep_ = std::min(next_sweep_, monotonic_ + sweep_period());
        Connection& present = *connections_.emplace(key, std::move(connection)).first->second;
        open_.store(connections_.size(), std::memory_order_relaxed);
        shake_hands(present);
    }
}

// One address that opens connections and says nothing must not keep everybody else out.
bool Door::has_room(const std::string& neighbourhood) const {
    const auto of_address = unproven_by_address_.find(neighbourhood);
    return of_address == unproven_by_address_.end() || of_address->second < std::max<size_t>(settings_.most_unproven / 2, 1);
}

void Door::shake_hands(Connection& connection) {
    const Progressed progressed = connection.tls.handshake();
    if (progressed == Progressed::Done) {
        connection.stage = Stage::Proof;
        return read(connection);
    }
    const bool wants_write = progressed == Progressed::WantsWrite;
    if (progressed != Progressed::WantsRead && !wants_write) return end(connection.key);
    if (wants_write != connection.waits_for_write) {
        connection.waits_for_write = wants_write;
        watch(connection.descriptor.get(), connection.key, wants_write ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
    }
}

void Door::read(Connection& connection) {
    if (connection.stage == Stage::Farewell) return say_farewell(connection);
    bool goes_on = true;
    Progressed progressed = Progressed::Done;
    for (int reads = 0; goes_on && reads < most_reads; ++reads) {
        const size_t most = connection.stage == Stage::Open ? largest_frame : largest_first_frame;
        uint64_t frames = 0;
        progressed = connection.read_frames(scratch_, most, bytes_received_, [&](ByteView body) {
            ++frames;
            return goes_on = conversation_.hear(connection, body, now_);
        });
        frames_.fetch_add(frames, std::memory_order_relaxed);
        if (frames > 0) connection.heard_at = monotonic_;
        if (progressed != Progressed::Done || !connection.tls.has_pending()) break;
        if (reads + 1 == most_reads) unread_.push_back(connection.key);
    }
    if (connection.stage == Stage::Open && !connection.device.is_nil()) settled(connection);
    if (!goes_on) part(connection);
    if (progressed == Progressed::Closed || progressed == Progressed::Failed) {
        connection.flush(bytes_sent_);
        return end(connection.key);
    }
    flush(connection);
}

// What is queued goes out, the session is over.
void Door::part(Connection& connection) {
    conversation_.leave(connection);
    settled(connection);
    connection.stage = Stage::Farewell;
    connection.heard_at = monotonic_;
    next_sweep_ = std::min(next_sweep_, monotonic_ + farewell_timeout);
}

// The last word must reach the agent: closing with unread bytes would reset the connection under it.
void Door::say_farewell(Connection& connection) {
    size_t size = 0;
    const Progressed progressed = connection.tls.read(scratch_, size);
    if (progressed == Progressed::Closed || progressed == Progressed::Failed) end(connection.key);
}

void Door::flush(Connection& connection) {
    const Progressed progressed = connection.flush(bytes_sent_);
    const bool waiting = progressed == Progressed::WantsWrite || progressed == Progressed::WantsRead;
    if (progressed == Progressed::Failed || progressed == Progressed::Closed || connection.queued() > settings_.longest_output)
        return end(connection.key);
    if (waiting != connection.waits_for_write) {
        connection.waits_for_write = waiting;
        watch(connection.descriptor.get(), connection.key, waiting ? EPOLLIN | EPOLLOUT : EPOLLIN, EPOLL_CTL_MOD);
    }
    if (!waiting && connection.stage == Stage::Farewell) connection.tls.close_notify();
}

void Door::take_mail() {
    mailbox_->collect(letters_, enrolment_answers_);
    for (const Letter& letter : letters_) {
        const auto found = connections_.find(letter.to);
        if (found == connections_.end()) continue;
        Connection& connection = *found->second;
        if (connection.stage != Stage::Open) continue;
        if (!conversation_.deliver(connection, letter)) part(connection);
        flush(connection);
    }
    for (const EnrolmentAnswer& answer : enrolment_answers_) {
        const auto found = connections_.find(answer.to);
        if (found == connections_.end()) continue;
        conversation_.deliver(*found->second, answer);
        part(*found->second);
        flush(*found->second);
    }
}

bool Door::overdue(const Connection& connection, Duration now) const {
    switch (connection.stage) {
        case Stage::Handshake:
        case Stage::Proof:
            return now - connection.opened_at > settings_.proof_timeout;
        case Stage::Enrolling:
            return now - connection.opened_at > settings_.proof_timeout * 4;
        case Stage::Open:
            return now - connection.heard_at > settings_.silence_timeout;
        case Stage::Farewell:
            return now - connection.heard_at > farewell_timeout;
    }
    return true;
}

void Door::sweep(Duration now) {
    std::vector<ConnectionKey> late;
    bool leaving = false;
    for (const auto& [key, connection] : connections_) {
        if (overdue(*connection, now)) late.push_back(key);
        leaving = leaving || connection->stage == Stage::Farewell;
    }
    for (const ConnectionKey key : late) end(key);
    next_sweep_ = now + (leaving ? std::min(sweep_period(), farewell_timeout) : sweep_period());
}

// Counted out once, as soon as the device is proven or the connection is on its way out.
void Door::settled(Connection& connection) {
    if (std::exchange(connection.counted_unproven, false) == false) return;
    --unproven_;
    const auto of_address = unproven_by_address_.find(neighbourhood_of(connection.address));
    if (--of_address->second == 0) unproven_by_address_.erase(of_address);
    if (unproven_ < settings_.most_unproven && connections_.size() < settings_.most_connections && listen_again_ == Duration{})
        listen(true);
}

void Door::end(ConnectionKey key) {
    const auto found = connections_.find(key);
    if (found == connections_.end()) return;
    const std::unique_ptr<Connection> connection = std::move(found->second);
    connections_.erase(found);
    if (connection->stage == Stage::Handshake) ++failed_handshakes_;
    conversation_.leave(*connection);
    settled(*connection);
    open_.store(connections_.size(), std::memory_order_relaxed);
    if (connections_.size() + 1 == settings_.most_connections) listen(true);
}
}  // namespace

Result<std::unique_ptr<Link>> Link::start(LinkSettings settings, const ServerIdentity& identity, intake::Devices& devices,
                                          intake::Intake& intake, const Clock& clock, std::function<void(std::string_view)> log,
                                          intake::Gates* gates) {
    allow_many_files();
    STEWARD_TRY(auto tls, TlsContext::make(identity));
    STEWARD_TRY(auto listener, Listener::open(settings.address, settings.port));
    STEWARD_TRY(auto mailbox, Mailbox::make());
    Descriptor epoll(epoll_create1(EPOLL_CLOEXEC));
    if (epoll.get() < 0)
        return fail(ErrorKind::Internal, "link.wake", "The agents' link got no descriptor from the system. Raise the limit of open files.");
    return std::make_unique<Door>(std::move(settings), std::move(tls), std::move(listener), std::move(mailbox), std::move(epoll), identity,
                                  devices, intake, clock, log, gates);
}

}  // namespace steward::link
