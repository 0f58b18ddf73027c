// A courier between two players of words: the server's messages are made here, and the gate's answers are its bytes, written by hand.
#pragma once

#include <gtest/gtest.h>

#include "agent/courier/courier.h"
#include "trust/form.h"
#include "trust/tests/office.h"
#include "trust/work.h"

namespace steward::agent {

using namespace std::chrono_literals;
using gate::How;
using gate::Want;

struct CourierStory : testing::Test {
    Courier courier;
    Duration now = 1000s;
    bool has_room = true;
    Bytes request;  // the newest, with its length

    /// The next question of this kind; others before it are answered as a gate would that has nothing to say.
    bool asks(Want want) {
        for (int turn = 0; turn < 40; ++turn) {
            auto asked = courier.ask(now, has_room);
            if (!asked) return false;
            request = std::move(*asked);
            if (this->asked() == want) return true;
            answer_usually();
        }
        return false;
    }
    Want asked() const { return static_cast<Want>(request.at(gate::length_size)); }
    ByteView body() const { return ByteView(request).subspan(gate::length_size + 1); }
    bool is_quiet() { return !courier.ask(now, has_room); }

    void answer(How how, const Bytes& body = {}) {
        Bytes bytes{static_cast<uint8_t>(how)};
        bytes.insert(bytes.end(), body.begin(), body.end());
        courier.answered(bytes, now);
    }
    void fails(const std::string& code) { answer(How::Failed, trust::write_message(gate::FailedAnswer{code, "A sentence."})); }
    void answer_usually() {
        if (asked() == Want::State) return answer(How::Done, trust::write_message(state));
        if (asked() == Want::Question) return answer(How::Done, trust::write_message(gate::QuestionAnswer{nonce, 0}));
        if (asked() == Want::Results) return answer(How::Done, trust::write_message(results));
        answer(How::Done);
    }
    /// Lets the gate answer whatever is asked until nothing is.
    void settle() {
        for (int turn = 0; turn < 100; ++turn) {
            auto asked = courier.ask(now, has_room);
            if (!asked) return;
            request = std::move(*asked);
            answer_usually();
        }
        FAIL() << "it asks and asks";
    }
    void connect() {
        courier.connected(now);
        settle();
        courier.mail().clear();
    }

    /// What was said, and not looked at yet, of this kind.
    std::vector<v1::AgentMessage> said(v1::AgentMessage::KindCase kind) {
        std::vector<v1::AgentMessage> found;
        for (const auto& message : courier.mail()) {
            if (message.kind_case() == kind) found.push_back(message);
        }
        std::erase_if(courier.mail(), [&](const auto& message) { return message.kind_case() == kind; });
        return found;
    }
    v1::MessageTaken taken() {
        const auto all = said(v1::AgentMessage::kMessageTaken);
        EXPECT_EQ(all.size(), 1U);
        return all.empty() ? v1::MessageTaken{} : all.front().message_taken();
    }

    void hears(const v1::ServerMessage& message) { courier.take(message, now); }
    v1::ServerMessage message(const std::string& id, const std::string& frame = "frame") const {
        v1::ServerMessage made;
        made.mutable_signed_message()->set_message_id(id);
        made.mutable_signed_message()->set_frame(frame);
        return made;
    }
    static std::string id(uint8_t number, size_t size = 16) {
        std::string text(size, '\0');
        text[0] = static_cast<char>(number);
        return text;
    }
    static trust::ShortId work(uint8_t number) { return {number}; }
    void has_result(uint8_t number) {
        results.frames.push_back(office.sign(trust::MessageType::Result,
                                             trust::write_message(trust::WorkResult{.work = work(number), .outcome = trust::Outcome::Done}),
                                             {"machine"}));
        state.unacknowledged = results.frames.size();
    }
    void keeps(uint8_t number) {
        v1::ServerMessage kept;
        kept.mutable_work_kept()->set_work_id(id(number));
        hears(kept);
    }
    static Bytes job_taken() { return trust::write_message(gate::TakenAnswer{static_cast<uint8_t>(trust::MessageType::Job), 0}); }

    void SetUp() override { office.add("machine", "machine", 0); }

    trust::Office office;
    gate::StateAnswer state{.version = "1", .damage = {}, .is_enrolled = true, .limits = {.allowed = {2}}};
    gate::ResultsAnswer results;
    trust::ShortId nonce{9};
};

}  // namespace steward::agent
