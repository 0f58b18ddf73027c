#include "server/platform/series/window_file.h"

#include <algorithm>

namespace steward::series {

namespace {
constexpr const char* window_schema =
    "create table if not exists layouts (digest blob primary key not null, content blob not null) without rowid;"
    "create table if not exists blocks (device blob not null, name integer not null, first integer not null, last integer not null,"
    " layout blob not null, body blob not null);"
    "create unique index if not exists blocks_by_device on blocks (device, name);";

std::unexpected<Error> damaged_window(std::string what) {
    return fail(ErrorKind::Internal, "series.damaged", "A file of the series is damaged; restore the series folder from a backup.",
                std::move(what));
}
}  // namespace

Result<std::unique_ptr<WindowFile>> WindowFile::open(const std::string& path) {
    STEWARD_TRY(auto file, SqliteFile::open(path, window_schema));
    return std::unique_ptr<WindowFile>(new WindowFile(std::move(file)));
}

Status WindowFile::put(std::span<const Put> blocks) {
    const std::lock_guard guard(mutex_);
    return file_->transact([&]() -> Status {
        SqliteStatement layout(*file_, "insert or ignore into layouts (digest, content) values (?, ?)");
        SqliteStatement remove(*file_, "delete from blocks where device = ? and name = ?");
        SqliteStatement insert(*file_, "insert into blocks (device, name, first, last, layout, body) values (?, ?, ?, ?, ?, ?)");
        for (const auto& [device, block] : blocks) {
            const ByteView raw(device.raw().bytes);
            STEWARD_CHECK(layout.bind(block.layout->digest()).bind(block.layout->content()).run());
            STEWARD_CHECK(remove.bind(raw).bind(block.name).run());
            insert.bind(raw)
                .bind(block.name)
                .bind(block.first.unix_ms)
                .bind(block.last.unix_ms)
                .bind(block.layout->digest())
                .bind(block.body);
            STEWARD_CHECK(insert.run());
        }
        return {};
    });
}

Result<std::shared_ptr<const Layout>> WindowFile::layout(ByteView digest) {
    if (last_layout_ && std::ranges::equal(digest, last_layout_->digest())) return last_layout_;
    SqliteStatement select(*file_, "select content from layouts where digest = ?");
    STEWARD_TRY(const bool found, select.bind(digest).step());
    if (!found) return damaged_window("a block names a layout that is not there");
    STEWARD_TRY(auto layout, Layout::parse(select.bytes(0)));
    if (!std::ranges::equal(digest, layout->digest())) return damaged_window("a layout has another name than its content");
    last_layout_ = layout;
    return layout;
}

Result<std::vector<StoredBlock>> WindowFile::blocks(DeviceId device, Instant from, Instant to) {
    const std::lock_guard guard(mutex_);
    std::vector<StoredBlock> found;
    SqliteStatement select(*file_,
                           "select name, first, last, layout, body from blocks where device = ? and last >= ? and first < ? order by name");
    select.bind(ByteView(device.raw().bytes)).bind(from.unix_ms).bind(to.unix_ms);
    for (;;) {
        STEWARD_TRY(const bool more, select.step());
        if (!more) return found;
        STEWARD_TRY(auto its_layout, layout(select.bytes(3)));
        const ByteView body = select.bytes(4);
        found.push_back({select.number(0), Instant{select.number(1)}, Instant{select.number(2)}, std::move(its_layout),
                         Bytes(body.begin(), body.end())});
    }
}

Result<std::vector<DeviceId>> WindowFile::devices() {
    const std::lock_guard guard(mutex_);
    std::vector<DeviceId> found;
    SqliteStatement select(*file_, "select distinct device from blocks");
    for (;;) {
        STEWARD_TRY(const bool more, select.step());
        if (!more) return found;
        const ByteView raw = select.bytes(0);
        RawId id;
        if (raw.size() != id.bytes.size()) return damaged_window("a block has no device");
        std::ranges::copy(raw, id.bytes.begin());
        found.push_back(DeviceId(id));
    }
}

Status WindowFile::erase(DeviceId device) {
    const std::lock_guard guard(mutex_);
    return file_->transact(
        [&] { return SqliteStatement(*file_, "delete from blocks where device = ?").bind(ByteView(device.raw().bytes)).run(); });
}

}  // namespace steward::series
