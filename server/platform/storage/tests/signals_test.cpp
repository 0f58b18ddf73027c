// Words between processes that share a PostgreSQL: heard by the others, also after its restart.
#include "server/platform/storage/signals.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "tests/contract/private_postgres.h"

namespace steward::storage {
namespace {

/// One process: what it heard, and waiting for it.
class Process {
public:
    Process(const std::string& url, std::string name) {
        signals_ = open_postgres_signals(url, std::move(name), [this](std::string_view word) {
            const std::lock_guard guard(mutex_);
            heard_.emplace_back(word);
            changed_.notify_all();
        });
    }
    void say(std::string word) { signals_->send(std::move(word)); }
    bool hears(const std::string& word, std::chrono::milliseconds limit = std::chrono::seconds(1)) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, limit, [&] { return std::find(heard_.begin(), heard_.end(), word) != heard_.end(); });
    }
    std::vector<std::string> heard() {
        const std::lock_guard guard(mutex_);
        return heard_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> heard_;
    std::unique_ptr<Signals> signals_;  // last: its thread ends first
};

/// Says it again until it is heard: nothing is kept for who does not listen yet.
bool comes_over(Process& from, Process& to, const std::string& word) {
    for (int tries = 0; tries < 60; ++tries) {
        from.say(word);
        if (to.hears(word)) return true;
    }
    return false;
}

TEST(Signals, are_heard_by_every_other_process_in_their_order_and_not_by_oneself) {
    const auto url = contract::private_postgres();
    ASSERT_TRUE(url) << url.error().message;
    Process one(*url, "one"), two(*url, "two"), three(*url, "three");
    ASSERT_TRUE(comes_over(one, two, "are you there") && comes_over(one, three, "and you"));
    for (int number = 1; number <= 300; ++number) one.say("word " + std::to_string(number) + " of Zürich\nand more");
    ASSERT_TRUE(two.hears("word 300 of Zürich\nand more", std::chrono::seconds(20)));
    ASSERT_TRUE(three.hears("word 300 of Zürich\nand more", std::chrono::seconds(20)));
    EXPECT_THAT(one.heard(), ::testing::IsEmpty());
    const auto heard = two.heard();
    const auto first = std::find(heard.begin(), heard.end(), "word 1 of Zürich\nand more");
    ASSERT_GE(heard.end() - first, 300);
    for (int number = 1; number <= 300; ++number) EXPECT_EQ(first[number - 1], "word " + std::to_string(number) + " of Zürich\nand more");
}

TEST(Signals, leave_out_what_they_cannot_carry) {
    const auto url = contract::private_postgres();
    ASSERT_TRUE(url);
    Process one(*url, "one"), two(*url, "two");
    ASSERT_TRUE(comes_over(one, two, "first"));
    one.say("");
    one.say(std::string(Signals::longest_word + 1, 'x'));
    one.say("two\x1ewords");
    one.say("last");
    ASSERT_TRUE(two.hears("last", std::chrono::seconds(20)));
    for (const auto& word : two.heard()) EXPECT_TRUE(word == "first" || word == "last") << word.size();
}

TEST(Signals, come_over_again_when_the_database_was_away) {
    const auto url = contract::private_postgres();
    ASSERT_TRUE(url);
    Process one(*url, "one"), two(*url, "two");
    ASSERT_TRUE(comes_over(one, two, "before"));
    ASSERT_TRUE(contract::restart_private_postgres());
    EXPECT_TRUE(comes_over(one, two, "after")) << "both found it again by themselves";
}

}  // namespace
}  // namespace steward::storage
