// What the machine is made of: the maker's words from DMI as far as everybody may read them, processor
// and memory from the kernel.
#pragma once

#include <string>
#include <string_view>

#include "agent/host/host.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

/// What speaks for or against a virtual machine.
struct Traces {
    std::string vendor, product;   // of DMI
    bool hypervisor_flag = false;  // of the processor
    std::string container;         // "docker", "lxc", ...
};

/// "none", the name of a hypervisor or of a kind of container, or "unknown hypervisor".
std::string virtualisation_of(const Traces& traces);

struct Processor {
    std::string model;
    uint32_t count = 0;
    bool hypervisor_flag = false;
};
Processor parse_processor(std::string_view cpuinfo);

v1::Hardware read_hardware(Host& host);

}  // namespace steward::agent
