#include "server/app/guarded_intake.h"

namespace steward::app {

namespace {
std::unexpected<Error> no_room() {
    Error error{.kind = ErrorKind::Unavailable,
                .code = "installation.disk_full",
                .message = "The server's disk is nearly full. Keep what you have, it will be taken later."};
    error.retry_after_seconds = 60;
    return std::unexpected(std::move(error));
}

class GuardedSession final : public intake::Session {
public:
    GuardedSession(std::unique_ptr<intake::Session> inner, const std::function<DiskStep()>& step) : inner_(std::move(inner)), step_(step) {}

    Status layout(const agent::v1::SeriesLayout& layout) override {
        return step_() >= DiskStep::NoMetrics ? Status(no_room()) : inner_->layout(layout);
    }
    Status report(const agent::v1::Report& report, Instant received_at) override {
        return step_() >= DiskStep::NoMetrics ? Status(no_room()) : inner_->report(report, received_at);
    }
    Status inventory(const agent::v1::Inventory& inventory, Instant received_at) override {
        return step_() >= DiskStep::OnlyEvents ? Status(no_room()) : inner_->inventory(inventory, received_at);
    }
    Status event(const agent::v1::Event& event, Instant received_at) override {
        return step_() >= DiskStep::ReadOnly ? Status(no_room()) : inner_->event(event, received_at);
    }
    Status gap(const agent::v1::Gap& gap, Instant received_at) override {
        return step_() >= DiskStep::ReadOnly ? Status(no_room()) : inner_->gap(gap, received_at);
    }

private:
    std::unique_ptr<intake::Session> inner_;
    const std::function<DiskStep()>& step_;
};
}  // namespace

Result<std::unique_ptr<intake::Session>> GuardedIntake::open(const intake::DeviceIdentity& device, const agent::v1::Hello& hello,
                                                             Instant received_at, std::string address,
                                                             std::shared_ptr<intake::Answers> answers, agent::v1::Welcome& welcome) {
    STEWARD_TRY(auto session, inner_.open(device, hello, received_at, std::move(address), std::move(answers), welcome));
    return std::make_unique<GuardedSession>(std::move(session), step_);
}

}  // namespace steward::app
