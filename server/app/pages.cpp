#include "server/app/pages.h"

#include "server/app/calendar_page.h"
#include "server/app/options.h"
#include "server/app/portal_logos.h"

namespace steward::app {

namespace {
using PageValues = std::vector<std::string_view>;

Result<http::Response> ready_page(const PageParts& parts) {
    std::string lacking = parts.lacking();
    if (lacking.empty()) return http::text_page(parts.ready_words);
    while (lacking.ends_with('\n')) lacking.pop_back();
    return fail(ErrorKind::Unavailable, "installation.not_ready", std::move(lacking));
}

// Numbers about the whole installation: for this machine's own scraper, root, and whoever may read
// the installation's state.
Result<http::Response> metrics_page(const PageParts& parts, const http::Request& request) {
    const bool direct = request.header("X-Forwarded-For").empty() || parts.is_behind_proxy;
    if (!request.local_root && !(direct && is_loopback(request.peer_address))) {
        constexpr std::string_view scheme = "Bearer ";
        const std::string_view given = request.header("Authorization");
        access::Credentials credentials{.bearer = given.starts_with(scheme) ? std::string(given.substr(scheme.size())) : "",
                                        .address = request.peer_address,
                                        .passive = true};
        const auto caller = parts.house.access().authenticator().authenticate(credentials, parts.clock.now());
        if (!caller || !caller->may("installation.read"))
            return fail(ErrorKind::Forbidden, "installation.metrics",
                        "Scrape from this machine, or with a token that may read the installation's state.");
    }
    http::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body = parts.metrics();
    return response;
}
}  // namespace

Status add_pages(http::Site& site, const PageParts& parts) {
    STEWARD_CHECK(site.add_page("/healthz", [](const http::Request&, const PageValues&) { return http::text_page("ok\n"); }));
    STEWARD_CHECK(site.add_page("/readyz", [parts](const http::Request&, const PageValues&) { return ready_page(parts); }));
    STEWARD_CHECK(
        site.add_page("/metrics", [parts](const http::Request& request, const PageValues&) { return metrics_page(parts, request); }));
    STEWARD_CHECK(site.add_page("/calendars/{file}", [parts](const http::Request&, const PageValues& values) {
        return calendar_page(parts.house.context().take<escalation::Escalation>(), values[0], parts.clock.now());
    }));
    STEWARD_CHECK(site.add_page("/portal-logos/{digest}", [parts](const http::Request&, const PageValues& values) {
        return portal_logo_page(parts.house.context().take<portal::Portal>(), values[0]);
    }));
    return site.add_page("/downloads/{file}",
                         [parts](const http::Request&, const PageValues& values) { return parts.downloads.answer(values[0]); });
}

}  // namespace steward::app
