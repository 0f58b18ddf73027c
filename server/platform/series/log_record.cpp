#include "server/platform/series/log_record.h"

#include <algorithm>

#include "server/platform/series/packed.h"

namespace steward::series {

namespace {
void pack_device(DeviceId device, Bytes& out) { out.insert(out.end(), device.raw().bytes.begin(), device.raw().bytes.end()); }

DeviceId unpack_device(Unpacker& in) {
    RawId raw;
    const ByteView bytes = in.bytes(raw.bytes.size());
    std::ranges::copy(bytes, raw.bytes.begin());
    return DeviceId(raw);
}
}  // namespace

void pack_begin(uint64_t number, DeviceId device, const Layout& layout, bool with_content, Bytes& out) {
    out.push_back(static_cast<uint8_t>(LogRecord::Kind::Begin));
    pack_number(out, number);
    pack_device(device, out);
    out.insert(out.end(), layout.digest().begin(), layout.digest().end());
    pack_text(out, with_content ? as_text(layout.content()) : std::string_view());
}

void pack_row(uint64_t number, uint64_t place_in_block, Bytes& out) {
    out.push_back(static_cast<uint8_t>(LogRecord::Kind::Row));
    pack_number(out, number);
    pack_number(out, place_in_block);
}

void pack_erase(DeviceId device, Bytes& out) {
    out.push_back(static_cast<uint8_t>(LogRecord::Kind::Erase));
    pack_device(device, out);
}

std::optional<LogRecord> parse_log_record(ByteView body) {
    Unpacker in(body);
    const ByteView kind = in.bytes(1);
    if (kind.empty() || kind[0] < 1 || kind[0] > 3) return std::nullopt;
    LogRecord record;
    record.kind = static_cast<LogRecord::Kind>(kind[0]);
    if (record.kind == LogRecord::Kind::Erase) {
        record.device = unpack_device(in);
        if (in.failed() || !in.rest().empty()) return std::nullopt;
        return record;
    }
    record.number = in.number();
    if (record.kind == LogRecord::Kind::Begin) {
        record.device = unpack_device(in);
        std::ranges::copy(in.bytes(record.layout.size()), record.layout.begin());
        record.layout_content = in.bytes(in.number());
    } else {
        record.place_in_block = in.number();
    }
    record.row = in.rest();
    if (in.failed() || record.row.empty()) return std::nullopt;
    return record;
}

}  // namespace steward::series
