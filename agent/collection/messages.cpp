#include "agent/collection/messages.h"

#include <algorithm>

#include "agent/collectors/collector.h"

namespace steward::agent {

namespace {
constexpr int64_t most_cpu_ms = int64_t{1} << 45, most_resident_bytes = int64_t{1} << 50;  // a thousand years, a petabyte

template <typename Request>
void set_services(std::span<const std::string> services, Request& request) {
    for (const auto& service : services.first(std::min(services.size(), most_asked_services))) request.add_services(service);
}

Measured measured_for(const v1::MeasureRequest& request, Collection& collection, Instant now) {
    return collection.measure({.services = {request.services().begin(), request.services().end()},
                               .clock_offset_s = request.clock_offset_s(),
                               .clock_offset_known = request.clock_offset_known()},
                              now);
}
}  // namespace

v1::CollectionRequest measure_request(const CollectorSettings& settings) {
    v1::CollectionRequest request;
    auto& measure = *request.mutable_measure();
    set_services(settings.services, measure);
    measure.set_clock_offset_s(settings.clock_offset_s);
    measure.set_clock_offset_known(settings.clock_offset_known);
    return request;
}

v1::CollectionRequest stock_request(std::span<const std::string> services) {
    v1::CollectionRequest request;
    set_services(services, *request.mutable_stock());
    return request;
}

std::optional<v1::CollectionReply> answer_to(const v1::CollectionRequest& request, Collection& collection, ProcessUse use, Instant now,
                                             bool& columns_known) {
    v1::CollectionReply reply;
    if (request.has_measure() && static_cast<size_t>(request.measure().services_size()) <= most_asked_services) {
        const Measured measured = measured_for(request.measure(), collection, now);
        auto& answer = *reply.mutable_measured();
        if (measured.columns_changed || !columns_known) answer.set_columns(measured.columns.data(), measured.columns.size());
        columns_known = true;
        answer.mutable_values()->Assign(measured.values.begin(), measured.values.end());
        answer.set_resident_bytes(use.resident_bytes.value_or(-1));
        answer.set_cpu_ms(use.cpu_ms);
        return reply;
    }
    if (request.has_stock() && static_cast<size_t>(request.stock().services_size()) <= most_asked_services) {
        auto stock = collection.stock(std::vector<std::string>(request.stock().services().begin(), request.stock().services().end()));
        if (!stock) return std::nullopt;
        *reply.mutable_stock() = std::move(*stock);
        return reply;
    }
    return std::nullopt;
}

bool take(v1::Measured& answer, Told& told) {
    size_t count = told.count;
    if (answer.has_columns()) {
        v1::SeriesLayout layout;
        if (!layout.ParseFromString(answer.columns()) || layout.interval_s() != 0) return false;
        count = static_cast<size_t>(layout.series_size());
    }
    const bool has_sound_use = answer.cpu_ms() >= 0 && answer.cpu_ms() <= most_cpu_ms && answer.resident_bytes() <= most_resident_bytes;
    const bool fits = count <= most_columns && static_cast<size_t>(answer.values_size()) == count;
    if (!fits || !has_sound_use) return false;
    told.columns_changed = answer.has_columns() && (answer.columns() != told.columns || count != told.count);
    if (told.columns_changed) told.columns = std::move(*answer.mutable_columns());
    told.count = count;
    told.values.assign(answer.values().begin(), answer.values().end());
    told.use.resident_bytes = answer.resident_bytes() < 0 ? std::nullopt : std::optional(answer.resident_bytes());
    const bool is_another = answer.cpu_ms() < told.said_cpu_ms;
    if (told.said_cpu_ms >= 0) told.use.cpu_ms += is_another ? answer.cpu_ms() : answer.cpu_ms() - told.said_cpu_ms;
    told.said_cpu_ms = answer.cpu_ms();
    return true;
}

}  // namespace steward::agent
