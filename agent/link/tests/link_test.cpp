// An agent and servers of the versions around it. These servers let everybody in: here the agent is the one that judges.
#include "agent/link/link.h"

#include <gtest/gtest.h>

#include "agent/link/frames.h"
#include "base/moved_clock.h"

namespace steward::agent {

/// A server of its words: what it says after the handshake was written beforehand.
class SpokenNet final : public Net {
public:
    Bytes words;
    int opened = 0, ended = 0;

    Result<std::unique_ptr<Stream>> open(const ServerAddress&, unsigned) override {
        ++opened;
        return std::make_unique<Spoken>(*this);
    }

private:
    class Spoken final : public Stream {
    public:
        explicit Spoken(SpokenNet& net) : net_(net) {}
        Result<Moved> connect() override { return Moved::Done; }
        Moved read(std::span<uint8_t> into, size_t& size) override {
            size = std::min(into.size(), net_.words.size() - said_);
            std::copy_n(net_.words.begin() + static_cast<ptrdiff_t>(said_), size, into.begin());
            said_ += size;
            return size == 0 ? Moved::Waits : Moved::Done;
        }
        Moved write(ByteView bytes, size_t& size) override {
            size = bytes.size();
            return Moved::Done;
        }
        Exporter exporter() const override { return {}; }
        bool has_pending() const override { return said_ < net_.words.size(); }
        bool waits_for_write() const override { return false; }
        int descriptor() const override { return -1; }
        void close_notify() override { ++net_.ended; }

    private:
        SpokenNet& net_;
        size_t said_ = 0;
    };
};

class HeardOfServer final : public Listener {
public:
    int welcomes = 0, acknowledgements = 0, others = 0;
    void welcome(const v1::Welcome&) override { ++welcomes; }
    void acknowledged(uint64_t, uint64_t) override { ++acknowledgements; }
    void settings(const v1::Settings&) override { ++others; }
    void inventory_wanted() override { ++others; }
    void server_time(Instant, Instant) override { ++others; }
    void refused(const v1::Refusal&) override { ++others; }
    void retry_after(Duration, Duration) override { ++others; }
    void enrolled(const v1::Enrolled&) override { ++others; }
};

class LinkToServers : public ::testing::Test {
protected:
    /// An agent of protocol `own` meets a server that welcomes it, says its protocol (0: none) and acknowledges a report at once.
    std::unique_ptr<Link> meet_server(uint32_t own, uint32_t protocol) {
        v1::ServerMessage welcome, acknowledgement;
        welcome.mutable_welcome()->set_server_version("0.9");
        welcome.mutable_welcome()->set_protocol(protocol);
        acknowledgement.mutable_ack()->set_seq(7);
        net = SpokenNet();
        heard = HeardOfServer();
        for (const auto* message : {&welcome, &acknowledgement}) append_frame(net.words, as_bytes(message->SerializeAsString()));
        auto link = std::make_unique<Link>(net, clock, rng, key, ServerAddress{"desk.example", 8443, {}}, Speaker{.protocol = own}, heard,
                                           [this](std::string_view line) { log.emplace_back(line); });
        link->step();
        return link;
    }

    MovedClock clock{Instant{1'700'000'000'000}};
    SeededRng rng{11};
    DeviceKey key = DeviceKey::from_seed(std::array<uint8_t, 32>{});
    SpokenNet net;
    HeardOfServer heard;
    std::vector<std::string> log;
};

TEST_F(LinkToServers, stays_with_a_server_of_one_version_before_its_own_or_one_after) {
    for (const uint32_t protocol : {2U, 3U, 4U}) {
        const auto link = meet_server(3, protocol);
        EXPECT_TRUE(link->ready()) << protocol;
        EXPECT_EQ(heard.welcomes, 1) << protocol;
        EXPECT_EQ(heard.acknowledgements, 1) << protocol;
    }
}

TEST_F(LinkToServers, takes_a_server_that_names_no_protocol_for_one_of_the_first) {
    EXPECT_TRUE(meet_server(1, 0)->ready());
    EXPECT_TRUE(meet_server(2, 0)->ready());
    EXPECT_FALSE(meet_server(3, 0)->ready());
}

TEST_F(LinkToServers, leaves_one_that_is_too_far_away_says_what_to_do_and_believes_nothing_of_it) {
    const std::pair<uint32_t, std::string> cases[] = {{1, "link.server_too_old"}, {5, "link.server_too_new"}};
    for (const auto& [protocol, code] : cases) {
        log.clear();
        const auto link = meet_server(3, protocol);
        EXPECT_FALSE(link->ready()) << protocol;
        EXPECT_EQ(net.ended, 1) << "it says goodbye";
        EXPECT_EQ(heard.welcomes + heard.acknowledgements + heard.others, 0)
            << "an acknowledgement in a language that may mean something else would empty the spool";
        ASSERT_NE(link->last_failure(), nullptr);
        EXPECT_EQ(link->last_failure()->code, code);
        EXPECT_NE(link->last_failure()->message.find(protocol == 1 ? "Update the server" : "Install the agent"), std::string::npos)
            << link->last_failure()->message;
        ASSERT_EQ(log.size(), 1U);

        while (net.opened < 3) {
            clock.set(clock.now() + std::chrono::minutes(1));
            link->step();
        }
        EXPECT_EQ(log.size(), 1U) << "it comes back, for the server may have been updated, and says it once";
    }
}

}  // namespace steward::agent
