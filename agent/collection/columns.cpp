#include "agent/collection/columns.h"

#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

std::string columns_of(const Samples& samples) {
    v1::SeriesLayout layout;
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

std::string layout_of(std::string_view columns, const Samples& own, Duration interval) {
    v1::SeriesLayout rest;
    rest.set_interval_s(static_cast<uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(interval).count()));
    return std::string(columns) + columns_of(own) + rest.SerializeAsString();
}

}  // namespace steward::agent
