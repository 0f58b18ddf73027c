// One value from outside into one field of a message, with a sentence when it does not fit.
//
// The parser brings values from JSON, platform/http from the query string and the path. Repeated
// fields get one more element, others are set.
#pragma once

#include <google/protobuf/message.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "schema/runtime/message_plan.h"

namespace steward {

/// Why a value was refused, for a person ("Expected a whole number."); empty when it was taken.
using Refusal = std::string;

struct FieldPlace {
    google::protobuf::Message* message;
    const FieldPlan* plan;
};

Refusal put_text_value(FieldPlace place, std::string_view text);  // also whole numbers, enum names and base64
Refusal put_integer_value(FieldPlace place, int64_t value);
Refusal put_unsigned_value(FieldPlace place, uint64_t value);
Refusal put_real_value(FieldPlace place, double value);  // into whole numbers when it is one
Refusal put_boolean_value(FieldPlace place, bool value);

/// A value of a query string or path: there everything is text, so numbers and booleans are read from it.
Refusal put_from_address(FieldPlace place, std::string_view text);

}  // namespace steward
