// From the server to the gate: signed messages with the files and the proof that they need, and heads of the log, in the order in which
// they came. Pure.
#pragma once

#include "agent/courier/material_fetch.h"

namespace steward::agent {

constexpr size_t most_waiting = 256, most_waiting_bytes = 4 * 1024 * 1024, most_files_of_a_message = 64;

class Deliveries {
public:
    explicit Deliveries(Mail& mail) : mail_(mail) {}

    void take(const v1::SignedMessage& message);
    void take(const v1::LogHead& head);
    void take(const v1::Material& part);
    /// The connection ended: the server brings again what it has no answer for. What the gate is deciding is heard to its end.
    void forget();

    /// The next question for the gate. Says by the way what the server has to send first.
    std::optional<Bytes> ask(Duration now);
    void answered(const GateAnswer& answer);
    void unanswered(NoAnswer why);
    /// When to come back although nothing is heard; nothing: no need.
    std::optional<Duration> next() const { return files_ ? files_->deadline() : std::nullopt; }
    bool is_empty() const { return waiting_.empty(); }

private:
    static constexpr size_t longest_message_id = 128;
    enum class Step : uint8_t { Files, Proof, Take, Head };
    struct Delivery {
        std::string message_id, frame, proof;
        std::vector<trust::Digest> files;
        Bytes head;  // the request, of a head of the log
        Step step = Step::Files;
        size_t files_done = 0;
        int losses = 0;
        bool may_have_begun = false;  // the frame was handed over once, and no answer came
        size_t size() const { return frame.size() + proof.size() + head.size(); }
    };

    std::optional<Bytes> ask_for_files(Delivery& one, Duration now);
    void add(Delivery one);
    void say_taken(const Delivery& one, v1::MessageTaken taken);
    void done(const Delivery& one, ByteView body);
    void refused(const Delivery& one, ByteView body);
    void failed(std::string code, std::string message);
    void head_answered(const GateAnswer& answer);
    void file_answered(const GateAnswer& answer);
    void pop();

    Mail& mail_;
    std::deque<Delivery> waiting_;
    size_t bytes_ = 0;
    std::optional<MaterialFetch> files_;  // of the first
    bool began_files_again_ = false;
    bool is_asked_ = false, is_orphan_ = false;  // asked for one that was forgotten meanwhile
    std::deque<v1::MessageTaken> begun_;         // jobs that were taken: brought again, they are answered from here
};

}  // namespace steward::agent
