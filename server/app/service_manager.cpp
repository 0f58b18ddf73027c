#include "server/app/service_manager.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace steward::app {

ServiceManager::ServiceManager() {
    if (const char* socket = std::getenv("NOTIFY_SOCKET")) socket_ = socket;
    if (const char* watchdog = std::getenv("WATCHDOG_USEC")) watchdog_ = std::chrono::microseconds(std::atoll(watchdog));
}

void ServiceManager::send(const std::string& message) const {
    sockaddr_un address{};
    if (socket_.empty() || socket_.size() >= sizeof address.sun_path) return;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, socket_.data(), socket_.size());
    if (socket_[0] == '@') address.sun_path[0] = '\0';  // the abstract namespace
    const int descriptor = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
    (void)sendto(descriptor, message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address), size);
    close(descriptor);
}

void ServiceManager::ready(const std::string& status) {
    send("READY=1\nSTATUS=" + status + "\n");
    if (socket_.empty() || watchdog_.count() <= 0) return;
    thread_ = std::thread([this] {
        std::unique_lock held(mutex_);
        while (!wake_.wait_for(held, watchdog_ / 2, [this] { return stopping_; })) send("WATCHDOG=1\n");
    });
}

void ServiceManager::stopping() { send("STOPPING=1\n"); }

void ServiceManager::stop() {
    {
        const std::lock_guard held(mutex_);
        stopping_ = true;
    }
    wake_.notify_all();
    if (thread_.joinable()) thread_.join();
}

}  // namespace steward::app
