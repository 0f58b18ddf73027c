// Whole collectors on machines that are made up: what a second reading makes of the first.
#include <gtest/gtest.h>

#include "agent/collectors/collector.h"
#include "agent/collectors/tests/recording.h"
#include "agent/host/services.h"
#include "agent/host/tests/recorded_machine.h"

namespace steward::agent {
namespace {

using testing::RecordedMachine;
using testing::recording;

class OneCollector {
public:
    OneCollector(std::string_view name, RecordedMachine& machine) {
        for (const CollectorKind* kind : collector_kinds()) {
            if (kind->name == name) collector_ = kind->make(machine.host());
        }
    }
    OneCollector& collect() {
        now_ = now_ + Duration{60'000};
        samples_.begin();
        collector_->collect(now_, settings, samples_);
        return *this;
    }
    int64_t operator()(std::string_view metric, std::string_view item = "") const {
        for (size_t i = 0; i < samples_.size(); ++i) {
            if (samples_.metric(i).name == metric && samples_.item(i) == item) return samples_.values()[i];
        }
        ADD_FAILURE() << "no column " << metric << " of " << item;
        return -1;
    }
    const Samples& samples() const { return samples_; }
    CollectorSettings settings;

private:
    std::unique_ptr<Collector> collector_;
    Samples samples_;
    Instant now_ = Instant::from_unix_ms(1'795'819'200'000);
};

TEST(RecordedMachines, have_their_processor_measured_from_the_first_report_on) {
    RecordedMachine machine;
    machine.file("/proc/stat", "cpu  100 0 100 800 0 0 0 0 0 0\n");
    OneCollector cpu("cpu", machine);
    machine.file("/proc/stat", "cpu  150 0 100 850 0 0 0 0 0 0\n");
    EXPECT_EQ(cpu.collect()("cpu_used_percent"), 500);
    EXPECT_EQ(cpu.collect()("cpu_used_percent"), missing_sample);  // no time passed
    machine.without("/proc/stat");
    EXPECT_EQ(cpu.collect()("cpu_used_percent"), missing_sample);
    EXPECT_FALSE(cpu.samples().columns_changed());
}

TEST(RecordedMachines, have_whole_disks_counted_and_partitions_not) {
    RecordedMachine machine;
    machine.folder("/sys/block/sda")
        .folder("/sys/block/loop0")
        .file("/proc/diskstats",
              " 7 0 loop0 1 0 8 1 0 0 0 0 0 1 1\n 8 0 sda 100 1 2000 300 200 2 4000 60 0 70 90\n 8 1 sda1 100 1 2000 30 200 2 4000 60 0 70 "
              "90\n");
    OneCollector disk("disk", machine);
    disk.collect();
    EXPECT_EQ(disk.samples().size(), 10U);
    EXPECT_EQ(disk("disk_read_bytes", "sda"), 2000 * 512);
    EXPECT_EQ(disk("disk_busy_percent", "sda"), missing_sample);
    machine.file("/proc/diskstats", " 8 0 sda 110 1 2000 345 200 2 4000 60 0 6070 30090\n");
    disk.collect();
    EXPECT_EQ(disk("disk_read_latency_ms", "sda"), 45);
    EXPECT_EQ(disk("disk_write_latency_ms", "sda"), 0);
    EXPECT_EQ(disk("disk_busy_percent", "sda"), 100);
    EXPECT_EQ(disk("disk_queue_length", "sda"), 50);
    EXPECT_FALSE(disk.samples().columns_changed());
}

TEST(RecordedMachines, with_many_disks_keep_one_order) {
    RecordedMachine machine;
    machine.file("/proc/diskstats", recording("disk", "many-disks"));
    for (const std::string name : {"nvme0n1", "md0", "mmcblk0", "dm-0", "sr0", "mmcblk0boot0"}) machine.folder("/sys/block/" + name);
    for (char letter = 'a'; letter < 'a' + 24; ++letter) machine.folder(std::string("/sys/block/sd") + letter);
    OneCollector disk("disk", machine);
    disk.collect().collect();
    EXPECT_EQ(disk.samples().size(), 27U * 10);
    EXPECT_FALSE(disk.samples().columns_changed());
}

TEST(RecordedMachines, show_a_volume_that_cannot_be_asked_as_a_gap) {
    RecordedMachine machine;
    machine.file("/proc/self/mountinfo", "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n28 27 8:2 / /data rw - vfat /dev/sdb1 rw\n")
        .file("/space.txt", "/ 1000 300 200 50 20\n/data 500 500 500 0 0\n");
    OneCollector filesystem("filesystem", machine);
    filesystem.collect();
    EXPECT_EQ(filesystem("filesystem_used_percent", "/"), 778);
    EXPECT_EQ(filesystem("filesystem_inodes_used_percent", "/"), 600);
    EXPECT_EQ(filesystem("filesystem_used_percent", "/data"), 0);
    EXPECT_EQ(filesystem.samples().size(), 9U);  // a FAT has no fixed number of file entries
    machine.file("/space.txt", "/data 500 400 400 0 0\n");
    filesystem.collect();
    EXPECT_EQ(filesystem("filesystem_used_percent", "/"), missing_sample);
    EXPECT_EQ(filesystem("filesystem_used_percent", "/data"), 200);
    EXPECT_FALSE(filesystem.samples().columns_changed());
    machine.file("/proc/self/mountinfo", "27 1 8:1 / / rw - ext4 /dev/sda1 rw\n");
    EXPECT_TRUE(filesystem.collect().samples().columns_changed());
}

TEST(RecordedMachines, wait_for_a_restart_when_a_package_or_a_kernel_says_so) {
    RecordedMachine machine;
    machine.file("/proc/sys/kernel/osrelease", "6.1.0-9-amd64\n").file("/boot/vmlinuz-6.1.0-9-amd64", "");
    OneCollector restart("restart", machine);
    EXPECT_EQ(restart.collect()("restart_pending"), 0);
    machine.file("/run/reboot-required", "*** System restart required ***\n");
    EXPECT_EQ(restart.collect()("restart_pending"), 1);
    machine.without("/run/reboot-required").file("/boot/vmlinuz-6.1.0-28-amd64", "");
    EXPECT_EQ(restart.collect()("restart_pending"), 0);  // /boot is looked at every quarter of an hour
    for (int minute = 0; minute < 15; ++minute) restart.collect();
    EXPECT_EQ(restart("restart_pending"), 1);
}

TEST(RecordedMachines, keep_the_column_of_a_service_that_stopped) {
    RecordedMachine machine;
    machine.folder("/run/systemd/system")
        .link("/run/systemd/units/invocation:ssh.service", "1")
        .link("/run/systemd/units/invocation:cron.service", "2");
    OneCollector service("service", machine);
    service.settings.services = {"ssh"};
    EXPECT_EQ(service.collect()("service_running", "ssh"), 1);
    EXPECT_EQ(service.samples().size(), 1U);
    machine.without("/run/systemd/units/invocation:ssh.service");
    EXPECT_EQ(service.collect()("service_running", "ssh"), 0);
    EXPECT_FALSE(service.samples().columns_changed());

    service.settings.services = services_to_watch(std::vector<std::string>{"nginx", "ssh"}, std::vector<std::string>{"cron"});
    service.collect();
    EXPECT_EQ(service("service_running", "cron"), 1);
    EXPECT_EQ(service("service_running", "nginx"), 0);
    EXPECT_EQ(service("service_running", "ssh"), 0);
}

TEST(RecordedMachines, that_say_nothing_at_all_break_no_collector) {
    RecordedMachine machine;
    for (const CollectorKind* kind : collector_kinds()) {
        OneCollector one(kind->name, machine);
        one.collect().collect();
        EXPECT_FALSE(one.samples().columns_changed()) << kind->name;
        for (const int64_t value : one.samples().values()) EXPECT_TRUE(value == missing_sample || kind->name == "restart") << kind->name;
    }
}

}  // namespace
}  // namespace steward::agent
