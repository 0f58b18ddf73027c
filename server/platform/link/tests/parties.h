// The two parties behind the link, for tests: who devices are, and an intake that remembers what it
// was given and acknowledges when it is told to.
#pragma once

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <map>
#include <optional>

#include "base/report_codec.h"
#include "server/platform/link/link.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::link {

constexpr auto patience = std::chrono::seconds(30);  // a fact is awaited; this only ends a broken test

class KnownDevices final : public intake::Devices {
public:
    struct Line {
        Bytes token_hash;
        int uses = 1;
    };
    Result<intake::DeviceIdentity> find(DeviceId device) override {
        const std::lock_guard held(mutex);
        const auto found = devices.find(device);
        if (found == devices.end()) return fail(ErrorKind::NotFound, "link.unknown_device", "This server does not know this device.");
        if (retired.contains(device)) return fail(ErrorKind::Forbidden, "link.retired_device", "This device was retired.");
        return found->second;
    }
    Result<intake::DeviceIdentity> enrol(const agent::v1::Enrol& request, const std::function<bool(ByteView)>& proof_holds, Instant now,
                                         std::string) override {
        const std::lock_guard held(mutex);
        last_enrol = request;
        const auto line = lines.find(request.token_id());
        if (line == lines.end()) return fail(ErrorKind::Forbidden, "link.token_unknown", "This enrolment line is not known here.");
        if (!proof_holds(line->second.token_hash)) return fail(ErrorKind::Forbidden, "link.proof", "The enrolment line is not complete.");
        if (line->second.uses-- <= 0) return fail(ErrorKind::Forbidden, "link.token_used", "This enrolment line was used up.");
        intake::DeviceIdentity identity{
            DeviceId::make(now, rng), {}, Bytes(request.device_public_key().begin(), request.device_public_key().end())};
        return devices[identity.device] = identity;
    }
    Result<std::string> client_name(ClientId) override { return std::string("Harbour Precision"); }

    std::mutex mutex;
    std::map<DeviceId, intake::DeviceIdentity> devices;
    std::map<DeviceId, bool> retired;
    std::map<std::string, Line> lines;  // by the token's id
    agent::v1::Enrol last_enrol;
    SeededRng rng{7};
};

struct Heard {
    DeviceId device;
    uint64_t epoch = 0, seq = 0;
    Instant observed_at;
    std::vector<int64_t> values;
    bool operator==(const Heard&) const = default;
};

/// What a party behind the link remembers, and who waits for it.
class Remembering {
public:
    /// Waits until it holds, looking again whenever something was heard.
    template <typename Holds>
    bool until(Holds holds) {
        std::unique_lock held(mutex);
        return changed.wait_for(held, patience, holds);
    }
    template <typename Change>
    void change(Change what) {
        const std::lock_guard held(mutex);
        what();
        changed.notify_all();
    }
    std::mutex mutex;
    std::condition_variable changed;
};

class RememberingIntake final : public intake::Intake, public Remembering {
public:
    Result<std::unique_ptr<intake::Session>> open(const intake::DeviceIdentity& device, const agent::v1::Hello& hello, Instant, std::string,
                                                  std::shared_ptr<intake::Answers> answers, agent::v1::Welcome& welcome) override;

    size_t open_sessions() {
        const std::lock_guard held(mutex);
        return sessions;
    }

    std::map<std::pair<uint64_t, uint64_t>, Heard> reports;  // by epoch and number: a key comes once
    std::vector<Heard> in_order;
    std::vector<agent::v1::Event> events;
    std::vector<agent::v1::Gap> gaps;
    std::vector<agent::v1::Inventory> inventories;
    std::vector<agent::v1::SeriesLayout> layouts;
    std::vector<agent::v1::Hello> hellos;
    std::map<uint64_t, uint64_t> newest;       // by epoch, what is stored
    std::shared_ptr<intake::Answers> answers;  // of the newest session
    size_t sessions = 0, opened = 0, repeated = 0, bad = 0;
    bool acknowledges = true;
    std::optional<Error> answer_reports_with;
    uint32_t interval_s = 0;
};

