// The gate's socket, one question at a time. Never blocks: its owner waits for `descriptor`.
#pragma once

#include <string>

#include "base/bytes.h"
#include "base/time.h"

namespace steward::agent {

constexpr Duration longest_question = std::chrono::seconds(60);
constexpr size_t largest_answer = 1024 * 1024;

class GateClient {
public:
    /// `Absent`: nobody serves the socket, or we may not reach it. `Lost`: whoever did went away, or took too long. `Left`: the same
    /// while nothing was asked.
    enum class Heard : uint8_t { Nothing, Answer, Absent, Lost, Left };

    explicit GateClient(std::string path) : path_(std::move(path)) {}
    ~GateClient() { close(); }
    GateClient(const GateClient&) = delete;
    GateClient& operator=(const GateClient&) = delete;

    bool is_free() const { return !is_asked_; }
    /// With its length (write_request). Only when free.
    void ask(Bytes request, Duration now);
    Heard step(Duration now);
    /// After `Answer`: how it went, and the rest.
    Bytes take_answer() { return std::move(in_); }

    int descriptor() const { return socket_; }
    bool waits_for_write() const { return is_asked_ && sent_ < out_.size(); }
    Duration next() const { return is_asked_ ? asked_at_ + longest_question : Duration::max(); }

private:
    Heard connect();
    bool send();
    Heard read();
    Heard idle();
    Heard over(Heard how);
    void close();

    const std::string path_;
    int socket_ = -1;
    bool is_asked_ = false;
    Bytes out_, in_;
    size_t sent_ = 0;
    Duration asked_at_{0};
};

/// One question, waited for. Failures: Unavailable "gate.not_running" (nobody serves the socket); Forbidden "gate.no_answer" (the gate
/// did not take the question: another than root asked, or it does not know it).
Result<Bytes> ask_once(const std::string& path, Bytes request, const Clock& clock);

}  // namespace steward::agent
