#include "tests/evil/wire/evil_server.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>

#include "server/platform/link/frames.h"
#include "trust/frame.h"
#include "trust/work.h"

namespace steward::evil {

using agent::v1::ServerMessage;

namespace {
constexpr size_t part_size = 128 * 1024;
}  // namespace

EvilServer::EvilServer(const std::filesystem::path& folder) {
    std::signal(SIGPIPE, SIG_IGN);
    std::filesystem::create_directories(folder);
    SystemRng rng;
    auto identity = link::load_or_make_identity(folder.string(), rng, SystemClock().now());
    EXPECT_TRUE(identity);
    if (!identity) return;
    identity_ = std::move(*identity);
    auto context = link::TlsContext::make(identity_);
    EXPECT_TRUE(context);
    if (context) context_.emplace(std::move(*context));
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    sockaddr_in address{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 16), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
}

EvilServer::~EvilServer() {
    hang_up();
    if (listener_ >= 0) ::close(listener_);
}

void EvilServer::hang_up() {
    session_.reset();
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
    is_secure_ = false;
    in_.clear();
    out_.clear();
    epoch_ = seq_ = 0;
}

void EvilServer::accept() {
    const int came = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (came < 0 || !context_) return;
    hang_up();
    const int at_once = 1;
    ::setsockopt(came, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
    socket_ = came;
    session_ = std::make_unique<link::TlsSession>(context_->get(), socket_);
}

void EvilServer::say(const ServerMessage& message) { link::append_frame(out_, message.SerializeAsString()); }
void EvilServer::say_bytes(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }

void EvilServer::turn(int longest_ms) {
    const bool wants_write = session_ && (!is_secure_ || !out_.empty());
    pollfd all[] = {{listener_, POLLIN, 0}, {socket_, static_cast<short>(POLLIN | (wants_write && is_secure_ ? POLLOUT : 0)), 0}};
    const bool has_more = session_ && is_secure_ && session_->has_pending();
    ::poll(all, std::size(all), has_more ? 0 : longest_ms);
    if (all[0].revents != 0) accept();
    if (session_ && !is_secure_) {
        const auto shaken = session_->handshake();
        is_secure_ = shaken == link::Progressed::Done;
        if (shaken == link::Progressed::Failed || shaken == link::Progressed::Closed) return hang_up();
    }
    if (session_ && is_secure_ && !is_deaf) read();
    if (session_ && is_secure_) write();
}

void EvilServer::read() {
    uint8_t part[65'536];
    for (int reads = 0; reads < 64; ++reads) {
        size_t size = 0;
        const auto progressed = session_->read(part, size);
        if (progressed == link::Progressed::WantsRead || progressed == link::Progressed::WantsWrite) break;
        if (progressed != link::Progressed::Done) return hang_up();
        in_.insert(in_.end(), part, part + size);
    }
    size_t done = 0;
    for (auto frame = link::next_frame(in_); frame && *frame; frame = link::next_frame(ByteView(in_).subspan(done))) {
        Said message;
        EXPECT_TRUE(message.ParseFromArray((*frame)->body.data(), static_cast<int>((*frame)->body.size())));
        done += (*frame)->size;
        take(message);
        if (!session_) return;
    }
    in_.erase(in_.begin(), in_.begin() + static_cast<ptrdiff_t>(done));
}

void EvilServer::write() {
    size_t done = 0;
    while (done < out_.size()) {
        size_t written = 0;
        const auto progressed = session_->write(ByteView(out_).subspan(done, std::min<size_t>(out_.size() - done, 16'384)), written);
        if (progressed == link::Progressed::WantsWrite || progressed == link::Progressed::WantsRead) break;
        if (progressed != link::Progressed::Done) return hang_up();
        done += written;
    }
    out_.erase(out_.begin(), out_.begin() + static_cast<ptrdiff_t>(done));
}

void EvilServer::take(const Said& message) {
    if (message.has_report()) {
        ++reports;
        seq_ = message.report().has_seq() ? message.report().seq() : seq_ + 1;
        if (message.report().has_epoch()) epoch_ = message.report().epoch();
    } else {
        heard.push_back(message);
    }
    if (!trick || !trick(message)) answer(message);
}

// As an honest server does it, so that the rest is worth something.
void EvilServer::answer(const Said& message) {
    ServerMessage said;
    if (message.has_hello()) {
        ++greetings;
        said.mutable_welcome()->set_server_version("evil");
        said.mutable_welcome()->mutable_settings()->set_reconnect_spread_s(2);  // the least: these stories break off often
    } else if (message.has_enrol()) {
        said.mutable_enrolled()->set_device_id(std::string(16, 'd'));
        said.mutable_enrolled()->set_client_name("Harbour Precision");
        for (const Bytes& pin : identity_.pins) said.mutable_enrolled()->add_server_pins(pin.data(), pin.size());
        for (const Bytes& frame : grant_frames) said.mutable_enrolled()->add_grant_frames(frame.data(), frame.size());
    } else if (message.has_time_probe()) {
        said.mutable_time_answer()->set_agent_time_ms(message.time_probe().agent_time_ms());
        said.mutable_time_answer()->set_server_time_ms(static_cast<uint64_t>(SystemClock().now().unix_ms));
    } else if (message.has_material_wanted()) {
        const auto& wanted = message.material_wanted();
        auto& material = *said.mutable_material();
        material.set_digest(wanted.digest());
        material.set_offset(wanted.offset());
        if (const auto file = files.find(wanted.digest()); file != files.end() && wanted.offset() < file->second.size()) {
            material.set_size(static_cast<uint32_t>(file->second.size()));
            material.set_part(file->second.substr(wanted.offset(), part_size));
        }
    } else if (message.has_work_done()) {
        const std::string& frame = message.work_done().frame();
        const auto framed = trust::read_frame(as_bytes(frame));
        const auto result = framed ? trust::read_message<trust::WorkResult>(framed->payload) : std::nullopt;
        EXPECT_TRUE(result) << "no result";
        if (!result) return;
        said.mutable_work_kept()->set_work_id(result->work.data(), result->work.size());
    } else if (message.has_report()) {
        said.mutable_ack()->set_epoch(epoch_);
        said.mutable_ack()->set_seq(seq_);
    } else if (message.has_inventory()) {
        said.mutable_ack()->set_epoch(message.inventory().epoch());
        said.mutable_ack()->set_seq(message.inventory().seq());
    } else {
        return;
    }
    say(said);
}

bool EvilServer::until(const std::function<bool()>& is_so, Duration longest) {
    const SystemClock clock;
    const Duration end = clock.monotonic() + longest;
    while (!is_so()) {
        if (clock.monotonic() > end) return false;
        turn(10);
    }
    return true;
}

const EvilServer::Said* EvilServer::newest(Said::KindCase kind) const {
    const auto at = std::ranges::find(heard.rbegin(), heard.rend(), kind, &Said::kind_case);
    return at == heard.rend() ? nullptr : &*at;
}

size_t EvilServer::count(Said::KindCase kind) const { return static_cast<size_t>(std::ranges::count(heard, kind, &Said::kind_case)); }

}  // namespace steward::evil
