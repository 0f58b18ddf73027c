#include "agent/app/layout.h"

#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

std::string layout_of(const Samples& samples, Duration interval) {
    v1::SeriesLayout layout;
    layout.set_interval_s(static_cast<uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(interval).count()));
    for (size_t i = 0; i < samples.size(); ++i) {
        auto& column = *layout.add_series();
        const Metric& metric = samples.metric(i);
        column.set_metric(metric.name.data(), metric.name.size());
        column.set_item(samples.item(i).data(), samples.item(i).size());
        column.set_kind(static_cast<v1::SeriesKind>(metric.kind));
        column.set_decimals(metric.decimals);
    }
    return layout.SerializeAsString();
}

}  // namespace steward::agent
