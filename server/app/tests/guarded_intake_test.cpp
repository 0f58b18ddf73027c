// What a server with a full disk takes from agents, by step and kind: what it refuses stays with them and comes again.
#include "server/app/guarded_intake.h"

#include <gtest/gtest.h>

#include <map>

#include "steward/agent/v1/agent.pb.h"

namespace steward::app {
namespace {

// Takes everything and counts it.
class Taking final : public intake::Session {
public:
    explicit Taking(std::map<std::string, int>& taken) : taken_(taken) {}
    Status layout(const agent::v1::SeriesLayout&) override { return take("layout"); }
    Status report(const agent::v1::Report&, Instant) override { return take("report"); }
    Status inventory(const agent::v1::Inventory&, Instant) override { return take("inventory"); }
    Status event(const agent::v1::Event&, Instant) override { return take("event"); }
    Status gap(const agent::v1::Gap&, Instant) override { return take("gap"); }

private:
    Status take(const char* kind) {
        ++taken_[kind];
        return {};
    }
    std::map<std::string, int>& taken_;
};

class Open final : public intake::Intake {
public:
    std::map<std::string, int> taken;
    Result<std::unique_ptr<intake::Session>> open(const intake::DeviceIdentity&, const agent::v1::Hello&, Instant, std::string,
                                                  std::shared_ptr<intake::Answers>, agent::v1::Welcome&) override {
        return std::make_unique<Taking>(taken);
    }
};

class FullDisk : public ::testing::Test {
protected:
    // The kinds that were taken when one of each came at `step`, in their order.
    std::string taken_at(DiskStep step) {
        step_ = step;
        inner_.taken.clear();
        refused_.clear();
        const Instant now = Instant::from_unix_ms(1'764'000'000'000);
        note(session_->layout({}));
        note(session_->report({}, now));
        note(session_->inventory({}, now));
        note(session_->event({}, now));
        note(session_->gap({}, now));
        std::string kinds;
        for (const auto& [kind, count] : inner_.taken) kinds += (kinds.empty() ? "" : " ") + kind;
        return kinds;
    }
    void SetUp() override {
        agent::v1::Welcome welcome;
        auto opened = guarded_.open({}, {}, Instant{}, "", nullptr, welcome);
        ASSERT_TRUE(opened) << "a connection is opened at any step: the agent has to hear when to come again";
        session_ = std::move(*opened);
    }
    void note(const Status& status) {
        if (!status) refused_.push_back(status.error());
    }

    DiskStep step_ = DiskStep::ReadOnly;
    Open inner_;
    GuardedIntake guarded_{inner_, [this] { return step_; }};
    std::unique_ptr<intake::Session> session_;
    std::vector<Error> refused_;
};

TEST_F(FullDisk, sheds_samples_first_then_inventories_and_events_last) {
    EXPECT_EQ(taken_at(DiskStep::Free), "event gap inventory layout report");
    EXPECT_EQ(taken_at(DiskStep::NoMetrics), "event gap inventory");
    EXPECT_EQ(taken_at(DiskStep::OnlyEvents), "event gap");
    EXPECT_EQ(taken_at(DiskStep::ReadOnly), "");
    ASSERT_EQ(refused_.size(), 5U);
    for (const Error& error : refused_) {
        EXPECT_EQ(error.code, "installation.disk_full");
        EXPECT_EQ(error.kind, ErrorKind::Unavailable) << "nothing is wrong with it: it is kept and comes again";
        EXPECT_EQ(error.retry_after_seconds, 60);
    }
    EXPECT_EQ(taken_at(DiskStep::Free), "event gap inventory layout report") << "on the same connection, as soon as there is space";
}

}  // namespace
}  // namespace steward::app
