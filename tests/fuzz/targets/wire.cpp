// The agents' wire: frames on both sides, and the messages in them.
#include "agent/link/frames.h"
#include "server/platform/link/frames.h"
#include "steward/agent/v1/agent.pb.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/silent_messages.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    ByteView rest(data, size);
    for (;;) {
        const auto here = link::next_frame(rest);
        const auto there = agent::next_frame(rest);
        fuzz::must(here.has_value() == there.has_value());
        if (!here) break;
        fuzz::must(here->has_value() == there->has_value());
        if (!*here) break;
        const auto& frame = **here;
        fuzz::must(frame.size <= rest.size() && frame.body.size() < frame.size && (*there)->size == frame.size);
        Bytes again;
        link::append_frame(again, as_text(frame.body));
        fuzz::must(again.size() == frame.size && std::equal(again.begin(), again.end(), rest.begin()));
        const auto length = static_cast<int>(frame.body.size());
        agent::v1::AgentMessage from_agent;
        if (from_agent.ParseFromArray(frame.body.data(), length)) (void)from_agent.ByteSizeLong();
        agent::v1::ServerMessage from_server;
        if (from_server.ParseFromArray(frame.body.data(), length)) (void)from_server.ByteSizeLong();
        rest = rest.subspan(frame.size);
    }
    return 0;
}
