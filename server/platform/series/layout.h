// The columns of a device's reports, kept packed: there is one per device in memory for good.
#pragma once

#include <array>
#include <memory>

#include "server/platform/series/series_store.h"

namespace steward::series {

/// BLAKE2b of the content: the same columns have the same name everywhere and for ever.
using LayoutDigest = std::array<uint8_t, 16>;

class Layout {
public:
    /// Failure: Invalid "series.columns" (none or more than 10,000, more than 15 decimals, no interval).
    static Result<std::shared_ptr<const Layout>> make(std::span<const Definition> columns, Duration interval);
    /// The inverse of `content`. Failure: Internal "series.damaged".
    static Result<std::shared_ptr<const Layout>> parse(ByteView content);

    const Bytes& content() const { return content_; }
    const LayoutDigest& digest() const { return digest_; }
    std::span<const SeriesKind> kinds() const { return kinds_; }
    size_t columns() const { return kinds_.size(); }
    Duration interval() const { return interval_; }
    std::vector<Definition> definitions() const;  // unpacked anew at every call

private:
    Layout() = default;
    Bytes content_;
    LayoutDigest digest_{};
    std::vector<SeriesKind> kinds_;
    Duration interval_{};
};

}  // namespace steward::series
