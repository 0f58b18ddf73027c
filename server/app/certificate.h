// The certificate that people's browsers see when nobody gave us a better one.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "base/time.h"

namespace steward::app {

struct ConsoleCertificate {
    std::string certificate_file, key_file;  // PEM
    std::string fingerprint;                 // SHA-256 of the certificate, "AB:CD:..."
    Instant ends_at;
    bool self_made = false;
};

/// `console.crt` and `console.key` (0600) in `folder`, made for `names` (addresses and host names)
/// when missing or within 30 days of their end; the key is kept. Failure: Internal "app.certificate".
Result<ConsoleCertificate> load_or_make_certificate(const std::string& folder, const std::vector<std::string>& names, Instant now);

/// What is in a given file. Failure: Invalid "app.certificate".
Result<ConsoleCertificate> read_certificate(const std::string& certificate_file, const std::string& key_file);

}  // namespace steward::app
