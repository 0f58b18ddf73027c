// The messages as JSON Schema (OpenAPI 3.1 uses draft 2020-12), in the forms of json_forms.h.
#pragma once

#include <boost/json.hpp>

#include "tools/schemagen/schema.h"

namespace steward::schemagen {

/// One field's value.
boost::json::object field_schema(const Schema& schema, const google::protobuf::FieldDescriptor& field);

/// components.schemas: every message that stands in an answer, and the problem of RFC 9457.
boost::json::object component_schemas(const Schema& schema);

/// The body of a method: its request without what stands in the path.
boost::json::object body_schema(const Schema& schema, const Operation& operation);

}  // namespace steward::schemagen
