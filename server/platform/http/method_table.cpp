#include "server/platform/http/method_table.h"

#include "server/platform/http/canonical_path.h"

namespace steward::http {

namespace {
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;

std::pair<std::string, std::string> route_of(const Method& rule) {
    switch (rule.route_case()) {
        case Method::kGet:
            return {"GET", rule.get()};
        case Method::kPost:
            return {"POST", rule.post()};
        case Method::kPatch:
            return {"PATCH", rule.patch()};
        case Method::kDelete:
            return {"DELETE", rule.delete_()};
        case Method::ROUTE_NOT_SET:
            break;
    }
    return {};
}

bool is_text(const FieldPlan* field) { return field && !field->repeated && !field->map && field->type == FieldDescriptor::CPPTYPE_STRING; }

// What a method lacks, one sentence each. The same questions as schemagen's: a program built against
// another schema must not start either.
std::vector<std::string> gaps_of(const MethodDescriptor& descriptor, const Method& rule) {
    std::vector<std::string> gaps;
    const auto [verb, path] = route_of(rule);
    const auto kind = rule.scope().kind();
    const bool personal = kind == Scope::PUBLIC || kind == Scope::SELF;
    if (verb.empty()) gaps.emplace_back("has no route");
    if (kind == Scope::KIND_UNSPECIFIED) gaps.emplace_back("has no scope");
    if (rule.permission().empty() && !personal) gaps.emplace_back("has no permission");
    if (kind == Scope::CLIENT && !is_text(plan_of(*descriptor.input_type()).find(rule.scope().field()))) {
        gaps.emplace_back("names a scope field that its request lacks");
    }
    if (kind == Scope::CLIENT && rule.scope().resource().empty()) gaps.emplace_back("does not say what its scope field names");
    if (rule.audit().empty()) gaps.emplace_back("does not say what is audited");
    if (rule.repeat() == REPEAT_UNSPECIFIED) gaps.emplace_back("does not say what a repeat does");
    if ((verb == "GET") != (rule.repeat() == SAFE)) gaps.emplace_back("must be SAFE exactly when it is a GET");
    const bool has_body = verb == "POST" || verb == "PATCH";
    if (has_body && rule.max_body_bytes() == 0) gaps.emplace_back("has no maximum body");
    if (!has_body && rule.max_body_bytes() != 0) gaps.emplace_back("has a maximum body, and no body");
    if (rule.stream() && verb != "GET") gaps.emplace_back("is a stream, and no GET");
    if (rule.summary().empty()) gaps.emplace_back("has no summary");
    return gaps;
}

// Fields of the request and the answer that mean something to the dispatcher.
void find_fields(ApiMethod& method, const std::string& path, std::vector<std::string>& gaps) {
    const MessagePlan& request = plan_of(*method.bound.descriptor->input_type());
    const MessagePlan& answer = plan_of(*method.bound.descriptor->output_type());
    for (size_t open = 0; (open = path.find('{', open)) != std::string::npos;) {
        const size_t close = std::min(path.find('}', open), path.size());
        const FieldPlan* field = request.find(path.substr(open + 1, close - open - 1));
        if (is_text(field)) method.path_fields.push_back(field);
        else gaps.emplace_back("has a name in its route that is no text field of its request");
        open = close;
    }
    if (method.rule.scope().kind() == Scope::CLIENT) method.scope_field = request.find(method.rule.scope().field());
    for (const auto& field : request.fields) {
        if (!field.field->options().GetExtension(steward::field).reference().empty()) method.references.push_back(&field);
    }
    const auto text_field = [](const MessagePlan& plan, std::string_view name) {
        return is_text(plan.find(name)) ? plan.find(name) : nullptr;
    };
    if (const auto* size = request.find("page_size"); size && size->type == FieldDescriptor::CPPTYPE_INT32) method.page_size = size;
    method.page_token = text_field(request, "page_token");
    method.etag = text_field(answer, "etag");
    method.next_page_token = text_field(answer, "next_page_token");
    const auto bytes_field = [](const MessagePlan& plan) {
        const FieldPlan* field = plan.find("content");
        return field && field->form == JsonForm::Base64 && !field->repeated ? field : nullptr;
    };
    if (method.has_body()) method.content = bytes_field(request);
    // Without an offset to go on from, bytes stand in the answer as they always did.
    if (method.verb == "GET" && request.find("offset")) method.file_part = bytes_field(answer);
    if (method.file_part) {
        const FieldPlan* offset = request.find("offset");
        const FieldPlan* size = answer.find("size_bytes");
        const bool whole = offset && offset->type == FieldDescriptor::CPPTYPE_INT64 && size &&
                           size->type == FieldDescriptor::CPPTYPE_INT64 && is_text(answer.find("name"));
        if (!whole) gaps.emplace_back("answers with a file, and lacks offset in its request or name and size_bytes in its answer");
        method.file_offset = offset;
    }
    const bool is_list =
        method.verb == "GET" && std::string_view(method.bound.descriptor->name()).starts_with("List") && !answer.fields.empty();
    if (is_list && answer.fields[0].repeated && answer.fields[0].nested) method.rows = &answer.fields[0];
}
}  // namespace

Result<std::unique_ptr<MethodTable>> MethodTable::build(std::vector<BoundMethod> methods) {
    auto table = std::make_unique<MethodTable>();
    std::string sentences;
    for (auto& bound : methods) {
        ApiMethod method;
        method.bound = std::move(bound);
        method.name = method.bound.descriptor->full_name();
        const auto& options = method.bound.descriptor->options();
        std::vector<std::string> gaps;
        if (!options.HasExtension(steward::method)) {
            gaps.emplace_back("has no (steward.method) option");
        } else {
            method.rule = options.GetExtension(steward::method);
            gaps = gaps_of(*method.bound.descriptor, method.rule);
        }
        const auto [verb, path] = route_of(method.rule);
        method.verb = verb;
        method.prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.bound.descriptor->input_type());
        if (!method.bound.invoke) gaps.emplace_back("has nobody who answers it");
        if (gaps.empty()) find_fields(method, path, gaps);
        if (gaps.empty()) {
            if (const Status added = table->routes_.add(verb, path, table->methods_.size()); !added)
                gaps.push_back(": " + added.error().message);
        }
        for (const auto& gap : gaps) sentences += method.name + " " + gap + ".\n";
        table->methods_.push_back(std::move(method));
    }
    if (!sentences.empty()) return fail(ErrorKind::Internal, "http.incomplete_method", sentences);
    return table;
}

}  // namespace steward::http
