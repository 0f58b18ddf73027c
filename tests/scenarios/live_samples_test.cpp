// From a sample's arrival to the screen of whoever looks: every way there is, and the longest that the pieces of it can take.
#include <gtest/gtest.h>

#include <condition_variable>

#include "server/modules/monitoring/group_commit.h"
#include "server/platform/http/event_queue.h"
#include "tests/scenarios/story.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
constexpr auto most_patience = std::chrono::seconds(30);  // a fact is awaited; this only ends a broken test

/// A screen: the product's event stream with its queue, as a connection holds it. The server's own threads speak to it.
class OpenScreen {
public:
    OpenScreen(live::Hub& hub, const std::shared_ptr<http::EventStream>& stream)
        : queue_(stream,
                 [this] {
                     const std::lock_guard held(mutex_);
                     changed_.notify_all();
                 }),
          listener_(hub.listen([this](const live::Update& update) { queue_.put(update); })) {}

    /// The newest words of this topic about `id`, once they hold `part`.
    std::string until(const std::string& topic, const std::string& id, const std::string& part) {
        std::unique_lock held(mutex_);
        std::string found;
        changed_.wait_for(held, most_patience, [&] {
            said_ += queue_.take().value_or("the reader was too slow");
            found = newest(topic, id);
            return found.find(part) != std::string::npos;
        });
        return found;
    }
    void forget() {
        static_cast<void>(queue_.take());
        said_.clear();
    }

private:
    std::string newest(const std::string& topic, const std::string& id) const {
        const size_t at = said_.rfind("{\"topic\":\"" + topic + "\",\"id\":\"" + id + "\"");
        return at == std::string::npos ? "" : said_.substr(at, said_.find('\n', at) - at);
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::string said_;
    http::EventQueue queue_;
    std::unique_ptr<live::Hub::Listener> listener_;
};
}  // namespace

TEST(LiveSamples, are_on_the_screen_with_the_first_commit_after_their_arrival_though_they_change_no_judgement) {
    auto begun = World::begin(storage::Engine::Sqlite, story_midnight());
    ASSERT_TRUE(begun) << begun.error().message;
    World& world = **begun;
    ASSERT_TRUE(world.add_client("Harbour"));
    ASSERT_TRUE(world.add_device("server", "files-1", "Harbour", "C2"));
    Device& device = *world.device("files-1").value();
    for (int minutes = 0; minutes < 6; ++minutes) ASSERT_TRUE(world.step());
    Visitor technician(world, "TEC");
    ASSERT_TRUE(technician.sign_in_as("TEC", ""));
    const auto stream = technician.listen("/api/v1/live");
    ASSERT_TRUE(stream);
    OpenScreen screen(world.hub(), stream);
    ASSERT_TRUE(world.settle());

    for (const int used : {37, 41}) {
        world.pass(monitoring::commit_period);
        screen.forget();
        device.set("cpu_used_percent", "", used);
        // From here on nothing of the server runs but its own threads: no sweep, no reconciler.
        ASSERT_TRUE(device.report(world.now()));
        const std::string words = screen.until("device", device.id().text(), "cpu\\\":" + std::to_string(used) + ".0");
        EXPECT_NE(words.find("cpu\\\":" + std::to_string(used) + ".0"), std::string::npos) << "the screen was told: " << words;
        EXPECT_NE(words.find("observed_at\\\":" + std::to_string(world.now().unix_ms)), std::string::npos) << words;
    }
}

TEST(LiveSamples, wait_for_no_more_than_the_next_commit_and_the_pause_between_two_events) {
    const Duration last = std::chrono::hours(5);
    Duration longest{};
    for (Duration after{}; after <= std::chrono::seconds(5); after += Duration(1))
        longest = std::max(longest, monitoring::rest_until_commit(last, last + after));
    EXPECT_EQ(longest, monitoring::commit_period);
    EXPECT_EQ(monitoring::rest_until_commit(last, last + monitoring::commit_period), Duration{}) << "one that comes late waits for nothing";
    EXPECT_EQ(monitoring::rest_until_commit(last, last - std::chrono::hours(1)), monitoring::commit_period) << "whatever the clock says";
    // Two seconds are promised: more than half a second is left for the disk, the way and the browser's frame.
    EXPECT_LE(longest + http::between_events, std::chrono::milliseconds(1'500));
}

}  // namespace steward::scenarios
