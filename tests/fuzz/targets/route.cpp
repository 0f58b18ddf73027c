// A path to its route: the one canonical form, and the table.
#include "server/platform/http/canonical_path.h"
#include "server/platform/http/route_table.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
const http::RouteTable& table() {
    static const http::RouteTable made = [] {
        http::RouteTable routes;
        size_t index = 0;
        for (const char* route : {"/", "/api/v1/clients", "/api/v1/clients/{client_id}", "/api/v1/clients/{client_id}/sites",
                                  "/api/v1/devices/{device_id}", "/api/v1/access/sessions/{session_id}", "/problems/{code}", "/healthz"}) {
            fuzz::must(routes.add("GET", route, index++).has_value());
        }
        return routes;
    }();
    return made;
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view path(reinterpret_cast<const char*>(data), size);
    const auto segments = http::canonical(path);
    if (!segments) return 0;
    std::string again = segments->empty() ? "/" : "";
    for (const auto segment : *segments) {
        fuzz::must(!segment.empty() && segment != "." && segment != ".." && segment.find_first_of("%;\\/") == std::string_view::npos);
        again += "/";
        again += segment;
    }
    fuzz::must(again == path && path.size() <= 512);  // one address has one way to be written
    if (const auto found = table().find("GET", *segments)) fuzz::must(found->index < 8 && found->values.size() <= 1);
    (void)table().verbs_of(*segments);
    return 0;
}
