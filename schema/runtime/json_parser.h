// JSON into messages, strictly: what is not understood is refused, with the place.
//
// Forms of json_forms.h. Numbers or strings are taken for int64; a number for a whole-number field
// must be whole. Names only as in the .proto file, each at most once. At most 32 levels.
#pragma once

#include <google/protobuf/message.h>

#include <set>
#include <string>
#include <string_view>

#include "base/error.h"

namespace steward {

/// The keys at the top of the object: what a PATCH speaks of. A key with null counts: it clears.
using GivenFields = std::set<std::string>;

enum class JsonPurpose {
    Plain,   // null counts as absent; fields marked output_only are refused
    Change,  // PATCH: the same, but null clears: an `optional` text becomes the empty text (and is
             // present), and a field marked immutable is refused
    Own,     // what append_json wrote: every field may stand there
};

/// Fills `message`, which should be empty. Failures, all Invalid: "request.not_json",
/// "request.too_deep", "request.unknown_field", "request.output_only" and "request.invalid", the
/// last three with a JSON Pointer. `message` is then half filled.
Result<GivenFields> parse_json(std::string_view text, google::protobuf::Message& message, JsonPurpose purpose = JsonPurpose::Plain);

/// "a/b~c" as part of a JSON Pointer (RFC 6901): "a~1b~0c".
std::string pointer_part(std::string_view key);

}  // namespace steward
