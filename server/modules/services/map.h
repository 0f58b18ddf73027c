// The dependency map of one client. Pure: which services a machine carries, what a service stands on, and what would bite its own tail.
#pragma once

#include <set>
#include <vector>

#include "server/modules/services/services.h"

namespace steward::services {

/// That a service needs a machine or another service: one of both is nil.
struct Edge {
    ServiceId from;
    DeviceId device;
    ServiceId service;
};

/// The services that need one of these machines by themselves.
std::set<ServiceId> on(const std::vector<Edge>& edges, const std::vector<DeviceId>& devices);
/// The named ones, and those that need one of them or of these machines, by themselves or through others. Ends also in a circle.
std::set<ServiceId> hit_by(const std::vector<Edge>& edges, const std::vector<DeviceId>& devices, std::set<ServiceId> named);
/// The machines that a service needs, by itself or through others.
std::set<DeviceId> devices_below(const std::vector<Edge>& edges, ServiceId service);
/// Whether `upper` needs `lower`, or is it.
bool stands_on(const std::vector<Edge>& edges, ServiceId upper, ServiceId lower);

}  // namespace steward::services
