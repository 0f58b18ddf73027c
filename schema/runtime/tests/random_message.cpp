#include "schema/runtime/tests/random_message.h"

#include <cmath>
#include <limits>

#include "steward/access/v1/access.pb.h"
#include "steward/alerting/v1/alerting.pb.h"
#include "steward/directory/v1/directory.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/installation/v1/installation.pb.h"
#include "steward/monitoring/v1/monitoring.pb.h"
#include "steward/notifications/v1/notifications.pb.h"

namespace steward::schema_test {

namespace {
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::string random_text(Rng& rng) {
    static const char* const pieces[] = {"a", "files-1", " ", "\"",   "\\", "\n", "\t",   "\x01",     "\x7f",
                                         "é", "北",      "😀", "=cmd", "/",  "~",  "null", "</script>"};
    std::string text;
    for (uint64_t count = rng.below(9); count; --count) text += pieces[rng.below(std::size(pieces))];
    return text;
}

double random_real(Rng& rng, bool in_list) {
    switch (rng.below(8)) {
        case 0:
            return 0;
        case 1:
            return static_cast<double>(rng.below(1000)) / 10;
        case 2:
            return -static_cast<double>(rng.below(100000)) / 1000;
        case 3:
            return static_cast<double>(rng.next());
        case 4:
            return in_list ? std::numeric_limits<double>::quiet_NaN() : 1.0 / 3;
        case 5:
            return std::ldexp(static_cast<double>(rng.next() >> 11), static_cast<int>(rng.below(2000)) - 1050);
        case 6:
            return std::numeric_limits<double>::denorm_min();
        default:
            return -std::numeric_limits<double>::max();
    }
}

int64_t random_whole(Rng& rng) {
    switch (rng.below(4)) {
        case 0:
            return 0;
        case 1:
            return static_cast<int64_t>(rng.below(100));
        case 2:
            return std::numeric_limits<int64_t>::min();
        default:
            return static_cast<int64_t>(rng.next());
    }
}

void fill(Message& message, Rng& rng, int depth);

void fill_field(Message& message, const FieldDescriptor* field, Rng& rng, int depth) {
    const Reflection& reflection = *message.GetReflection();
    const bool list = field->is_repeated();
#define STEWARD_RANDOM(Name, value)                             \
    do {                                                        \
        const auto drawn = value;                               \
        if (list) reflection.Add##Name(&message, field, drawn); \
        else reflection.Set##Name(&message, field, drawn);      \
        return;                                                 \
    } while (false)
    switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_STRING:
            STEWARD_RANDOM(String, random_text(rng));
        case FieldDescriptor::CPPTYPE_INT32:
            STEWARD_RANDOM(Int32, static_cast<int32_t>(random_whole(rng)));
        case FieldDescriptor::CPPTYPE_INT64:
            STEWARD_RANDOM(Int64, random_whole(rng));
        case FieldDescriptor::CPPTYPE_UINT32:
            STEWARD_RANDOM(UInt32, static_cast<uint32_t>(random_whole(rng)));
        case FieldDescriptor::CPPTYPE_UINT64:
            STEWARD_RANDOM(UInt64, static_cast<uint64_t>(random_whole(rng)));
        case FieldDescriptor::CPPTYPE_DOUBLE:
            STEWARD_RANDOM(Double, random_real(rng, list));
        case FieldDescriptor::CPPTYPE_FLOAT:
            STEWARD_RANDOM(Float, static_cast<float>(rng.below(100000)) / 7);
        case FieldDescriptor::CPPTYPE_BOOL:
            STEWARD_RANDOM(Bool, rng.below(2) == 1);
        case FieldDescriptor::CPPTYPE_ENUM:
            STEWARD_RANDOM(
                Enum, field->enum_type()->value(static_cast<int>(rng.below(static_cast<uint64_t>(field->enum_type()->value_count())))));
        case FieldDescriptor::CPPTYPE_MESSAGE:
            fill(list ? *reflection.AddMessage(&message, field) : *reflection.MutableMessage(&message, field), rng, depth + 1);
    }
#undef STEWARD_RANDOM
}

void fill(Message& message, Rng& rng, int depth) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
        const FieldDescriptor* field = message.GetDescriptor()->field(i);
        const bool is_message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
        if (rng.below(4) == 0 || (is_message && depth > 3)) continue;
        uint64_t count = field->is_repeated() ? rng.below(4) : 1;
        if (field->is_map()) count = std::min<uint64_t>(count, 1);  // two random keys may be the same key
        for (; count; --count) fill_field(message, field, rng, depth);
    }
}
}  // namespace

std::vector<const Descriptor*> all_message_types() {
    const google::protobuf::FileDescriptor* const files[] = {
        access::v1::Session::descriptor()->file(),       alerting::v1::Alert::descriptor()->file(),
        directory::v1::Device::descriptor()->file(),     helpdesk::v1::Ticket::descriptor()->file(),
        installation::v1::Finding::descriptor()->file(), monitoring::v1::Check::descriptor()->file(),
        notifications::v1::Channel::descriptor()->file()};
    std::vector<const Descriptor*> types;
    for (const auto* file : files) {
        for (int i = 0; i < file->message_type_count(); ++i) types.push_back(file->message_type(i));
    }
    return types;
}

std::unique_ptr<Message> random_message(const Descriptor& type, Rng& rng) {
    std::unique_ptr<Message> message(google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
    fill(*message, rng, 0);
    return message;
}

}  // namespace steward::schema_test
