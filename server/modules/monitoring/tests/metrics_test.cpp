// The names that the agent sends (schema/metrics), what the server reads from a name, and what the
// published checks ask for: all three must speak of the same things.
#include "server/modules/monitoring/metrics.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "steward/checks/v1/checks.pb.h"
#include "steward/metrics/v1/metrics.pb.h"

namespace steward::monitoring {

namespace {
template <typename Message>
std::vector<Message> messages_in(const char* folder) {
    std::vector<Message> messages;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() != ".textproto") continue;
        std::ifstream file(entry.path());
        const std::string text{std::istreambuf_iterator<char>(file), {}};
        EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &messages.emplace_back())) << entry.path();
    }
    return messages;
}

std::map<std::string, metrics::v1::Family> families() {
    std::map<std::string, metrics::v1::Family> families;
    for (const auto& collector : messages_in<metrics::v1::Collector>(STEWARD_SOURCE_DIR "/schema/metrics")) {
        for (const auto& family : collector.families()) families[family.name()] = family;
    }
    return families;
}
}  // namespace

TEST(MetricNames, say_the_unit_that_the_schema_says) {
    for (const auto& [name, family] : families()) {
        EXPECT_EQ(unit_of(name), family.unit()) << name;
        EXPECT_FALSE(name_of(name).empty()) << name;
    }
}

TEST(MetricNames, that_a_check_asks_for_are_measured) {
    const auto known = families();
    for (const auto& check : messages_in<checks::v1::Check>(STEWARD_SOURCE_DIR "/schema/checks")) {
        for (const auto& name : {check.metric(), check.size_metric(), check.instead().metric(), check.instead().size_metric()}) {
            EXPECT_TRUE(name.empty() || known.contains(name)) << check.code() << " asks for " << name;
        }
        // Counters only grow: a level on one would be reached by waiting.
        if (known.contains(check.metric())) {
            EXPECT_NE(known.at(check.metric()).kind(), metrics::v1::COUNTER) << check.code();
        }
    }
}

TEST(MetricNames, that_a_check_reads_are_shown_in_the_same_unit) {
    const auto known = families();
    for (const auto& check : messages_in<checks::v1::Check>(STEWARD_SOURCE_DIR "/schema/checks")) {
        if (check.source() == checks::v1::REPORT) {
            EXPECT_EQ(check.unit(), known.at(check.metric()).unit()) << check.code();
        }
    }
}

}  // namespace steward::monitoring
