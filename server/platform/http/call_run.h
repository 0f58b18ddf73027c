// The steps of one call; each either lets it pass or says why not. Used by dispatcher.cpp alone.
#pragma once

#include <set>

#include "server/platform/http/dispatcher.h"

namespace steward::http {

/// A call made anew for each part of a long answer, each time in a transaction of its own, so that a slow reader holds none
/// open, and who may no longer see it gets no further part.
struct RepeatedCall {
    Dispatcher::Parts parts;
    const ApiMethod& method;
    Request request;
    Caller caller;
    access::Credentials credentials;
    ClientId client;
    std::unique_ptr<google::protobuf::Message> message;
    Instant looked_at;  // when it was last asked who they are and what they may

    Result<std::unique_ptr<google::protobuf::Message>> once(Instant at);

private:
    Status look_again(Instant at);
};

class CallRun {
public:
    CallRun(const Dispatcher::Parts& parts, const ApiMethod& method, const Request& request, Instant now)
        : parts_(parts), method_(method), request_(request), now_(now) {}

    /// `path_values` in the order of the route's names.
    Result<Response> run(const std::vector<std::string_view>& path_values);

private:
    // who.cpp
    Status authenticate();
    Status check_csrf();
    Status check_permission() const;
    Status check_step_up() const;
    // what.cpp
    Status parse(const std::vector<std::string_view>& path_values);
    Status parse_body();
    Status check_page_size();
    Status read_idempotency_key();
    // whose.cpp
    Status find_whose(Call& call) const;  // the client it is about, to whom all that it names must belong; a refusal is audited
    Status resolve_scope(Call& call) const;
    Status check_references(Call& call) const;
    void audit_refusal(const Error& error) const;
    // answer.cpp
    Result<std::optional<Response>> earlier_answer() const;
    Result<Response> call_once();
    Result<Response> after_handler(Call& call, const google::protobuf::Message& answer);
    Status keep(Call& call, const Response& response) const;
    Response json_response(const google::protobuf::Message& answer) const;
    Result<Response> start_csv();
    RepeatedCall repeated(const Call& call);
    Status note_handing_out(const Call& call) const;
    Response start_events() const;
    // file.cpp
    Result<Response> start_file();

    const Dispatcher::Parts& parts_;
    const ApiMethod& method_;
    const Request& request_;
    const Instant now_;
    access::Credentials credentials_;
    Caller caller_;
    std::unique_ptr<google::protobuf::Message> message_;
    std::set<std::string> given_;  // top-level keys of the body
    std::string idempotency_key_;
    std::string request_digest_;
    bool as_csv_ = false;
};

std::unique_ptr<Call> make_call(const Dispatcher::Parts& parts, const ApiMethod& method, const Request& request, const Caller& caller,
                                const access::Credentials& credentials, Instant now);

/// The same answer for what is not there and what belongs to somebody else.
std::unexpected<Error> not_there();

}  // namespace steward::http
