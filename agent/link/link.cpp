#include "agent/link/link.h"

namespace steward::agent {

namespace {
constexpr size_t read_piece = 4096;  // what a server says is short
constexpr int most_reads = 64;
constexpr size_t kept_output = 4096;

std::string seconds_text(Duration rest) { return std::to_string((rest.count() + 999) / 1000) + " s"; }

// A server that said no protocol is of the time of the first one.
Status understand_server(const v1::Welcome& welcome, uint32_t own) {
    const uint32_t theirs = welcome.protocol() == 0 ? first_protocol : welcome.protocol();
    const std::string both = "The server (version " + welcome.server_version() + ") speaks protocol " + std::to_string(theirs) +
                             ", this agent protocol " + std::to_string(own) + " and with servers one protocol older or newer. ";
    switch (meet(own, theirs)) {
        case Meeting::Understood:
            return {};
        case Meeting::TheyAreTooOld:
            return fail(ErrorKind::Invalid, "link.server_too_old",
                        both + "Update the server, or install the agent that it offers under \"Add device\".");
        case Meeting::TheyAreTooNew:
            return fail(ErrorKind::Invalid, "link.server_too_new", both + "Install the agent that the server offers under \"Add device\".");
    }
    return {};
}
}  // namespace

Duration Link::next() const {
    switch (state_) {
        case State::Resting:
            return try_at_;
        case State::Connecting:
        case State::Greeting:
            return opened_at_ + times_.connect;
        case State::Ready:
            return sent_at_ > heard_at_ ? sent_at_ + times_.answer : Duration::max();
    }
    return try_at_;
}

void Link::step() {
    const Duration now = clock_.monotonic();
    if (state_ == State::Resting) {
        if (now < try_at_) return;
        open();
    }
    if (state_ == State::Connecting) connect();
    if (state_ == State::Greeting || state_ == State::Ready) {
        read();
        if (stream_) flush();
    }
    if (state_ == State::Ready && sent_at_ > heard_at_ && now >= sent_at_ + times_.answer) {
        log_("The server does not answer any more.");
        return lost();
    }
    const bool slow = state_ == State::Connecting || state_ == State::Greeting;
    if (slow && now >= opened_at_ + times_.connect) {
        failed({.kind = ErrorKind::Unavailable,
                .code = "link.unreachable",
                .message = "The server at " + server_.host + " port " + std::to_string(server_.port) + " does not answer."});
    }
}

void Link::open() {
    opened_at_ = clock_.monotonic();
    auto stream = net_.open(server_, turn_++);
    if (!stream) return failed(std::move(stream.error()));
    stream_ = std::move(*stream);
    state_ = State::Connecting;
}

void Link::connect() {
    auto moved = stream_->connect();
    if (!moved) return failed(std::move(moved.error()));
    if (*moved == Moved::Waits) return;
    if (*moved == Moved::Closed) return lost();
    conversation_.reset();
    conversation_.hello(stream_->exporter(), key_, speaker_, clock_.now());
    state_ = State::Greeting;
    sent_at_ = heard_at_ = clock_.monotonic();
}

void Link::read() {
    uint8_t piece[read_piece];
    for (int reads = 0; stream_ && reads < most_reads; ++reads) {
        size_t size = 0;
        const Moved moved = stream_->read(piece, size);
        if (moved == Moved::Waits) break;
        if (moved == Moved::Closed) return lost();
        heard_at_ = clock_.monotonic();
        if (auto taken = conversation_.take(ByteView(piece, size), *this); !taken) return failed(std::move(taken.error()));
        if (told_rest_) return end(*std::exchange(told_rest_, std::nullopt));
        if (!stream_->has_pending()) break;
    }
}

void Link::flush() {
    Bytes& out = conversation_.out();
    size_t done = 0;
    while (stream_ && done < out.size()) {
        size_t size = 0;
        const Moved moved = stream_->write(ByteView(out).subspan(done), size);
        if (moved == Moved::Waits) break;
        if (moved == Moved::Closed) return lost();
        done += size;
        if (sent_at_ <= heard_at_) sent_at_ = std::max(clock_.monotonic(), heard_at_ + Duration(1));
    }
    out.erase(out.begin(), out.begin() + static_cast<ptrdiff_t>(done));
    if (out.empty() && out.capacity() > kept_output) Bytes().swap(out);
}

void Link::ask_time() {
    v1::AgentMessage message;
    message.mutable_time_probe()->set_agent_time_ms(static_cast<uint64_t>(clock_.now().unix_ms));
    conversation_.send(message);
}

void Link::end(Duration rest) {
    if (stream_) stream_->close_notify();
    stream_.reset();
    conversation_.reset();
    state_ = State::Resting;
    connected_at_ = {};
    try_at_ = clock_.monotonic() + rest;
}

void Link::hang_up(Duration rest) { end(rest); }

// A machine that is offline for a week says so once, not every five minutes.
void Link::failed(Error error) {
    const Duration rest = error.code == "link.server_key" ? backoff_.after_refusal({}, {}, rng_) : backoff_.after_failure(rng_);
    if (logged_failure_ != error.message) {
        log_(error.message + (error.cause.empty() ? "" : " (" + error.cause + ")") + " Trying again in " + seconds_text(rest) +
             ", then at least every five minutes.");
        logged_failure_ = error.message;
    }
    failure_ = std::move(error);
    end(rest);
}

void Link::lost() {
    const bool good = state_ == State::Ready;
    if (!good)
        return failed({.kind = ErrorKind::Unavailable,
                       .code = "link.tls",
                       .message = "The server closed the connection before it let this agent in."});
    const Duration rest = backoff_.after_loss(spread_, rng_);
    failure_ = Error{.kind = ErrorKind::Unavailable, .code = "link.lost", .message = "The connection to the server was lost."};
    log_("The connection to the server was lost. Trying again in " + seconds_text(rest) + ".");
    end(rest);
}

void Link::welcome(const v1::Welcome& welcome) {
    if (state_ != State::Greeting || told_rest_) return;
    if (auto understood = understand_server(welcome, speaker_.protocol); !understood) return turn_away(std::move(understood.error()));
    state_ = State::Ready;
    backoff_.worked();
    failure_.reset();
    logged_failure_.clear();
    server_version_ = welcome.server_version();
    connected_at_ = clock_.now();
    log_("Connected to the server at " + server_.host + " port " + std::to_string(server_.port) + ".");
    take(welcome.settings());
    listener_.welcome(welcome);
}

// As after a refusal, only that it was this side that went.
void Link::turn_away(Error error) {
    const Duration rest = backoff_.after_refusal({}, {}, rng_);
    if (logged_failure_ != error.code) log_(error.message + " Trying again in " + seconds_text(rest) + ".");
    logged_failure_ = error.code;
    failure_ = std::move(error);
    told_rest_ = rest;
}

void Link::take(const v1::Settings& settings) {
    if (settings.reconnect_spread_s() > 0) spread_ = std::chrono::seconds(settings.reconnect_spread_s());
    listener_.settings(settings);
}

void Link::refused(const v1::Refusal& refusal) {
    const Duration rest = backoff_.after_refusal(std::chrono::seconds(refusal.retry_after_s()), {}, rng_);
    failure_ = Error{.kind = ErrorKind::Forbidden, .code = refusal.code(), .message = refusal.message()};
    if (logged_failure_ != refusal.code())
        log_("The server refused this agent: " + refusal.message() + " (" + refusal.code() + ") Trying again in " + seconds_text(rest) +
             ".");
    logged_failure_ = refusal.code();
    told_rest_ = rest;
    listener_.refused(refusal);
}

void Link::retry_after(Duration least, Duration spread) {
    const Duration rest = backoff_.after_refusal(std::max(least, Backoff::least), spread, rng_);
    failure_ = Error{.kind = ErrorKind::Unavailable, .code = "link.retry_after", .message = "The server asked to come back later."};
    log_("The server is busy and asked to come back later. Trying again in " + seconds_text(rest) + ".");
    told_rest_ = rest;
    listener_.retry_after(least, spread);
}

}  // namespace steward::agent
