// A file as the answer: part by part, each a call of its own, so that a slow reader holds neither memory nor a transaction,
// and who may no longer see it gets no further part.
#include "server/platform/http/call_run.h"
#include "server/platform/http/disposition.h"

namespace steward::http {

namespace {
using google::protobuf::Message;

// Nothing that is in it may run, load or be framed, should a browser show it after all.
constexpr const char* file_policy = "default-src 'none'; sandbox; frame-ancestors 'none'";

struct FileWalk {
    Dispatcher::Parts parts;
    const ApiMethod& method;
    Request request;
    Caller caller;
    access::Credentials credentials;
    ClientId client;
    std::unique_ptr<Message> message;
    Instant now;
    int64_t sent = 0;
    int64_t size = 0;

    Result<std::unique_ptr<Message>> part() {
        const auto call = make_call(parts, method, request, caller, credentials, now);
        call->set_client(client);
        message->GetReflection()->SetInt64(message.get(), method.file_offset->field, sent);
        STEWARD_TRY(auto answer, method.bound.invoke(*call, *message));
        STEWARD_CHECK(call->commit());
        const auto& reflection = *answer->GetReflection();
        sent += static_cast<int64_t>(reflection.GetString(*answer, method.file_part->field).size());
        return answer;
    }

    Result<std::string> next() {
        if (sent >= size) return std::string{};
        const int64_t before = sent;
        STEWARD_TRY(const auto answer, part());
        if (sent == before) return fail(ErrorKind::Internal, "http.file_ended", "The file is shorter than it was said to be.");
        return answer->GetReflection()->GetString(*answer, method.file_part->field);
    }
};
}  // namespace

Result<Response> CallRun::start_file() {
    const auto call = make_call(parts_, method_, request_, caller_, credentials_, now_);
    const auto whose = [&]() -> Status {
        STEWARD_CHECK(resolve_scope(*call));
        return check_references(*call);
    }();
    if (!whose) {
        call->abandon();
        audit_refusal(whose.error());
        return std::unexpected(whose.error());
    }
    const auto& plan = plan_of(*method_.bound.descriptor->output_type());
    auto walk =
        std::make_shared<FileWalk>(FileWalk{parts_, method_, request_, caller_, credentials_, call->client(), std::move(message_), now_});
    call->abandon();
    walk->sent = walk->message->GetReflection()->GetInt64(*walk->message, method_.file_offset->field);
    STEWARD_TRY(const auto first, walk->part());
    const auto& reflection = *first->GetReflection();
    walk->size = reflection.GetInt64(*first, plan.find("size_bytes")->field);
    Response response;
    response.content_type = "application/octet-stream";
    response.body = reflection.GetString(*first, method_.file_part->field);
    response.set("Content-Disposition", attachment_disposition(reflection.GetString(*first, plan.find("name")->field)));
    response.set("Content-Security-Policy", file_policy);
    if (walk->sent < walk->size) response.more = [walk] { return walk->next(); };
    return response;
}

}  // namespace steward::http
