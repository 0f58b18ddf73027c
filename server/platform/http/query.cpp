#include "server/platform/http/query.h"

#include <set>

#include "base/utf8.h"
#include "schema/runtime/field_values.h"
#include "schema/runtime/json_parser.h"

namespace steward::http {

namespace {
constexpr size_t longest_query = 8192;
constexpr size_t most_parts = 200;

std::unexpected<Error> bad_query(const char* why) {
    return fail(ErrorKind::Invalid, "request.query", std::string("The part behind '?' cannot be read: ") + why + ".");
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

bool undo_escapes(std::string_view text, std::string& out) {
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+') {
            out += ' ';
        } else if (text[i] == '%') {
            const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
            const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
            if (low < 0) return false;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return true;
}

std::unexpected<Error> refused(const char* code, const std::string& name, std::string why) {
    Error error{.kind = ErrorKind::Invalid, .code = code, .message = why};
    error.fields.push_back({"/" + pointer_part(name), std::move(why)});
    return std::unexpected(std::move(error));
}
}  // namespace

Result<QueryPairs> parse_query(std::string_view query) {
    QueryPairs pairs;
    if (query.size() > longest_query) return bad_query("it has more than 8 KiB");
    while (!query.empty()) {
        const size_t end = std::min(query.find('&'), query.size());
        const std::string_view part = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (part.empty()) continue;
        if (pairs.size() == most_parts) return bad_query("it has more than 200 parts");
        const size_t equals = std::min(part.find('='), part.size());
        auto& [name, value] = pairs.emplace_back();
        if (!undo_escapes(part.substr(0, equals), name) || !undo_escapes(part.substr(std::min(equals + 1, part.size())), value)) {
            return bad_query("a percent escape is broken");
        }
        if (!is_utf8(name) || !is_utf8(value)) return bad_query("it is not UTF-8");
    }
    return pairs;
}

Status apply_query(const QueryPairs& pairs, google::protobuf::Message& request) {
    const MessagePlan& plan = plan_of(*request.GetDescriptor());
    std::set<std::string_view> seen;
    for (const auto& [name, value] : pairs) {
        const FieldPlan* field = plan.find(name);
        if (!field || field->map || field->form == JsonForm::Object)
            return refused("request.unknown_field", name, "There is no such parameter here.");
        if (!seen.insert(field->name()).second && !field->repeated) return refused("request.invalid", name, "This parameter stands twice.");
        if (Refusal why = put_from_address({&request, field}, value); !why.empty()) return refused("request.invalid", name, std::move(why));
    }
    return {};
}

}  // namespace steward::http
