// JSON and back: every message of the real schema, and what the parser must refuse.
#include <gmock/gmock.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "base/time.h"
#include "schema/runtime/json_parser.h"
#include "schema/runtime/json_writer.h"
#include "schema/runtime/tests/random_message.h"
#include "steward/access/v1/access.pb.h"
#include "steward/directory/v1/directory.pb.h"
#include "steward/monitoring/v1/monitoring.pb.h"
#include "steward/notifications/v1/notifications.pb.h"

namespace steward {
namespace {

template <typename Message>
struct Parsed {
    Message message;
    Result<GivenFields> given;
};

template <typename Message>
Parsed<Message> parse(std::string_view text, JsonPurpose purpose = JsonPurpose::Plain) {
    Parsed<Message> parsed;
    parsed.given = parse_json(text, parsed.message, purpose);
    return parsed;
}

// "code pointer" of the refusal, or "taken".
template <typename Message>
std::string verdict(std::string_view text, JsonPurpose purpose = JsonPurpose::Plain) {
    const auto parsed = parse<Message>(text, purpose);
    if (parsed.given) return "taken";
    const Error& error = parsed.given.error();
    EXPECT_EQ(error.kind, ErrorKind::Invalid);
    EXPECT_FALSE(error.message.empty());
    return error.code + (error.fields.empty() ? "" : " " + error.fields.front().pointer);
}

TEST(JsonRoundTrip, gives_back_every_message_of_the_schema) {
    const auto seed = static_cast<uint64_t>(SystemClock().now().unix_ms);
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRng rng(seed);
    for (const auto* type : schema_test::all_message_types()) {
        for (int i = 0; i < 50; ++i) {
            const auto message = schema_test::random_message(*type, rng);
            const std::string text = to_json(*message);
            const std::unique_ptr<google::protobuf::Message> back(message->New());
            const auto given = parse_json(text, *back, JsonPurpose::Own);
            ASSERT_TRUE(given) << type->full_name() << ": " << given.error().message << " in " << text;
            google::protobuf::util::MessageDifferencer differencer;
            differencer.set_message_field_comparison(google::protobuf::util::MessageDifferencer::EQUIVALENT);
            google::protobuf::util::DefaultFieldComparator comparator;
            comparator.set_treat_nan_as_equal(true);
            differencer.set_field_comparator(&comparator);
            std::string difference;
            differencer.ReportDifferencesToString(&difference);
            ASSERT_TRUE(differencer.Compare(*message, *back)) << type->full_name() << ": " << difference << text;
            ASSERT_EQ(to_json(*back), text);
        }
    }
}

TEST(JsonWriter, writes_defaults_and_leaves_out_what_is_optional_and_not_set) {
    monitoring::v1::CatalogueCheck check;
    check.set_check("S01");
    check.set_raise_warning(0);
    EXPECT_EQ(
        to_json(check),
        R"({"check":"S01","name":"","applies_to":"","metric":"","unit":"","raise_warning":0,"hold_warning_s":0,"hold_critical_s":0,"interval_s":0,)"
        R"("no_data_policy":"","priority_warning":"","priority_critical":"","plain_text":"","runbook":"","version":0,"sampling":""})");
}

TEST(JsonWriter, writes_moments_as_numbers_and_other_large_numbers_as_text) {
    directory::v1::InventoryDisk disk;
    disk.set_size_bytes(9007199254740993);
    EXPECT_THAT(to_json(disk), testing::HasSubstr(R"("size_bytes":"9007199254740993")"));
    monitoring::v1::Series series;
    series.add_at_unix_ms(1795533000000);
    series.add_average(std::numeric_limits<double>::quiet_NaN());
    series.add_average(12.3);
    series.add_average(-0.05);
    series.add_average(1e300);
    EXPECT_EQ(to_json(series),
              R"({"metric":"","item":"","unit":"","kind":"","at_unix_ms":[1795533000000],"average":[null,12.3,-0.05,1e+300],)"
              R"("minimum":[],"maximum":[],"decimals":0,"differences":[]})");
}

TEST(JsonWriter, writes_numbers_so_that_the_same_number_is_read_back) {
    const auto seed = static_cast<uint64_t>(SystemClock().now().unix_ms);
    SCOPED_TRACE("seed " + std::to_string(seed));
    SeededRng rng(seed);
    for (int i = 0; i < 20000; ++i) {
        monitoring::v1::Sparkline line;
        const double decimal = static_cast<double>(static_cast<int64_t>(rng.below(2'000'000'000)) - 1'000'000'000) / 1000;
        // Zero with a sign first: as "-0" it would come back as a whole number, without it.
        line.add_values(i == 0 ? -0.0 : i % 2 ? decimal : std::bit_cast<double>(rng.next()));
        const std::string text = to_json(line);
        const auto back = parse<monitoring::v1::Sparkline>(text);
        ASSERT_TRUE(back.given) << text;
        if (!std::isfinite(line.values(0))) continue;
        ASSERT_EQ(std::bit_cast<uint64_t>(back.message.values(0)), std::bit_cast<uint64_t>(line.values(0))) << text;
    }
}

TEST(JsonWriter, makes_valid_text_of_names_that_are_not) {
    directory::v1::Device device;
    device.set_name(std::string("bad\xff name \xed\xa0\x80\xc3", 14));
    const std::string text = to_json(device);
    EXPECT_THAT(text, testing::HasSubstr("\"name\":\"bad\xef\xbf\xbd name \xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\""));
    EXPECT_TRUE(parse<directory::v1::Device>(text, JsonPurpose::Own).given);
}

TEST(JsonWriter, hides_fields_from_roles_and_secrets_from_the_audit_trail) {
    directory::v1::Device device;
    device.set_note("weak password on the door");
    const std::set<std::string> customer = {"CUS"}, technician = {"T1"}, both = {"CUS", "T1"};
    EXPECT_THAT(to_json(device, {.roles = &technician}), testing::HasSubstr("weak password"));
    EXPECT_THAT(to_json(device, {.roles = &customer}), testing::Not(testing::HasSubstr("note")));
    EXPECT_THAT(to_json(device, {.roles = &both}), testing::Not(testing::HasSubstr("note")));
    access::v1::SignInRequest request;
    request.set_email("a@example.org");
    request.set_password("horse");
    EXPECT_EQ(to_json(request, {.without_secrets = true}), R"({"email":"a@example.org"})");
    notifications::v1::CreateChannelRequest channel;
    (*channel.mutable_settings())["password"] = "horse";
    EXPECT_THAT(to_json(channel, {.without_secrets = true}), testing::Not(testing::HasSubstr("horse")));
}

TEST(JsonParser, refuses_what_it_does_not_know_with_the_place) {
    using directory::v1::CreatePersonRequest;
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"naem":"x"})"), "request.unknown_field /naem");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"clientId":"x"})"), "request.unknown_field /clientId");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"a/b~c":1})"), "request.unknown_field /a~1b~0c");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"roles":["CUS",7]})"), "request.invalid /roles/1");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"roles":"CUS"})"), "request.invalid /roles");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"roles":[["CUS"]]})"), "request.invalid /roles/0");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"name":{}})"), "request.invalid /name");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"name":1})"), "request.invalid /name");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"vip":"true"})"), "request.invalid /vip");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"name":"a\u0000b"})"), "request.invalid /name");
    EXPECT_EQ(verdict<CreatePersonRequest>(R"({"name":"a","name":"b"})"), "request.invalid /name");
    EXPECT_EQ(verdict<notifications::v1::CreateChannelRequest>(R"({"settings":{"host":1}})"), "request.invalid /settings/host");
    EXPECT_EQ(verdict<notifications::v1::CreateChannelRequest>(R"({"settings":{"host":"a","host":"b"}})"),
              "request.invalid /settings/host");
    EXPECT_EQ(verdict<directory::v1::ListDevicesResponse>(R"({"devices":[{"name":"a"},{"name":3}]})"), "request.invalid /devices/1/name");
    EXPECT_EQ(verdict<directory::v1::Device>(R"({"device_id":"x"})"), "request.output_only /device_id");
}

