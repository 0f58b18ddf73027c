// What it costs to write the answer of the device list, per device, and to read it back.
//
//   json_list_bench [DEVICES]     prints the median CPU time of eleven runs
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "schema/runtime/json_parser.h"
#include "schema/runtime/json_writer.h"
#include "steward/directory/v1/directory.pb.h"

namespace {
double median_cpu_ms(const std::function<void()>& work) {
    const auto cpu_ms = [] {
        timespec spec{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spec);
        return static_cast<double>(spec.tv_sec) * 1e3 + static_cast<double>(spec.tv_nsec) / 1e6;
    };
    double runs[11];
    for (double& run : runs) {
        const double before = cpu_ms();
        work();
        run = cpu_ms() - before;
    }
    std::sort(std::begin(runs), std::end(runs));
    return runs[5];
}

void fill(steward::directory::v1::Device& device, int i) {
    const std::string number = std::to_string(i);
    device.set_device_id("0193a1b2-c3d4-7e5f-8a9b-" + std::string(12 - number.size(), '0') + number);
    device.set_client_id("0193a1b2-0000-7e5f-8a9b-000000000001");
    device.set_client_name("Harbour Logistics " + std::to_string(i % 50));
    device.set_site_id("0193a1b2-0000-7e5f-8a9b-000000000002");
    device.set_site_name("Head office");
    device.set_name("files-" + number);
    device.set_hostname("files-" + number + ".harbour.example");
    device.set_device_class("server");
    device.set_criticality("C2");
    device.set_status("active");
    device.set_health("ok");
    device.set_health_reason("All 14 checks are well");
    device.set_health_observed_at_unix_ms(1795533000000 + i);
    device.set_connected(true);
    device.set_last_seen_at_unix_ms(1795533012345 + i);
    device.set_os("Debian GNU/Linux 12 (bookworm)");
    device.set_address("10.20.30.40");
    device.set_cpu_used_percent(i % 1000 / 10.0);
    device.set_memory_used_percent(41.5);
    device.set_disk_used_percent(73.2);
    device.set_agent_version("0.1.0");
    device.set_enrolled_at_unix_ms(1790000000000);
    device.set_etag("17");
    for (const char* action : {"rename", "move", "retire"}) device.add_allowed_actions(action);
}
}  // namespace

int main(int argc, char** argv) {
    const int count = argc > 1 ? std::atoi(argv[1]) : 10000;
    steward::directory::v1::ListDevicesResponse list;
    for (int i = 0; i < count; ++i) fill(*list.add_devices(), i);
    std::string text;
    const double write_ms = median_cpu_ms([&] { text = steward::to_json(list); });
    const double read_ms = median_cpu_ms([&] {
        steward::directory::v1::ListDevicesResponse back;
        if (!steward::parse_json(text, back, steward::JsonPurpose::Own)) std::abort();
    });
    std::printf("%d devices, %zu bytes: write %.2f ms (%.2f us a device), read %.2f ms (%.2f us a device)\n", count, text.size(), write_ms,
                write_ms * 1000 / count, read_ms, read_ms * 1000 / count);
}
