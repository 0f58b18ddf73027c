#include "agent/gate/door/request.h"

#include <algorithm>

namespace steward::gate {

namespace {
constexpr size_t digest_size = std::tuple_size_v<trust::Digest>;

// What is left of a request; unsound once more was taken than there was.
struct Rest {
    ByteView bytes;
    bool is_sound = true;

    ByteView take(size_t size) {
        if (size > bytes.size()) {
            is_sound = false;
            return {};
        }
        const ByteView taken = bytes.first(size);
        bytes = bytes.subspan(size);
        return taken;
    }
    template <size_t size>
    std::array<uint8_t, size> fixed() {
        std::array<uint8_t, size> out{};
        std::ranges::copy(take(size), out.begin());
        return out;
    }
    uint32_t number() { return number_at(fixed<length_size>()); }
    ByteView all() { return take(bytes.size()); }
};

void read_enrolment(Rest& rest, Request& request) {
    request.digest = rest.fixed<32>();
    request.head = rest.fixed<32>();
    while (rest.is_sound && !rest.bytes.empty()) {
        request.frames.push_back(rest.take(rest.number()));
        if (request.frames.size() > most_enrolment_frames) rest.is_sound = false;
    }
}

void read_head(Rest& rest, Request& request) {
    request.frame = rest.take(rest.number());
    if (request.frame.size() > most_note || rest.bytes.size() > trust::most_proof_hashes * digest_size) rest.is_sound = false;
    while (rest.is_sound && !rest.bytes.empty()) request.frames.push_back(rest.take(digest_size));
}
std::optional<Request> read_fields(Request request, Rest rest) {
    switch (request.want) {
        case Want::SetLimits:
            request.frame = rest.all();
            break;
        case Want::Material:
            request.digest = rest.fixed<32>();
            request.size = rest.number();
            request.offset = rest.number();
            request.part = rest.all();
            if (request.size > most_material || request.part.size() > most_material_part) return std::nullopt;
            if (uint64_t{request.offset} + request.part.size() > request.size) return std::nullopt;
            break;
        case Want::Output:
            request.work = rest.fixed<16>();
            request.offset = rest.number();
            break;
        case Want::Acknowledge:
            request.work = rest.fixed<16>();
            break;
        case Want::Witness:
            read_head(rest, request);
            break;
        case Want::Proof:
            request.frame = rest.all();
            if (request.frame.empty() || request.frame.size() > trust::most_proof_bytes) return std::nullopt;
            break;
        case Want::Enrol:
            read_enrolment(rest, request);
            break;
        case Want::Results:
        case Want::State:
        case Want::Question:
        case Want::Stop:
        case Want::Lift:
        case Want::Limits:
        case Want::Policies:
            break;
        default:
            return std::nullopt;
    }
    if (!rest.is_sound || !rest.bytes.empty()) return std::nullopt;
    return request;
}
}  // namespace

std::optional<Request> read_request(ByteView bytes) {
    if (bytes.empty()) return std::nullopt;
    Request request{.want = static_cast<Want>(bytes.front())};
    if (request.want != Want::Take) return read_fields(std::move(request), {bytes.subspan(1)});
    request.frame = bytes.subspan(1);  // nothing of a message is read here
    return request;
}

size_t most_size(bool is_administrator) { return is_administrator ? most_enrolment : most_request; }

Bytes write_request(Want want, std::initializer_list<ByteView> parts) {
    size_t size = 1;
    for (const ByteView part : parts) size += part.size();
    Bytes out = big_endian(static_cast<uint32_t>(size));
    out.push_back(static_cast<uint8_t>(want));
    for (const ByteView part : parts) append(out, part);
    return out;
}

}  // namespace steward::gate
