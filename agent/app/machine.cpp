#include "agent/app/machine.h"

#include "agent/host/proc_text.h"
#include "agent/link/device_key.h"

namespace steward::agent {

namespace {
std::string read_word(Host& host, const std::string& path) {
    std::string text;
    if (!host.read(path, text, 4096)) return {};
    return printable(trimmed(text), 253);
}

std::string hex_digest(const std::string& text) { return to_hex(sha256(as_bytes(text))); }
}  // namespace

MachineFacts read_machine(Host& host) {
    MachineFacts facts;
    facts.hostname = read_word(host, "/proc/sys/kernel/hostname");
    facts.boot_id = read_word(host, "/proc/sys/kernel/random/boot_id");
    if (const auto raw = parse_raw_id(facts.boot_id)) facts.boot_raw = raw->bytes;
    const std::string machine_id = read_word(host, "/etc/machine-id"), board_id = read_word(host, "/sys/class/dmi/id/product_uuid");
    if (!machine_id.empty()) facts.machine = hex_digest("machine\n" + machine_id);
    if (!machine_id.empty() || !board_id.empty()) facts.fingerprint = hex_digest(machine_id + "\n" + board_id);
    return facts;
}

}  // namespace steward::agent
