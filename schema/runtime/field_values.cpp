#include "schema/runtime/field_values.h"

#include <charconv>
#include <cmath>
#include <limits>

#include "base/bytes.h"

namespace steward {

namespace {
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr double two_to_53 = 9007199254740992.0;

std::string expected(const FieldPlan& plan) {
    switch (plan.type) {
        case FieldDescriptor::CPPTYPE_STRING:
            return plan.form == JsonForm::Base64 ? "Expected base64 text." : "Expected a text.";
        case FieldDescriptor::CPPTYPE_BOOL:
            return "Expected true or false.";
        case FieldDescriptor::CPPTYPE_DOUBLE:
        case FieldDescriptor::CPPTYPE_FLOAT:
            return "Expected a number.";
        case FieldDescriptor::CPPTYPE_MESSAGE:
            return "Expected an object.";
        case FieldDescriptor::CPPTYPE_ENUM: {
            std::string names;
            const auto& type = *plan.field->enum_type();
            for (int i = 0; i < type.value_count(); ++i) names += (i ? ", " : "") + std::string(type.value(i)->name());
            return "Expected one of " + names + ".";
        }
        default:
            return "Expected a whole number.";
    }
}

// The generic way to set or add: one lambda pair a type, chosen by the macro's names.
#define STEWARD_PUT(Name, value)                                                                 \
    do {                                                                                         \
        const Reflection& reflection = *place.message->GetReflection();                          \
        if (place.plan->repeated) reflection.Add##Name(place.message, place.plan->field, value); \
        else reflection.Set##Name(place.message, place.plan->field, value);                      \
        return {};                                                                               \
    } while (false)

template <typename Narrow, typename Wide>
bool fits(Wide value) {
    return std::in_range<Narrow>(value);
}

template <typename Wide>
Refusal put_whole(FieldPlace place, Wide value) {
    constexpr const char* too_large = "This number does not fit: it is too large or too small.";
    switch (place.plan->type) {
        case FieldDescriptor::CPPTYPE_INT32:
            if (!fits<int32_t>(value)) return too_large;
            STEWARD_PUT(Int32, static_cast<int32_t>(value));
        case FieldDescriptor::CPPTYPE_INT64:
            if (!fits<int64_t>(value)) return too_large;
            STEWARD_PUT(Int64, static_cast<int64_t>(value));
        case FieldDescriptor::CPPTYPE_UINT32:
            if (!fits<uint32_t>(value)) return too_large;
            STEWARD_PUT(UInt32, static_cast<uint32_t>(value));
        case FieldDescriptor::CPPTYPE_UINT64:
            if (!fits<uint64_t>(value)) return too_large;
            STEWARD_PUT(UInt64, static_cast<uint64_t>(value));
        case FieldDescriptor::CPPTYPE_DOUBLE:
        case FieldDescriptor::CPPTYPE_FLOAT:
            return put_real_value(place, static_cast<double>(value));
        default:
            return expected(*place.plan);
    }
}

Refusal put_string(FieldPlace place, std::string_view text) {
    if (place.plan->form == JsonForm::Base64) {
        const auto bytes = from_base64(text);
        if (!bytes) return expected(*place.plan);
        STEWARD_PUT(String, std::string(as_text(*bytes)));
    }
    // PostgreSQL cannot keep it and no screen can show it.
    if (text.find('\0') != std::string_view::npos) return "A text cannot hold the character U+0000.";
    STEWARD_PUT(String, std::string(text));
}

Refusal put_enum_name(FieldPlace place, std::string_view text) {
    const auto* value = place.plan->field->enum_type()->FindValueByName(std::string(text));
    if (!value) return expected(*place.plan);
    STEWARD_PUT(Enum, value);
}

template <typename Number>
bool read_whole_text(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}
}  // namespace

Refusal put_integer_value(FieldPlace place, int64_t value) { return put_whole(place, value); }
Refusal put_unsigned_value(FieldPlace place, uint64_t value) { return put_whole(place, value); }

Refusal put_real_value(FieldPlace place, double value) {
    switch (place.plan->type) {
        case FieldDescriptor::CPPTYPE_DOUBLE:
            STEWARD_PUT(Double, value);
        case FieldDescriptor::CPPTYPE_FLOAT:
            if (std::isfinite(value) && std::fabs(value) > std::numeric_limits<float>::max()) return "This number is too large.";
            STEWARD_PUT(Float, static_cast<float>(value));
        case FieldDescriptor::CPPTYPE_INT32:
        case FieldDescriptor::CPPTYPE_INT64:
        case FieldDescriptor::CPPTYPE_UINT32:
        case FieldDescriptor::CPPTYPE_UINT64:
            if (value == std::floor(value) && std::fabs(value) < two_to_53) return put_whole(place, static_cast<int64_t>(value));
            return expected(*place.plan);
        default:
            return expected(*place.plan);
    }
}

Refusal put_boolean_value(FieldPlace place, bool value) {
    if (place.plan->type != FieldDescriptor::CPPTYPE_BOOL) return expected(*place.plan);
    STEWARD_PUT(Bool, value);
}

Refusal put_text_value(FieldPlace place, std::string_view text) {
    switch (place.plan->type) {
        case FieldDescriptor::CPPTYPE_STRING:
            return put_string(place, text);
        case FieldDescriptor::CPPTYPE_ENUM:
            return put_enum_name(place, text);
        case FieldDescriptor::CPPTYPE_INT64: {
            int64_t value = 0;
            return read_whole_text(text, value) ? put_whole(place, value) : expected(*place.plan);
        }
        case FieldDescriptor::CPPTYPE_UINT64: {
            uint64_t value = 0;
            return read_whole_text(text, value) ? put_whole(place, value) : expected(*place.plan);
        }
        default:
            return expected(*place.plan);
    }
}

Refusal put_from_address(FieldPlace place, std::string_view text) {
    switch (place.plan->type) {
        case FieldDescriptor::CPPTYPE_INT32:
        case FieldDescriptor::CPPTYPE_UINT32: {
            int64_t value = 0;
            return read_whole_text(text, value) ? put_whole(place, value) : expected(*place.plan);
        }
        case FieldDescriptor::CPPTYPE_DOUBLE:
        case FieldDescriptor::CPPTYPE_FLOAT: {
            double value = 0;
            return read_whole_text(text, value) && std::isfinite(value) ? put_real_value(place, value) : expected(*place.plan);
        }
        case FieldDescriptor::CPPTYPE_BOOL:
            if (text != "true" && text != "false") return expected(*place.plan);
            return put_boolean_value(place, text == "true");
        default:
            return put_text_value(place, text);
    }
}

#undef STEWARD_PUT

}  // namespace steward
