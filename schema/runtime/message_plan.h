// What the JSON codec knows of a message type beforehand, so that it asks the descriptors once per
// type and not once per field of every row.
#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "schema/runtime/json_forms.h"
#include "steward/annotations.pb.h"

namespace steward {

struct MessagePlan;

struct FieldPlan {
    const google::protobuf::FieldDescriptor* field = nullptr;
    std::string key;  // `,"name":` as it is written
    JsonForm form = JsonForm::Text;
    google::protobuf::FieldDescriptor::CppType type = google::protobuf::FieldDescriptor::CPPTYPE_STRING;
    bool repeated = false;  // and not a map
    bool map = false;
    bool optional = false;  // left out when not set
    bool secret = false;    // (steward.field).secret
    bool output_only = false;
    bool immutable = false;
    uint64_t hidden_from = 0;  // one bit a role
    const FieldPlan* map_key = nullptr;
    const FieldPlan* map_value = nullptr;
    const MessagePlan* nested = nullptr;  // of a message field (and of a map's entry)
    std::string_view name() const { return std::string_view(key).substr(2, key.size() - 4); }
};

struct MessagePlan {
    const google::protobuf::Descriptor* descriptor = nullptr;
    std::vector<FieldPlan> fields;  // as written in the .proto file
    std::unordered_map<std::string_view, const FieldPlan*> by_name;
    const FieldPlan* find(std::string_view name) const {
        const auto at = by_name.find(name);
        return at == by_name.end() ? nullptr : at->second;
    }
};

/// The plan of a message type; made at first use, lives for ever. Safe from any thread.
const MessagePlan& plan_of(const google::protobuf::Descriptor& descriptor);

/// The bits of role codes in `FieldPlan::hidden_from`. A role that no field names has no bit.
uint64_t role_bits(const std::set<std::string>& roles);

}  // namespace steward
