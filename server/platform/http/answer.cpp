// Steps of a call after it was let in: an earlier answer, the handler, what is kept, the answer's form.
#include "schema/runtime/json_writer.h"
#include "server/platform/http/call_run.h"
#include "server/platform/http/csv.h"
#include "server/platform/http/event_stream.h"

namespace steward::http {

namespace {
using google::protobuf::Message;

constexpr int64_t most_csv_rows = 100'000;

// `"17"`, `W/"17"` and 17 are the same to us; "*" asks for nothing we would check.
std::string etag_wanted(std::string_view header) {
    if (header.starts_with("W/")) header.remove_prefix(2);
    if (header.size() >= 2 && header.front() == '"' && header.back() == '"') header = header.substr(1, header.size() - 2);
    return header == "*" ? std::string{} : std::string(header);
}

Response json_text_response(std::string body, const std::string& etag) {
    Response response;
    response.content_type = "application/json";
    response.body = std::move(body);
    if (!etag.empty()) response.set("ETag", "\"" + etag + "\"");
    return response;
}

std::unexpected<Error> too_many_rows() {
    return fail(ErrorKind::Invalid, "request.too_many_rows",
                "The list has more than 100,000 rows. Narrow the filter and export it in parts.");
}

// A list page by page.
struct CsvWalk {
    RepeatedCall page;
    int64_t rows = 0;
    bool ended = false;

    Result<std::string> next_page(Instant now) {
        std::string text;
        if (ended) return text;
        STEWARD_TRY(const auto answer, page.once(now));
        const ApiMethod& method = page.method;
        const auto& roles = page.caller.roles;
        const auto& reflection = *answer->GetReflection();
        if (rows == 0) {
            append_csv_header(*method.rows->nested->descriptor, roles, text);
            const auto* total = answer->GetDescriptor()->FindFieldByName("total");
            if (total && total->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_INT32 &&
                reflection.GetInt32(*answer, total) > most_csv_rows)
                return too_many_rows();
        }
        const int count = reflection.FieldSize(*answer, method.rows->field);
        rows += count;
        if (rows > most_csv_rows) return too_many_rows();
        for (int i = 0; i < count; ++i) append_csv_row(reflection.GetRepeatedMessage(*answer, method.rows->field, i), roles, text);
        const std::string token = method.next_page_token ? reflection.GetString(*answer, method.next_page_token->field) : std::string{};
        ended = token.empty() || !method.page_token || count == 0;
        if (!ended) page.message->GetReflection()->SetString(page.message.get(), method.page_token->field, token);
        return text;
    }
};
}  // namespace

std::unique_ptr<Call> make_call(const Dispatcher::Parts& parts, const ApiMethod& method, const Request& request, const Caller& caller,
                                const access::Credentials& credentials, Instant now) {
    auto call = std::make_unique<Call>(parts.database, caller, now, !method.is_safe());
    call->presented_session = credentials.session_cookie;
    call->user_agent = credentials.user_agent;
    call->over_https = request.over_https;
    call->if_match = etag_wanted(request.header("If-Match"));
    return call;
}

Result<std::unique_ptr<Message>> RepeatedCall::once(Instant at) {
    STEWARD_CHECK(look_again(at));
    const auto call = make_call(parts, method, request, caller, credentials, at);
    call->set_client(client);
    STEWARD_TRY(auto answer, method.bound.invoke(*call, *message));
    STEWARD_CHECK(call->commit());
    return answer;
}

// Whoever reads slowly may be somebody else's person by now, or nobody's.
Status RepeatedCall::look_again(Instant at) {
    constexpr Duration looked_at_every = std::chrono::seconds(10);
    if (at - looked_at < looked_at_every) return {};
    looked_at = at;
    credentials.passive = true;  // a download that goes on is not a person at work
    STEWARD_TRY(caller, parts.authenticator.authenticate(credentials, at));
    const bool may = method.rule.permission().empty() ? !caller.needs_second_factor : caller.may(method.rule.permission());
    if (!may || (!client.is_nil() && !caller.scope.contains(client))) return not_there();
    if (!method.scope_field) return {};
    return parts.database.read([&](storage::Transaction& transaction) -> Status {
        const std::string id = message->GetReflection()->GetString(*message, method.scope_field->field);
        STEWARD_TRY(const bool sees, parts.gate.sees(transaction, caller, method.rule.scope().resource(), id));
        if (!sees) return not_there();
        return {};
    });
}

RepeatedCall CallRun::repeated(const Call& call) {
    return {parts_, method_, request_, caller_, credentials_, call.client(), std::move(message_), now_};
}

// Before the first part leaves: afterwards nobody could say any more that it did not.
Status CallRun::note_handing_out(const Call& call) const {
    if (method_.rule.audit() == "none") return {};
    return parts_.database.write(
        [&](storage::Transaction& transaction) { return parts_.gate.record_audit(transaction, call, method_.rule, "done"); });
}

// Read in a transaction of its own: the call's would hold the database's writer while a handler
// hashes a password.
Result<std::optional<Response>> CallRun::earlier_answer() const {
    if (idempotency_key_.empty()) return std::optional<Response>{};
    std::optional<std::string> kept;
    STEWARD_CHECK(parts_.database.read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(kept, parts_.gate.replayed(transaction, caller_, idempotency_key_, request_digest_, now_));
        return {};
    }));
    if (!kept) return std::optional<Response>{};
    const size_t line = std::min(kept->find('\n'), kept->size());
    Response response = json_text_response(kept->substr(std::min(line + 1, kept->size())), kept->substr(0, line));
    response.set("Idempotency-Replayed", "true");
    return std::optional(std::move(response));
}

