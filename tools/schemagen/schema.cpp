#include "tools/schemagen/schema.h"

#include <cctype>
#include <cstdio>
#include <functional>
#include <set>

#include "tools/schemagen/files.h"

namespace steward::schemagen {

namespace {
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::MethodDescriptor;

std::string one_line(std::string_view text) {
    std::string line;
    for (const char c : text) {
        const bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
        if (!space) line += c;
        else if (!line.empty() && line.back() != ' ') line += ' ';
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    return line;
}

Operation read_operation(const MethodDescriptor& method, const std::string& capability) {
    Operation operation{.method = &method,
                        .rule = method.options().GetExtension(steward::method),
                        .id = std::string(method.name()),
                        .capability = capability};
    operation.id[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(operation.id[0])));
    switch (operation.rule.route_case()) {
        case Method::kGet:
            operation.verb = "GET";
            operation.path = operation.rule.get();
            break;
        case Method::kPost:
            operation.verb = "POST";
            operation.path = operation.rule.post();
            break;
        case Method::kPatch:
            operation.verb = "PATCH";
            operation.path = operation.rule.patch();
            break;
        case Method::kDelete:
            operation.verb = "DELETE";
            operation.path = operation.rule.delete_();
            break;
        case Method::ROUTE_NOT_SET:
            break;
    }
    for (size_t open = 0; (open = operation.path.find('{', open)) != std::string::npos;) {
        const size_t close = operation.path.find('}', open);
        if (close == std::string::npos) break;
        operation.path_fields.push_back(operation.path.substr(open + 1, close - open - 1));
        open = close;
    }
    return operation;
}

void collect(const Descriptor& message, std::set<const Descriptor*>& into) {
    if (message.options().map_entry()) {
        if (const auto* value = message.map_value()->message_type()) collect(*value, into);
        return;
    }
    if (!into.insert(&message).second) return;
    for (int i = 0; i < message.field_count(); ++i) {
        if (const auto* nested = message.field(i)->message_type()) collect(*nested, into);
    }
}

bool name_messages(Schema& schema) {
    std::map<std::string, int> uses;
    for (const auto* message : schema.messages) ++uses[std::string(message->name())];
    std::set<std::string> taken = {"Method", "Verb", "Requests", "Responses", "Problem"};
    for (const auto* message : schema.messages) {
        std::string name(message->name());
        if (uses[name] > 1 || taken.contains(name)) {
            std::string capability(message->file()->package());
            capability = capability.substr(capability.find('.') + 1);
            capability = capability.substr(0, capability.find('.'));
            capability[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(capability[0])));
            name = capability + name;
        }
        if (!taken.insert(name).second) {
            std::fprintf(stderr, "schemagen: two messages would be named %s\n", name.c_str());
            return false;
        }
        schema.names[message] = name;
    }
    return true;
}

void read_file_of_services(Schema& schema, const FileDescriptor& file, std::set<const Descriptor*>& asked,
                           std::set<const Descriptor*>& answered) {
    schema.files.push_back(&file);
    std::string capability(file.package());
    capability = capability.substr(capability.find('.') + 1);
    capability = capability.substr(0, capability.find('.'));
    google::protobuf::SourceLocation place;
    if (file.GetSourceLocation({google::protobuf::FileDescriptorProto::kSyntaxFieldNumber}, &place)) {
        schema.capability_texts[capability] = one_line(place.leading_comments);
    }
    for (int s = 0; s < file.service_count(); ++s) {
        for (int m = 0; m < file.service(s)->method_count(); ++m) {
            const MethodDescriptor& method = *file.service(s)->method(m);
            schema.operations.push_back(read_operation(method, capability));
            collect(*method.input_type(), asked);
            collect(*method.output_type(), answered);
        }
    }
}
}  // namespace

bool Operation::in_path(std::string_view field) const {
    for (const auto& name : path_fields) {
        if (name == field) return true;
    }
    return false;
}

const Field& rule_of(const FieldDescriptor& field) { return field.options().GetExtension(steward::field); }

std::string snake_case(std::string_view name) {
    std::string text;
    for (const char c : name) {
        if (std::isupper(static_cast<unsigned char>(c)) && !text.empty()) text += '_';
        text += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return text;
}

template <typename Any>
std::string comment_of(const Any& descriptor) {
    google::protobuf::SourceLocation place;
    if (!descriptor.GetSourceLocation(&place)) return {};
    return one_line(place.leading_comments.empty() ? place.trailing_comments : place.leading_comments);
}
template std::string comment_of(const Descriptor&);
template std::string comment_of(const FieldDescriptor&);

std::unique_ptr<Schema> read_schema(std::string_view descriptor_file) {
    google::protobuf::FileDescriptorSet set;
    if (!set.ParseFromString(read_file(descriptor_file))) {
        std::fprintf(stderr, "schemagen: %.*s is not a descriptor set\n", int(descriptor_file.size()), descriptor_file.data());
        return nullptr;
    }
    auto schema = std::make_unique<Schema>();
    std::set<const Descriptor*> asked, answered;
    for (const auto& proto : set.file()) {
        const FileDescriptor* file = schema->pool.BuildFile(proto);
        if (file && file->service_count() > 0) read_file_of_services(*schema, *file, asked, answered);
    }
    for (const auto* file : schema->files) {
        const std::function<void(const Descriptor&)> keep = [&](const Descriptor& message) {
            if (asked.contains(&message) || answered.contains(&message)) {
                schema->messages.push_back(&message);
                schema->asked[&message] = !answered.contains(&message);
            }
            for (int i = 0; i < message.nested_type_count(); ++i) keep(*message.nested_type(i));
        };
        for (int i = 0; i < file->message_type_count(); ++i) keep(*file->message_type(i));
    }
    return name_messages(*schema) ? std::move(schema) : nullptr;
}

}  // namespace steward::schemagen
