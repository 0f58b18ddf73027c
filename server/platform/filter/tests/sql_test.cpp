// What of a filter's SQL an index can serve.
#include <gtest/gtest.h>

#include "server/platform/filter/filter.h"

namespace steward::filter {
namespace {

std::string sql_of(const std::string& text) {
    static constexpr Field fields[] = {
        {"ticket_id", "m.ticket_id"}, {"client_id", "m.client_id"}, {"device_id", "coalesce(d.id, m.device_id)"}, {"subject", "m.subject"}};
    std::vector<storage::Value> parameters;
    const auto sql = to_sql(*parse(text), fields, {}, {}, parameters);
    return sql ? *sql : sql.error().code;
}
constexpr const char* id = "01a22a45-96da-72ef-ad3f-0d135dc02e08";

TEST(FilterSql, compares_a_whole_id_as_it_stands) {
    EXPECT_EQ(sql_of(std::string("ticket_id:") + id), " and (m.ticket_id = $1)");
    for (const std::string text :
         {"ticket_id:01A22A45-96DA-72EF-AD3F-0D135DC02E08", "ticket_id:01a22a45", "client_id:01a22a45-96da-72ef-ad3f-0d135dc02e08",
          "device_id:01a22a45-96da-72ef-ad3f-0d135dc02e08", "subject:01a22a45-96da-72ef-ad3f-0d135dc02e08"})
        EXPECT_TRUE(sql_of(text).starts_with(" and (lower(coalesce(")) << text;
}

}  // namespace
}  // namespace steward::filter
