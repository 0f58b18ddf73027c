// The methods of the API as the dispatcher uses them: annotations read once, gaps found at the start.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "schema/runtime/message_plan.h"
#include "schema/runtime/method.h"
#include "server/platform/http/route_table.h"
#include "steward/annotations.pb.h"

namespace steward::http {

struct ApiMethod {
    BoundMethod bound;
    Method rule;
    std::string verb;
    std::string name;                                      // "steward.directory.v1.DirectoryService.ListDevices"
    const google::protobuf::Message* prototype = nullptr;  // of the request
    std::vector<const FieldPlan*> path_fields;             // in the order of the path
    const FieldPlan* scope_field = nullptr;                // for scope CLIENT
    std::vector<const FieldPlan*> references;              // ids that must belong to the same client
    const FieldPlan* page_size = nullptr;
    const FieldPlan* page_token = nullptr;
    const FieldPlan* rows = nullptr;  // of a list: the repeated field of its answer
    const FieldPlan* next_page_token = nullptr;
    const FieldPlan* etag = nullptr;  // of the answer
    // A file is a field `content` of type bytes: in a request the body is those bytes and nothing else (its other fields stand
    // behind '?'), in the answer to a GET it is one part of the file that begins at the request's `offset`.
    const FieldPlan* content = nullptr;
    const FieldPlan* file_part = nullptr;
    const FieldPlan* file_offset = nullptr;
    bool has_body() const { return verb == "POST" || verb == "PATCH"; }
    bool is_safe() const { return rule.repeat() == SAFE; }
};

class MethodTable {
public:
    /// Failure: Internal "http.incomplete_method", with one sentence per method and gap in the message:
    /// the server must not start.
    static Result<std::unique_ptr<MethodTable>> build(std::vector<BoundMethod> methods);

    const std::vector<ApiMethod>& methods() const { return methods_; }
    const RouteTable& routes() const { return routes_; }

private:
    std::vector<ApiMethod> methods_;
    RouteTable routes_;
};

}  // namespace steward::http
