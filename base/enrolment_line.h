// The line with which an administrator tells a new machine where its server is.
//
//   steward://HOST:PORT/enrol?pin=<base64url>&pin=<base64url>[&authority=<64 hex>[&head=<64 hex>]]&token=<32 hex>.<base64url>
//
// A line of the signer names the authority whose people may sign for the machine, and the head of its chain that the signer knew: up to
// there no delay is waited out anew. Both stand before the token, so that a line that was cut has no token rather than no authority.
//
// It holds everything the agent needs and nothing else: the address, the pins of the server's keys
// (SHA-256 of SubjectPublicKeyInfo; the server's certificate is judged by nothing else), the id of
// the one-time token and its secret. Whoever holds the line can enrol: treat it as a password.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace steward {

struct EnrolmentLine {
    std::string host;         // name or address; an IPv6 address without its brackets
    int port = 0;             // 1 to 65535
    std::vector<Bytes> pins;  // one or two, 32 bytes each
    std::array<uint8_t, 16> token_id{};
    Bytes secret;                                      // 16 to 64 bytes
    std::optional<std::array<uint8_t, 32>> authority;  // none: the machine is only watched
    std::optional<std::array<uint8_t, 32>> head;       // never without an authority
};

std::string to_text(const EnrolmentLine& line);

/// Spaces and line ends around it are forgiven: lines are pasted. Failure: Invalid
/// "enrolment_line.malformed" with the sentence which part cannot be read.
Result<EnrolmentLine> parse_enrolment_line(std::string_view text);

/// The line for `token`, which is written "<32 hex>.<base64url secret>". Failure as above.
Result<std::string> agent_line(std::string_view host, int port, const std::vector<Bytes>& pins, std::string_view token);

}  // namespace steward
