#include "schema/runtime/json_writer.h"

#include <google/protobuf/map_field.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <span>

#include "base/bytes.h"
#include "base/utf8.h"
#include "schema/runtime/message_plan.h"

namespace steward {

namespace {
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

constexpr int deepest = 32;  // as the parser accepts; also ends a type that contains itself

// Room for growth is asked for once per value, not once per character.
class Sink {
public:
    explicit Sink(std::string& out) : out_(out), at_(out.size()) { out_.resize(std::max<size_t>(out_.capacity(), 256)); }
    ~Sink() { out_.resize(at_); }
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    char* room(size_t count) {
        if (out_.size() - at_ < count) out_.resize(std::max(out_.size() * 2, at_ + count));
        return out_.data() + at_;
    }
    void advance(size_t count) { at_ += count; }
    void put(char c) {
        *room(1) = c;
        ++at_;
    }
    void put(std::string_view text) {
        std::memcpy(room(text.size()), text.data(), text.size());
        at_ += text.size();
    }

private:
    std::string& out_;
    size_t at_;
};

// True when one of eight characters is below space, a quote, a backslash or not ASCII.
bool needs_care(uint64_t eight) {
    constexpr uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
    const auto has = [&](uint64_t value) { return (value - ones) & ~value & highs; };
    return ((eight & highs) | ((eight - ones * 0x20) & ~eight & highs) | has(eight ^ (ones * '"')) | has(eight ^ (ones * '\\'))) != 0;
}

void put_careful(Sink& sink, std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    for (size_t i = 0; i < text.size();) {
        const unsigned char c = bytes[i];
        if (c >= 0x80) {
            const size_t length = utf8_length(text.substr(i));
            sink.put(length ? text.substr(i, length) : std::string_view("\xef\xbf\xbd"));
            i += std::max<size_t>(length, 1);
            continue;
        }
        ++i;
        switch (c) {
            case '"':
                sink.put("\\\"");
                break;
            case '\\':
                sink.put("\\\\");
                break;
            case '\n':
                sink.put("\\n");
                break;
            case '\r':
                sink.put("\\r");
                break;
            case '\t':
                sink.put("\\t");
                break;
            default:
                if (c >= 0x20) sink.put(static_cast<char>(c));
                else {
                    sink.put("\\u00");
                    sink.put(digits[c >> 4]);
                    sink.put(digits[c & 15]);
                }
        }
    }
}

void put_text(Sink& sink, std::string_view text) {
    const size_t size = text.size();
    char* to = sink.room(size + 10);  // the last block of eight may be copied beyond the end
    *to++ = '"';
    size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        uint64_t eight;
        std::memcpy(&eight, text.data() + i, 8);
        if (needs_care(eight)) break;
        std::memcpy(to + i, &eight, 8);
    }
    for (; i < size; ++i) {
        const char c = text[i];
        if (c < 0x20 || c == '"' || c == '\\') break;  // char is signed here: below zero is not ASCII
        to[i] = c;
    }
    if (i == size) {
        to[size] = '"';
        sink.advance(size + 2);
        return;
    }
    sink.advance(i + 1);
    put_careful(sink, text.substr(i));
    sink.put('"');
}

template <typename Integer>
void put_integer(Sink& sink, Integer value) {
    char* to = sink.room(24);
    sink.advance(static_cast<size_t>(std::to_chars(to, to + 24, value).ptr - to));
}

template <typename Integer>
void put_quoted(Sink& sink, Integer value) {
    sink.put('"');
    put_integer(sink, value);
    sink.put('"');
}

constexpr auto digit_pairs = [] {
    std::array<char, 200> pairs{};
    for (size_t i = 0; i < 100; ++i) {
        pairs[2 * i] = static_cast<char>('0' + i / 10);
        pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
    return pairs;
}();

// Most of a chart: differences of few digits, written without a loop.
char* write_whole(char* to, int64_t whole) {
    const auto absolute = static_cast<uint64_t>(whole < 0 ? -whole : whole);
    if (absolute >= 10'000) return std::to_chars(to, to + 24, whole).ptr;
    if (whole < 0) *to++ = '-';
    char digits[4];
    std::memcpy(digits, &digit_pairs[absolute / 100 * 2], 2);
    std::memcpy(digits + 2, &digit_pairs[absolute % 100 * 2], 2);
    const unsigned leading = absolute < 10 ? 3 : absolute < 100 ? 2 : absolute < 1000 ? 1 : 0;
    std::memcpy(to, digits + leading, 4 - leading);
    return to + (4 - leading);
}

constexpr size_t longest_double = 40;

// The shortest text that reads back as the same number. Measured values have few decimals: those
// with at most three take a short way, which gives the same text (at most 15 digits, one division).
char* write_double(char* to, double value) {
    if (!std::isfinite(value)) return std::copy_n("null", 4, to);
    const double scaled = value * 1000;
    if (std::fabs(scaled) < 1e12) {
        const auto whole = static_cast<int64_t>(value);
        if (static_cast<double>(whole) == value) {
            // "-0" would be read as a whole number, which has no sign.
            if (whole == 0 && std::signbit(value)) return std::copy_n("-0.0", 4, to);
            return write_whole(to, whole);
        }
        const auto rounded = static_cast<int64_t>(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        if (static_cast<double>(rounded) / 1000 == value) {
            const uint64_t absolute = static_cast<uint64_t>(rounded < 0 ? -rounded : rounded);
            if (rounded < 0) *to++ = '-';
            to = std::to_chars(to, to + 24, absolute / 1000).ptr;
            auto decimals = static_cast<unsigned>(absolute % 1000);
            *to++ = '.';
            for (unsigned place = 100; decimals; place /= 10) {
                *to++ = static_cast<char>('0' + decimals / place);
                decimals %= place;
            }
            return to;
        }
    }
    return std::to_chars(to, to + longest_double, value).ptr;
}

void put_double(Sink& sink, double value) {
    char* to = sink.room(longest_double);
    sink.advance(static_cast<size_t>(write_double(to, value) - to));
}

// Room is asked for once for many.
void put_doubles(Sink& sink, std::span<const double> values) {
    constexpr size_t many = 64;
    for (size_t begin = 0; begin < values.size(); begin += many) {
        char* const room = sink.room(many * (longest_double + 1));
        char* to = room;
        for (size_t i = begin; i < std::min(begin + many, values.size()); ++i) {
            if (i) *to++ = ',';
            to = write_double(to, values[i]);
        }
        sink.advance(static_cast<size_t>(to - room));
    }
}

void put_float(Sink& sink, float value) {
    if (!std::isfinite(value)) return sink.put("null");
    char* to = sink.room(40);
    sink.advance(static_cast<size_t>(std::to_chars(to, to + 40, value).ptr - to));
}

// Long lists are of numbers, series above all. The accessor that replaces this one hands out values
// one by one through a virtual call, which costs as much as writing them.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
const auto& doubles_of(const Message& message, const Reflection& reflection, const FieldDescriptor* field) {
    return reflection.GetRepeatedField<double>(message, field);
}
#pragma GCC diagnostic pop

class Writer {
public:
    Writer(Sink& sink, uint64_t roles, bool without_secrets) : sink_(sink), roles_(roles), without_secrets_(without_secrets) {}

    void put_message(const Message& message, const MessagePlan& plan, int depth) {
        const Reflection& reflection = *message.GetReflection();
        bool first = true;
        sink_.put('{');
        for (const FieldPlan& field : plan.fields) {
            if ((field.hidden_from & roles_) != 0 || (field.secret && without_secrets_)) continue;
            if (field.optional && !reflection.HasField(message, field.field)) continue;
            sink_.put(std::string_view(field.key).substr(first ? 1 : 0));
            first = false;
            put_field(message, reflection, field, depth);
        }
        sink_.put('}');
    }

    void put_field(const Message& message, const Reflection& reflection, const FieldPlan& field, int depth) {
        if (field.repeated) put_list(message, reflection, field, depth);
        else if (field.map) put_map(message, reflection, field, depth);
        else put_single(message, reflection, field, depth);
    }

private:
    void put_single(const Message& message, const Reflection& reflection, const FieldPlan& plan, int depth) {
        const FieldDescriptor* field = plan.field;
        switch (plan.type) {
            case FieldDescriptor::CPPTYPE_STRING:
                return put_string(plan, reflection.GetStringReference(message, field, &scratch_));
            case FieldDescriptor::CPPTYPE_INT32:
                return put_integer(sink_, reflection.GetInt32(message, field));
            case FieldDescriptor::CPPTYPE_INT64:
                return put_int64(plan, reflection.GetInt64(message, field));
            case FieldDescriptor::CPPTYPE_UINT32:
                return put_integer(sink_, reflection.GetUInt32(message, field));
            case FieldDescriptor::CPPTYPE_UINT64:
                return put_int64(plan, reflection.GetUInt64(message, field));
            case FieldDescriptor::CPPTYPE_DOUBLE:
                return put_double(sink_, reflection.GetDouble(message, field));
            case FieldDescriptor::CPPTYPE_FLOAT:
                return put_float(sink_, reflection.GetFloat(message, field));
            case FieldDescriptor::CPPTYPE_BOOL:
                return sink_.put(reflection.GetBool(message, field) ? "true" : "false");
            case FieldDescriptor::CPPTYPE_ENUM:
                return put_enum(plan, reflection.GetEnumValue(message, field));
            case FieldDescriptor::CPPTYPE_MESSAGE:
                return put_nested(reflection.GetMessage(message, field), *plan.nested, depth);
        }
    }

    void put_list(const Message& message, const Reflection& reflection, const FieldPlan& plan, int depth) {
        const FieldDescriptor* field = plan.field;
        const int count = reflection.FieldSize(message, field);
        sink_.put('[');
        if (plan.type == FieldDescriptor::CPPTYPE_DOUBLE) {
            const auto& values = doubles_of(message, reflection, field);
            put_doubles(sink_, {values.data(), static_cast<size_t>(values.size())});
            return sink_.put(']');
        }
        for (int i = 0; i < count; ++i) {
            if (i) sink_.put(',');
            switch (plan.type) {
                case FieldDescriptor::CPPTYPE_STRING:
                    put_string(plan, reflection.GetRepeatedStringReference(message, field, i, &scratch_));
                    break;
                case FieldDescriptor::CPPTYPE_INT32:
                    put_integer(sink_, reflection.GetRepeatedInt32(message, field, i));
                    break;
                case FieldDescriptor::CPPTYPE_INT64:
                    put_int64(plan, reflection.GetRepeatedInt64(message, field, i));
                    break;
                case FieldDescriptor::CPPTYPE_UINT32:
                    put_integer(sink_, reflection.GetRepeatedUInt32(message, field, i));
                    break;
                case FieldDescriptor::CPPTYPE_UINT64:
                    put_int64(plan, reflection.GetRepeatedUInt64(message, field, i));
                    break;
                case FieldDescriptor::CPPTYPE_DOUBLE:
                    break;
                case FieldDescriptor::CPPTYPE_FLOAT:
                    put_float(sink_, reflection.GetRepeatedFloat(message, field, i));
                    break;
                case FieldDescriptor::CPPTYPE_BOOL:
                    sink_.put(reflection.GetRepeatedBool(message, field, i) ? "true" : "false");
                    break;
                case FieldDescriptor::CPPTYPE_ENUM:
                    put_enum(plan, reflection.GetRepeatedEnumValue(message, field, i));
                    break;
                case FieldDescriptor::CPPTYPE_MESSAGE:
                    put_nested(reflection.GetRepeatedMessage(message, field, i), *plan.nested, depth);
                    break;
            }
        }
        sink_.put(']');
    }

    // In the order of the keys, so that the same message always gives the same text.
    void put_map(const Message& message, const Reflection& reflection, const FieldPlan& plan, int depth) {
        std::vector<std::pair<std::string, const Message*>> entries;
        const int count = reflection.FieldSize(message, plan.field);
        for (int i = 0; i < count; ++i) {
            const Message& entry = reflection.GetRepeatedMessage(message, plan.field, i);
            entries.emplace_back(map_key(entry, *plan.map_key), &entry);
        }
        std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        sink_.put('{');
        for (size_t i = 0; i < entries.size(); ++i) {
            if (i) sink_.put(',');
            put_text(sink_, entries[i].first);
            sink_.put(':');
            put_single(*entries[i].second, *entries[i].second->GetReflection(), *plan.map_value, depth);
        }
        sink_.put('}');
    }

    static std::string map_key(const Message& entry, const FieldPlan& key) {
        const Reflection& reflection = *entry.GetReflection();
        switch (key.type) {
            case FieldDescriptor::CPPTYPE_INT32:
                return std::to_string(reflection.GetInt32(entry, key.field));
            case FieldDescriptor::CPPTYPE_INT64:
                return std::to_string(reflection.GetInt64(entry, key.field));
            case FieldDescriptor::CPPTYPE_UINT32:
                return std::to_string(reflection.GetUInt32(entry, key.field));
            case FieldDescriptor::CPPTYPE_UINT64:
                return std::to_string(reflection.GetUInt64(entry, key.field));
            case FieldDescriptor::CPPTYPE_BOOL:
                return reflection.GetBool(entry, key.field) ? "true" : "false";
            default:
                return reflection.GetString(entry, key.field);
        }
    }

    void put_nested(const Message& message, const MessagePlan& plan, int depth) {
        if (depth >= deepest) return sink_.put("null");
        put_message(message, plan, depth + 1);
    }

    void put_string(const FieldPlan& plan, const std::string& value) {
        if (plan.form == JsonForm::Base64) return put_text(sink_, to_base64(as_bytes(value)));
        put_text(sink_, value);
    }

    template <typename Integer>
    void put_int64(const FieldPlan& plan, Integer value) {
        if (plan.form == JsonForm::Number) put_integer(sink_, value);
        else put_quoted(sink_, value);
    }

    void put_enum(const FieldPlan& plan, int value) {
        const auto* known = plan.field->enum_type()->FindValueByNumber(value);
        if (known) put_text(sink_, known->name());
        else put_integer(sink_, value);
    }

    Sink& sink_;
    const uint64_t roles_;
    const bool without_secrets_;
    std::string scratch_;
};
}  // namespace

void append_json(const Message& message, std::string& out, JsonView view) {
    const MessagePlan& plan = plan_of(*message.GetDescriptor());  // first: it gives the roles their bits
    Sink sink(out);
    Writer(sink, view.roles ? role_bits(*view.roles) : 0, view.without_secrets).put_message(message, plan, 1);
}

void append_json_value(const Message& message, std::string_view name, std::string& out, JsonView view) {
    const MessagePlan& plan = plan_of(*message.GetDescriptor());
    Sink sink(out);
    Writer(sink, view.roles ? role_bits(*view.roles) : 0, view.without_secrets)
        .put_field(message, *message.GetReflection(), *plan.find(name), 1);
}

void append_json_text(std::string_view text, std::string& out) {
    Sink sink(out);
    put_text(sink, text);
}

}  // namespace steward
