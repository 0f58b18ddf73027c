// Who may move a machine, condition by condition, and what is refused before anything of a binding is read.
#include "agent/gate/tests/policy_story.h"

namespace steward::gate {

struct BindingLimits : PolicyStory {
    Binding binding;
    BoundHere here{.seq = 0, .last = {}, .grant = {3}, .device_key = device_key, .tags = tags};

    void SetUp() override {
        const auto enrols = static_cast<uint8_t>(Role::Enrol);
        office.add("clara", "clara", enrols, {.all = false, .list = {client}});
        office.add("page", "page", enrols);
        found({"alice", "bob", "boots", "clara", "page"}, 2);
        binding = first_binding();
    }
    std::string bind(const std::vector<std::string>& names, MessageType type = MessageType::Binding) const {
        return bind_frame(office.sign(type, write_message(binding), names));
    }
    std::string bind_frame(const Bytes& frame) const {
        const auto bound = judge_binding(frame, situation(), here, 0);
        return bound ? "bound" : in_numbers(bound.error());
    }
};

TEST_F(BindingLimits, what_is_no_frame_of_ours_is_not_read) {
    EXPECT_EQ(bind({"alice"}), "bound");
    EXPECT_EQ(bind_frame(Bytes{'M', 'S', 'J'}), "1.1");
    EXPECT_EQ(bind({"alice"}, MessageType::Grant), "2.7");
    EXPECT_EQ(bind({"alice", "alice"}), "3.1");
    EXPECT_EQ(bind({"tower"}), "4.1") << "nobody here";
    Bytes broken = office.sign(MessageType::Binding, write_message(binding), {"alice"});
    broken.back() ^= 1;
    EXPECT_EQ(bind_frame(broken), "5.1");
    EXPECT_EQ(bind_frame(office.sign(MessageType::Binding, {0xa0}, {"alice"})), "6.1");
    binding.device = {8};
    EXPECT_EQ(bind({"alice"}), "6.1") << "a device is named by its key";
}

TEST_F(BindingLimits, whoever_moves_a_machine_may_enrol_at_both_clients) {
    EXPECT_EQ(bind({"clara"}), "bound");
    binding.client = other_client;
    EXPECT_EQ(bind({"clara"}), "12.3") << "where it comes from alone";
    EXPECT_EQ(bind({"boots"}), "12.3") << "where it goes to alone";
    EXPECT_EQ(bind({"clara", "boots"}), "12.3") << "nor do two halves make one";
    EXPECT_EQ(bind({"alice", "clara"}), "13.1");
    EXPECT_EQ(bind({"alice", "bob"}), "bound");
}

TEST_F(BindingLimits, no_key_enrols_that_says_no_more_of_its_person_than_a_web_page) {
    EXPECT_EQ(bind({"page"}), "bound");
    KeyRecord weaker = office.record("page");
    weaker.assurance = Assurance::Browser;
    const Bytes update = office.update(1, office.authority, UpdateKind::UpdateKey, write_message(KeyBody{weaker}), {"alice", "bob"});
    ASSERT_EQ(roster->take(framed(update), now), Taken::Accepted);
    EXPECT_EQ(bind({"page"}), "12.1");
    EXPECT_EQ(bind({"page", "clara"}), "bound");
}

TEST_F(BindingLimits, a_machine_is_known_by_its_whole_key) {
    const Bytes other_key(32, 8);
    here.device_key = other_key;
    EXPECT_EQ(bind({"alice"}), "14.2") << "the same name, another key";
}

}  // namespace steward::gate
