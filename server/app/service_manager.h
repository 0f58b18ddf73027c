// systemd's notification protocol (sd_notify(3)): one datagram to the socket it names, no library.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace steward::app {

class ServiceManager {
public:
    /// From NOTIFY_SOCKET and WATCHDOG_USEC; without them everything here does nothing.
    ServiceManager();
    ~ServiceManager() { stop(); }

    void ready(const std::string& status);  // READY=1; from then on the watchdog is fed at half its time
    void stopping();
    void stop();

private:
    void send(const std::string& message) const;

    std::string socket_;
    std::chrono::microseconds watchdog_{0};
    std::mutex mutex_;
    std::condition_variable wake_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace steward::app
