// The messages as JSON Schema (OpenAPI 3.1 uses draft 2020-12), in the forms of json_forms.h.
#pragma once

#include <boost/json.hpp>

#include "tools/schemagen/schema.h"

namespace steward::schemagen {

/// One field's value.
boost::json::object field_schema(const Schema& schema, const google::protobuf::FieldDescriptor& field);

/// A file is a field `content` of type bytes: a body may be those bytes alone, with its other fields behind '?'; what answers a
/// GET with a part of a file is the file itself over HTTP (server/platform/http/method_table.h).
const google::protobuf::FieldDescriptor* file_bytes(const google::protobuf::Descriptor& message);
bool takes_bytes(const Operation& operation);
bool answers_file(const Operation& operation);

/// components.schemas: every message that stands in an answer, and the problem of RFC 9457.
boost::json::object component_schemas(const Schema& schema);

/// The body of a method: its request without what stands in the path.
boost::json::object body_schema(const Schema& schema, const Operation& operation);

}  // namespace steward::schemagen
