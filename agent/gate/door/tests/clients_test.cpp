// Those who stand at the door: how many, for how long, and what becomes of who says nothing.
#include "agent/gate/door/clients.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <filesystem>

namespace steward::gate {

using namespace std::chrono_literals;

namespace {
struct DoorStory : testing::Test {
    const std::string path = (std::filesystem::temp_directory_path() / ("steward-door-" + std::to_string(::getpid()))).string();
    Descriptor listener{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    size_t answered = 0;
    Clients clients{listener.number(), 65534, [this](const Request&) {
                        ++answered;
                        return Answer{How::Done, Bytes(answer_size)};
                    }};
    size_t answer_size = 1;
    sockaddr_un address{};

    DoorStory() {
        std::filesystem::remove(path);
        address.sun_family = AF_UNIX;
        std::copy(path.begin(), path.end(), address.sun_path);
        EXPECT_EQ(::bind(listener.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        EXPECT_EQ(::listen(listener.number(), 16), 0);
    }
    ~DoorStory() override { std::filesystem::remove(path); }

    Descriptor come() const {
        Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        EXPECT_EQ(::connect(socket.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        return socket;
    }
    void turn(Duration running) {
        std::vector<pollfd> all;
        clients.wait_for(all);
        EXPECT_GE(::poll(all.data(), all.size(), 0), 0);
        clients.serve(all, running);
    }
    size_t standing() const {
        std::vector<pollfd> all;
        clients.wait_for(all);
        return all.size() - 1;
    }
};
}  // namespace

TEST_F(DoorStory, four_of_a_kind_have_a_place_and_the_fifth_has_none) {
    std::vector<Descriptor> there;
    for (int one = 0; one < 5; ++one) {
        there.push_back(come());
        turn(0ms);
    }
    EXPECT_EQ(standing(), 4U);
    EXPECT_EQ(clients.patience(10s), 20s);
}

TEST_F(DoorStory, who_is_silent_for_thirty_seconds_has_to_go) {
    EXPECT_FALSE(clients.patience(0ms));
    const Descriptor silent = come();
    turn(0ms);
    const Descriptor speaking = come();
    turn(1s);
    turn(30s);
    EXPECT_EQ(standing(), 2U);
    EXPECT_EQ(::send(speaking.number(), "\0", 1, MSG_NOSIGNAL), 1);
    turn(30s + 1ms);
    EXPECT_EQ(standing(), 1U) << "and who said a word stays";
    EXPECT_EQ(clients.patience(31s), 29s + 1ms);
}

TEST_F(DoorStory, whose_line_is_broken_is_forgotten) {
    const Descriptor broken = come();
    turn(0ms);
    std::vector<pollfd> all;
    clients.wait_for(all);
    all.back().revents = POLLERR;
    clients.serve(all, 0ms);
    EXPECT_EQ(standing(), 0U);
}

TEST_F(DoorStory, who_goes_while_his_answer_is_on_its_way_is_forgotten) {
    answer_size = 1024 * 1024;  // more than a socket holds
    {
        const Descriptor asking = come();
        turn(0ms);
        const Bytes request = write_request(Want::State);
        EXPECT_EQ(::send(asking.number(), request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
        turn(0ms);
        EXPECT_EQ(answered, 1U);
        EXPECT_EQ(standing(), 1U);
        turn(0ms);
    }
    turn(0ms);
    turn(0ms);
    EXPECT_EQ(standing(), 0U);
}

}  // namespace steward::gate