class RememberingSession final : public intake::Session {
public:
    RememberingSession(RememberingIntake& intake, DeviceId device, uint64_t epoch, std::shared_ptr<intake::Answers> answers)
        : intake_(intake), device_(device), epoch_(epoch), answers_(std::move(answers)) {}
    ~RememberingSession() override {
        intake_.change([&] { --intake_.sessions; });
    }
    Status layout(const agent::v1::SeriesLayout& layout) override {
        if (layout.interval_s() == 0) return fail(ErrorKind::Invalid, "monitoring.layout", "The layout of the reports cannot be used.");
        std::vector<SeriesKind> kinds;
        for (const auto& column : layout.series()) kinds.push_back(static_cast<SeriesKind>(column.kind()));
        codec_.emplace(kinds);
        interval_ = std::chrono::seconds(layout.interval_s());
        intake_.change([&] { intake_.layouts.push_back(layout); });
        return {};
    }
    Status report(const agent::v1::Report& report, Instant) override {
        if (intake_.answer_reports_with) return std::unexpected(*intake_.answer_reports_with);
        if (!codec_) return fail(ErrorKind::Invalid, "monitoring.no_layout", "A report came before the layout of its columns.");
        if (report.has_epoch()) epoch_ = report.epoch();
        seq_ = report.has_seq() ? report.seq() : seq_ + 1;
        observed_at_ = report.has_observed_at_ms() ? Instant{static_cast<int64_t>(report.observed_at_ms())} : observed_at_ + interval_;
        Heard heard{device_, epoch_, seq_, observed_at_, std::vector<int64_t>(codec_->columns())};
        const bool readable = codec_->decode(as_bytes(report.samples()), heard.values).has_value();
        intake_.change([&] {
            intake_.bad += readable ? 0 : 1;
            if (intake_.reports.emplace(std::pair(epoch_, seq_), heard).second) intake_.in_order.push_back(heard);
            else ++intake_.repeated;
        });
        stored(epoch_, seq_);
        return {};
    }
    Status inventory(const agent::v1::Inventory& inventory, Instant) override {
        intake_.change([&] { intake_.inventories.push_back(inventory); });
        stored(inventory.epoch(), inventory.seq());
        return {};
    }
    Status event(const agent::v1::Event& event, Instant) override {
        intake_.change([&] { intake_.events.push_back(event); });
        stored(event.epoch(), event.seq());
        return {};
    }
    Status gap(const agent::v1::Gap& gap, Instant) override {
        intake_.change([&] { intake_.gaps.push_back(gap); });
        stored(gap.epoch(), gap.seq());
        return {};
    }

private:
    void stored(uint64_t epoch, uint64_t seq) {
        bool acknowledges = false;
        intake_.change([&] {
            intake_.newest[epoch] = std::max(intake_.newest[epoch], seq);
            acknowledges = intake_.acknowledges;
        });
        if (acknowledges) answers_->acknowledge(epoch, seq);
    }
    RememberingIntake& intake_;
    DeviceId device_;
    std::optional<ReportCodec> codec_;
    uint64_t epoch_, seq_ = 0;
    Instant observed_at_;
    Duration interval_{};
    std::shared_ptr<intake::Answers> answers_;
};

inline Result<std::unique_ptr<intake::Session>> RememberingIntake::open(const intake::DeviceIdentity& device, const agent::v1::Hello& hello,
                                                                        Instant, std::string, std::shared_ptr<intake::Answers> new_answers,
                                                                        agent::v1::Welcome& welcome) {
    const std::lock_guard held(mutex);
    ++sessions;
    ++opened;
    hellos.push_back(hello);
    answers = new_answers;
    welcome.set_inventory_wanted(false);
    welcome.mutable_settings()->set_interval_s(interval_s);
    for (const auto& [epoch, seq] : newest) {
        auto& ack = *welcome.add_high_water();
        ack.set_epoch(epoch);
        ack.set_seq(seq);
    }
    changed.notify_all();
    return std::make_unique<RememberingSession>(*this, device.device, hello.epoch(), std::move(new_answers));
}

/// A folder that is gone with the test.
class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string pattern = std::filesystem::temp_directory_path() / "steward-link-XXXXXX";
        path_ = mkdtemp(pattern.data());
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// A server's door with remembering parties behind it.
class DoorFixture {
public:
    explicit DoorFixture(LinkSettings wanted = {}, intake::Gates* its_gates = nullptr) : settings(std::move(wanted)), gates(its_gates) {
        auto made = load_or_make_identity(folder.path(), rng, clock.now());
        EXPECT_TRUE(made) << made.error().message;
        identity = *made;
        settings.server_version = "test";
        start();
    }
    void start() {
        auto started = Link::start(
            settings, identity, devices, intake, clock,
            [this](std::string_view line) {
                const std::lock_guard held(log_mutex);
                log.emplace_back(line);
            },
            gates);
        ASSERT_TRUE(started) << started.error().message;
        door = std::move(*started);
        settings.port = door->port();
    }
    /// As if the server were gone, and back on the same port.
    void stop() { door.reset(); }

    SystemClock clock;
    SystemRng rng;
    TemporaryFolder folder;
    LinkSettings settings;
    intake::Gates* gates;
    ServerIdentity identity;
    KnownDevices devices;
    RememberingIntake intake;
    std::mutex log_mutex;
    std::vector<std::string> log;
    std::unique_ptr<Link> door;
};

}  // namespace steward::link
