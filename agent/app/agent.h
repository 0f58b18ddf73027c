// The agent's work: measure on the grid, keep, send, listen. One thread, no waiting in here: the loop
// (loop.h) waits and calls `turn`.
#pragma once

#include "agent/app/grid.h"
#include "agent/app/identity.h"
#include "agent/app/machine.h"
#include "agent/app/own_use.h"
#include "agent/app/sender.h"
#include "agent/backups/intake.h"
#include "agent/collection/collection.h"
#include "agent/courier/carrier.h"

namespace steward::agent {

/// All that an agent is made of; references outlive it.
struct AgentParts {
    Host& host;  // for what the agent uses itself
    Collection& collection;
    Net& net;
    Disk& disk;
    const Clock& clock;
    Rng& rng;
    std::function<void(std::string_view)> log;
};

struct AgentSettings {
    std::string state;  // folder
    std::string version;
    std::optional<Duration> interval;  // set by the administrator: the server's wish is not followed
    SpoolBounds spool;
    std::string gate_socket;              // empty: there is no gate, and nothing is said of one
    std::string backup_reports;           // the folder of backup-run's reports; empty: nobody looks there
    uint32_t protocol = spoken_protocol;  // another one only in stories of versions to come
};

class Agent final : private Listener {
public:
    Agent(const AgentParts& parts, AgentSettings settings, Identity identity, const MachineFacts& machine, const Start& start);
    ~Agent() override;

    /// Everything that is due now.
    void turn();
    /// Wall clock: when to measure next. The loop must wake when the wall clock jumps, too.
    Instant next_measurement() const { return next_measurement_; }
    /// Monotonic: when `turn` is due for other reasons.
    Duration next() const;
    int descriptor() const { return link_.descriptor(); }
    bool waits_for_write() const { return link_.waits_for_write(); }
    int gate_descriptor() const { return carrier_.descriptor(); }
    bool gate_waits_for_write() const { return carrier_.waits_for_write(); }

    void want_inventory() { inventory_wanted_ = true; }
    /// For `steward-agent status`: one JSON object.
    std::string status() const;
    bool connected() const { return link_.ready(); }
    bool idle() const { return spool_->drained() && !spool_->numbers().oldest.is_set(); }
    uint64_t epoch() const { return spool_->epoch(); }

private:
    void watch_clock(Instant now, Duration monotonic);
    void measure(Instant now, Duration monotonic);
    void send();
    void send_inventory(Instant now, Duration monotonic);
    void take_backup_reports(Instant now, Duration monotonic);
    void report_restart(Instant now, Duration monotonic);
    void set_interval(Duration interval);

    void welcome(const v1::Welcome& welcome) override;
    void acknowledged(uint64_t epoch, uint64_t seq) override;
    void settings(const v1::Settings& settings) override;
    void inventory_wanted() override { inventory_wanted_ = true; }
    void server_time(Instant asked_at, Instant server_time) override;
    void refused(const v1::Refusal&) override {}
    void retry_after(Duration, Duration) override {}
    void enrolled(const v1::Enrolled&) override {}
    void for_gate(const v1::ServerMessage& message) override { carrier_.take(message, parts_.clock.monotonic()); }

    AgentParts parts_;
    const AgentSettings settings_;
    const Identity identity_;
    const DeviceKey key_;
    std::unique_ptr<Spool> spool_;
    Link link_;
    Sender sender_;
    Carrier carrier_;
    backups::ReportFolder backup_reports_;
    OwnUse own_use_;
    CollectorSettings collector_settings_;
    Samples own_samples_;
    std::vector<int64_t> values_;  // of the last report: what was measured, then the agent's own

    Grid grid_;
    Instant next_measurement_, last_moment_, last_turn_, acknowledged_at_;
    Duration last_turn_monotonic_{}, time_asked_at_{};
    bool layout_due_ = true;
    bool inventory_wanted_ = true;
    uint64_t inventory_seq_ = 0;  // on its way under this number; 0: none
    Duration inventory_next_look_{}, inventory_retry_at_{}, inventory_sent_at_{};
    std::array<uint8_t, 32> inventory_digest_{};
};

}  // namespace steward::agent