TEST(JsonParser, refuses_what_is_not_one_json_object) {
    using directory::v1::CreatePersonRequest;
    for (const char* text : {"", "{", "{\"name\":\"a\"", "{\"name\":\"a\"}x", "{} {}", "{\"name\":\"\xff\"}", "{\"name\":\"\\ud800\"}",
                             "{'name':1}", "{\"name\":\"a\",}", "// no\n{}", "{\"roles\":[1,]}"}) {
        const std::string what = verdict<CreatePersonRequest>(text);
        EXPECT_TRUE(what.starts_with("request.not_json") || what.starts_with("request.invalid")) << text << " " << what;
    }
    for (const char* text : {"[]", "null", "1", "\"x\"", "true"})
        EXPECT_THAT(verdict<CreatePersonRequest>(text), testing::StartsWith("request.invalid")) << text;
    EXPECT_EQ(verdict<CreatePersonRequest>("{\"roles\":" + std::string(40, '[')), "request.invalid /roles/0");
}

TEST(JsonParser, stops_at_thirty_two_levels) {
    // Only a map of the schema's own could nest this deep; the parser stops before it looks at types.
    std::string deep = "{\"roles\":";
    for (int i = 0; i < 100000; ++i) deep += "[";
    EXPECT_NE(verdict<directory::v1::CreatePersonRequest>(deep), "taken");
}

