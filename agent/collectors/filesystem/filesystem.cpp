// The mount table is read every time but parsed only when it changed; each volume costs one statvfs.
#include <algorithm>

#include "agent/collectors/filesystem/parse.h"
#include "agent/metrics.h"

namespace steward::agent::collectors::filesystem {

namespace {
class Filesystem final : public Collector {
public:
    explicit Filesystem(Host& host) : host_(host) {}

    void collect(Instant, const CollectorSettings&, Samples& out) override {
        if (host_.read(table_, text_) && text_ != parsed_text_) {
            parsed_text_ = text_;
            volumes_.clear();
            for (auto& mount : parse_mounts(text_)) volumes_.push_back({std::move(mount)});
        }
        for (auto& volume : volumes_) say(volume, out);
    }

private:
    struct Volume {
        Mount mount;
        bool has_inodes = false, asked = false;
    };

    void say(Volume& volume, Samples& out) {
        const auto space = host_.space(volume.mount.path);
        if (space && !volume.asked) {  // columns come and go with mounts only
            volume.asked = true;
            volume.has_inodes = space->inodes != 0;
        }
        const std::string& item = volume.mount.item;
        if (!space || space->size_bytes == 0) {
            for (const Metric* metric : {&metrics::filesystem_size_bytes, &metrics::filesystem_used_bytes, &metrics::filesystem_free_bytes,
                                         &metrics::filesystem_used_percent}) {
                out.add_unknown(*metric, item);
            }
            if (volume.has_inodes) out.add_unknown(metrics::filesystem_inodes_used_percent, item);
            return;
        }
        out.add_read(metrics::filesystem_size_bytes, item, space->size_bytes);
        out.add_read(metrics::filesystem_used_bytes, item, space->size_bytes - std::min(space->free_bytes, space->size_bytes));
        out.add_read(metrics::filesystem_free_bytes, item, space->available_bytes);
        out.add(metrics::filesystem_used_percent, item, used_percent(*space));
        if (volume.has_inodes) out.add(metrics::filesystem_inodes_used_percent, item, inodes_used_percent(*space));
    }

    Host& host_;
    const std::string table_ = "/proc/self/mountinfo";
    std::string text_, parsed_text_;
    std::vector<Volume> volumes_;
};
}  // namespace

const CollectorKind& kind() {
    static constexpr CollectorKind instance{"filesystem",
                                            [](Host& host) -> std::unique_ptr<Collector> { return std::make_unique<Filesystem>(host); }};
    return instance;
}

}  // namespace steward::agent::collectors::filesystem
