#include "agent/courier/carrier.h"

namespace steward::agent {

namespace {
// Above what the spool's sender fills (agent/app/sender.cpp): reports never keep a result waiting.
constexpr size_t most_queued = 256 << 10;
constexpr int most_questions = 64;  // in one turn; the link wants its turn, too
}  // namespace

void Carrier::speak(Link& link) {
    Mail& mail = courier_.mail();
    while (link.ready() && !mail.empty() && link.queued() < most_queued) {
        link.conversation().send(mail.front());
        mail.pop_front();
    }
    if (mail.empty()) mail.shrink_to_fit();
}

// False: nothing was heard.
bool Carrier::listen(Duration now) {
    switch (gate_.step(now)) {
        case GateClient::Heard::Nothing:
            return false;
        case GateClient::Heard::Answer:
            courier_.answered(gate_.take_answer(), now);
            return true;
        case GateClient::Heard::Absent:
            courier_.unanswered(NoAnswer::Absent, now);
            return true;
        case GateClient::Heard::Lost:
            courier_.unanswered(NoAnswer::Lost, now);
            return true;
        case GateClient::Heard::Left:
            courier_.gate_left(now);
            return true;
    }
    return false;
}

void Carrier::turn(Link& link, Duration now) {
    if (!is_wanted_) return;
    if (!link.ready()) courier_.disconnected();
    for (int i = 0; i < most_questions; ++i) {
        const bool was_heard = listen(now);
        speak(link);
        auto request = courier_.ask(now, link.ready() && link.queued() < most_queued);
        if (request) gate_.ask(std::move(*request), now);
        if (!request && !was_heard) break;
    }
    speak(link);
    if (link.ready() && link.queued() > 0) link.flush();
}

}  // namespace steward::agent
