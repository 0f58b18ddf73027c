// /proc/meminfo.
#include "agent/collectors/memory/parse.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::memory {

namespace {
class MemoryCollector final : public Collector {
public:
    explicit MemoryCollector(Host& host) : host_(host) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        if (!host_.read("/proc/meminfo", text_)) text_.clear();
        const Memory memory = parse_memory(text_);
        out.add_read(metrics::memory_size_bytes, "", memory.size);
        out.add_read(metrics::memory_available_bytes, "", memory.available);
        if (const auto percent = memory.available_percent()) out.add(metrics::memory_available_percent, "", *percent);
        else out.add_unknown(metrics::memory_available_percent, "");
        out.add_read(metrics::memory_free_bytes, "", memory.free);
        out.add_read(metrics::memory_cached_bytes, "", memory.cached);
        out.add_read(metrics::memory_buffers_bytes, "", memory.buffers);
        out.add_read(metrics::memory_anonymous_bytes, "", memory.anonymous);
        out.add_read(metrics::memory_shared_bytes, "", memory.shared);
        out.add_read(metrics::memory_slab_bytes, "", memory.slab);
        out.add_read(metrics::memory_dirty_bytes, "", memory.dirty);
        out.add_read(metrics::memory_committed_bytes, "", memory.committed);
        out.add_read(metrics::memory_active_bytes, "", memory.active);
        out.add_read(metrics::memory_inactive_bytes, "", memory.inactive);
        out.add_read(metrics::memory_mapped_bytes, "", memory.mapped);
        out.add_read(metrics::memory_unevictable_bytes, "", memory.unevictable);
        out.add_read(metrics::memory_writeback_bytes, "", memory.writeback);
        out.add_read(metrics::memory_page_tables_bytes, "", memory.page_tables);
        out.add_read(metrics::memory_kernel_stack_bytes, "", memory.kernel_stack);
        out.add_read(metrics::memory_commit_limit_bytes, "", memory.commit_limit);
    }

private:
    Host& host_;
    std::string text_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{
        "memory", [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<MemoryCollector>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::memory
