#include "server/app/portal_logos.h"

namespace steward::app {

Result<http::Response> portal_logo_page(portal::Portal& portal, std::string_view digest) {
    constexpr size_t digits_of_sha256 = 64;
    const auto none = [] { return fail(ErrorKind::NotFound, "portal.no_such_logo", "There is no such picture. Load the page again."); };
    if (digest.size() != digits_of_sha256) return none();
    STEWARD_TRY(const auto logo, portal.logo(digest));
    if (!logo) return none();
    http::Response response;
    response.content_type = logo->type;
    response.body = as_text(logo->bytes);
    response.set("Cache-Control", "private, max-age=31536000, immutable");
    response.set("Content-Disposition", "inline");
    return response;
}

}  // namespace steward::app
