#include "tests/scenarios/furnished_services.h"

#include <gtest/gtest.h>

namespace steward::scenarios {

void furnish_services(World& world, std::map<std::string, std::string>& nouns, const std::string& mark) {
    namespace json = boost::json;
    const auto answer = world.call("POST", "/api/v1/clients/" + nouns["client"] + "/services",
                                   {{"name", "service " + mark},
                                    {"note", "what it is for " + mark},
                                    {"needs", json::array{{{"kind", "device"}, {"id", nouns["device"]}, {"group", mark}}}}});
    EXPECT_TRUE(answer) << (answer ? "" : answer.error().message);
    nouns["service"] = answer ? text_of(answer->as_object(), "service_id") : "";
}

}  // namespace steward::scenarios
