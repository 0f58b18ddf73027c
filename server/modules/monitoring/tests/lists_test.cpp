// Checks, newest values and the catalogue: by pages, filtered and ordered in the words of every list;
// on both databases.
#include "server/modules/monitoring/service.h"
#include "server/modules/monitoring/tests/ward.h"

namespace steward::monitoring {
namespace {

class WatchLists : public Ward {
protected:
    v1::ListChecksRequest of_files(const std::string& filter, const std::string& order = "", int size = 0, const std::string& token = "") {
        return asked<v1::ListChecksRequest>(filter, order, size, token);
    }
    template <typename Request>
    Request asked(const std::string& filter, const std::string& order = "", int size = 0, const std::string& token = "") {
        Request request;
        if constexpr (requires { request.set_device_id(""); }) request.set_device_id(files.text());
        request.set_filter(filter);
        request.set_order_by(order);
        request.set_page_size(size);
        request.set_page_token(token);
        return request;
    }
    Result<v1::ListChecksResponse> checks(const v1::ListChecksRequest& request) {
        Call call(house.database, house.owner(), house.clock.now(), false);
        return service.list_checks(call, request);
    }
    Result<v1::ListLatestResponse> latest(const v1::ListLatestRequest& request) {
        Call call(house.database, house.owner(), house.clock.now(), false);
        return service.list_latest(call, request);
    }
    Result<v1::ListCatalogueResponse> catalogue(const v1::ListCatalogueRequest& request) {
        Call call(house.database, house.owner(), house.clock.now(), false);
        return service.list_catalogue(call, request);
    }
    static std::string names(const Result<v1::ListChecksResponse>& answer) {
        if (!answer) return answer.error().code;
        std::string text;
        for (const auto& check : answer->checks()) text += (text.empty() ? "" : " ") + check.check() + check.item();
        return text;
    }
    Service service{watch, house.directory(), store, rng};
};
STEWARD_ON_EVERY_DATABASE(WatchLists);

TEST_P(WatchLists, give_the_checks_of_a_device_by_pages_that_add_up) {
    connect();
    minutes_pass(3);
    const auto whole = checks(of_files("", "", 1000)).value();
    EXPECT_EQ(whole.total(), whole.checks_size());
    EXPECT_EQ(whole.next_page_token(), "");
    std::string paged, token;
    int pages = 0;
    do {
        const auto page = checks(of_files("", "", 2, token));
        paged += (paged.empty() ? "" : " ") + names(page);
        token = page.value().next_page_token();
        EXPECT_EQ(page->total(), whole.total()) << "of all pages";
    } while (!token.empty() && ++pages < 50);
    EXPECT_EQ(paged, names(whole));
    EXPECT_EQ(names(checks(of_files("", "name", 2, checks(of_files("", "", 2)).value().next_page_token()))), "page.token")
        << "of another order";
}

TEST_P(WatchLists, say_which_checks_an_older_agent_gives_nothing_to_judge) {
    EXPECT_EQ(names(checks(of_files("check:S06,S13"))), "") << "before the first report nobody knows what it has";
    connect();
    minutes_pass(3);
    const auto answer = checks(of_files("state:unknown check:S06,S13", "check")).value();
    EXPECT_EQ(names(answer), "S06 S13");
    for (const auto& check : answer.checks()) {
        EXPECT_EQ(check.check_instance_id(), "") << "nothing is judged, nothing can be exempted";
        EXPECT_NE(check.reason().find("reports nothing that it could judge"), std::string::npos) << check.reason();
        EXPECT_FALSE(check.has_value());
        EXPECT_EQ(check.observed_at_unix_ms(), 0);
    }
    EXPECT_EQ(names(checks(of_files("check:S04 state:ok"))), "S04") << "what is observed is judged as before";
    const auto vital = house.directory().vital(files);
    ASSERT_TRUE(vital);
    EXPECT_EQ(vital->health, directory::Health::Ok);
    EXPECT_TRUE(vital->reason.ends_with(" checks get no values")) << "its row says so, too: " << vital->reason;
}

TEST_P(WatchLists, find_the_checks_that_a_person_asks_for) {
    connect();
    minutes_pass(3);
    measures["filesystem_used_percent//data"] = 85;
    minutes_pass(2);
    EXPECT_EQ(names(checks(of_files("state:soft_*"))), "S01/data");
    EXPECT_EQ(names(checks(of_files("check:S01,S12", "-check"))), "S12web S01/data");
    EXPECT_EQ(names(checks(of_files("check:S01 value>80"))), "S01/data");
    EXPECT_EQ(names(checks(of_files("check:S01 value>90"))), "");
    EXPECT_EQ(names(checks(of_files("check:S01 observed<5m"))), "S01/data");
    EXPECT_EQ(names(checks(of_files("colour:red"))), "filter.unknown_key");
    EXPECT_EQ(names(checks(of_files("", "colour"))), "page.order_by");
    EXPECT_EQ(names(checks(of_files("", "", -1))), "request.invalid");
}

TEST_P(WatchLists, give_the_newest_values_in_the_same_way) {
    for (const char* item : {"/", "/data", "/home"}) {
        store.newest.push_back(
            {{"filesystem_used_percent", item, SeriesKind::Gauge, 0}, house.clock.now(), 50.0 + static_cast<double>(store.newest.size())});
    }
    store.newest.push_back({{"cpu_used_percent", "", SeriesKind::Gauge, 0}, house.clock.now() - std::chrono::hours(1), 7});
    const auto all = latest(asked<v1::ListLatestRequest>("", "", 3)).value();
    EXPECT_EQ(all.total(), 4);
    EXPECT_EQ(all.values(0).metric(), "cpu_used_percent");
    const auto rest = latest(asked<v1::ListLatestRequest>("", "", 3, all.next_page_token())).value();
    ASSERT_EQ(rest.values_size(), 1);
    EXPECT_EQ(rest.values(0).item(), "/home");
    EXPECT_EQ(rest.next_page_token(), "");
    EXPECT_EQ(latest(asked<v1::ListLatestRequest>("metric:filesystem_* value>50")).value().total(), 2);
    EXPECT_EQ(latest(asked<v1::ListLatestRequest>("stale:yes")).value().values(0).metric(), "cpu_used_percent");
    EXPECT_EQ(latest(asked<v1::ListLatestRequest>("", "-value", 1)).value().values(0).item(), "/home");
}

TEST_P(WatchLists, give_the_catalogue_in_the_same_way) {
    const auto first = catalogue(asked<v1::ListCatalogueRequest>("", "", 3)).value();
    ASSERT_EQ(first.checks_size(), 3);
    EXPECT_EQ(first.total(), static_cast<int>(Catalogue::published().checks().size()));
    EXPECT_GT(first.version(), 0);
    const auto second = catalogue(asked<v1::ListCatalogueRequest>("", "", 3, first.next_page_token())).value();
    EXPECT_GT(second.checks(0).check(), first.checks(2).check());
    const auto volumes = catalogue(asked<v1::ListCatalogueRequest>("metric:filesystem_used_percent kind:*server*")).value();
    ASSERT_GE(volumes.total(), 1);
    EXPECT_EQ(volumes.checks(0).check(), "S01");
    EXPECT_EQ(catalogue(asked<v1::ListCatalogueRequest>("colour:red")).error().code, "filter.unknown_key");
}

TEST_P(WatchLists, give_what_does_not_count_yet_in_the_same_way) {
    connect();
    minutes_pass(3);
    measures["filesystem_used_percent//data"] = 85;
    measures["cpu_used_percent/"] = 97;
    minutes_pass(2);
    const auto soft = [&](const std::string& filter, const std::string& order, int size, const std::string& token = "") {
        Call call(house.database, house.owner(), house.clock.now(), false);
        return service.list_soft_checks(call, asked<v1::ListSoftChecksRequest>(filter, order, size, token));
    };
    const auto next = soft("", "", 1).value();
    EXPECT_EQ(next.total(), 2);
    EXPECT_EQ(next.soft_checks(0).check(), "S01") << "the next to count";
    EXPECT_EQ(soft("", "", 1, next.next_page_token()).value().soft_checks(0).check(), "S04");
    EXPECT_EQ(soft("", "-check", 1).value().soft_checks(0).check(), "S04");
    EXPECT_EQ(soft("client:harbour device:files-1 check:S04", "", 0).value().total(), 1);
    EXPECT_EQ(soft("client:mill", "", 0).value().total(), 0);
}

}  // namespace
}  // namespace steward::monitoring
