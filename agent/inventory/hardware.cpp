#include "agent/inventory/hardware.h"

#include <algorithm>
#include <utility>

#include "agent/host/proc_text.h"

namespace steward::agent {

namespace {
constexpr std::string_view needs_root = "only root may read it, and the agent runs without root";

// A file with one line, or the words of a device tree, which end with a zero byte.
v1::Fact fact_of(Host& host, const std::string& path) {
    v1::Fact fact;
    fact.set_source(path);
    std::string text;
    if (const auto status = host.read(path, text, 4096); !status) {
        fact.set_unknown_reason(status.error().kind == ErrorKind::Forbidden ? std::string(needs_root) : "the machine does not say it");
        return fact;
    }
    const std::string_view line = std::string_view(text).substr(0, text.find_first_of(std::string_view("\n\0", 2)));
    fact.set_text(printable(trimmed(line), 200));
    if (fact.text().empty()) fact.set_unknown_reason("the machine says an empty text");
    return fact;
}

v1::Fact either(v1::Fact first, Host& host, const std::string& otherwise) {
    if (!first.text().empty() || first.unknown_reason() == needs_root) return first;
    v1::Fact second = fact_of(host, otherwise);
    return second.text().empty() ? first : second;
}

uint64_t memory_bytes(Host& host) {
    std::string text;
    if (!host.read("/proc/meminfo", text)) return 0;
    std::string_view rest = text, line;
    while (take_line(rest, line)) {
        if (take_word(line) != "MemTotal:") continue;
        const auto kilobytes = take_number(line);
        return kilobytes && *kilobytes <= UINT64_MAX / 1024 ? *kilobytes * 1024 : 0;
    }
    return 0;
}

bool root_is_overlay(Host& host) {
    std::string text;
    if (!host.read("/proc/self/mountinfo", text)) return false;
    std::string_view rest = text, line;
    while (take_line(rest, line)) {
        if (line.find(" / / ") != std::string_view::npos && line.find(" - overlay ") != std::string_view::npos) return true;
    }
    return false;
}

// Images made for one container program are booted as machines too: its mark alone proves nothing.
std::string container_of(Host& host) {
    std::string text;
    if (host.read("/run/systemd/container", text, 256) && !trimmed(text).empty()) return printable(trimmed(text), 32);
    if (host.exists("/run/.containerenv") && root_is_overlay(host)) return "podman";
    if (host.exists("/.dockerenv") && root_is_overlay(host)) return "docker";
    return {};
}
}  // namespace

std::string virtualisation_of(const Traces& traces) {
    if (!traces.container.empty()) return traces.container;
    static constexpr std::pair<std::string_view, std::string_view> makers[] = {
        {"QEMU", "kvm"},    {"KVM", "kvm"},          {"VMware", "vmware"}, {"innotek", "virtualbox"},  {"VirtualBox", "virtualbox"},
        {"Xen", "xen"},     {"Amazon EC2", "aws"},   {"Google", "google"}, {"Parallels", "parallels"}, {"OpenStack", "kvm"},
        {"Hetzner", "kvm"}, {"DigitalOcean", "kvm"}, {"Bochs", "kvm"},     {"BHYVE", "bhyve"},
    };
    for (const auto& [trace, name] : makers) {
        const bool is_metal = name == "aws" && traces.product.find("metal") != std::string::npos;
        if (!is_metal && (traces.vendor.starts_with(trace) || traces.product.starts_with(trace))) {
            return name == "google" && !traces.hypervisor_flag ? "none" : std::string(name);
        }
    }
    if (traces.vendor.starts_with("Microsoft") && traces.product == "Virtual Machine") return "hyper-v";
    return traces.hypervisor_flag ? "unknown hypervisor" : "none";
}

Processor parse_processor(std::string_view cpuinfo) {
    Processor processor;
    std::string_view line;
    while (take_line(cpuinfo, line)) {
        const size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = trimmed(line.substr(0, colon)), value = trimmed(line.substr(colon + 1));
        if (name == "processor") ++processor.count;
        if (processor.model.empty() && (name == "model name" || name == "Model" || name == "cpu model"))
            processor.model = printable(value, 200);
        if (name == "flags" && !processor.hypervisor_flag) {
            std::string_view flags = value;
            for (auto flag = take_word(flags); !flag.empty() && !processor.hypervisor_flag; flag = take_word(flags))
                processor.hypervisor_flag = flag == "hypervisor";
        }
    }
    return processor;
}

v1::Hardware read_hardware(Host& host) {
    v1::Hardware hardware;
    const std::string dmi = "/sys/class/dmi/id/";
    *hardware.mutable_manufacturer() = fact_of(host, dmi + "sys_vendor");
    *hardware.mutable_model() = either(fact_of(host, dmi + "product_name"), host, "/proc/device-tree/model");
    *hardware.mutable_serial() = either(fact_of(host, dmi + "product_serial"), host, "/proc/device-tree/serial-number");
    *hardware.mutable_firmware_version() = fact_of(host, dmi + "bios_version");

    std::string text;
    constexpr size_t many_cores = 4 << 20;
    const Processor processor = host.read("/proc/cpuinfo", text, many_cores) ? parse_processor(text) : Processor{};
    auto& model = *hardware.mutable_cpu_model();
    model.set_source("/proc/cpuinfo");
    model.set_text(processor.model);
    if (processor.model.empty()) model.set_unknown_reason("the kernel does not name the processor");
    hardware.set_cpu_count(std::max(processor.count, host.processors()));
    hardware.set_cpu_count_source("/proc/cpuinfo and the system's count of processors");
    hardware.set_memory_bytes(memory_bytes(host));
    hardware.set_memory_source("/proc/meminfo");

    auto& virtualisation = *hardware.mutable_virtualisation();
    virtualisation.set_text(
        virtualisation_of({hardware.manufacturer().text(), hardware.model().text(), processor.hypervisor_flag, container_of(host)}));
    virtualisation.set_source("DMI, the processor's flags and the marks of containers");
    return hardware;
}

}  // namespace steward::agent
