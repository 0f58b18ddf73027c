// From verb and path to a method: exact segments, {name} takes one. No pattern, no path behind the path.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

namespace steward::http {

class RouteTable {
public:
    /// `route` as in the schema: "/api/v1/devices/{device_id}". Failure: Internal "http.route" when it
    /// is not canonical or some path would fit it and another route of the same verb.
    Status add(std::string_view verb, std::string_view route, size_t index);

    struct Found {
        size_t index;
        std::vector<std::string_view> values;  // of the {name} segments, in order
    };
    std::optional<Found> find(std::string_view verb, const std::vector<std::string_view>& segments) const;

    /// The verbs with which this path exists; empty for an unknown path.
    std::vector<std::string> verbs_of(const std::vector<std::string_view>& segments) const;

private:
    // Routes of one verb with the same number of segments and names at the same places. A path is
    // looked up once per shape, of which there are few, by its fixed segments.
    struct Shape {
        std::string verb;
        std::vector<bool> is_name;
        std::unordered_map<std::string, size_t> routes;
    };
    struct Route {
        std::string verb;
        std::vector<std::string> segments;  // "{}" for a name
    };
    std::vector<Shape> shapes_;
    std::vector<Route> routes_;
};

}  // namespace steward::http
