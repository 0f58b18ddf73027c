// One server under watch with the published checks and their default timings, on a clock that moves
// when told: its agent reports once a minute, and what the room says to others is read from the journal.
#pragma once

#include "server/modules/monitoring/intake.h"
#include "steward/agent/v1/agent.pb.h"
#include "steward/facts/v1/facts.pb.h"
#include "tests/house/story.h"

namespace steward::monitoring {

/// Takes every report once, as the store does, and keeps none; its history is what the story says.
class TakesAll final : public series::SeriesStore {
public:
    std::vector<series::Range> history;
    std::vector<series::Latest> newest;

    Result<std::unique_ptr<series::DeviceWriter>> open_device(DeviceId) override { return std::make_unique<Column>(*this); }
    Status sync() override { return {}; }
    std::vector<series::Position> high_water(DeviceId) override { return {}; }
    Result<std::vector<series::Range>> range(DeviceId, std::string_view, std::optional<std::string_view>, Instant, Instant,
                                             Duration) override {
        return history;
    }
    std::vector<series::Latest> latest(DeviceId) override { return newest; }
    Status maintain(Instant) override { return {}; }
    Status erase(DeviceId) override { return {}; }
    Status copy_to(const std::string&) override { return {}; }
    Numbers numbers() const override { return {}; }

private:
    class Column final : public series::DeviceWriter {
    public:
        explicit Column(TakesAll& store) : store_(store) {}
        Status layout(std::span<const series::Definition>, Duration) override { return {}; }
        Result<bool> append(series::Position position, Instant, std::span<const int64_t>) override {
            return store_.held_.emplace(position.epoch, position.seq).second;
        }

    private:
        TakesAll& store_;
    };
    std::set<std::pair<uint64_t, uint64_t>> held_;
};

class NoAnswers final : public intake::Answers {
public:
    void acknowledge(uint64_t, uint64_t seq) override { acknowledged = seq; }
    void send_settings(const agent::v1::Settings& settings) override { interval_s = settings.interval_s(); }
    void request_inventory() override {}
    void retry_after(int, int) override {}
    void close(std::string) override { closed = true; }
    void deliver(agent::v1::ServerMessage) override {}
    uint64_t acknowledged = 0;
    uint32_t interval_s = 0;
    bool closed = false;
};

class Ward : public testing_house::Story {
protected:
    Ward();

    /// What the agent measures from now on; columns are fixed at the first `connect`.
    std::map<std::string, int64_t> measures = {
        {"cpu_used_percent/", 10}, {"filesystem_used_percent//data", 50}, {"service_running/web", 1}};
    void connect() { connect(door); }
    void connect(IntakeDoor& through);
    void disconnect() { session.reset(); }
    /// Minutes in which the agent, if connected, reports; the room looks at the time as it does in life.
    void minutes_pass(int minutes);
    void look() {
        watch.sweep(house.clock.now());
        const auto drained = writer.drain();
        EXPECT_TRUE(drained) << (drained ? "" : drained.error().cause);
    }
    /// One report of what is measured now, with a place and a time of its own.
    void report(uint64_t of_epoch, uint64_t number, Instant observed_at);
    Duration agents_clock_off{0};  // against the house's, in `minutes_pass`
    void event(const std::string& kind, const std::string& item = "");
    void exempt(Exemption exemption);
    /// "S01 //data critical P3 | ..." of all conditions raised so far, and "cleared" with its reason.
    std::string raised();
    std::string cleared();

    TakesAll store;
    SystemRng rng;
    std::unique_ptr<live::Hub> hub = live::make_hub();
    ClientId harbour;
    DeviceId files;
    Writer writer;
    Watch watch;
    GroupCommit commit;
    IntakeParts parts{watch, writer, commit, store};
    IntakeDoor door{parts};
    std::shared_ptr<NoAnswers> answers = std::make_shared<NoAnswers>();
    std::unique_ptr<intake::Session> session;
    std::unique_ptr<ReportCodec> codec;
    uint64_t epoch = 0, seq = 0;
};

}  // namespace steward::monitoring
