// JSON into messages and back. The first byte says which message and for what.
#include "schema/runtime/json_parser.h"
#include "schema/runtime/json_writer.h"
#include "steward/access/v1/access.pb.h"
#include "steward/directory/v1/directory.pb.h"
#include "steward/helpdesk/v1/helpdesk.pb.h"
#include "steward/notifications/v1/notifications.pb.h"
#include "tests/fuzz/input.h"

using namespace steward;

namespace {
const google::protobuf::Message& message_for(uint8_t choice) {
    using google::protobuf::Message;
    static const Message* const all[] = {&directory::v1::Device::default_instance(),
                                         &directory::v1::UpdateClientRequest::default_instance(),
                                         &directory::v1::ListDevicesResponse::default_instance(),
                                         &access::v1::SignInRequest::default_instance(),
                                         &helpdesk::v1::ListTicketsResponse::default_instance(),
                                         &directory::v1::CreatePersonRequest::default_instance(),
                                         &notifications::v1::CreateChannelRequest::default_instance()};
    return *all[choice % std::size(all)];
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const uint8_t choice = input.byte();
    const auto purpose = static_cast<JsonPurpose>(choice / 64 % 3);
    const std::unique_ptr<google::protobuf::Message> message(message_for(choice % 64).New());
    if (!parse_json(input.text(), *message, purpose)) return 0;
    const std::string text = to_json(*message, {});
    const std::unique_ptr<google::protobuf::Message> again(message->New());
    fuzz::must(parse_json(text, *again, JsonPurpose::Own).has_value());
    fuzz::must(to_json(*again, {}) == text);
    return 0;
}
