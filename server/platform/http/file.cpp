// A file as the answer, part by part: a slow reader holds neither memory nor a transaction.
#include "server/platform/http/call_run.h"
#include "server/platform/http/disposition.h"

namespace steward::http {

namespace {
using google::protobuf::Message;

// Nothing that is in it may run, load or be framed, should a browser show it after all.
constexpr const char* file_policy = "default-src 'none'; sandbox; frame-ancestors 'none'";

struct FileWalk {
    RepeatedCall call;
    int64_t sent = 0;
    int64_t size = 0;

    Result<std::unique_ptr<Message>> part(Instant now) {
        call.message->GetReflection()->SetInt64(call.message.get(), call.method.file_offset->field, sent);
        STEWARD_TRY(auto answer, call.once(now));
        sent += static_cast<int64_t>(content_of(*answer).size());
        return answer;
    }

    Result<std::string> next(Instant now) {
        if (sent >= size) return std::string{};
        const int64_t before = sent;
        STEWARD_TRY(const auto answer, part(now));
        if (sent == before) return fail(ErrorKind::Internal, "http.file_ended", "The file is shorter than it was said to be.");
        return content_of(*answer);
    }

    std::string content_of(const Message& answer) const { return answer.GetReflection()->GetString(answer, call.method.file_part->field); }
};
}  // namespace

Result<Response> CallRun::start_file() {
    const auto call = make_call(parts_, method_, request_, caller_, credentials_, now_);
    STEWARD_CHECK(find_whose(*call));
    auto walk = std::make_shared<FileWalk>(FileWalk{repeated(*call)});
    call->abandon();
    walk->sent = walk->call.message->GetReflection()->GetInt64(*walk->call.message, method_.file_offset->field);
    STEWARD_TRY(const auto first, walk->part(now_));
    const auto& plan = plan_of(*first->GetDescriptor());
    const auto& reflection = *first->GetReflection();
    walk->size = reflection.GetInt64(*first, plan.find("size_bytes")->field);
    Response response;
    response.content_type = "application/octet-stream";
    response.body = walk->content_of(*first);
    response.set("Content-Disposition", attachment_disposition(reflection.GetString(*first, plan.find("name")->field)));
    response.set("Content-Security-Policy", file_policy);
    STEWARD_CHECK(note_handing_out(*call));
    if (walk->sent < walk->size) response.more = [walk](Instant now) { return walk->next(now); };
    return response;
}

}  // namespace steward::http