TEST(JsonParser, takes_whole_numbers_as_numbers_or_text_but_not_what_does_not_fit) {
    using directory::v1::InventoryDisk;
    EXPECT_EQ(parse<InventoryDisk>(R"({"size_bytes":"9007199254740993"})").message.size_bytes(), 9007199254740993);
    EXPECT_EQ(parse<InventoryDisk>(R"({"size_bytes":9007199254740993})").message.size_bytes(), 9007199254740993);
    EXPECT_EQ(parse<InventoryDisk>(R"({"size_bytes":1e3})").message.size_bytes(), 1000);
    EXPECT_EQ(verdict<InventoryDisk>(R"({"size_bytes":1.5})"), "request.invalid /size_bytes");
    EXPECT_EQ(verdict<InventoryDisk>(R"({"size_bytes":9223372036854775808})"), "request.invalid /size_bytes");
    EXPECT_EQ(verdict<InventoryDisk>(R"({"size_bytes":" 1"})"), "request.invalid /size_bytes");
    EXPECT_EQ(verdict<directory::v1::ListDevicesRequest>(R"({"page_size":2147483648})"), "request.invalid /page_size");
    EXPECT_EQ(verdict<directory::v1::ListDevicesRequest>(R"({"page_size":"10"})"), "request.invalid /page_size");
    EXPECT_EQ(verdict<monitoring::v1::Sparkline>(R"({"values":[1e999]})"), "request.invalid /values/0");
}

TEST(JsonParser, says_which_fields_a_change_speaks_of_and_lets_null_clear) {
    using directory::v1::UpdateDeviceRequest;
    const auto parsed = parse<UpdateDeviceRequest>(R"({"name":"","note":null})", JsonPurpose::Change);
    ASSERT_TRUE(parsed.given);
    EXPECT_THAT(*parsed.given, testing::ElementsAre("name", "note"));
    EXPECT_TRUE(parsed.message.has_note());
    EXPECT_EQ(parsed.message.note(), "");
    EXPECT_FALSE(parsed.message.has_criticality());
    const auto created = parse<monitoring::v1::CreateExemptionRequest>(R"({"raise_warning":null,"reason":null})");
    EXPECT_FALSE(created.message.has_raise_warning());
    EXPECT_THAT(*created.given, testing::ElementsAre("raise_warning", "reason"));
}

// Whatever comes: taken, or refused with a code; never a crash.
void expect_sane(const std::string& text) {
    access::v1::SignInRequest message;
    const auto given = parse_json(text, message, JsonPurpose::Plain);
    if (!given) RC_ASSERT(!given.error().code.empty());
}

RC_GTEST_PROP(JsonParser, survives_any_bytes, (const std::string& text)) { expect_sane(text); }

RC_GTEST_PROP(JsonParser, survives_almost_right_text, ()) {
    const auto pieces = *rc::gen::container<std::vector<std::string>>(
        rc::gen::element<std::string>("{", "}", "[", "]", ":", ",", "\"email\"", "\"password\"", "\"a\\u0000b\"", "\"\\ud800\"", "1e999",
                                      "-0", "18446744073709551616", "null", "true", "\xff", " ", "\""));
    std::string text;
    for (const auto& piece : pieces) text += piece;
    expect_sane(text);
    expect_sane("{\"email\":" + text + "}");
}

}  // namespace
}  // namespace steward
