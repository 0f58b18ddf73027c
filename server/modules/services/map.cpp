#include "server/modules/services/map.h"

namespace steward::services {

namespace {
// All services that are reached from the first ones, each looked at once; `next_of` says where an edge leads from one of them, or nil.
template <class NextOf>
std::set<ServiceId> reached(const std::vector<Edge>& edges, std::set<ServiceId> found, NextOf next_of) {
    std::vector<ServiceId> ahead(found.begin(), found.end());
    while (!ahead.empty()) {
        const ServiceId at = ahead.back();
        ahead.pop_back();
        for (const Edge& edge : edges) {
            const ServiceId next = next_of(edge, at);
            if (!next.is_nil() && found.insert(next).second) ahead.push_back(next);
        }
    }
    return found;
}

ServiceId upwards(const Edge& edge, ServiceId at) { return edge.service == at ? edge.from : ServiceId{}; }
ServiceId downwards(const Edge& edge, ServiceId at) { return edge.from == at ? edge.service : ServiceId{}; }
}  // namespace

std::set<ServiceId> on(const std::vector<Edge>& edges, const std::vector<DeviceId>& devices) {
    const std::set<DeviceId> wanted(devices.begin(), devices.end());
    std::set<ServiceId> first;
    for (const Edge& edge : edges) {
        if (!edge.device.is_nil() && wanted.contains(edge.device)) first.insert(edge.from);
    }
    return first;
}

std::set<ServiceId> hit_by(const std::vector<Edge>& edges, const std::vector<DeviceId>& devices, std::set<ServiceId> named) {
    named.merge(on(edges, devices));
    return reached(edges, std::move(named), upwards);
}

std::set<DeviceId> devices_below(const std::vector<Edge>& edges, ServiceId service) {
    const auto all = reached(edges, {service}, downwards);
    std::set<DeviceId> devices;
    for (const Edge& edge : edges) {
        if (!edge.device.is_nil() && all.contains(edge.from)) devices.insert(edge.device);
    }
    return devices;
}

bool stands_on(const std::vector<Edge>& edges, ServiceId upper, ServiceId lower) {
    return reached(edges, {upper}, downwards).contains(lower);
}

}  // namespace steward::services
