// Measuring in a process of its own: the same numbers, and nothing made up when it does not answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "agent/collection/serving.h"
#include "base/residual.h"

namespace steward::agent {
namespace {
using ::testing::Contains;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::SizeIs;

/// The measuring process, behind a door that outlives it as the service manager's does.
class CollectionStory : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = std::filesystem::temp_directory_path() / "steward-collect-XXXXXX";
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
        const auto made = collection_listener(path());
        ASSERT_TRUE(made) << made.error().message;
        listener_ = *made;
    }
    void TearDown() override {
        ends();
        close(listener_);
        std::filesystem::remove_all(folder_);
    }

    void starts() {
        process_ = fork();
        ASSERT_GE(process_, 0);
        if (process_ != 0) return;
        const auto host = make_linux_host();
        const auto collection = make_local_collection(*host);
        static_cast<void>(serve_collection(listener_, *collection, *host, SystemClock()));
        _exit(1);
    }
    void ends() {
        if (process_ <= 0) return;
        kill(process_, SIGKILL);
        waitpid(process_, nullptr, 0);
        process_ = 0;
    }
    void hangs() {
        kill(process_, SIGSTOP);
        int status = 0;
        waitpid(process_, &status, WUNTRACED);
    }

    std::string path() const { return folder_ + "/collect.sock"; }
    std::unique_ptr<Collection> ask(const Clock& patience) {
        return make_remote_collection(path(), patience, [this](std::string_view text) { log.emplace_back(text); });
    }
    static std::vector<std::string> columns(const Measured& measured) {
        v1::SeriesLayout layout;
        EXPECT_TRUE(layout.ParseFromArray(measured.columns.data(), static_cast<int>(measured.columns.size())));
        std::vector<std::string> names;
        for (const auto& one : layout.series()) names.push_back(one.metric() + " " + one.item());
        return names;
    }

    SystemClock clock;
    std::vector<std::string> log;

private:
    std::string folder_;
    int listener_ = -1;
    pid_t process_ = 0;
};

TEST_F(CollectionStory, says_what_the_process_itself_would_measure) {
    starts();
    const auto remote = ask(clock);
    const Measured measured = remote->measure({.services = {"ssh"}}, clock.now());
    ASSERT_TRUE(measured.is_known) << remote->problem();
    EXPECT_TRUE(measured.columns_changed);
    const auto host = make_linux_host();
    const auto local = make_local_collection(*host);
    EXPECT_EQ(columns(measured), columns(local->measure({.services = {"ssh"}}, clock.now())));
    EXPECT_THAT(measured.values, SizeIs(columns(measured).size()));
    EXPECT_GT(measured.use.resident_bytes.value_or(0), 0);
    EXPECT_THAT(log, IsEmpty());
}

TEST_F(CollectionStory, says_its_columns_again_only_when_they_changed) {
    starts();
    const auto remote = ask(clock);
    const auto before = columns(remote->measure({}, clock.now()));
    const Measured same = remote->measure({}, clock.now());
    EXPECT_FALSE(same.columns_changed);
    EXPECT_EQ(columns(same), before);
    const Measured more = remote->measure({.services = {"nginx"}}, clock.now());
    EXPECT_TRUE(more.columns_changed);
    EXPECT_THAT(columns(more), Contains("service_running nginx"));
}

TEST_F(CollectionStory, takes_stock) {
    starts();
    const auto remote = ask(clock);
    const auto stock = remote->stock(std::vector<std::string>{"ssh"});
    ASSERT_TRUE(stock) << remote->problem();
    EXPECT_FALSE(stock->operating_system().kernel().empty());
}

TEST_F(CollectionStory, one_that_died_leaves_gaps_under_the_same_columns_until_it_is_back) {
    starts();
    const auto remote = ask(clock);
    const auto before = columns(remote->measure({}, clock.now()));
    ends();
    starts();  // at once, as the service manager does: the connection is lost all the same
    const Measured lost = remote->measure({}, clock.now());
    EXPECT_FALSE(lost.is_known);
    EXPECT_FALSE(lost.columns_changed);
    EXPECT_EQ(columns(lost), before);
    EXPECT_THAT(std::vector<int64_t>(lost.values.begin(), lost.values.end()), Each(missing_sample));
    EXPECT_THAT(lost.values, SizeIs(before.size()));
    EXPECT_EQ(lost.use.resident_bytes, std::nullopt);
    EXPECT_FALSE(remote->problem().empty());
    const Measured back = remote->measure({}, clock.now());
    EXPECT_TRUE(back.is_known);
    EXPECT_FALSE(back.columns_changed);
    EXPECT_TRUE(remote->problem().empty());
    EXPECT_THAT(log, SizeIs(2));
}

/// A minute passes whenever somebody looks.
class HastyClock final : public Clock {
public:
    Instant now() const override { return real_.now(); }
    Duration monotonic() const override { return passed_ += std::chrono::seconds(60); }

private:
    SystemClock real_;
    mutable Duration passed_{};
};

TEST_F(CollectionStory, one_that_hangs_is_not_waited_for) {
    starts();
    hangs();
    const HastyClock hasty;
    const auto remote = ask(hasty);
    EXPECT_FALSE(remote->measure({}, clock.now()).is_known);
    EXPECT_EQ(remote->stock({}), std::nullopt);
    EXPECT_THAT(log, SizeIs(1)) << "said once";
}

TEST_F(CollectionStory, where_nobody_ever_answered_there_are_no_columns) {
    const auto remote = make_remote_collection(path() + ".none", clock, [](std::string_view) {});
    const Measured measured = remote->measure({}, clock.now());
    EXPECT_FALSE(measured.is_known);
    EXPECT_THAT(measured.columns, IsEmpty());
    EXPECT_THAT(measured.values, IsEmpty());
    EXPECT_THAT(std::string(remote->problem()), ::testing::HasSubstr(".none does not answer"));
}

}  // namespace
}  // namespace steward::agent
