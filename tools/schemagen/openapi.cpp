// The API as OpenAPI 3.1.1, for other people's programs: schema/golden/openapi.json.
#include <cstdio>

#include "tools/schemagen/commands.h"
#include "tools/schemagen/files.h"
#include "tools/schemagen/openapi_schemas.h"

namespace steward::schemagen {

namespace {
namespace json = boost::json;

// Two spaces a level, so that a review shows one line a change.
void print(const json::value& value, std::string& out, size_t indent = 0) {
    const auto line = [&](size_t depth) { out += "\n" + std::string(depth * 2, ' '); };
    if (const auto* object = value.if_object(); object && !object->empty()) {
        out += '{';
        for (auto at = object->begin(); at != object->end(); ++at) {
            if (at != object->begin()) out += ',';
            line(indent + 1);
            out += json::serialize(json::string(at->key())) + ": ";
            print(at->value(), out, indent + 1);
        }
        line(indent);
        out += '}';
    } else if (const auto* array = value.if_array(); array && !array->empty()) {
        out += '[';
        for (size_t i = 0; i < array->size(); ++i) {
            if (i) out += ',';
            line(indent + 1);
            print((*array)[i], out, indent + 1);
        }
        line(indent);
        out += ']';
    } else {
        out += json::serialize(value);
    }
}

json::object parameter(const Schema& schema, const google::protobuf::FieldDescriptor& field, bool in_path) {
    json::object of = field_schema(schema, field);
    json::object out{{"name", std::string(field.name())}, {"in", in_path ? "path" : "query"}};
    if (in_path) out["required"] = true;
    if (const auto* text = of.if_contains("description")) {
        out["description"] = *text;
        of.erase("description");
    }
    out["schema"] = of;
    return out;
}

bool has_etag(const google::protobuf::Descriptor& message) {
    const auto* field = message.FindFieldByName("etag");
    return field && field->type() == google::protobuf::FieldDescriptor::TYPE_STRING && !field->is_repeated();
}

bool is_list(const Operation& operation) {
    return operation.verb == "GET" && operation.id.starts_with("list") && operation.method->output_type()->field_count() > 0 &&
           operation.method->output_type()->field(0)->is_repeated() && operation.method->output_type()->field(0)->message_type();
}

json::object raw_bytes() { return {{"schema", {{"type", "string"}, {"format", "binary"}}}}; }

json::array parameters_of(const Schema& schema, const Operation& operation) {
    json::array out;
    const auto& request = *operation.method->input_type();
    for (int i = 0; i < request.field_count(); ++i) {
        const auto& field = *request.field(i);
        const bool in_path = operation.in_path(field.name());
        const bool beside_bytes = takes_bytes(operation) && &field != file_bytes(request);
        if (in_path || !operation.has_body() || beside_bytes) out.push_back(parameter(schema, field, in_path));
    }
    const auto shared = [&](const char* name) { out.push_back(json::object{{"$ref", std::string("#/components/parameters/") + name}}); };
    if (is_list(operation)) shared("Format");
    if (operation.rule.repeat() == KEYED) shared("IdempotencyKey");
    if (operation.has_body() && operation.verb == "PATCH" && has_etag(*operation.method->output_type())) shared("IfMatch");
    return out;
}

// Of the data of each event; 3.1 has no better word for a stream.
json::object event_schema(const std::string& ref) {
    return {{"type", "string"},
            {"description", "The data of each event is one object."},
            {"contentMediaType", "application/json"},
            {"contentSchema", {{"$ref", ref}}}};
}

json::object answers_of(const Schema& schema, const Operation& operation) {
    const std::string ref = "#/components/schemas/" + schema.names.at(operation.method->output_type());
    const json::object of{{"schema", {{"$ref", ref}}}};
    json::object content;
    if (operation.rule.stream()) content["text/event-stream"] = json::object{{"schema", event_schema(ref)}};
    else if (answers_file(operation)) content["application/octet-stream"] = raw_bytes();
    else content["application/json"] = of;
    if (is_list(operation)) content["text/csv"] = json::object{{"schema", {{"type", "string"}}}};
    json::object good{{"description", operation.rule.summary()}, {"content", content}};
    if (answers_file(operation)) good["headers"] = json::object{{"Content-Disposition", {{"$ref", "#/components/headers/FileName"}}}};
    if (has_etag(*operation.method->output_type())) good["headers"] = json::object{{"ETag", {{"$ref", "#/components/headers/ETag"}}}};
    json::object out{{"200", good}};
    const auto refuse = [&](const char* status, const char* name) {
        out[status] = json::object{{"$ref", std::string("#/components/responses/") + name}};
    };
    refuse("400", "Invalid");
    if (operation.rule.scope().kind() != Scope::PUBLIC || operation.has_body()) refuse("401", "Unauthenticated");
    refuse("403", "Forbidden");
    refuse("404", "NotFound");
    if (operation.verb != "GET") refuse("409", "Conflict");
    if (operation.verb == "PATCH") refuse("412", "StaleEtag");
    if (operation.has_body()) refuse("413", "TooLarge");
    refuse("429", "Limited");
    refuse("500", "Internal");
    refuse("503", "Unavailable");
    return out;
}

json::object operation_object(const Schema& schema, const Operation& operation) {
    std::string more = operation.rule.summary() + ".";
    const auto kind = operation.rule.scope().kind();
    if (!operation.rule.permission().empty()) more += " Needs the permission `" + operation.rule.permission() + "`.";
    else more += kind == Scope::PUBLIC ? " Needs no session." : " For the caller's own account.";
    if (kind == Scope::CLIENTS) more += " Answers only what belongs to clients that the caller may see.";
    if (operation.rule.step_up()) more += " Needs a second factor shown in the last five minutes.";
    json::object out{
        {"operationId", operation.id}, {"summary", operation.rule.summary()}, {"description", more}, {"tags", {operation.capability}}};
    if (auto parameters = parameters_of(schema, operation); !parameters.empty()) out["parameters"] = parameters;
    if (operation.has_body()) {
        json::object content;
        if (takes_bytes(operation)) content["application/octet-stream"] = raw_bytes();
        else content["application/json"] = json::object{{"schema", body_schema(schema, operation)}};
        out["requestBody"] = json::object{{"required", true}, {"content", content}};
    }
    out["responses"] = answers_of(schema, operation);
    if (kind == Scope::PUBLIC) out["security"] = json::array{};
    out["x-permission"] = operation.rule.permission();
    out["x-scope"] = Scope::Kind_Name(kind);
    out["x-audit"] = operation.rule.audit();
    out["x-repeat"] = Repeat_Name(operation.rule.repeat());
    if (operation.rule.step_up()) out["x-step-up"] = true;
    if (operation.rule.max_body_bytes()) out["x-max-body-bytes"] = operation.rule.max_body_bytes();
    return out;
}

json::object shared_responses() {
    json::object out;
    const auto add = [&](const char* name, const char* what) {
        json::object response{{"description", what},
                              {"content", {{"application/problem+json", {{"schema", {{"$ref", "#/components/schemas/Problem"}}}}}}}};
        if (name == std::string_view("Limited") || name == std::string_view("Unavailable"))
            response["headers"] = json::object{{"Retry-After", {{"$ref", "#/components/headers/RetryAfter"}}}};
        out[name] = response;
    };
    add("Invalid", "The request cannot be accepted as it is; `errors` says where.");
    add("Unauthenticated", "Nobody is signed in, or what was presented does not hold.");
    add("Forbidden", "Signed in, and not allowed; or the second factor is to be shown again.");
    add("NotFound", "There is nothing of this id that the caller may see.");
    add("Conflict", "The present state does not allow it.");
    add("StaleEtag", "Somebody else changed it first.");
    add("TooLarge", "The body is larger than the method accepts.");
    add("Limited", "Too many requests.");
    add("Internal", "Our own fault; the log has more under the request's id.");
    add("Unavailable", "Not now; try again.");
    return out;
}

json::object components(const Schema& schema) {
    const json::object text{{"type", "string"}};
    return {{"securitySchemes",
             {{"session",
               {{"type", "apiKey"},
                {"in", "cookie"},
                {"name", "__Host-steward"},
                {"description",
                 "The console's session. Every change also needs the header X-Steward-Csrf with the session's csrf_token. Without TLS "
                 "(loopback only) the cookie is named steward_session."}}},
              {"token", {{"type", "http"}, {"scheme", "bearer"}, {"description", "An API token."}}}}},
            {"parameters",
             {{"IdempotencyKey",
               {{"name", "Idempotency-Key"},
                {"in", "header"},
                {"description", "A random id. The same request with the same key within 24 hours gets the first answer again."},
                {"schema", {{"type", "string"}, {"maxLength", 200}}}}},
              {"IfMatch",
               {{"name", "If-Match"},
                {"in", "header"},
                {"description", "The ETag this change was made from; 412 when it is no longer so."},
                {"schema", text}}},
              {"Format",
               {{"name", "format"},
                {"in", "query"},
                {"description", "`csv` answers the whole list as CSV, up to 100,000 rows, as does `Accept: text/csv`."},
                {"schema", {{"type", "string"}, {"enum", {"json", "csv"}}}}}}}},
            {"headers",
             {{"FileName", {{"description", "The file's name, as an attachment to be stored and never shown."}, {"schema", text}}},
              {"ETag", {{"description", "Changes with every change; for If-Match."}, {"schema", text}}},
              {"RetryAfter", {{"description", "Seconds to wait."}, {"schema", {{"type", "integer"}}}}}}},
            {"responses", shared_responses()},
            {"schemas", component_schemas(schema)}};
}
}  // namespace

int write_openapi(std::string_view descriptor_file, std::string_view out_file) {
    const auto schema = read_schema(descriptor_file);
    if (!schema) return 1;
    json::array tags;
    for (const auto& [capability, text] : schema->capability_texts)
        tags.push_back(json::object{{"name", capability}, {"description", text}});
    json::object paths;
    for (const auto& operation : schema->operations) {
        std::string verb = operation.verb;
        for (char& c : verb) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        json::value& path = paths[operation.path];
        if (!path.is_object()) path.emplace_object();
        path.as_object()[verb] = operation_object(*schema, operation);
    }
    const json::object document{
        {"openapi", "3.1.1"},
        {"info",
         {{"title", "Steward"},
          {"version", "1"},
          {"description",
           "The API of a Steward installation. Everything the console can do is here. Lists are paged: `page_size` (at most 1000), "
           "`page_token`, `next_page_token`; `filter` is the language of the console's search box."}}},
        {"servers", {{{"url", "/"}, {"description", "This installation"}}}},
        {"security", {{{"session", json::array{}}}, {{"token", json::array{}}}}},
        {"tags", tags},
        {"paths", paths},
        {"components", components(*schema)}};
    std::string text;
    print(document, text);
    return write_file(out_file, text + "\n") ? 0 : 1;
}

}  // namespace steward::schemagen
