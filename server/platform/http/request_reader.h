// From bytes to a request, without a socket: so that tests and fuzzers can hand it any bytes.
//
// Total and bounded: a head of at most 16 KiB, a body of at most what `accept_body` allows, and what
// two programs could read in two ways (lengths that differ, any transfer coding, two hosts) is refused.
#pragma once

#include <cstdint>
#include <memory>

#include "server/platform/http/message.h"

namespace steward::http {

class RequestReader {
public:
    RequestReader();
    ~RequestReader();

    /// Takes from the beginning of `bytes` what belongs to this request and says how many those were;
    /// the rest must be handed in again, with more behind it. Before `accept_body` it stops behind the
    /// head. Failures: Invalid "request.malformed", TooLarge "request.head_too_large" or "request.too_large".
    Result<size_t> put(std::string_view bytes);

    bool has_begun() const { return begun_; }
    bool has_head() const;
    bool is_whole() const;

    /// Once, when `has_head`: everything but the body.
    Request take_request();
    bool keeps_alive() const;
    bool expects_continue() const;
    bool speaks_1_0() const;
    /// How many bytes of body follow. A body without a length (chunked) was refused with the head.
    uint64_t announced() const;

    void accept_body(size_t limit);
    std::string take_body();

    static constexpr size_t largest_head = 16 * 1024;

private:
    struct Parser;  // Beast's, kept out of every header
    Status check_head() const;

    std::unique_ptr<Parser> parser_;
    bool begun_ = false;
    bool head_was_checked_ = false;
};

}  // namespace steward::http
