// What the playbook says beside levels: missing data, flapping, long silences, priorities; on both databases.
#include "server/modules/monitoring/tests/ward.h"

namespace steward::monitoring {
namespace {

using std::chrono::hours;

class Policies : public Ward {
protected:
    /// The columns that reports have from now on, as after a change of the agent's collectors.
    void without(const std::string& measure) {
        measures.erase(measure);
        disconnect();
        connect();
    }
    void is(const std::string& device_class, const std::string& criticality = "") {
        directory::v1::UpdateDeviceRequest request;
        request.set_device_id(files.text());
        request.set_device_class(device_class);
        if (!criticality.empty()) request.set_criticality(criticality);
        house.must<directory::v1::Device>(house.owner(), "UpdateDevice", request);
        watch.follow_directory(house.clock.now());
        look();
    }
    void hours_pass(int count) {
        for (int i = 0; i < count; ++i) {
            house.clock.advance(hours(1) - std::chrono::minutes(1));
            minutes_pass(1);
        }
    }
    void quick(const std::string& check) {
        exempt({.id = {},
                .client = {},
                .device = files,
                .check = check,
                .hold_s = 0,
                .samples_needed = 1,
                .samples_of = 1,
                .reason = {},
                .created_by = {},
                .expires_at = house.clock.now() + hours(24)});
    }
    std::string state_of(const std::string& check) {
        const auto watched = watch.find(files);
        const std::lock_guard held(watched->mutex);
        for (const Instance& instance : watched->instances) {
            if (instance.check().code == check) return std::string(to_word(instance.state.state));
        }
        return "none";
    }
};
STEWARD_ON_EVERY_DATABASE(Policies);

TEST_P(Policies, a_volume_that_can_no_longer_be_read_is_a_warning_of_its_own) {
    connect();
    minutes_pass(5);
    without("filesystem_used_percent//data");
    minutes_pass(20);
    EXPECT_EQ(raised(), "S01 /data warning P4");
    EXPECT_EQ(house.facts<facts::v1::ConditionRaised>().at(0).title(), "Volume used of /data on files-1 cannot be measured");
    EXPECT_EQ(state_of("S01"), "unknown");
    minutes_pass(24 * 60);
    EXPECT_EQ(cleared(), "gone") << "after a day it is taken as taken away";
}

TEST_P(Policies, a_processor_that_is_not_measured_stays_as_it_was) {
    connect();
    measures["cpu_used_percent/"] = 97;
    minutes_pass(20);
    EXPECT_EQ(raised(), "S04  warning P4");
    without("cpu_used_percent/");
    minutes_pass(30);
    EXPECT_EQ(state_of("S04"), "unknown");
    EXPECT_EQ(raised(), "S04  warning P4") << "HOLD: no warning that nothing is known";
    EXPECT_EQ(cleared(), "") << "and nothing taken back";
}

TEST_P(Policies, a_restart_that_is_due_is_told_after_a_week_and_more_urgently_after_two) {
    measures["restart_pending/"] = 1;
    connect();
    hours_pass(7 * 24 - 2);
    EXPECT_EQ(raised(), "");
    hours_pass(3);
    EXPECT_EQ(raised(), "S13  warning P4");
    hours_pass(7 * 24);
    EXPECT_EQ(raised(), "S13  warning P4 | S13  critical P3");
    measures["restart_pending/"] = 0;
    minutes_pass(1);
    EXPECT_EQ(cleared(), "recovered") << "at once: it was restarted";
}

TEST_P(Policies, a_restart_that_is_due_is_not_forgotten_by_an_hour_without_the_line_or_by_the_restart) {
    measures["restart_pending/"] = 1;
    connect();
    hours_pass(6 * 24);
    disconnect();
    minutes_pass(60);
    connect();
    hours_pass(26);
    EXPECT_NE(raised().find("S13  warning P4"), std::string::npos) << raised();
    disconnect();  // and it is restarted: ten minutes of silence
    minutes_pass(10);
    const auto before = house.facts<facts::v1::ConditionCleared>().size();
    measures["restart_pending/"] = 0;
    connect();
    minutes_pass(1);
    const auto all = house.facts<facts::v1::ConditionCleared>();
    ASSERT_GT(all.size(), before);
    EXPECT_NE(all.back().fingerprint().find("/S13/"), std::string::npos) << "nobody is left with an alert that never ends";
}

TEST_P(Policies, a_restart_that_is_no_longer_reported_is_taken_back) {
    measures["restart_pending/"] = 1;
    connect();
    hours_pass(7 * 24 + 1);
    without("restart_pending/");
    hours_pass(13);
    EXPECT_EQ(cleared(), "no_data") << "IGNORE";
}

TEST_P(Policies, a_service_that_comes_and_goes_is_flapping_and_one_condition) {
    connect();
    minutes_pass(3);
    quick("S12");
    for (int i = 0; i < 12; ++i) {
        measures["service_running/web"] = i % 2;
        minutes_pass(1);
    }
    EXPECT_EQ(state_of("S12"), "flapping");
    const auto told = house.facts<facts::v1::ConditionRaised>().size();
    for (int i = 0; i < 20; ++i) {
        measures["service_running/web"] = i % 2;
        minutes_pass(1);
    }
    EXPECT_EQ(house.facts<facts::v1::ConditionRaised>().size(), told) << "while it flaps nothing is repeated";
    EXPECT_EQ(state_of("S12"), "flapping");
    const auto ended = house.facts<facts::v1::ConditionCleared>().size();
    measures["service_running/web"] = 1;
    minutes_pass(25);
    EXPECT_EQ(state_of("S12"), "ok");
    EXPECT_EQ(house.facts<facts::v1::ConditionCleared>().size(), ended + 1);
}

TEST_P(Policies, a_workstation_is_a_question_after_a_week_and_a_month_of_silence) {
    is("workstation", "C2");
    connect();
    minutes_pass(10);
    disconnect();
    hours_pass(7 * 24 - 1);
    EXPECT_EQ(raised(), "");
    hours_pass(2);
    EXPECT_EQ(raised(), "A02  warning P4");
    hours_pass(23 * 24);
    EXPECT_EQ(raised(), "A02  warning P4 | A02  critical P4");
    connect();
    minutes_pass(2);
    EXPECT_EQ(cleared(), "recovered");
}

TEST_P(Policies, memory_is_critical_as_well_while_the_swap_space_fills) {
    measures["memory_available_percent/"] = 30;
    measures["swap_used_percent/"] = 55;
    connect();
    minutes_pass(60);
    EXPECT_EQ(raised(), "") << "half full and steady is how it is";
    for (int i = 0; i < 25; ++i) {
        ++measures["swap_used_percent/"];
        minutes_pass(1);
    }
    EXPECT_NE(raised().find("S05  critical P3"), std::string::npos) << raised();
    const auto told = house.facts<facts::v1::ConditionRaised>().back();
    EXPECT_NE(told.title().find("full and filling"), std::string::npos) << told.title();
    EXPECT_EQ(told.threshold(), 50);
    minutes_pass(45);
    EXPECT_EQ(cleared(), "recovered") << "it rises no longer";
}

TEST_P(Policies, an_unexpected_restart_of_a_central_server_is_more_urgent) {
    is("server", "C1");
    connect();
    minutes_pass(1);
    event("restart");
    EXPECT_EQ(raised(), "S14  warning P2");
}

TEST_P(Policies, a_second_unexpected_restart_is_told_as_well_and_its_day_begins_anew) {
    connect();
    minutes_pass(1);
    event("restart");
    hours_pass(23);
    event("restart");
    EXPECT_EQ(raised(), "S14  warning P3 | S14  warning P3");
    EXPECT_EQ(cleared(), "recovered") << "the first one ended with it";
    hours_pass(23);
    EXPECT_EQ(cleared(), "recovered");
    hours_pass(2);
    EXPECT_EQ(cleared(), "recovered | recovered");
}

TEST_P(Policies, what_is_told_of_a_device_that_moved_ends_at_the_client_it_left) {
    measures["filesystem_used_percent//data"] = 93;
    connect();
    minutes_pass(12);
    const auto mill = house.client("Mill");
    directory::v1::MoveDeviceRequest move;
    move.set_device_id(files.text());
    move.set_client_id(mill.text());
    house.must<directory::v1::Device>(house.owner(), "MoveDevice", move);
    watch.follow_directory(house.clock.now());
    look();
    const auto told = house.facts<facts::v1::ConditionRaised>();
    ASSERT_EQ(told.size(), 2u);
    EXPECT_EQ(told[1].client_id(), mill.text());
    ASSERT_EQ(cleared(), "moved");
    const auto ended = house.facts<facts::v1::ConditionCleared>().at(0);
    EXPECT_EQ(ended.client_id(), harbour.text());
    EXPECT_EQ(ended.fingerprint(), told[0].fingerprint());
    measures["filesystem_used_percent//data"] = 50;
    minutes_pass(12);
    EXPECT_EQ(cleared(), "moved | recovered");
}

TEST_P(Policies, what_an_exemption_judged_is_not_told_to_the_client_that_a_device_moves_to) {
    exempt({.id = {},
            .client = {},
            .device = {},
            .check = "S01",
            .raise_critical = 10,
            .hold_s = 0,
            .samples_needed = 1,
            .samples_of = 1,
            .reason = {},
            .created_by = {},
            .expires_at = house.clock.now() + hours(24)});
    measures["filesystem_used_percent//data"] = 38;
    connect();
    minutes_pass(3);
    ASSERT_EQ(raised(), "S01 /data critical P3");
    const auto mill = house.client("Mill");
    directory::v1::MoveDeviceRequest move;
    move.set_device_id(files.text());
    move.set_client_id(mill.text());
    house.must<directory::v1::Device>(house.owner(), "MoveDevice", move);
    watch.follow_directory(house.clock.now());
    minutes_pass(15);
    EXPECT_EQ(raised(), "S01 /data critical P3") << "nothing new: 38 % is well for whoever exempted nothing";
    EXPECT_EQ(cleared(), "moved");
    EXPECT_EQ(state_of("S01"), "ok");
    measures["filesystem_used_percent//data"] = 93;
    minutes_pass(12);
    EXPECT_EQ(house.facts<facts::v1::ConditionRaised>().size(), 2u) << "by its own levels it is told as ever";
}

TEST_P(Policies, the_system_volume_of_a_workstation_counts_one_step_less_when_it_is_c3) {
    measures["filesystem_used_percent//"] = 97;
    is("workstation");
    connect();
    minutes_pass(32);
    EXPECT_EQ(raised(), "W01 / critical P4");
}

TEST_P(Policies, a_volume_above_a_tebibyte_is_judged_by_what_is_free) {
    constexpr int64_t gib = int64_t{1} << 30;
    measures = {
        {"filesystem_used_percent//big", 96}, {"filesystem_size_bytes//big", 4096 * gib}, {"filesystem_free_bytes//big", 160 * gib}};
    connect();
    minutes_pass(20);
    EXPECT_EQ(raised(), "") << "96 % full and 160 GiB free";
    measures["filesystem_free_bytes//big"] = 45 * gib;
    minutes_pass(12);
    EXPECT_EQ(raised(), "S01 /big critical P3");
    EXPECT_EQ(house.facts<facts::v1::ConditionRaised>().at(0).title(), "Volume /big has 45 GiB left on files-1");
}

}  // namespace
}  // namespace steward::monitoring
