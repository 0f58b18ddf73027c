// Frames and payloads of signed messages, as a server that is not ours any more would send them.
#include "tests/fuzz/one_form.h"
#include "trust/place.h"
#include "trust/roster.h"
#include "trust/work.h"

using namespace steward;
using namespace steward::trust;

namespace {
template <class Message>
void read_and_write(ByteView payload) {
    if (const auto message = read_message<Message>(payload)) fuzz::must_be_one_form(*message, payload);
}

void read_payload(ByteView payload) {
    read_and_write<Genesis>(payload);
    read_and_write<RosterUpdate>(payload);
    read_and_write<Suspend>(payload);
    read_and_write<Stop>(payload);
    read_and_write<Job>(payload);
    read_and_write<Policy>(payload);
    read_and_write<Grant>(payload);
    read_and_write<Binding>(payload);
    read_and_write<Heartbeat>(payload);
    read_and_write<RunTicket>(payload);
    read_and_write<WorkResult>(payload);
    read_and_write<DeviceCard>(payload);
    read_and_write<Recovery>(payload);
    read_and_write<Resolve>(payload);
    read_and_write<Veto>(payload);
    read_and_write<LocalLimits>(payload);
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const ByteView bytes(data, size);
    if (const auto frame = read_frame(bytes)) {
        fuzz::must(write_frame(frame->type, frame->payload, frame->signed_by()) == Bytes(bytes.begin(), bytes.end()));
        if (auto roster = Roster::begin(*frame)) (void)roster->take(*frame, Instant{1});
        read_payload(frame->payload);
    }
    read_payload(bytes);
    return 0;
}
