#include "server/platform/http/route_table.h"

#include <algorithm>

#include "server/platform/http/canonical_path.h"

namespace steward::http {

namespace {
constexpr std::string_view any_segment = "{}";

template <typename Segments>
std::string fixed_part(const Segments& segments, const std::vector<bool>& is_name) {
    std::string key;
    for (size_t i = 0; i < segments.size(); ++i) {
        key += '/';
        if (!is_name[i]) key += segments[i];
    }
    return key;
}

bool overlap(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                              [](const auto& x, const auto& y) { return x == y || x == any_segment || y == any_segment; });
}
}  // namespace

Status RouteTable::add(std::string_view verb, std::string_view route, size_t index) {
    const auto segments = canonical(route);
    if (!segments) return fail(ErrorKind::Internal, "http.route", "the route " + std::string(route) + " is not canonical");
    Route added{std::string(verb), {}};
    std::vector<bool> is_name;
    for (const auto segment : *segments) {
        is_name.push_back(segment.starts_with('{') && segment.ends_with('}'));
        added.segments.emplace_back(is_name.back() ? any_segment : segment);
    }
    for (const auto& other : routes_) {
        if (other.verb == verb && overlap(other.segments, added.segments)) {
            return fail(ErrorKind::Internal, "http.route",
                        "the route " + std::string(verb) + " " + std::string(route) + " fits paths of another route");
        }
    }
    auto shape = std::find_if(shapes_.begin(), shapes_.end(), [&](const Shape& one) { return one.verb == verb && one.is_name == is_name; });
    if (shape == shapes_.end()) shape = shapes_.insert(shapes_.end(), Shape{std::string(verb), is_name, {}});
    shape->routes.emplace(fixed_part(added.segments, is_name), index);
    routes_.push_back(std::move(added));
    return {};
}

std::optional<RouteTable::Found> RouteTable::find(std::string_view verb, const std::vector<std::string_view>& segments) const {
    for (const auto& shape : shapes_) {
        if (shape.verb != verb || shape.is_name.size() != segments.size()) continue;
        const auto at = shape.routes.find(fixed_part(segments, shape.is_name));
        if (at == shape.routes.end()) continue;
        Found found{at->second, {}};
        for (size_t i = 0; i < segments.size(); ++i) {
            if (shape.is_name[i]) found.values.push_back(segments[i]);
        }
        return found;
    }
    return std::nullopt;
}

std::vector<std::string> RouteTable::verbs_of(const std::vector<std::string_view>& segments) const {
    std::vector<std::string> verbs;
    for (const char* verb : {"GET", "POST", "PATCH", "DELETE"}) {
        if (find(verb, segments)) verbs.emplace_back(verb);
    }
    return verbs;
}

}  // namespace steward::http
