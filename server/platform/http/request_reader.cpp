#include "server/platform/http/request_reader.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace steward::http {

namespace beast = boost::beast::http;

struct RequestReader::Parser : beast::request_parser<beast::string_body> {};

namespace {
std::unexpected<Error> malformed(const std::string& why) {
    return fail(ErrorKind::Invalid, "request.malformed", "This is not a request that the server understands: " + why + ".");
}

std::unexpected<Error> refusal_for(const boost::system::error_code& error) {
    if (error == beast::error::header_limit || error == beast::error::buffer_overflow) {
        return fail(ErrorKind::TooLarge, "request.head_too_large", "The address and the headers have more than 16 KiB together.");
    }
    if (error == beast::error::body_limit) {
        return fail(ErrorKind::TooLarge, "request.too_large", "The body has more bytes than this method accepts.");
    }
    return malformed(error.message());
}

std::string text_of(boost::core::string_view view) { return {view.data(), view.size()}; }

// Nothing of ours needs more than ASCII in a header, and what is kept (the browser's name) must be text.
std::string printable(boost::core::string_view view) {
    std::string text = text_of(view);
    for (char& c : text) {
        if (c < ' ' || c > '~') c = c == '\t' ? ' ' : '?';
    }
    return text;
}
}  // namespace

RequestReader::RequestReader() : parser_(std::make_unique<Parser>()) {
    parser_->header_limit(largest_head);
    parser_->body_limit(boost::none);  // judged by the head, then set by accept_body
    parser_->eager(false);
}

RequestReader::~RequestReader() = default;

Result<size_t> RequestReader::put(std::string_view bytes) {
    if (bytes.empty() || parser_->is_done()) return size_t{0};
    begun_ = true;
    boost::system::error_code error;
    const size_t used = parser_->put(boost::asio::const_buffer(bytes.data(), bytes.size()), error);
    if (error && error != beast::error::need_more) return refusal_for(error);
    // What stays unread is one unfinished line or head: never a long one.
    if (error && bytes.size() - used > largest_head) return refusal_for(beast::error::header_limit);
    if (has_head() && !head_was_checked_) {
        head_was_checked_ = true;
        STEWARD_CHECK(check_head());
    }
    return used;
}

Status RequestReader::check_head() const {
    const auto& message = parser_->get();
    if (message.version() != 10 && message.version() != 11) return malformed("it speaks another version of HTTP");
    const size_t hosts = message.count(beast::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() == 11)) return malformed("it must have one Host header");
    // Also "chunked": Beast 1.81 ends the program by an assertion when the last chunk comes in small
    // pieces (found by tests/fuzz), and no client of this API sends a body whose length it does not know.
    if (message.count(beast::field::transfer_encoding) > 0)
        return malformed("its body must come with a Content-Length, not with a Transfer-Encoding");
    return {};
}

bool RequestReader::has_head() const { return parser_->is_header_done(); }
bool RequestReader::is_whole() const { return parser_->is_done(); }
bool RequestReader::keeps_alive() const { return parser_->get().keep_alive(); }
bool RequestReader::speaks_1_0() const { return parser_->get().version() == 10; }

bool RequestReader::expects_continue() const {
    return !speaks_1_0() && same_name(text_of(parser_->get()[beast::field::expect]), "100-continue");
}

Request RequestReader::take_request() {
    const auto& message = parser_->get();
    Request request;
    request.verb = text_of(message.method_string());
    request.target = text_of(message.target());
    for (const auto& field : message) request.headers.push_back({text_of(field.name_string()), printable(field.value())});
    return request;
}

uint64_t RequestReader::announced() const { return parser_->content_length().value_or(0); }

void RequestReader::accept_body(size_t limit) {
    parser_->body_limit(limit);
    parser_->eager(true);
}

std::string RequestReader::take_body() { return std::move(parser_->get().body()); }

}  // namespace steward::http
