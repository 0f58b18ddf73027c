// What a listener with TLS shows to browsers: certificate, protocols, ciphers.
#pragma once

#include <memory>
#include <string>

#include "base/error.h"

struct ssl_ctx_st;

namespace steward::http {

/// TLS 1.2 and 1.3 with authenticated ciphers only, ALPN "http/1.1". A connection keeps what it was
/// opened with, so that the files may be read again at any time. Failure: Invalid "http.certificate".
Result<std::shared_ptr<ssl_ctx_st>> load_tls_context(const std::string& certificate_file, const std::string& key_file);

}  // namespace steward::http
