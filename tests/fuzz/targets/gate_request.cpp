// What may be said at the gate's door, by whoever comes that far: read or refused, within its bounds, and what is read lies in the
// bytes that came.
#include "agent/gate/door/request.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto request = gate::read_request({data, size});
    if (!request) return 0;
    fuzz::must(size > 0 && static_cast<uint8_t>(request->want) == data[0]);
    fuzz::must(request->part.size() <= gate::most_material_part && request->size <= gate::most_material);
    fuzz::must(uint64_t{request->offset} + request->part.size() <= request->size || request->want != gate::Want::Material);
    fuzz::must(request->frames.size() <= gate::most_enrolment_frames && request->frame.size() < size);
    size_t sum = 0;
    for (const ByteView frame : request->frames) sum += frame.size();
    fuzz::must(sum < size);
    return 0;
}
