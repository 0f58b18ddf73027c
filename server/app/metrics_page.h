// /metrics in the Prometheus text format: names are ours and stable, `promtool check metrics` accepts it.
#pragma once

#include <string>
#include <string_view>

#include "base/time.h"
#include "server/app/disk_ladder.h"
#include "server/app/house.h"
#include "server/platform/link/link.h"

namespace steward::app {

/// Writes families: one HELP and TYPE line, then the samples.
class Exposition {
public:
    void family(std::string_view name, std::string_view type, std::string_view help);
    void sample(double value, std::string_view label = {}, std::string_view label_value = {});
    void one(std::string_view name, std::string_view type, std::string_view help, double value) {
        family(name, type, help);
        sample(value);
    }
    void append(std::string_view text) { text_ += text; }  // families of others
    const std::string& text() const { return text_; }

private:
    std::string text_, name_;
};

struct ProcessUse {
    double cpu_seconds = 0;
    uint64_t resident_bytes = 0, open_files = 0;
};
ProcessUse process_use();

struct MetricsParts {
    House& house;
    const link::Link* link = nullptr;  // null: agents are served elsewhere
    DiskUse disk;
    DiskStep disk_step = DiskStep::Free;
    std::string_view version;
    Instant started_at;
};
void write_metrics(Exposition& out, const MetricsParts& parts);

}  // namespace steward::app
