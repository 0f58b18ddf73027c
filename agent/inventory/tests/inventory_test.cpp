#include "agent/inventory/inventory.h"

#include <gtest/gtest.h>

#include "agent/host/tests/recorded_machine.h"
#include "agent/inventory/attached.h"
#include "agent/inventory/hardware.h"
#include "agent/inventory/operating_system.h"
#include "agent/inventory/packages.h"

namespace steward::agent {
namespace {

using testing::RecordedMachine;

const std::string debian_csv =
    "version,codename,series,created,release,eol,eol-lts,eol-elts\n11,Bullseye,bullseye,2019-07-06,2021-08-14,2024-08-14,2026-08-31,2031-"
    "06-30\n"
    "14,Forky,forky,2025-08-09\n";
const std::string ubuntu_csv =
    "version,codename,series,created,release,eol,eol-server,eol-esm,eol-legacy\n"
    "22.04 LTS,Jammy Jellyfish,jammy,2021-10-14,2022-04-21,2027-06-01,2027-06-01,2032-04-21,2034-04-25\n";
const std::string debian_11 =
    "PRETTY_NAME=\"Debian GNU/Linux 11 (bullseye)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"11\"\nVERSION_CODENAME=bullseye\nID=debian\n";
const std::string ubuntu_2204 =
    "PRETTY_NAME=\"Ubuntu 22.04.5 LTS\"\nVERSION_ID=\"22.04\"\nVERSION_CODENAME=jammy\nID=ubuntu\nID_LIKE=debian\n";

TEST(InventorySystem, is_named_with_its_build) {
    EXPECT_EQ(name_with_build(parse_os_release(debian_11), "11.11"), "Debian GNU/Linux 11.11 (bullseye)");
    EXPECT_EQ(name_with_build(parse_os_release(debian_11), "bookworm/sid"), "Debian GNU/Linux 11 (bullseye)");
    EXPECT_EQ(name_with_build(parse_os_release(debian_11), "111"), "Debian GNU/Linux 11 (bullseye)");
    EXPECT_EQ(name_with_build(parse_os_release(ubuntu_2204), "bookworm/sid"), "Ubuntu 22.04.5 LTS");
}

TEST(InventorySystem, finds_the_end_of_its_support_in_the_table_of_its_maker) {
    EXPECT_EQ(support_from_table(debian_csv, "bullseye").end, "2024-08-14");
    EXPECT_EQ(support_from_table(debian_csv, "bullseye").extended_end, "2026-08-31");
    EXPECT_EQ(support_from_table(ubuntu_csv, "jammy").end, "2027-06-01");
    EXPECT_EQ(support_from_table(ubuntu_csv, "jammy").extended_end, "2032-04-21");
    EXPECT_EQ(support_from_table(debian_csv, "forky").end, "");
    EXPECT_EQ(support_from_table(debian_csv, "").end, "");
    EXPECT_EQ(support_from_table("", "bullseye").end, "");
    EXPECT_EQ(support_from_table("series,eol\nx,not a date\n", "x").end, "");
}

TEST(InventorySystem, says_where_the_end_of_support_comes_from) {
    RecordedMachine with_table, without_table, of_another_maker, bare;
    with_table.file("/etc/os-release", ubuntu_2204).file("/usr/share/distro-info/ubuntu.csv", ubuntu_csv);
    EXPECT_EQ(read_operating_system(with_table.host()).support_source(), "/usr/share/distro-info/ubuntu.csv");
    EXPECT_EQ(read_operating_system(with_table.host()).source(), "/etc/os-release");
    without_table.file("/usr/lib/os-release", debian_11).file("/etc/debian_version", "11.11\n");
    const auto built_in = read_operating_system(without_table.host());
    EXPECT_EQ(built_in.support_end(), "2024-08-14");
    EXPECT_EQ(built_in.source(), "/usr/lib/os-release");
    EXPECT_EQ(built_in.support_source(), "table of the agent, from distro-info-data of November 2026");
    of_another_maker.file("/etc/os-release", "ID=../../etc\nNAME=x\nPRETTY_NAME='Odd \\\"Linux\\\"'\n");
    const auto unknown = read_operating_system(of_another_maker.host());
    EXPECT_EQ(unknown.name(), "Odd \"Linux\"");
    EXPECT_EQ(unknown.support_end(), "");
    EXPECT_FALSE(unknown.unknown_reason().empty());
    EXPECT_EQ(read_operating_system(bare.host()).unknown_reason(), "there is no os-release file");
}

const std::string status_file =
    "Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nMulti-Arch: same\nVersion: 1:1.2.13.dfsg-1\nDescription: "
    "compression\n Package: not a field\n .\n\n"
    "Package: old-thing\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 1.0\n\n"
    "Package: adduser\nStatus: install ok installed\nArchitecture: all\nVersion: 3.134\n\n\n"
    "Status: install ok installed\nVersion: 9\n\n"
    "Package: half\nStatus: install ok half-installed\nVersion: 9\n\n"
    "Package: last\nStatus: hold ok installed\nVersion: 2\nArchitecture: amd64";

std::vector<std::string> installed(const v1::Inventory& inventory) {
    std::vector<std::string> names;
    for (const auto& package : inventory.packages())
        names.push_back(package.name() + " " + package.version() + " " + package.architecture());
    return names;
}

TEST(InventoryPackages, are_those_installed_sorted_by_name) {
    RecordedMachine machine;
    machine.file("/var/lib/dpkg/status", status_file);
    v1::Inventory inventory;
    read_packages(machine.host(), inventory);
    EXPECT_EQ(installed(inventory), (std::vector<std::string>{"adduser 3.134 all", "last 2 amd64", "zlib1g 1:1.2.13.dfsg-1 amd64"}));
}

TEST(InventoryPackages, are_the_same_in_pieces_of_any_size) {
    for (size_t size = 1; size <= status_file.size(); ++size) {
        v1::Inventory inventory;
        PackageReader reader(inventory);
        for (size_t at = 0; at < status_file.size(); at += size) reader.take(std::string_view(status_file).substr(at, size));
        reader.finish();
        ASSERT_EQ(inventory.packages_size(), 3) << size;
        EXPECT_EQ(inventory.packages(0).version(), "1:1.2.13.dfsg-1");
    }
}

TEST(InventoryPackages, are_bounded_in_number_and_size) {
    v1::Inventory inventory;
    PackageReader reader(inventory);
    std::string one(5000, 'v');
    one = "Package: p\nStatus: install ok installed\nVersion: " + one + "\nNoise: " + one + "\n\n";
    size_t taken = 0;
    while (reader.take(one)) ++taken;
    reader.finish();
    EXPECT_LE(inventory.packages_size(), 10'000);
    EXPECT_LE(inventory.ByteSizeLong(), 700'000U);
    EXPECT_GT(taken, 1000U);
}

TEST(InventoryPackages, survive_a_broken_file) {
    for (size_t i = 0; i < status_file.size(); ++i) {
        for (const char wrong : {'\0', '\n', ':', '\xFF'}) {
            std::string spoiled = status_file;
            spoiled[i] = wrong;
            v1::Inventory inventory;
            PackageReader reader(inventory);
            reader.take(spoiled);
            reader.finish();
            std::string bytes;
            EXPECT_TRUE(inventory.SerializeToString(&bytes));
            EXPECT_LE(inventory.packages_size(), 4);
        }
    }
}

TEST(InventoryHardware, knows_machines_from_virtual_ones) {
    EXPECT_EQ(virtualisation_of({.vendor = "Dell Inc.", .product = "PowerEdge R650"}), "none");
    EXPECT_EQ(virtualisation_of({.vendor = "QEMU", .product = "Standard PC", .hypervisor_flag = true}), "kvm");
    EXPECT_EQ(virtualisation_of({.vendor = "VMware, Inc.", .hypervisor_flag = true}), "vmware");
    EXPECT_EQ(virtualisation_of({.vendor = "Microsoft Corporation", .product = "Virtual Machine", .hypervisor_flag = true}), "hyper-v");
    EXPECT_EQ(virtualisation_of({.vendor = "Microsoft Corporation", .product = "Surface Pro"}), "none");
    EXPECT_EQ(virtualisation_of({.vendor = "Amazon EC2", .product = "m5.metal"}), "none");
    EXPECT_EQ(virtualisation_of({.hypervisor_flag = true}), "unknown hypervisor");
    EXPECT_EQ(virtualisation_of({.hypervisor_flag = true, .container = "lxc"}), "lxc");
}

TEST(InventoryHardware, says_what_it_could_not_read_and_why) {
    RecordedMachine machine;
    machine.file("/sys/class/dmi/id/sys_vendor", "Dell Inc.\n")
        .file("/sys/class/dmi/id/product_name", " \n")
        .file("/proc/cpuinfo", "processor : 0\nmodel name : Intel(R) Xeon(R)\nflags : fpu vme\nprocessor : 1\nmodel name : other\n")
        .file("/proc/meminfo", "MemTotal: 1024 kB\n");
    const auto hardware = read_hardware(machine.host());
    EXPECT_EQ(hardware.manufacturer().text(), "Dell Inc.");
    EXPECT_EQ(hardware.model().unknown_reason(), "the machine says an empty text");
    EXPECT_EQ(hardware.serial().unknown_reason(), "the machine does not say it");
    EXPECT_EQ(hardware.cpu_model().text(), "Intel(R) Xeon(R)");
    EXPECT_EQ(hardware.cpu_count(), 2U);
    EXPECT_EQ(hardware.memory_bytes(), 1024U * 1024);
    EXPECT_EQ(hardware.virtualisation().text(), "none");
}

TEST(InventoryHardware, takes_the_words_of_a_device_tree_where_there_is_no_dmi) {
    RecordedMachine machine;
    machine.file("/proc/device-tree/model", std::string("Raspberry Pi 4 Model B\0", 23));
    EXPECT_EQ(read_hardware(machine.host()).model().text(), "Raspberry Pi 4 Model B");
}

TEST(InventoryAttached, lists_interfaces_and_disks) {
    RecordedMachine machine;
    machine.file("/sys/class/net/lo/address", "00:00:00:00:00:00\n").file("/sys/class/net/veth12/address", "aa:bb:cc:dd:ee:ff\n");
    machine.file("/sys/class/net/eno1/address", "aa:bb:cc:dd:ee:01\n")
        .file("/sys/class/net/eno1/speed", "1000\n")
        .file("/addresses.txt", "eno1 192.0.2.7/24\neno1 2001:db8::7/64\nlo 127.0.0.1/8\n");
    machine.file("/sys/class/net/wlan0/address", "aa:bb:cc:dd:ee:02\n")
        .file("/sys/class/net/wlan0/speed", "-1\n")
        .folder("/sys/class/net/wlan0/device");
    machine.file("/sys/class/net/ifb0/address", "aa:bb:cc:dd:ee:03\n");
    machine.file("/sys/block/sda/size", "7814037168\n")
        .file("/sys/block/sda/device/model", "ST4000NM0035    \n")
        .file("/sys/block/sda/queue/rotational", "1\n");
    machine.file("/sys/block/loop0/size", "8\n").file("/sys/block/sdb/size", "0\n").file("/sys/block/sdc/size", "99999999999999999999\n");
    v1::Inventory inventory;
    read_interfaces(machine.host(), inventory);
    read_disks(machine.host(), inventory);
    ASSERT_EQ(inventory.interfaces_size(), 2);
    EXPECT_EQ(inventory.interfaces(0).name(), "eno1");
    EXPECT_EQ(inventory.interfaces(0).addresses_size(), 2);
    EXPECT_EQ(inventory.interfaces(0).speed_bits(), 1'000'000'000U);
    EXPECT_EQ(inventory.interfaces(1).speed_bits(), 0U);
    ASSERT_EQ(inventory.disks_size(), 1);
    EXPECT_EQ(inventory.disks(0).size_bytes(), 7814037168U * 512);
    EXPECT_EQ(inventory.disks(0).model(), "ST4000NM0035");
    EXPECT_TRUE(inventory.disks(0).rotational());
}

TEST(InventoryClass, is_guessed_from_battery_case_and_screen) {
    RecordedMachine server, laptop, notebook, workstation;
    EXPECT_EQ(guess_device_class(server.host()), v1::SERVER);
    EXPECT_EQ(guess_device_class(laptop.folder("/sys/class/power_supply/BAT0").host()), v1::LAPTOP);
    EXPECT_EQ(guess_device_class(notebook.file("/sys/class/dmi/id/chassis_type", "10\n").host()), v1::LAPTOP);
    EXPECT_EQ(guess_device_class(workstation.link("/etc/systemd/system/display-manager.service", "/lib/systemd/system/gdm.service").host()),
              v1::WORKSTATION);
}

TEST(Inventory, of_this_machine_fits_into_a_frame_and_leaves_no_fact_unexplained) {
    const auto host = make_linux_host();
    const std::vector<std::string> watched = {"surely-not-there"};
    const v1::Inventory inventory = read_inventory(*host, watched);
    std::string bytes;
    ASSERT_TRUE(inventory.SerializeToString(&bytes));
    EXPECT_LT(bytes.size(), 900'000U);
    const auto& hardware = inventory.hardware();
    for (const v1::Fact* fact : {&hardware.manufacturer(), &hardware.model(), &hardware.serial(), &hardware.cpu_model(),
                                 &hardware.virtualisation(), &hardware.firmware_version()}) {
        EXPECT_NE(fact->text().empty(), fact->unknown_reason().empty());
        EXPECT_FALSE(fact->source().empty());
    }
    EXPECT_FALSE(inventory.operating_system().kernel().empty());
    EXPECT_GT(hardware.memory_bytes(), 0U);
    const auto service = std::find_if(inventory.services().begin(), inventory.services().end(),
                                      [](const auto& one) { return one.name() == "surely-not-there"; });
    ASSERT_NE(service, inventory.services().end());
    EXPECT_TRUE(service->watched());
    EXPECT_FALSE(service->running());
}

}  // namespace
}  // namespace steward::agent
