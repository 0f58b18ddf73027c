#include "server/platform/series/catalogue.h"

#include <algorithm>

namespace steward::series {

namespace {
constexpr const char* catalogue_schema =
    "create table if not exists layouts (digest blob primary key not null, content blob not null) without rowid;"
    "create table if not exists devices (device blob primary key not null, layout blob not null, held blob not null,"
    " stored_to integer not null, latest blob not null);"
    "create table if not exists floors (tier integer primary key not null, at integer not null);";

std::unexpected<Error> damaged_catalogue(std::string what) {
    return fail(ErrorKind::Internal, "series.damaged", "The catalogue of the series is damaged; restore the series folder from a backup.",
                std::move(what));
}
}  // namespace

Result<std::unique_ptr<Catalogue>> Catalogue::open(const std::string& path) {
    STEWARD_TRY(auto file, SqliteFile::open(path, catalogue_schema));
    std::unique_ptr<Catalogue> catalogue(new Catalogue(std::move(file)));
    STEWARD_CHECK(catalogue->read_floors());
    return catalogue;
}

Status Catalogue::read_floors() {
    SqliteStatement select(*file_, "select tier, at from floors where tier between 0 and 2");
    for (;;) {
        STEWARD_TRY(const bool more, select.step());
        if (!more) return {};
        floors_[select.number(0)] = Instant{select.number(1)};
    }
}

Result<std::shared_ptr<const Layout>> Catalogue::read_layout(ByteView digest) {
    LayoutDigest key;
    if (digest.size() != key.size()) return damaged_catalogue("a layout has no name");
    std::ranges::copy(digest, key.begin());
    if (auto known = layouts_[key].lock()) return known;
    SqliteStatement select(*file_, "select content from layouts where digest = ?");
    STEWARD_TRY(const bool found, select.bind(digest).step());
    if (!found) return nullptr;
    STEWARD_TRY(auto layout, Layout::parse(select.bytes(0)));
    if (layout->digest() != key) return damaged_catalogue("a layout has another name than its content");
    layouts_[key] = layout;
    return layout;
}

Result<std::shared_ptr<const Layout>> Catalogue::layout(const LayoutDigest& digest) {
    const std::lock_guard guard(mutex_);
    return read_layout(digest);
}

Result<std::vector<DeviceRecord>> Catalogue::devices() {
    const std::lock_guard guard(mutex_);
    std::vector<DeviceRecord> records;
    SqliteStatement select(*file_, "select device, layout, held, stored_to, latest from devices");
    for (;;) {
        STEWARD_TRY(const bool more, select.step());
        if (!more) return records;
        const ByteView raw = select.bytes(0), latest = select.bytes(4);
        RawId id;
        if (raw.size() != id.bytes.size()) return damaged_catalogue("a device has no id");
        std::ranges::copy(raw, id.bytes.begin());
        DeviceRecord record{DeviceId(id), nullptr, HeldPositions::unpack(select.bytes(2)), static_cast<uint64_t>(select.number(3)),
                            Bytes(latest.begin(), latest.end())};
        if (!select.bytes(1).empty()) {
            STEWARD_TRY(record.layout, read_layout(select.bytes(1)));
        }
        records.push_back(std::move(record));
    }
}

Status Catalogue::store(std::span<const DeviceRecord> records) {
    const std::lock_guard guard(mutex_);
    return file_->transact([&]() -> Status {
        SqliteStatement layout(*file_, "insert or ignore into layouts (digest, content) values (?, ?)");
        SqliteStatement device(*file_, "insert or replace into devices (device, layout, held, stored_to, latest) values (?, ?, ?, ?, ?)");
        for (const DeviceRecord& record : records) {
            const Bytes held = record.held.pack();
            ByteView digest;
            if (record.layout) {
                digest = record.layout->digest();
                STEWARD_CHECK(layout.bind(digest).bind(record.layout->content()).run());
            }
            device.bind(ByteView(record.device.raw().bytes))
                .bind(digest)
                .bind(held)
                .bind(static_cast<int64_t>(record.stored_to))
                .bind(record.latest);
            STEWARD_CHECK(device.run());
        }
        return {};
    });
}

Status Catalogue::erase(DeviceId device) {
    const std::lock_guard guard(mutex_);
    return file_->transact(
        [&] { return SqliteStatement(*file_, "delete from devices where device = ?").bind(ByteView(device.raw().bytes)).run(); });
}

Instant Catalogue::floor(Tier tier) const {
    const std::lock_guard guard(mutex_);
    return floors_[static_cast<size_t>(tier)];
}

Status Catalogue::raise_floor(Tier tier, Instant to) {
    const std::lock_guard guard(mutex_);
    if (to <= floors_[static_cast<size_t>(tier)]) return {};
    STEWARD_CHECK(file_->transact([&] {
        return SqliteStatement(*file_, "insert or replace into floors (tier, at) values (?, ?)")
            .bind(static_cast<int64_t>(tier))
            .bind(to.unix_ms)
            .run();
    }));
    floors_[static_cast<size_t>(tier)] = to;
    return {};
}

}  // namespace steward::series
