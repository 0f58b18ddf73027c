// The pages that are no method of the schema: health, readiness, metrics, calendars, logos, downloads.
#pragma once

#include <functional>
#include <string>

#include "server/app/downloads.h"
#include "server/app/house.h"
#include "server/platform/http/site.h"

namespace steward::app {

/// What the pages ask; everything outlives the site. The functions are called on its workers.
struct PageParts {
    House& house;
    const Downloads& downloads;
    const Clock& clock;
    std::function<std::string()> lacking;  // why the server is not ready, a line each; empty: it is
    std::function<std::string()> metrics;  // in the Prometheus text format
    bool is_behind_proxy = false;
    std::string ready_words = "ready\n";
};

/// Before the first request. Failure: Internal "http.route" when another page answers there.
Status add_pages(http::Site& site, const PageParts& parts);

}  // namespace steward::app
