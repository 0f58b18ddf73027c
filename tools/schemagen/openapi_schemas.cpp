#include "tools/schemagen/openapi_schemas.h"

#include <set>

#include "schema/runtime/json_forms.h"

namespace steward::schemagen {

namespace {
namespace json = boost::json;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

json::object value_schema(const Schema& schema, const FieldDescriptor& field) {
    switch (json_form_of(field)) {
        case JsonForm::Boolean:
            return {{"type", "boolean"}};
        case JsonForm::BigNumber:
            return {{"type", "string"}, {"pattern", "^-?[0-9]+$"}};
        case JsonForm::Base64:
            return {{"type", "string"}, {"contentEncoding", "base64"}};
        case JsonForm::Text:
            return {{"type", "string"}};
        case JsonForm::Object:
            return {{"$ref", "#/components/schemas/" + schema.names.at(field.message_type())}};
        case JsonForm::EnumName: {
            json::array names;
            for (int i = 0; i < field.enum_type()->value_count(); ++i) names.emplace_back(std::string(field.enum_type()->value(i)->name()));
            return {{"type", "string"}, {"enum", names}};
        }
        case JsonForm::Number:
            break;
    }
    switch (field.cpp_type()) {
        case FieldDescriptor::CPPTYPE_INT32:
            return {{"type", "integer"}, {"format", "int32"}};
        case FieldDescriptor::CPPTYPE_UINT32:
            return {{"type", "integer"}, {"minimum", 0}, {"maximum", 4294967295u}};
        case FieldDescriptor::CPPTYPE_INT64:
        case FieldDescriptor::CPPTYPE_UINT64:
            return {{"type", "integer"}, {"format", "int64"}};
        default:
            break;
    }
    if (field.is_repeated()) return {{"type", {"number", "null"}}};
    return {{"type", "number"}};
}

json::object message_schema(const Schema& schema, const Descriptor& message, const Operation* body_of) {
    json::object properties;
    json::array required;
    for (int i = 0; i < message.field_count(); ++i) {
        const FieldDescriptor& field = *message.field(i);
        const Field& rule = rule_of(field);
        if (body_of && (body_of->in_path(field.name()) || rule.output_only())) continue;
        json::object property = field_schema(schema, field);
        // What may be cleared is given as null in a change.
        const bool clearable = body_of && body_of->verb == "PATCH" && field.has_optional_keyword() &&
                               json_form_of(field) == JsonForm::Text && !field.is_repeated();
        if (clearable) property["type"] = json::array{property["type"], "null"};
        if (!body_of && rule.output_only()) property["readOnly"] = true;
        if (body_of && rule.secret()) property["writeOnly"] = true;
        if (rule.hide_from_size() > 0) {
            json::array roles(rule.hide_from().begin(), rule.hide_from().end());
            property["x-hidden-from"] = roles;
        }
        if (!rule.reference().empty()) property["x-reference"] = rule.reference();
        properties[std::string(field.name())] = property;
        if (!body_of && !may_be_missing(field) && rule.hide_from_size() == 0) required.emplace_back(std::string(field.name()));
    }
    json::object out{{"type", "object"}};
    const std::string comment = comment_of(message);
    if (!comment.empty()) out["description"] = comment;
    out["properties"] = properties;
    if (!required.empty()) out["required"] = required;
    if (body_of) out["additionalProperties"] = false;
    return out;
}

json::object problem_schema() {
    const json::object text{{"type", "string"}};
    const auto described = [](const char* type, const char* what) { return json::object{{"type", type}, {"description", what}}; };
    const json::object one_error{{"type", "object"},
                                 {"properties", {{"pointer", described("string", "JSON Pointer into the request")}, {"detail", text}}},
                                 {"required", {"pointer", "detail"}}};
    return {{"type", "object"},
            {"description", "Every answer of status 400 and above (RFC 9457)."},
            {"properties",
             {{"type", described("string", "A page about this problem; its last part is the code.")},
              {"title", described("string", "What kind of problem it is.")},
              {"status", described("integer", "The HTTP status.")},
              {"detail", described("string", "A sentence for a person, with the next thing to try.")},
              {"instance", described("string", "The request's id, as in X-Request-Id and in the server's log.")},
              {"code", described("string", "Stable, for programs to compare.")},
              {"errors", {{"type", "array"}, {"items", one_error}}}}},
            {"required", {"type", "title", "status", "detail", "instance", "code"}}};
}
}  // namespace

const FieldDescriptor* file_bytes(const Descriptor& message) {
    const auto* field = message.FindFieldByName("content");
    return field && field->type() == FieldDescriptor::TYPE_BYTES && !field->is_repeated() ? field : nullptr;
}

bool takes_bytes(const Operation& operation) { return operation.has_body() && file_bytes(*operation.method->input_type()); }

bool answers_file(const Operation& operation) {
    return operation.verb == "GET" && operation.method->input_type()->FindFieldByName("offset") &&
           file_bytes(*operation.method->output_type());
}

json::object field_schema(const Schema& schema, const FieldDescriptor& field) {
    json::object out;
    if (field.is_map()) {
        out = {{"type", "object"}, {"additionalProperties", value_schema(schema, *field.message_type()->map_value())}};
    } else if (field.is_repeated()) {
        out = {{"type", "array"}, {"items", value_schema(schema, field)}};
    } else {
        out = value_schema(schema, field);
    }
    const std::string comment = comment_of(field);
    if (!comment.empty()) out["description"] = comment;
    return out;
}

json::object component_schemas(const Schema& schema) {
    json::object out;
    std::set<const Descriptor*> whole_bodies;
    for (const auto& operation : schema.operations) {
        whole_bodies.insert(operation.method->input_type());
        if (answers_file(operation)) whole_bodies.insert(operation.method->output_type());  // over HTTP it is the file, not this
    }
    for (const auto* message : schema.messages) {
        if (whole_bodies.contains(message)) continue;  // stands with its operation
        json::object one = message_schema(schema, *message, nullptr);
        if (schema.asked.at(message)) one.erase("required");  // a part of requests alone: what is left out is the default
        out[schema.names.at(message)] = std::move(one);
    }
    out["Problem"] = problem_schema();
    return out;
}

json::object body_schema(const Schema& schema, const Operation& operation) {
    return message_schema(schema, *operation.method->input_type(), &operation);
}

}  // namespace steward::schemagen
