#include "server/platform/http/security_headers.h"

namespace steward::http {

namespace {
constexpr const char* content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src "
    "'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; report-to csp; report-uri "
    "/api/csp-report";
}

void add_security_headers(const Request& request, Response& response) {
    // A file of somebody's has a stricter one of its own.
    if (response.header("Content-Security-Policy").empty()) response.set("Content-Security-Policy", content_security_policy);
    response.set("Reporting-Endpoints", "csp=\"/api/csp-report\"");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Cross-Origin-Opener-Policy", "same-origin");
    response.set("Cross-Origin-Resource-Policy", "same-origin");
    response.set("Referrer-Policy", "no-referrer");
    response.set("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    if (request.over_https) response.set("Strict-Transport-Security", "max-age=31536000");
    if (response.header("Cache-Control").empty()) response.set("Cache-Control", "no-store");
    if (!request.id.empty()) response.set("X-Request-Id", request.id);
}

}  // namespace steward::http
