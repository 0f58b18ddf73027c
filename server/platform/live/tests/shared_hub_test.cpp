// Several servers of one database: what happens in one is heard on all, each thing once.
#include "server/platform/live/shared_hub.h"

#include <gmock/gmock.h>

#include "server/platform/live/presence.h"

namespace steward::live {
namespace {

using namespace std::chrono_literals;

/// The way between the servers, without a database: what one sends all others hear at once.
class Wire {
public:
    std::unique_ptr<Hub> server() {
        return make_shared_hub([this](std::function<void(std::string_view)> hear) -> std::unique_ptr<storage::Signals> {
            ends_.push_back(std::move(hear));
            return std::make_unique<End>(*this, ends_.size() - 1);
        });
    }
    size_t words = 0;

private:
    class End final : public storage::Signals {
    public:
        End(Wire& wire, size_t self) : wire_(wire), self_(self) {}
        void send(std::string word) override {
            ++wire_.words;
            for (size_t i = 0; i < wire_.ends_.size(); ++i) {
                if (i != self_) wire_.ends_[i](word);
            }
        }

    private:
        Wire& wire_;
        size_t self_;
    };
    std::vector<std::function<void(std::string_view)>> ends_;
};

class ServersOfOneDatabase : public ::testing::Test {
protected:
    SystemRng rng;
    Instant now = Instant::from_unix_ms(1'795'000'000'000);
    Wire wire;
    std::unique_ptr<Hub> here = wire.server(), there = wire.server();
};

TEST_F(ServersOfOneDatabase, show_what_happens_in_one_on_the_screens_of_all_once) {
    const ClientId client = ClientId::make(now, rng);
    std::vector<std::string> seen_here, seen_there;
    const auto one = here->listen([&](const Update& update) { seen_here.push_back(update.topic + " " + update.id); });
    const auto two = there->listen([&](const Update& update) {
        seen_there.push_back(update.topic + " " + update.id + " " + update.json);
        EXPECT_EQ(update.client, client);
    });
    here->publish({client, "ticket", "7", R"({"ticket_id":"7"})"});
    EXPECT_THAT(seen_here, ::testing::ElementsAre("ticket 7"));
    EXPECT_THAT(seen_there, ::testing::ElementsAre(R"(ticket 7 {"ticket_id":"7"})"));
}

TEST_F(ServersOfOneDatabase, keep_measured_values_to_themselves) {
    here->publish({{}, "device", "1", "{}"});
    here->publish({{}, "check", "1", "{}"});
    EXPECT_EQ(wire.words, 0u) << "they come by the second";
}

TEST_F(ServersOfOneDatabase, do_not_take_screens_elsewhere_for_their_own) {
    const auto listener = here->listen([](const Update&) {});
    EXPECT_FALSE(there->has_listeners());
}

TEST_F(ServersOfOneDatabase, have_words_of_their_own_that_no_screen_hears) {
    std::vector<std::string> heard;
    const auto screen = there->listen([&](const Update& update) { ADD_FAILURE() << update.json; });
    auto ear = there->hear_servers("presence", [&](std::string_view words) { heard.emplace_back(words); });
    here->tell_servers("presence", "Ana\nwrites");
    here->tell_servers("other", "nothing");
    EXPECT_THAT(heard, ::testing::ElementsAre("Ana\nwrites"));
    ear.reset();
    here->tell_servers("presence", "to nobody");
    EXPECT_EQ(heard.size(), 1u);
}

TEST_F(ServersOfOneDatabase, know_the_people_of_each_others_screens) {
    PresenceBoard board;
    const AccountId ana = AccountId::make(now, rng);
    const auto ear = there->hear_servers("presence", [&](std::string_view words) {
        const auto told = told_of(words);
        ASSERT_TRUE(told);
        if (told->gone) board.leave(told->subject, told->account, told->screen, now);
        else board.tell(told->subject, told->account, told->name, told->screen, told->doing, now);
    });
    Told told{.subject = "ticket", .account = ana, .name = "Ana\nLima", .screen = "one", .doing = Doing::Writing};
    here->tell_servers("presence", words_of(told));
    ASSERT_EQ(board.present("ticket", now).size(), 1u);
    EXPECT_EQ(board.present("ticket", now)[0].name, "Ana Lima") << "a name is one line";
    EXPECT_EQ(board.present("ticket", now)[0].doing, Doing::Writing);
    told.gone = true;
    here->tell_servers("presence", words_of(told));
    EXPECT_TRUE(board.present("ticket", now).empty());
}

TEST(WhatServersTell, is_ignored_where_it_is_no_such_thing) {
    for (const std::string_view words : {"", "looking", "looking\nticket\nnobody\nscreen\nname", "sleeping\nt\n\ns\nn", "gone\n\n\n\n\n\n"})
        EXPECT_FALSE(told_of(words)) << words;
}

}  // namespace
}  // namespace steward::live
