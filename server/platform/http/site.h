// Everything that can be asked for: the API, the console's files, and pages that app adds.
#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "server/platform/http/dispatcher.h"
#include "server/platform/http/static_files.h"
#include "server/platform/http/traffic.h"

namespace steward::http {

/// The API's description (schema/golden/openapi.json as built), for Site::Parts::openapi.
extern const std::string_view embedded_openapi;

class Site {
public:
    struct Parts {
        Dispatcher& dispatcher;
        const Clock& clock;
        Rng& rng;                             // thread safe; for request ids
        std::span<const StaticFile> console;  // empty: built without a console
        std::string_view openapi = embedded_openapi;
        std::function<void(std::string_view)> log;  // one line; may be empty
    };
    /// Answers a GET; an error becomes a problem. `values` are what stood for the {name} parts of the page's path.
    using Page = std::function<Result<Response>(const Request& request, const std::vector<std::string_view>& values)>;

    explicit Site(Parts parts);

    /// Before the first request. `path` as a route: "/healthz", "/downloads/{file}". Failure: Internal
    /// "http.route" when another page answers there.
    Status add_page(std::string path, Page page);
    /// What was added, as routes; also the two of this room.
    std::vector<std::string> pages() const;

    /// Gives the request its id and answers it; security headers included. Thread safe, never throws.
    Response answer(Request& request);

    /// What is clear from the head alone, so that nobody sends a body in vain: an unknown address, a
    /// body that is too long. `limit` is how many bytes of body may follow otherwise.
    struct Verdict {
        std::optional<Response> refused;
        size_t limit = 0;
    };
    Verdict judge_head(Request& request, uint64_t content_length);

    /// The same forms for what the server refuses by itself (overload, broken requests).
    Response refuse(Request& request, const Error& error);

    std::string metrics() const { return traffic_.text(); }

private:
    Response choose(const Request& request, std::string& what);
    Response choose_page(const Request& request, std::string& what);
    std::optional<Response> only_read(const Request& request) const;
    Response take_csp_report(const Request& request);
    Response finish(const Request& request, Response response) const;
    void give_id(Request& request);

    Parts parts_;
    StaticFiles files_;
    RouteTable page_routes_;
    std::vector<std::pair<std::string, Page>> pages_;
    Traffic traffic_;
    std::atomic<int64_t> csp_minute_{0};
    std::atomic<int> csp_lines_{0};
};

}  // namespace steward::http
