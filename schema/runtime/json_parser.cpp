// The one file that includes Boost.JSON's parser. Its events drive a stack of frames, one for each
// object or array that is open; nothing is kept but the message itself.
#include "schema/runtime/json_parser.h"

#include <boost/json/basic_parser_impl.hpp>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "schema/runtime/field_values.h"

namespace steward {

namespace {
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using ErrorCode = boost::json::error_code;
using TextPart = boost::json::string_view;

constexpr size_t deepest_json = 32;

struct Frame {
    enum class Kind { Message, Map, List } kind;
    Message* message;                   // filled (Message); holds the map or list (others)
    const MessagePlan* plan = nullptr;  // of Message
    const FieldPlan* field = nullptr;   // the map or list; for Message the field whose value comes next
    Message* entry = nullptr;           // of Map: what the present key made
    std::string key;                    // the present key
    size_t index = 0;                   // of List
    std::set<std::string> seen;         // keys so far; twice the same is refused
};

class Handler {
public:
    static constexpr size_t max_object_size = size_t(-1);
    static constexpr size_t max_array_size = size_t(-1);
    static constexpr size_t max_key_size = 200;
    static constexpr size_t max_string_size = size_t(-1);

    Handler(Message& message, JsonPurpose purpose) : root_(message), purpose_(purpose) {}

    std::optional<Error> error;
    GivenFields given;

    bool on_document_begin(ErrorCode&) { return true; }
    bool on_document_end(ErrorCode&) { return true; }

    bool on_object_begin(ErrorCode& code) {
        if (frames_.empty()) {
            if (begun_) return refuse(code, "request.invalid", "Expected one object.");
            begun_ = true;
            frames_.push_back({Frame::Kind::Message, &root_, &plan_of(*root_.GetDescriptor())});
            return true;
        }
        const FieldPlace place = next_place();
        const Frame& frame = frames_.back();
        if (frame.kind == Frame::Kind::Message && place.plan->map) {
            frames_.push_back({Frame::Kind::Map, frame.message, nullptr, place.plan});
            return true;
        }
        const bool wants_list = frame.kind == Frame::Kind::Message && place.plan->repeated;
        if (wants_list || place.plan->type != FieldDescriptor::CPPTYPE_MESSAGE) {
            return refuse(code, "request.invalid", wants_list ? "Expected a list." : "Expected a single value, not an object.");
        }
        const Reflection& reflection = *place.message->GetReflection();
        Message* nested = place.plan->repeated ? reflection.AddMessage(place.message, place.plan->field)
                                               : reflection.MutableMessage(place.message, place.plan->field);
        frames_.push_back({Frame::Kind::Message, nested, place.plan->nested});
        return true;
    }

    bool on_object_end(size_t, ErrorCode&) { return end_frame(); }

    bool on_array_begin(ErrorCode& code) {
        if (frames_.empty()) return refuse(code, "request.invalid", "Expected an object.");
        const Frame& frame = frames_.back();
        if (frame.kind != Frame::Kind::Message || !frame.field->repeated)
            return refuse(code, "request.invalid", "A list is not expected here.");
        frames_.push_back({Frame::Kind::List, frame.message, nullptr, frame.field});
        return true;
    }

    bool on_array_end(size_t, ErrorCode&) { return end_frame(); }

    bool on_key_part(TextPart part, size_t, ErrorCode&) {
        text_.append(part.data(), part.size());
        return true;
    }
    bool on_key(TextPart part, size_t, ErrorCode& code) {
        text_.append(part.data(), part.size());
        Frame& frame = frames_.back();
        frame.key = std::exchange(text_, {});
        if (!frame.seen.insert(frame.key).second) return refuse(code, "request.invalid", "This key stands twice in one object.");
        return frame.kind == Frame::Kind::Map ? begin_map_entry(frame, code) : begin_field(frame, code);
    }

    bool on_string_part(TextPart part, size_t, ErrorCode&) {
        text_.append(part.data(), part.size());
        return true;
    }
    bool on_string(TextPart part, size_t, ErrorCode& code) {
        text_.append(part.data(), part.size());
        const std::string text = std::exchange(text_, {});
        return put(code, [&](FieldPlace place) { return put_text_value(place, text); });
    }

    bool on_number_part(TextPart part, ErrorCode&) {
        text_.append(part.data(), part.size());
        return true;
    }
    bool on_int64(int64_t value, TextPart, ErrorCode& code) {
        text_.clear();
        return put(code, [&](FieldPlace place) { return put_integer_value(place, value); });
    }
    bool on_uint64(uint64_t value, TextPart, ErrorCode& code) {
        text_.clear();
        return put(code, [&](FieldPlace place) { return put_unsigned_value(place, value); });
    }
    // Boost's own value may be off by a few units in the last place; the text is read again exactly.
    bool on_double(double, TextPart part, ErrorCode& code) {
        text_.append(part.data(), part.size());
        const std::string text = std::exchange(text_, {});
        double exact = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), exact);
        if (problem != std::errc{} || end != text.data() + text.size())
            return refuse(code, "request.invalid", "This number is too large or too small.");
        return put(code, [&](FieldPlace place) { return put_real_value(place, exact); });
    }
    bool on_bool(bool value, ErrorCode& code) {
        return put(code, [&](FieldPlace place) { return put_boolean_value(place, value); });
    }

