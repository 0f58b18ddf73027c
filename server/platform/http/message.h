// A request and its answer without any socket: what the dispatcher and the pages work with, so that
// tests need no network and the server (server.h) knows nothing of methods.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/time.h"
#include "server/platform/live/hub.h"

namespace steward::http {

struct Header {
    std::string name;
    std::string value;
};

/// Equal without regard to the case of ASCII letters, as header names are.
bool same_name(std::string_view a, std::string_view b);

struct Request {
    std::string id;      // ours, in X-Request-Id, in every problem and in the log
    std::string verb;    // "GET"
    std::string target;  // path and query, as they came
    std::vector<Header> headers;
    std::string body;
    std::string peer_address;  // without port; empty on the local socket
    bool over_https = false;
    bool local_root = false;  // came through the local socket from root or from our own user

    /// The first header of this name, or an empty text.
    std::string_view header(std::string_view name) const;  // the first of that name
    std::string_view last_header(std::string_view name) const;
    std::string_view path() const { return std::string_view(target).substr(0, target.find('?')); }
    std::string_view query() const {
        const size_t mark = target.find('?');
        return mark == std::string::npos ? std::string_view{} : std::string_view(target).substr(mark + 1);
    }
};

/// Who has an event stream, for its share of them (stream_shares.h).
struct StreamOwner {
    std::string account;  // empty: nobody's, as a token's
    std::string client;   // of a client's own people; empty: of the provider's
};

/// An answer that goes on for as long as the reader stays (text/event-stream). Thread safe.
class EventStream {
public:
    virtual ~EventStream() = default;
    virtual StreamOwner owner() const { return {}; }
    /// What this reader gets of an update, or nothing; shared by readers who get the same. Runs on the publishing thread.
    virtual std::shared_ptr<const std::string> event_for(const live::Update& update) = 0;
    /// True once an update has said that it is to end now.
    virtual bool is_over() const { return false; }
    /// Asked every minute on a worker: false ends the stream (signed out, disabled, permission lost).
    virtual bool still_allowed(Instant now) = 0;
};

struct Response {
    int status = 200;
    std::string content_type;  // empty: no body
    std::vector<Header> headers;
    std::string body;
    /// Set for long answers: called on a worker for each further part with the time then, an empty text ends it. A
    /// failure cuts the connection, so that the reader sees that the answer is not whole.
    std::function<Result<std::string>(Instant now)> more;
    std::shared_ptr<EventStream> events;

    void set(std::string name, std::string value);  // replaces one of the same name
    std::string_view header(std::string_view name) const;
};

/// A plain text, status 200. What goes wrong is an `Error`, and becomes a problem (problem.h).
Response text_page(std::string text);

}  // namespace steward::http
