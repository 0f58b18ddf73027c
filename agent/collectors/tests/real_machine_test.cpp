// All collectors on the machine that runs the tests: whatever it is, they must agree with themselves.
#include <gtest/gtest.h>

#include <set>

#include "agent/collectors/collector.h"
#include "agent/host/proc_text.h"
#include "agent/metrics.h"

namespace steward::agent {
namespace {

class RealMachine : public ::testing::Test {
protected:
    RealMachine() {
        for (const CollectorKind* kind : collector_kinds()) collectors_.push_back(kind->make(*host_));
    }

    void collect() {
        now_ = now_ + Duration{60'000};
        samples_.begin();
        for (const auto& collector : collectors_) collector->collect(now_, settings_, samples_);
    }

    std::vector<std::string> columns() const {
        std::vector<std::string> names;
        for (size_t i = 0; i < samples_.size(); ++i)
            names.push_back(std::string(samples_.metric(i).name) + "{" + std::string(samples_.item(i)) + "}");
        return names;
    }

    std::optional<int64_t> value_of(std::string_view metric) const {
        for (size_t i = 0; i < samples_.size(); ++i) {
            if (samples_.metric(i).name == metric) return samples_.values()[i];
        }
        return std::nullopt;
    }

    std::unique_ptr<Host> host_ = make_linux_host();
    std::vector<std::unique_ptr<Collector>> collectors_;
    CollectorSettings settings_;
    Samples samples_;
    Instant now_ = Instant::from_unix_ms(1'795'819'200'000);
};

TEST_F(RealMachine, says_the_same_columns_in_the_same_order_every_time) {
    collect();
    EXPECT_TRUE(samples_.columns_changed());
    const auto first = columns();
    collect();
    EXPECT_EQ(columns(), first);
    EXPECT_FALSE(samples_.columns_changed());
}

TEST_F(RealMachine, says_no_column_twice_and_no_item_that_a_message_cannot_hold) {
    collect();
    const auto all = columns();
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), all.size());
    for (size_t i = 0; i < samples_.size(); ++i) EXPECT_EQ(printable(samples_.item(i)), samples_.item(i));
}

TEST_F(RealMachine, knows_what_every_linux_machine_can_say) {
    collect();
    collect();
    for (const Metric* metric :
         {&metrics::memory_size_bytes, &metrics::memory_available_percent, &metrics::load_per_core, &metrics::uptime_seconds,
          &metrics::boot_time_seconds, &metrics::filesystem_used_percent, &metrics::restart_pending, &metrics::swap_used_percent}) {
        const auto value = value_of(metric->name);
        ASSERT_TRUE(value) << metric->name;
        EXPECT_NE(*value, missing_sample) << metric->name;
        EXPECT_GE(*value, 0) << metric->name;
    }
    EXPECT_LE(*value_of("memory_available_percent"), 1000);
    EXPECT_LE(*value_of("filesystem_used_percent"), 1000);
}

TEST_F(RealMachine, leaves_the_clock_unknown_until_the_link_measured_it) {
    collect();
    EXPECT_EQ(value_of("clock_offset_seconds"), missing_sample);
    settings_.clock_offset_known = true;
    settings_.clock_offset_s = -1.234;
    collect();
    EXPECT_EQ(value_of("clock_offset_seconds"), -123);
    EXPECT_FALSE(samples_.columns_changed());
}

}  // namespace
}  // namespace steward::agent
