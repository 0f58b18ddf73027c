// The records of the log: how a row says whose it is. Devices have short numbers that hold until
// the same number begins again for another one.
//
//   begin = 1 ‖ number ‖ device ‖ name of the layout ‖ its content or nothing ‖ first row
//   row   = 2 ‖ number ‖ place in its block (1, 2 ...) ‖ row
//   erase = 3 ‖ device
//
// Every block of rows starts with `begin`, whose row is self-contained. The place in the block
// shows when a record between was lost: what follows it can then not be read.
#pragma once

#include <optional>

#include "base/id.h"
#include "server/platform/series/layout.h"

namespace steward::series {

struct LogRecord {
    enum class Kind : uint8_t { Begin = 1, Row = 2, Erase = 3 };
    Kind kind = Kind::Row;
    uint64_t number = 0;
    uint64_t place_in_block = 0;
    DeviceId device;
    LayoutDigest layout{};
    ByteView layout_content;  // empty: the catalogue has it
    ByteView row;
};

void pack_begin(uint64_t number, DeviceId device, const Layout& layout, bool with_content, Bytes& out);
void pack_row(uint64_t number, uint64_t place_in_block, Bytes& out);
void pack_erase(DeviceId device, Bytes& out);

/// The longest that stands before a row.
inline size_t longest_record_head(const Layout& layout) { return 64 + layout.content().size(); }

/// Refers to `body`. Nothing when it is none of these.
std::optional<LogRecord> parse_log_record(ByteView body);

}  // namespace steward::series
