// Answers from memory and files together.
#include <algorithm>
#include <cstdio>

#include "server/platform/series/block.h"
#include "server/platform/series/embedded_store.h"
#include "server/platform/series/tiers.h"

namespace steward::series {

namespace {
void read_rows(const RowBlock& block, RangeBuilder& builder) {
    const auto& wanted = builder.wanted(*block.layout());  // in rising order of columns
    if (wanted.empty()) return;
    const auto table =
        to_table(block, [&](size_t column) { return std::ranges::binary_search(wanted, column, {}, &RangeBuilder::Wanted::column); });
    if (!table) return report_damage(table.error());
    builder.add(*table->layout, table->times, Duration(0), [&](size_t column) { return std::span<const int64_t>(table->columns[column]); });
}

// A damaged block or column is a gap on the screen, and a line in the log.
void read_block(const StoredBlock& stored, Tier tier, RangeBuilder& builder) {
    const Layout& layout = *stored.layout;
    if (builder.wanted(layout).empty()) return;
    const size_t parts = tier == Tier::Raw ? 1 : tier_parts;
    const auto block = BlockReader::open(stored.body, layout.columns() * parts);
    if (!block) return report_damage(block.error());
    if (!std::ranges::is_sorted(block->times())) return;
    const auto kinds = tier == Tier::Raw ? std::vector<SeriesKind>(layout.kinds().begin(), layout.kinds().end()) : tier_kinds(layout);
    std::vector<int64_t> values(block->rows());
    builder.add(layout, block->times(), resolution_of(tier), [&](size_t column) -> std::span<const int64_t> {
        const auto read = block->column(column, kinds[column], values);
        if (read) return values;
        report_damage(read.error());
        return {};
    });
}
}  // namespace

void report_damage(const Error& error) {
    static std::atomic<int> said{0};
    constexpr int most = 20;
    if (said.fetch_add(1) < most) std::fprintf(stderr, "steward-server: %s (%s)\n", error.message.c_str(), error.cause.c_str());
}

void EmbeddedStore::read_tier(DeviceId device, Tier tier, Instant from, Instant to, std::span<const uint64_t> in_memory,
                              RangeBuilder& builder) const {
    if (from >= to) return;
    builder.only(from, to);
    for (const Window window : files_->windows(tier, from, to)) {
        const auto file = files_->find(window);
        if (!file) report_damage(file.error());
        if (!file || !*file) continue;
        const auto blocks = (*file)->blocks(device, from, to);
        if (!blocks) report_damage(blocks.error());
        if (!blocks) continue;
        for (const StoredBlock& block : *blocks) {
            // Moved to the file since we looked at memory, or before a crash that the catalogue did not hear of.
            if (block.name >= 0 && std::ranges::binary_search(in_memory, static_cast<uint64_t>(block.name))) continue;
            read_block(block, tier, builder);
        }
    }
}

std::vector<Range> EmbeddedStore::read(DeviceId device, RangeBuilder& builder, Instant from, Instant to, Instant minutes_from,
                                       Instant raw_from) const {
    std::vector<std::shared_ptr<const RowBlock>> rows;
    std::vector<uint64_t> names;
    if (const auto state = find(device)) {
        const std::lock_guard guard(state->mutex);
        rows = state->sealed;
        if (!state->growing.empty()) rows.push_back(std::make_shared<const RowBlock>(state->growing));
        if (state->layout) builder.wanted(*state->layout);  // the present columns decide
    }
    for (const auto& block : rows) names.push_back(block->began());
    read_tier(device, Tier::Hour, from, std::min(to, minutes_from), names, builder);
    read_tier(device, Tier::FiveMinutes, std::max(from, minutes_from), std::min(to, raw_from), names, builder);
    read_tier(device, Tier::Raw, std::max(from, raw_from), to, names, builder);
    builder.only(from, to);
    for (const auto& block : rows) {
        if (block->first() < to && block->last() >= from) read_rows(*block, builder);
    }
    auto ranges = builder.finish();
    std::erase_if(ranges, [](const Range& range) { return range.points.empty(); });
    return ranges;
}

Result<std::vector<Range>> EmbeddedStore::range(DeviceId device, std::string_view metric, std::optional<std::string_view> item,
                                                Instant from, Instant to, Duration step) {
    from = std::max(from, Instant{0});
    if (from >= to) return std::vector<Range>{};
    for (;;) {
        const Instant minutes_from = catalogue_->floor(Tier::FiveMinutes), raw_from = catalogue_->floor(Tier::Raw);
        RangeBuilder builder(metric, item, from, to, step);
        auto ranges = read(device, builder, from, to, minutes_from, raw_from);
        // Once a day a file is replaced by its tiers: who looked between looks again.
        if (minutes_from == catalogue_->floor(Tier::FiveMinutes) && raw_from == catalogue_->floor(Tier::Raw)) return ranges;
    }
}

}  // namespace steward::series
