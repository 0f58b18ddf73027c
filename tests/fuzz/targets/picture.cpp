// The logo of a portal: nothing that is taken goes on after its end, or is larger than it may be.
#include "server/modules/portal/image.h"
#include "tests/fuzz/input.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const ByteView bytes(data, size);
    const auto picture = portal::look_at_picture(bytes);
    if (!picture) {
        fuzz::must(picture.error().kind == ErrorKind::Invalid && !picture.error().fields.empty());
        return 0;
    }
    fuzz::must(picture->width > 0 && picture->width <= portal::most_picture_side);
    fuzz::must(picture->height > 0 && picture->height <= portal::most_picture_side);
    Bytes longer(bytes.begin(), bytes.end());
    longer.push_back('<');
    fuzz::must(!portal::look_at_picture(longer));
    return 0;
}
