// A mail server that takes everything and keeps it: just enough of RFC 5321, on loopback.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace steward::scenarios {

class MailSink {
public:
    MailSink();
    ~MailSink();
    int port() const { return port_; }
    std::vector<std::string> messages() const { return messages_from(0); }
    std::vector<std::string> messages_from(size_t first) const;  // without those that were looked at before

private:
    void serve();
    void converse(int descriptor);

    int listener_ = -1, port_ = 0;
    mutable std::mutex mutex_;
    std::vector<std::string> messages_;
    std::thread thread_;
};

}  // namespace steward::scenarios
