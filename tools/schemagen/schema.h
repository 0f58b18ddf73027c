// The schema as schemagen's writers see it: operations in a fixed order, the messages they reach,
// and what the comments of the .proto files say.
#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "steward/annotations.pb.h"

namespace steward::schemagen {

struct Operation {
    const google::protobuf::MethodDescriptor* method;
    Method rule;
    std::string id;          // "listDevices"
    std::string capability;  // "directory"
    std::string verb;        // "GET"
    std::string path;        // "/api/v1/devices/{device_id}"
    std::vector<std::string> path_fields;
    bool has_body() const { return verb == "POST" || verb == "PATCH"; }
    bool in_path(std::string_view field) const;
};

struct Schema {
    google::protobuf::DescriptorPool pool;
    std::vector<const google::protobuf::FileDescriptor*> files;        // those with services
    std::vector<Operation> operations;                                 // by file, then as written
    std::vector<const google::protobuf::Descriptor*> messages;         // reachable from operations, as written
    std::map<const google::protobuf::Descriptor*, std::string> names;  // short; prefixed with the capability on collision
    std::map<const google::protobuf::Descriptor*, bool> asked;         // true: stands only in requests
    std::map<std::string, std::string> capability_texts;               // what the file's first comment says
};

/// Reads a descriptor set with its comments. nullptr, and one sentence on stderr, when it cannot be
/// read or two messages cannot be told apart.
std::unique_ptr<Schema> read_schema(std::string_view descriptor_file);

/// The comment before or behind a declaration, as one line; empty when there is none.
template <typename Descriptor>
std::string comment_of(const Descriptor& descriptor);

const Field& rule_of(const google::protobuf::FieldDescriptor& field);

std::string snake_case(std::string_view name);

}  // namespace steward::schemagen
