// How a field of the schema stands in JSON: the one place where that is decided. The codec
// (json_writer.h, json_parser.h), OpenAPI and TypeScript all ask here.
//
//   names                as in the .proto file, snake_case
//   int64, uint64        a string, because a number loses digits above 2^53 in most readers;
//                        except fields named *_unix_ms, which are numbers: milliseconds since 1970
//                        fit until the year 287,396. On the way in numbers and strings are accepted.
//   NaN, infinities      null; on the way in null in a list of doubles is NaN
//   enums                their names
//   bytes                base64 (RFC 4648, padded)
//   default values       are written; `optional` scalars and messages that are not set are not
//   messages             one that is not `optional` is always written, with its defaults when unset
//   maps                 objects, keys in order
#pragma once

#include <google/protobuf/descriptor.h>

#include <string_view>

namespace steward {

enum class JsonForm { Boolean, Number, BigNumber, Text, Base64, EnumName, Object };

inline JsonForm json_form_of(const google::protobuf::FieldDescriptor& descriptor) {
    using google::protobuf::FieldDescriptor;
    switch (descriptor.cpp_type()) {
        case FieldDescriptor::CPPTYPE_BOOL:
            return JsonForm::Boolean;
        case FieldDescriptor::CPPTYPE_INT64:
        case FieldDescriptor::CPPTYPE_UINT64:
            return std::string_view(descriptor.name()).ends_with("_unix_ms") ? JsonForm::Number : JsonForm::BigNumber;
        case FieldDescriptor::CPPTYPE_STRING:
            return descriptor.type() == FieldDescriptor::TYPE_BYTES ? JsonForm::Base64 : JsonForm::Text;
        case FieldDescriptor::CPPTYPE_ENUM:
            return JsonForm::EnumName;
        case FieldDescriptor::CPPTYPE_MESSAGE:
            return JsonForm::Object;
        case FieldDescriptor::CPPTYPE_INT32:
        case FieldDescriptor::CPPTYPE_UINT32:
        case FieldDescriptor::CPPTYPE_DOUBLE:
        case FieldDescriptor::CPPTYPE_FLOAT:
            return JsonForm::Number;
    }
    return JsonForm::Text;
}

/// Whether the key may be missing in an answer.
inline bool may_be_missing(const google::protobuf::FieldDescriptor& descriptor) { return descriptor.has_optional_keyword(); }

}  // namespace steward
