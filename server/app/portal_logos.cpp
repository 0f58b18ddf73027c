#include "server/app/portal_logos.h"

namespace steward::app {

http::Response portal_logo_page(portal::Portal& portal, std::string_view digest) {
    constexpr size_t digits_of_sha256 = 64;
    if (digest.size() != digits_of_sha256) return http::text_page(404, "There is no such picture.\n");
    auto logo = portal.logo(digest);
    if (!logo) return http::text_page(503, "Not now. Try again in a moment.\n");
    if (!*logo) return http::text_page(404, "There is no such picture.\n");
    http::Response response;
    response.content_type = (*logo)->type;
    response.body = as_text((*logo)->bytes);
    response.set("Cache-Control", "private, max-age=31536000, immutable");
    response.set("Content-Disposition", "inline");
    return response;
}

}  // namespace steward::app