    bool on_null(ErrorCode& code) {
        if (frames_.empty()) return refuse(code, "request.invalid", "Expected an object.");
        const Frame& frame = frames_.back();
        if (frame.kind == Frame::Kind::Message) {
            const bool clears_text =
                purpose_ == JsonPurpose::Change && frame.field->optional && frame.field->form == JsonForm::Text && !frame.field->repeated;
            if (clears_text) frame.message->GetReflection()->SetString(frame.message, frame.field->field, "");
            return true;
        }
        const FieldPlace place = next_place();
        const bool real = place.plan->type == FieldDescriptor::CPPTYPE_DOUBLE || place.plan->type == FieldDescriptor::CPPTYPE_FLOAT;
        if (!real) return refuse(code, "request.invalid", "null is not expected here.");
        return put(code, [&](FieldPlace at) { return put_real_value(at, std::numeric_limits<double>::quiet_NaN()); });
    }

    bool on_comment_part(TextPart, ErrorCode&) { return true; }
    bool on_comment(TextPart, ErrorCode&) { return true; }

private:
    // Where the value that comes now belongs.
    FieldPlace next_place() const {
        const Frame& frame = frames_.back();
        if (frame.kind == Frame::Kind::Map) return {frame.entry, frame.field->map_value};
        return {frame.message, frame.field};
    }

    template <typename Put>
    bool put(ErrorCode& code, const Put& put_value) {
        if (frames_.empty()) return refuse(code, "request.invalid", "Expected an object.");
        Frame& frame = frames_.back();
        const FieldPlace place = next_place();
        const bool outside_list = frame.kind == Frame::Kind::Message;
        if (outside_list && place.plan->repeated) return refuse(code, "request.invalid", "Expected a list.");
        if (outside_list && place.plan->map) return refuse(code, "request.invalid", "Expected an object.");
        if (Refusal why = put_value(place); !why.empty()) return refuse(code, "request.invalid", std::move(why));
        ++frame.index;
        return true;
    }

    bool begin_field(Frame& frame, ErrorCode& code) {
        frame.field = frame.plan->find(frame.key);
        if (!frame.field)
            return refuse(code, "request.unknown_field",
                          "There is no field of this name here. Names are written as in the API's description.");
        if (frame.field->output_only && purpose_ != JsonPurpose::Own)
            return refuse(code, "request.output_only", "The server sets this field; leave it out.");
        if (frame.field->immutable && purpose_ == JsonPurpose::Change)
            return refuse(code, "request.invalid", "This can only be given when it is made.");
        if (frames_.size() == 1) given.insert(frame.key);
        return true;
    }

    bool begin_map_entry(Frame& frame, ErrorCode& code) {
        frame.entry = frame.message->GetReflection()->AddMessage(frame.message, frame.field->field);
        const FieldPlace key{frame.entry, frame.field->map_key};
        if (Refusal why = put_from_address(key, frame.key); !why.empty()) return refuse(code, "request.invalid", "As a key: " + why);
        return true;
    }

    bool end_frame() {
        frames_.pop_back();
        if (!frames_.empty()) ++frames_.back().index;
        return true;
    }

    bool refuse(ErrorCode& code, std::string what, std::string why) {
        std::string pointer;
        for (const Frame& frame : frames_) {
            if (frame.kind == Frame::Kind::List) pointer += "/" + std::to_string(frame.index);
            else pointer += "/" + pointer_part(frame.key);
        }
        error = Error{.kind = ErrorKind::Invalid, .code = std::move(what), .message = why};
        error->fields.push_back({std::move(pointer), std::move(why)});
        code = boost::json::make_error_code(boost::json::error::extra_data);  // any: `error` says what
        return false;
    }

    Message& root_;
    const JsonPurpose purpose_;
    std::vector<Frame> frames_;
    std::string text_;  // parts of a key, string or number that Boost hands over in pieces
    bool begun_ = false;
};
}  // namespace

Result<GivenFields> parse_json(std::string_view text, Message& message, JsonPurpose purpose) {
    boost::json::parse_options options;
    options.max_depth = deepest_json;
    boost::json::basic_parser<Handler> parser(options, message, purpose);
    ErrorCode code;
    const size_t taken = parser.write_some(false, text.data(), text.size(), code);
    if (!code) {
        if (taken == text.size()) return std::move(parser.handler().given);
        code = boost::json::make_error_code(boost::json::error::extra_data);
    }
    if (parser.handler().error) return std::unexpected(std::move(*parser.handler().error));
    if (code == boost::json::error::too_deep) {
        return fail(ErrorKind::Invalid, "request.too_deep", "The JSON is nested deeper than " + std::to_string(deepest_json) + " levels.");
    }
    return fail(ErrorKind::Invalid, "request.not_json",
                "The body is not JSON: " + code.message() + " at character " + std::to_string(taken) + ".");
}

std::string pointer_part(std::string_view key) {
    std::string part;
    for (const char c : key) {
        if (c == '~') part += "~0";
        else if (c == '/') part += "~1";
        else part += c;
    }
    return part;
}

}  // namespace steward
