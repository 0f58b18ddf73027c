#include "server/platform/http/server.h"

#include <unistd.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <list>
#include <thread>

#include "server/platform/http/connection.h"
#include "server/platform/http/listening.h"
#include "server/platform/http/proxy.h"
#include "server/platform/http/tls_context.h"

namespace steward::http {

namespace {
constexpr Duration pause_without_descriptors = std::chrono::milliseconds(100);

// A listening socket and what it says about those who come through it.
struct Door {
    Door(asio::io_context& network, int descriptor, Connection::Origin what) : socket(network, descriptor), origin(std::move(what)) {}
    asio::posix::stream_descriptor socket;
    const Connection::Origin origin;
    bool local = false;
    std::vector<std::string> proxies;
};

class BeastServer final : public Server {
public:
    BeastServer(ServerSettings settings, Site& site, live::Hub& hub, const Clock& clock, std::function<void(std::string_view)> log)
        : settings_(std::move(settings)),
          log_(std::move(log)),
          workers_(settings_.workers, settings_.longest_line),
          network_{settings_, site, hub, clock, io_, workers_, [this] { say_that_all_are_gone(); }} {}
    ~BeastServer() override { BeastServer::stop(); }

    Status open();
    std::vector<uint16_t> ports() const override { return ports_; }
    Status reload_certificate() override;
    void stop() override;

private:
    bool needs_tls() const {
        return std::any_of(settings_.listen.begin(), settings_.listen.end(), [](const Listen& one) { return one.tls; });
    }
    asio::awaitable<void> admit_from(Door& door);
    void admit(const Door& door, int descriptor, std::string address);
    bool make_room();
    void close_doors();
    void say_that_all_are_gone();
    bool wait_until_all_are_gone(std::optional<Duration> limit);

    const ServerSettings settings_;
    const std::function<void(std::string_view)> log_;
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    WorkerPool workers_;
    Network network_;
    std::list<Door> doors_;
    std::vector<uint16_t> ports_;
    std::mutex tls_mutex_;
    std::shared_ptr<ssl_ctx_st> tls_;
    std::mutex gone_mutex_;
    std::condition_variable gone_;
    bool all_are_gone_ = false;
    std::mutex stop_mutex_;
    bool stopped_ = false;
    std::thread thread_;
};

Status BeastServer::open() {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to a dead socket without asking for no signal
    if (needs_tls()) STEWARD_CHECK(reload_certificate());
    for (const auto& listen : settings_.listen) {
        STEWARD_TRY(const int descriptor, listen_on(listen.address, listen.port));
        doors_.emplace_back(io_, descriptor, Connection::Origin{.tls = listen.tls, .is_proxy = listen.behind_proxy}).proxies =
            listen.proxies;
        ports_.push_back(port_of(descriptor));
    }
    if (!settings_.local_socket.empty()) {
        STEWARD_TRY(const int descriptor, listen_locally(settings_.local_socket));
        doors_.emplace_back(io_, descriptor, Connection::Origin{.local_root = true}).local = true;
    }
    for (Door& door : doors_)
        asio::co_spawn(
            io_, [this, &door]() -> asio::awaitable<void> { return admit_from(door); }, asio::detached);
    thread_ = std::thread([this] { io_.run(); });
    return {};
}

Status BeastServer::reload_certificate() {
    STEWARD_TRY(auto context, load_tls_context(settings_.certificate_file, settings_.key_file));
    const std::lock_guard lock(tls_mutex_);
    tls_ = std::move(context);
    return {};
}

asio::awaitable<void> BeastServer::admit_from(Door& door) {
    asio::steady_timer pause(io_);
    while (door.socket.is_open()) {
        const auto [error] =
            co_await door.socket.async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
        if (error) co_return;
        Accepted accepted;
        while (door.socket.is_open() && (accepted = accept_one(door.socket.native_handle())).descriptor >= 0) {
            admit(door, accepted.descriptor, std::move(accepted.address));
        }
        if (errno != EMFILE && errno != ENFILE && errno != ENOBUFS && errno != ENOMEM) continue;
        make_room();
        pause.expires_after(pause_without_descriptors);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void BeastServer::admit(const Door& door, int descriptor, std::string address) {
    const bool full = network_.connections.size() >= settings_.most_connections && !make_room();
    if (full || (door.local && !is_root_or_we(descriptor))) {
        ::close(descriptor);
        return;
    }
    Connection::Origin origin = door.origin;
    origin.address = std::move(address);
    origin.is_proxy = origin.is_proxy && is_believed_proxy(origin.address, door.proxies);
    std::shared_ptr<ssl_ctx_st> tls;
    if (origin.tls) {
        const std::lock_guard lock(tls_mutex_);
        tls = tls_;
    }
    Connection::begin(network_, descriptor, std::move(origin), std::move(tls));
}

// Who says nothing gives way to who may have something to say.
bool BeastServer::make_room() {
    Connection* longest_idle = nullptr;
    for (Connection* one : network_.connections) {
        if (one->idle_turn() != 0 && (!longest_idle || one->idle_turn() < longest_idle->idle_turn())) longest_idle = one;
    }
    if (longest_idle) longest_idle->cut();
    return longest_idle != nullptr;
}

void BeastServer::close_doors() {
    for (Door& door : doors_) {
        boost::system::error_code ignored;
        door.socket.close(ignored);
        if (door.local) ::unlink(settings_.local_socket.c_str());
    }
}

void BeastServer::say_that_all_are_gone() {
    if (!network_.stopping) return;
    const std::lock_guard lock(gone_mutex_);
    all_are_gone_ = true;
    gone_.notify_all();
}

bool BeastServer::wait_until_all_are_gone(std::optional<Duration> limit) {
    std::unique_lock lock(gone_mutex_);
    if (limit) return gone_.wait_for(lock, *limit, [this] { return all_are_gone_; });
    gone_.wait(lock, [this] { return all_are_gone_; });
    return true;
}

void BeastServer::stop() {
    const std::lock_guard lock(stop_mutex_);
    if (stopped_ || !thread_.joinable()) return;
    stopped_ = true;
    const auto each = [this](void (Connection::*what)()) {
        const auto all = network_.connections;
        for (Connection* one : all) (one->*what)();
        if (all.empty()) say_that_all_are_gone();
    };
    asio::post(io_, [this, each] {
        network_.stopping = true;
        close_doors();
        each(&Connection::wind_down);
    });
    if (!wait_until_all_are_gone(settings_.stop_grace)) {
        if (log_) log_("http: requests were still under way when the time to stop was over");
        network_.out_of_time = true;
        asio::post(io_, [each] { each(&Connection::cut); });
    }
    workers_.stop();
    wait_until_all_are_gone(std::nullopt);
    work_.reset();
    thread_.join();
}
}  // namespace

Result<std::unique_ptr<Server>> Server::start(ServerSettings settings, Site& site, live::Hub& hub, const Clock& clock,
                                              std::function<void(std::string_view)> log) {
    auto server = std::make_unique<BeastServer>(std::move(settings), site, hub, clock, std::move(log));
    STEWARD_CHECK(server->open());
    return server;
}

}  // namespace steward::http