Result<Response> CallRun::call_once() {
    const auto call = make_call(parts_, method_, request_, caller_, credentials_, now_);
    call->given_fields = given_;
    STEWARD_CHECK(find_whose(*call));
    STEWARD_TRY(const auto answer, method_.bound.invoke(*call, *message_));
    return after_handler(*call, *answer);
}

Result<Response> CallRun::after_handler(Call& call, const Message& answer) {
    Response response = json_response(answer);
    for (const auto& cookie : call.set_cookies) response.headers.push_back({"Set-Cookie", cookie});
    if (!idempotency_key_.empty()) {
        // The same request may have been answered on another connection in the meantime.
        STEWARD_TRY(auto* transaction, call.transaction());
        STEWARD_TRY(const auto kept, parts_.gate.replayed(*transaction, caller_, idempotency_key_, request_digest_, now_));
        if (kept) {
            call.abandon();
            STEWARD_TRY(auto earlier, earlier_answer());
            if (earlier) return std::move(*earlier);
        }
    }
    STEWARD_CHECK(keep(call, response));
    STEWARD_CHECK(call.commit());
    return response;
}

// The audit line and the kept answer are part of the change: both or neither.
Status CallRun::keep(Call& call, const Response& response) const {
    // Which fields somebody wrote, not what: a value may be a secret, or somebody's own.
    if (method_.verb == "PATCH" && !given_.empty()) {
        std::string fields;
        for (const auto& field : given_) fields += (fields.empty() ? "" : ", ") + field;
        call.add_audit_detail("fields", fields);
    }
    if (method_.rule.audit() != "none") {
        const auto record = [&](storage::Transaction& transaction) {
            return parts_.gate.record_audit(transaction, call, method_.rule, "done");
        };
        if (method_.is_safe()) {
            STEWARD_CHECK(parts_.database.write(record));
        } else {
            STEWARD_TRY(auto* transaction, call.transaction());
            STEWARD_CHECK(record(*transaction));
        }
    }
    if (idempotency_key_.empty()) return {};
    STEWARD_TRY(auto* transaction, call.transaction());
    const std::string etag = etag_wanted(response.header("ETag"));
    return parts_.gate.remember(*transaction, caller_, idempotency_key_, request_digest_, etag + "\n" + response.body, now_);
}

Response CallRun::json_response(const Message& answer) const {
    const std::string etag = method_.etag ? answer.GetReflection()->GetString(answer, method_.etag->field) : std::string{};
    return json_text_response(to_json(answer, {.roles = &caller_.roles}), etag);
}

Result<Response> CallRun::start_csv() {
    const auto call = make_call(parts_, method_, request_, caller_, credentials_, now_);
    STEWARD_CHECK(find_whose(*call));
    auto walk = std::make_shared<CsvWalk>(CsvWalk{repeated(*call)});
    call->abandon();
    Response response;
    response.content_type = "text/csv; charset=utf-8; header=present";
    std::string name(method_.rows->name());
    response.set("Content-Disposition", "attachment; filename=\"" + name + ".csv\"");
    STEWARD_TRY(response.body, walk->next_page(now_));
    STEWARD_CHECK(note_handing_out(*call));
    if (!walk->ended) response.more = [walk](Instant now) { return walk->next_page(now); };
    return response;
}

Response CallRun::start_events() const {
    Response response;
    response.content_type = "text/event-stream";
    response.set("X-Accel-Buffering", "no");  // a proxy must pass on what there is
    response.events = make_event_stream(parts_.authenticator, credentials_, caller_, method_.rule.permission());
    return response;
}

}  // namespace steward::http
