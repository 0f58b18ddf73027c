// What one answer of the device list costs, in CPU milliseconds of the calling thread: the usual
// first page, a filtered one, a free-text search, the largest page, at 1,000, 10,000 and 100,000 devices.
//
//   device_list_bench            prints one line for each; no arguments
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <functional>

#include "server/modules/directory/device_list.h"

namespace {
using namespace steward;
using namespace steward::directory;

double thread_cpu_ms() {
    timespec spec{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spec);
    return static_cast<double>(spec.tv_sec) * 1e3 + static_cast<double>(spec.tv_nsec) / 1e6;
}

// The middle of eleven runs.
double median_cpu_ms(const std::function<void()>& work) {
    double runs[11];
    for (double& run : runs) {
        const double before = thread_cpu_ms();
        work();
        run = thread_cpu_ms() - before;
    }
    std::sort(std::begin(runs), std::end(runs));
    return runs[5];
}

void fill(DeviceIndex& index, int count) {
    SeededRng rng(7);
    const Instant now = Instant::from_unix_ms(1'790'000'000'000);
    std::vector<ClientRow> clients(static_cast<size_t>(count) / 25 + 1);
    for (size_t i = 0; i < clients.size(); ++i) {
        clients[i].id = ClientId::make(now, rng);
        clients[i].name = "Client " + std::to_string(i) + " Ltd";
        clients[i].revision = 1;
        index.put_client(clients[i]);
    }
    for (int i = 0; i < count; ++i) {
        DeviceRow device;
        device.card = {.id = DeviceId::make(now, rng),
                       .client = clients[rng.below(clients.size())].id,
                       .site = {},
                       .name = "host-" + std::to_string(rng.below(1'000'000)),
                       .hostname = "host-" + std::to_string(i) + ".example.net",
                       .device_class = rng.below(4) == 0 ? "server" : "workstation",
                       .criticality = "C3",
                       .enrolled_at = now};
        device.os = rng.below(2) ? "Debian GNU/Linux 12 (bookworm)" : "Ubuntu 24.04.1 LTS";
        device.revision = 1;
        index.put_device(device);
        Vital vital{.health = static_cast<Health>(rng.below(4)),
                    .reason = "Volume / is 93 % full",
                    .observed_at = now,
                    .connected = true,
                    .last_seen = now,
                    .address = "192.0.2." + std::to_string(i % 250),
                    .agent_version = "0.1.0",
                    .cpu_used_percent = double(rng.below(1000)) / 10,
                    .memory_used_percent = 50.5,
                    .disk_used_percent = 93.1};
        index.note_vital(device.card.id, vital);
    }
}

void measure(const DeviceIndex& index, int count, const char* what, const char* filter, const char* order, int page_size) {
    Caller caller{.kind = PrincipalKind::Account,
                  .name = "bench",
                  .permissions = {"device.read", "device.write", "device.move"},
                  .scope = {.all = true}};
    v1::ListDevicesRequest request;
    request.set_filter(filter);
    request.set_order_by(order);
    request.set_page_size(page_size);
    int shown = 0, total = 0;
    const double cost = median_cpu_ms([&] {
        const auto answer = list_devices(index, caller, request, Instant::from_unix_ms(1'790'000'000'000));
        shown = answer ? answer->devices_size() : -1;
        total = answer ? answer->total() : -1;
    });
    std::printf("%7d devices  %-28s %8.3f ms  (%d of %d)\n", count, what, cost, shown, total);
}
}  // namespace

int main() {
    for (const int count : {1'000, 10'000, 100'000}) {
        DeviceIndex index;
        fill(index, count);
        measure(index, count, "first page by name", "", "", 100);
        measure(index, count, "worst first", "", "-status,name", 100);
        measure(index, count, "kind:server cpu>50", "kind:server cpu>50", "-cpu", 100);
        measure(index, count, "free text", "debian 192.0.2.7", "", 100);
        measure(index, count, "thousand rows", "", "", 1000);
    }
    return 0;
}
