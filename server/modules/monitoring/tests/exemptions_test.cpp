// Exemptions as the API makes, lists and ends them, on both databases.
#include "steward/monitoring/v1/monitoring.pb.h"
#include "tests/house/story.h"

namespace steward::monitoring {

std::unique_ptr<assembly::Module> make_module(assembly::Context&);

namespace {
using std::chrono::hours;

class ExemptionDesk : public testing_house::Story {
protected:
    ExemptionDesk()
        : Story({"journal", "access", "directory", "monitoring"}, {directory::make_module, make_module}),
          harbour(house.client("Harbour")) {}

    v1::CreateExemptionRequest of(const std::string& check) {
        v1::CreateExemptionRequest request;
        request.set_client_id(harbour.text());
        request.set_check(check);
        request.set_reason("Agreed with the client");
        request.set_expires_at_unix_ms((house.clock.now() + hours(24)).unix_ms);
        return request;
    }
    std::string wrong_field(const v1::CreateExemptionRequest& request) {
        const auto made = house.call<v1::Exemption>(house.owner(), "CreateExemption", request);
        if (made) return "made";
        return made.error().fields.empty() ? made.error().code : made.error().fields[0].pointer;
    }
    v1::ListExemptionsResponse list(const std::string& filter, const std::string& order, int page_size = 0) {
        v1::ListExemptionsRequest request;
        request.set_filter(filter);
        request.set_order_by(order);
        request.set_page_size(page_size);
        return house.must<v1::ListExemptionsResponse>(house.owner(), "ListExemptions", request);
    }
    ClientId harbour;
};
STEWARD_ON_EVERY_DATABASE(ExemptionDesk);

TEST_P(ExemptionDesk, switches_a_check_off_for_more_than_a_day_only_with_a_second_factor_shown_just_now) {
    Caller owner = house.owner();
    owner.factor_at = house.clock.now() - std::chrono::minutes(6);
    auto request = of("S01");
    request.set_disabled(true);
    EXPECT_TRUE(house.call<v1::Exemption>(owner, "CreateExemption", request)) << "a day is everyday work";
    request = of("S05");
    request.set_disabled(true);
    request.set_expires_at_unix_ms((house.clock.now() + hours(25)).unix_ms);
    EXPECT_EQ(house.call<v1::Exemption>(owner, "CreateExemption", request).error().code, "access.step_up_needed");
    owner.factor_at = house.clock.now();
    EXPECT_TRUE(house.call<v1::Exemption>(owner, "CreateExemption", request));
}

TEST_P(ExemptionDesk, names_the_field_that_is_wrong) {
    auto request = of("S01");
    EXPECT_EQ(wrong_field(request), "/disabled") << "nothing deviates";
    request.set_hold_s(0);
    request.set_reason("because");
    EXPECT_EQ(wrong_field(request), "/reason");
    request = of("S99");
    EXPECT_EQ(wrong_field(request), "/check");
    request = of("S01");
    request.set_interval_s(1);
    EXPECT_EQ(wrong_field(request), "/interval_s");
    request = of("S01");
    request.set_samples_needed(5);
    request.set_samples_of(3);
    EXPECT_EQ(wrong_field(request), "/samples_needed");
    request = of("S01");
    request.set_raise_warning(85);
    request.set_clear_warning(90);
    EXPECT_EQ(wrong_field(request), "/clear_warning");
    request = of("S14");
    request.set_raise_warning(1);
    EXPECT_EQ(wrong_field(request), "/raise_warning") << "an event has no levels";
    request = of("S01");
    request.set_disabled(true);
    request.set_expires_at_unix_ms((house.clock.now() + hours(24 * 91)).unix_ms);
    EXPECT_EQ(wrong_field(request), "/expires_at_unix_ms") << "invariant 13: at most 90 days";
    request.set_expires_at_unix_ms((house.clock.now() + hours(24 * 89)).unix_ms);
    request.set_device_id(house.device(house.client("Mill"), "press-1").text());
    EXPECT_EQ(wrong_field(request), "/device_id");
    request.set_device_id(house.device(harbour, "files-1").text());
    EXPECT_EQ(wrong_field(request), "made");
}

TEST_P(ExemptionDesk, lists_filters_orders_and_ends_them) {
    for (const char* check : {"S04", "S01", "S12"}) {
        auto request = of(check);
        request.set_hold_s(60);
        EXPECT_EQ(wrong_field(request), "made");
        house.clock.advance(std::chrono::minutes(1));
    }
    auto all = list("", "check", 2);
    EXPECT_EQ(all.total(), 3);
    ASSERT_EQ(all.exemptions_size(), 2);
    EXPECT_EQ(all.exemptions(0).check(), "S01");
    EXPECT_FALSE(all.next_page_token().empty());
    EXPECT_EQ(list("check:S12", "").exemptions(0).allowed_actions(0), "end");
    v1::EndExemptionRequest end;
    end.set_exemption_id(all.exemptions(0).exemption_id());
    house.must<v1::EndExemptionResponse>(house.owner(), "EndExemption", end);
    house.must<v1::EndExemptionResponse>(house.owner(), "EndExemption", end);
    const auto ended = list("check:S01", "").exemptions(0);
    EXPECT_TRUE(ended.ended());
    EXPECT_EQ(ended.allowed_actions_size(), 0);
}

TEST_P(ExemptionDesk, does_not_end_what_changed_since_the_person_looked) {
    auto request = of("S01");
    request.set_hold_s(60);
    const auto seen = house.must<v1::Exemption>(house.owner(), "CreateExemption", request);
    EXPECT_EQ(list("", "").exemptions(0).etag(), seen.etag());
    v1::EndExemptionRequest end;
    end.set_exemption_id(seen.exemption_id());
    const auto ended = [&](const std::string& etag) {
        return house.call<v1::EndExemptionResponse>(house.owner(), "EndExemption", end, etag);
    };
    const auto wrong = ended("of-something-else");
    EXPECT_EQ(wrong.error().kind, ErrorKind::StaleEtag);
    EXPECT_EQ(wrong.error().code, "monitoring.changed_meanwhile");
    EXPECT_FALSE(list("", "").exemptions(0).ended()) << "the refusal changed nothing";
    EXPECT_TRUE(ended(seen.etag()));
    EXPECT_EQ(ended(seen.etag()).error().code, "monitoring.changed_meanwhile") << "a colleague was faster";
    EXPECT_TRUE(ended("")) << "whoever asks for no more than the end has it";
    const auto after = list("", "").exemptions(0);
    EXPECT_NE(after.etag(), seen.etag());
    EXPECT_TRUE(ended(after.etag()));
}

TEST_P(ExemptionDesk, calls_one_that_ran_out_changed_too) {
    auto request = of("S01");
    request.set_hold_s(60);
    const auto seen = house.must<v1::Exemption>(house.owner(), "CreateExemption", request);
    house.clock.advance(hours(25));
    v1::EndExemptionRequest end;
    end.set_exemption_id(seen.exemption_id());
    EXPECT_EQ(house.call<v1::EndExemptionResponse>(house.owner(), "EndExemption", end, seen.etag()).error().kind, ErrorKind::StaleEtag);
}

TEST_P(ExemptionDesk, does_not_learn_what_a_device_that_left_is_called_now) {
    const auto files = house.device(harbour, "files-1");
    auto request = of("S01");
    request.set_device_id(files.text());
    request.set_hold_s(60);
    EXPECT_EQ(house.must<v1::Exemption>(house.owner(), "CreateExemption", request).device_name(), "files-1");
    directory::v1::MoveDeviceRequest move;
    move.set_device_id(files.text());
    move.set_client_id(house.client("Mill").text());
    house.must<directory::v1::Device>(house.owner(), "MoveDevice", move);
    directory::v1::UpdateDeviceRequest rename;
    rename.set_device_id(files.text());
    rename.set_name("payroll-of-the-mill");
    house.must<directory::v1::Device>(house.owner(), "UpdateDevice", rename);
    EXPECT_EQ(list("", "").exemptions(0).device_name(), "");
    EXPECT_EQ(list("payroll-of-the-mill", "").total(), 0);
}

TEST_P(ExemptionDesk, says_that_the_live_updates_are_a_stream) {
    EXPECT_EQ(house.call<v1::LiveUpdate>(house.owner(), "WatchLive", v1::WatchLiveRequest{}).error().code, "live.use_event_stream");
}

}  // namespace
}  // namespace steward::monitoring
