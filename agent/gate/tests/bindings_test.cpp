// Where a machine belongs: everything that refuses to move it.
#include "agent/gate/tests/policy_story.h"

namespace steward::gate {

struct BindingStory : PolicyStory {
    Binding binding;
    BoundHere here{.seq = 0, .last = {}, .grant = {3}, .device_key = device_key, .tags = tags};

    BindingStory() { binding = first_binding(); }
    std::string bind(const std::vector<std::string>& names = {"alice"}, uint64_t level = 0) {
        const auto bound = judge_binding(office.sign(MessageType::Binding, write_message(binding), names), situation(), here, level);
        return bound ? "bound" : in_numbers(bound.error());
    }
};

TEST_F(BindingStory, one_person_changes_the_site_two_tags_and_client) {
    EXPECT_EQ(bind(), "bound");
    binding.tags = {"berlin", "servers"};
    EXPECT_EQ(bind(), "bound") << "the same tags";
    for (const std::vector<std::string>& other : {std::vector<std::string>{"servers"}, {"servers", "berlin", "ring-1"}, {}}) {
        binding.tags = other;
        EXPECT_EQ(bind(), "13.1") << "what others meant for other machines would reach it, or reach it no more";
        EXPECT_EQ(bind({"alice", "alice's second"}), "13.1");
        EXPECT_EQ(bind({"alice", "bob"}), "bound");
    }
    binding.tags = tags;
    binding.client = other_client;
    EXPECT_EQ(bind(), "13.1");
    EXPECT_EQ(bind({"alice", "alice's second"}), "13.1");
    EXPECT_EQ(bind({"alice", "boots"}), "13.1") << "may enrol at the other client alone";
    EXPECT_EQ(bind({"boots"}), "12.3");
    EXPECT_EQ(bind({"tower"}), "12.1");
    EXPECT_EQ(bind({"alice", "bob"}), "bound");
}

TEST_F(BindingStory, bindings_are_a_chain_of_this_machine) {
    binding.device_key = Bytes(32, 8);
    binding.device = device_id(binding.device_key);
    EXPECT_EQ(bind(), "14.2");
    binding.device_key = device_key;
    binding.device = machine.device;
    binding.previous = Digest{};
    EXPECT_EQ(bind(), "18.17");
    binding.seq = 2;
    EXPECT_EQ(bind(), "18.16");
    here.seq = 1;
    here.last = Digest{8};
    binding.previous = Digest{8};
    EXPECT_EQ(bind(), "bound");
    binding.seq = 1;
    EXPECT_EQ(bind(), "18.1") << "a replay moves nothing back";
}

TEST_F(BindingStory, is_refused_for_what_a_job_is_refused_for) {
    EXPECT_EQ(bind({"alice"}, 1), "21.1");
    binding.authority = Digest{9};
    EXPECT_EQ(bind(), "7.1");
    binding.authority = office.authority;
    const Suspend suspend{.authority = office.authority, .target = office.record("alice").id, .issued = now, .until = now + 24h};
    EXPECT_EQ(narrowing.take(framed(office.sign(MessageType::Suspend, write_message(suspend), {"bob"})), *roster, now), Narrowed::Accepted);
    EXPECT_EQ(bind(), "11.1");
    EXPECT_EQ(bind({"bob"}), "bound");
    freshness->doubt(false);
    EXPECT_EQ(bind({"bob"}), "9.1");
    hear(now - 24h * 8, running);
    EXPECT_EQ(bind({"bob"}), "16.2");
    hear(now, running);
    EXPECT_EQ(freshness->take({.authority = office.authority, .seq = 9, .head = Digest{4}, .time = now + 1s}, running), Heard::Newer);
    EXPECT_EQ(bind({"bob"}), "10.2");
    hear(now, running);
    const Bytes one = office.remove_key(*roster, "boots", {"alice", "bob"}), other = office.remove_key(*roster, "dora", {"alice", "bob"});
    EXPECT_EQ(roster->take(framed(one), now), Taken::Accepted);
    EXPECT_EQ(roster->take(framed(other), now), Taken::Fork);
    EXPECT_EQ(bind({"bob"}), "8.3");
}

}  // namespace steward::gate
