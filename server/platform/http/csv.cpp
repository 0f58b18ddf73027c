#include "server/platform/http/csv.h"

#include <charconv>
#include <cmath>

#include "base/bytes.h"
#include "base/time.h"
#include "schema/runtime/json_writer.h"
#include "schema/runtime/message_plan.h"

namespace steward::http {

namespace {
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr std::string_view moment_suffix = "_unix_ms";

bool is_moment(const FieldPlan& field) {
    return !field.repeated && field.form == JsonForm::Number && field.name().ends_with(moment_suffix);
}
bool is_column_group(const FieldPlan& field) { return field.form == JsonForm::Object && !field.repeated && !field.map; }

void append_cell(std::string_view text, std::string& out) {
    if (text.find_first_of("\",\r\n") == std::string_view::npos && !text.starts_with(' ') && !text.ends_with(' ')) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void append_text(std::string_view text, std::string& out) {
    const bool looks_like_formula = !text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos;
    append_cell(looks_like_formula ? "'" + std::string(text) : std::string(text), out);
}

std::string number_text(double value) {
    if (!std::isfinite(value)) return {};
    char buffer[40];
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

// A list, map or nested message: texts joined, anything else as in JSON.
std::string composed_text(const Message& row, const FieldPlan& field, const std::set<std::string>& roles) {
    const Reflection& reflection = *row.GetReflection();
    std::string text;
    if (field.repeated && field.type == FieldDescriptor::CPPTYPE_STRING) {
        for (int i = 0; i < reflection.FieldSize(row, field.field); ++i)
            text += (i ? "; " : "") + reflection.GetRepeatedString(row, field.field, i);
    } else if (is_column_group(field) || reflection.FieldSize(row, field.field) > 0) {
        append_json_value(row, field.name(), text, {.roles = &roles});
    }
    return text;
}

void append_value(const Message& row, const FieldPlan& field, const std::set<std::string>& roles, std::string& out) {
    const Reflection& reflection = *row.GetReflection();
    const FieldDescriptor* descriptor = field.field;
    if (field.repeated || field.map || field.nested) return append_text(composed_text(row, field, roles), out);
    if (field.optional && !reflection.HasField(row, descriptor)) return;
    switch (field.type) {
        case FieldDescriptor::CPPTYPE_STRING: {
            const std::string text = reflection.GetString(row, descriptor);
            return append_text(field.form == JsonForm::Base64 ? to_base64(as_bytes(text)) : text, out);
        }
        case FieldDescriptor::CPPTYPE_INT64: {
            const int64_t value = reflection.GetInt64(row, descriptor);
            if (!is_moment(field)) out += std::to_string(value);
            else if (value != 0) out += to_rfc3339(Instant::from_unix_ms(value));
            return;
        }
        case FieldDescriptor::CPPTYPE_INT32:
            out += std::to_string(reflection.GetInt32(row, descriptor));
            return;
        case FieldDescriptor::CPPTYPE_UINT32:
            out += std::to_string(reflection.GetUInt32(row, descriptor));
            return;
        case FieldDescriptor::CPPTYPE_UINT64:
            out += std::to_string(reflection.GetUInt64(row, descriptor));
            return;
        case FieldDescriptor::CPPTYPE_DOUBLE:
            out += number_text(reflection.GetDouble(row, descriptor));
            return;
        case FieldDescriptor::CPPTYPE_FLOAT:
            out += number_text(static_cast<double>(reflection.GetFloat(row, descriptor)));
            return;
        case FieldDescriptor::CPPTYPE_BOOL:
            out += reflection.GetBool(row, descriptor) ? "true" : "false";
            return;
        case FieldDescriptor::CPPTYPE_ENUM:
            append_text(reflection.GetEnum(row, descriptor)->name(), out);
            return;
        case FieldDescriptor::CPPTYPE_MESSAGE:
            return;
    }
}

void append_names(const MessagePlan& plan, const std::string& before, uint64_t roles, bool& first, std::string& out) {
    for (const auto& field : plan.fields) {
        if ((field.hidden_from & roles) != 0) continue;
        std::string name = before + std::string(field.name());
        if (is_column_group(field) && before.empty()) {
            append_names(*field.nested, name + ".", roles, first, out);
            continue;
        }
        if (is_moment(field)) name.resize(name.size() - moment_suffix.size());
        if (!first) out += ',';
        first = false;
        append_cell(name, out);
    }
}

void append_cells(const Message& row, const MessagePlan& plan, bool outermost, const std::set<std::string>& roles, bool& first,
                  std::string& out) {
    const uint64_t bits = role_bits(roles);
    for (const auto& field : plan.fields) {
        if ((field.hidden_from & bits) != 0) continue;
        if (is_column_group(field) && outermost) {
            append_cells(row.GetReflection()->GetMessage(row, field.field), *field.nested, false, roles, first, out);
            continue;
        }
        if (!first) out += ',';
        first = false;
        append_value(row, field, roles, out);
    }
}
}  // namespace

void append_csv_header(const google::protobuf::Descriptor& type, const std::set<std::string>& roles, std::string& out) {
    bool first = true;
    const MessagePlan& plan = plan_of(type);
    append_names(plan, "", role_bits(roles), first, out);
    out += "\r\n";
}

void append_csv_row(const Message& row, const std::set<std::string>& roles, std::string& out) {
    bool first = true;
    const MessagePlan& plan = plan_of(*row.GetDescriptor());
    append_cells(row, plan, true, roles, first, out);
    out += "\r\n";
}

}  // namespace steward::http
