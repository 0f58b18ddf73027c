#include "server/platform/link/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

namespace steward::link {

Result<std::shared_ptr<Mailbox>> Mailbox::make() {
    Descriptor bell(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (bell.get() < 0)
        return fail(ErrorKind::Internal, "link.wake", "The agents' link got no descriptor from the system. Raise the limit of open files.");
    return std::shared_ptr<Mailbox>(new Mailbox(std::move(bell)));
}

void Mailbox::ring() {
    if (std::exchange(rung_, true)) return;
    const uint64_t one = 1;
    [[maybe_unused]] const auto ignored = write(bell_.get(), &one, sizeof one);  // full: it is ringing
}

void Mailbox::leave(EnrolmentAnswer answer) {
    const std::lock_guard held(mutex_);
    enrolments_.push_back(std::move(answer));
    ring();
}

void Mailbox::ring_only() {
    const std::lock_guard held(mutex_);
    ring();
}

void Mailbox::collect(std::vector<Letter>& letters, std::vector<EnrolmentAnswer>& enrolments) {
    uint64_t count = 0;
    [[maybe_unused]] const auto ignored = read(bell_.get(), &count, sizeof count);
    letters.clear();
    enrolments.clear();
    const std::lock_guard held(mutex_);
    letters.swap(letters_);
    enrolments.swap(enrolments_);
    rung_ = false;
    ++round_;
}

void SessionAnswers::acknowledge(uint64_t epoch, uint64_t seq) {
    mailbox_->leave(connection_, slot_, [&](Letter& letter) {
        for (auto& [known, newest] : letter.acknowledged) {
            if (known != epoch) continue;
            newest = std::max(newest, seq);
            return;
        }
        letter.acknowledged.emplace_back(epoch, seq);
    });
}

void SessionAnswers::send_settings(const agent::v1::Settings& settings) {
    mailbox_->leave(connection_, slot_, [&](Letter& letter) { letter.settings = settings; });
}

void SessionAnswers::request_inventory() {
    mailbox_->leave(connection_, slot_, [&](Letter& letter) { letter.inventory_wanted = true; });
}

void SessionAnswers::retry_after(int seconds, int spread_seconds) {
    mailbox_->leave(connection_, slot_, [&](Letter& letter) {
        letter.retry_after.emplace();
        letter.retry_after->set_seconds(static_cast<uint32_t>(std::max(seconds, 0)));
        letter.retry_after->set_spread_s(static_cast<uint32_t>(std::max(spread_seconds, 0)));
    });
}

void SessionAnswers::deliver(agent::v1::ServerMessage message) {
    mailbox_->leave(connection_, slot_, [&](Letter& letter) { letter.for_gate.push_back(std::move(message)); });
}

void SessionAnswers::close(std::string reason) {
    mailbox_->leave(connection_, slot_, [&](Letter& letter) { letter.close_reason = std::move(reason); });
}

}  // namespace steward::link
