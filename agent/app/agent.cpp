#include "agent/app/agent.h"

#include "agent/app/spool_owner.h"
#include "agent/collection/columns.h"
#include "agent/host/memory.h"
#include "agent/host/services.h"

namespace steward::agent {

namespace {
constexpr Duration usual_interval = std::chrono::seconds(60);
constexpr Duration remarkable_jump = std::chrono::seconds(30);
constexpr Duration time_period = std::chrono::minutes(10);
constexpr Duration inventory_look_period = std::chrono::hours(1), inventory_period = std::chrono::hours(24),
                   inventory_retry = std::chrono::minutes(1);
constexpr Duration longest_round_trip = std::chrono::seconds(10);

uint64_t new_epoch(Rng& rng) {
    uint64_t epoch = 0;
    while (epoch == 0) epoch = rng.next();
    return epoch;
}

SegmentHead life_of(Rng& rng, const MachineFacts& machine, const Start& start) {
    return {.epoch = new_epoch(rng), .start_count = start.count, .boot_id = machine.boot_raw};
}

Speaker speaker_of(const Identity& identity, const MachineFacts& machine, const Start& start, const AgentSettings& settings,
                   uint64_t epoch) {
    // The fingerprint of the enrolment, as long as the machine is the same: then it was read with more rights.
    const bool same_machine = identity.machine == machine.machine;
    return {.device = identity.device,
            .epoch = epoch,
            .start_count = start.count,
            .version = settings.version,
            .boot_id = machine.boot_id,
            .machine_fingerprint = same_machine ? identity.machine_fingerprint : machine.fingerprint,
            .hostname = machine.hostname,
            .protocol = settings.protocol};
}
}  // namespace

Agent::Agent(const AgentParts& parts, AgentSettings settings, Identity identity, const MachineFacts& machine, const Start& start)
    : parts_(parts),
      settings_(std::move(settings)),
      identity_(std::move(identity)),
      key_(DeviceKey::from_seed(identity_.key)),
      spool_(Spool::open(parts_.disk, spool_folder_of(parts_.disk, settings_.state, identity_.device, parts_.log), settings_.spool,
                         life_of(parts_.rng, machine, start), parts_.log)),
      link_(parts_.net, parts_.clock, parts_.rng, key_, identity_.server, speaker_of(identity_, machine, start, settings_, spool_->epoch()),
            *this, parts_.log),
      sender_(*spool_, parts_.log),
      carrier_(settings_.gate_socket),
      backup_reports_(settings_.backup_reports, settings_.state + "/refused-reports", parts_.log),
      own_use_(parts_.host),
      grid_(grid_of(identity_.device, settings_.interval.value_or(usual_interval))) {
    collector_settings_.services = services_to_watch(identity_.services, {});
    last_turn_ = parts_.clock.now();
    last_turn_monotonic_ = parts_.clock.monotonic();
    next_measurement_ = last_turn_;  // once at the start: nobody should wait a minute to see a machine turn green
    if (start.after_restart) report_restart(last_turn_, last_turn_monotonic_);
}

Agent::~Agent() {
    link_.hang_up({});
    spool_->close();
}

Duration Agent::next() const {
    const auto due = spool_->due();
    const Duration reports = settings_.backup_reports.empty() ? Duration::max() : backup_reports_.due();
    return std::min({due.value_or(Duration::max()), link_.next(), carrier_.next(), reports});
}

void Agent::turn() {
    const Instant now = parts_.clock.now();
    const Duration monotonic = parts_.clock.monotonic();
    watch_clock(now, monotonic);
    if (now >= next_measurement_) measure(now, monotonic);
    if (!settings_.backup_reports.empty()) take_backup_reports(now, monotonic);
    link_.step();
    carrier_.turn(link_, monotonic);
    if (link_.ready()) send();
    spool_->tend(monotonic);
}

// The wall clock was set, or the machine slept: the grid follows the wall clock.
void Agent::watch_clock(Instant now, Duration monotonic) {
    const Duration jump = (now - last_turn_) - (monotonic - last_turn_monotonic_);
    last_turn_ = now;
    last_turn_monotonic_ = monotonic;
    if (jump < remarkable_jump && jump > -remarkable_jump) return;
    parts_.log("The clock jumped by " + std::to_string(jump.count() / 1000) +
               " s, or the machine slept. Measuring goes on by the new time.");
    time_asked_at_ = {};
    collector_settings_.clock_offset_known = false;
    if (jump < Duration{}) next_measurement_ = agent::next_moment(grid_, now);
    if (jump < Duration{}) last_moment_ = {};
}

void Agent::measure(Instant now, Duration monotonic) {
    const Instant moment = moment_of(grid_, now);
    next_measurement_ = agent::next_moment(grid_, now);
    if (moment == last_moment_) return;
    last_moment_ = moment;
    const Measured measured = parts_.collection.measure(collector_settings_, now);
    own_samples_.begin();
    own_use_.collect(measured, spool_->numbers(), acknowledged_at_, now, own_samples_);
    if (measured.columns_changed || own_samples_.columns_changed() || layout_due_)
        spool_->set_layout(layout_of(measured.columns, own_samples_, grid_.interval), moment, monotonic);
    layout_due_ = false;
    values_.assign(measured.values.begin(), measured.values.end());
    values_.insert(values_.end(), own_samples_.values().begin(), own_samples_.values().end());
    spool_->append_report(values_, moment, monotonic);
    if (!link_.ready() || (time_asked_at_ != Duration{} && monotonic - time_asked_at_ < time_period)) return;
    time_asked_at_ = monotonic;
    link_.ask_time();
}

void Agent::send() {
    const bool all_out = sender_.pump(link_);
    if (!link_.ready()) return;
    if (all_out && inventory_seq_ == 0) send_inventory(parts_.clock.now(), parts_.clock.monotonic());
    if (link_.queued() > 0) link_.flush();
}

// Under a number of its own and only after everything before it: an acknowledgement passes over it.
void Agent::send_inventory(Instant now, Duration monotonic) {
    const bool first = inventory_sent_at_ == Duration{};
    const bool must = inventory_wanted_ || first || monotonic - inventory_sent_at_ >= inventory_period;
    if (monotonic < (must ? inventory_retry_at_ : inventory_next_look_)) return;
    auto stock = parts_.collection.stock(collector_settings_.services);
    if (!stock) {
        inventory_retry_at_ = inventory_next_look_ = monotonic + inventory_retry;
        return;
    }
    inventory_next_look_ = monotonic + inventory_look_period;
    const auto digest = sha256(as_bytes(stock->SerializeAsString()));
    if (must || digest != inventory_digest_) {
        inventory_digest_ = digest;
        inventory_seq_ = spool_->take_number();
        v1::AgentMessage message;
        *message.mutable_inventory() = std::move(*stock);
        message.mutable_inventory()->set_seq(inventory_seq_);
        message.mutable_inventory()->set_epoch(spool_->epoch());
        message.mutable_inventory()->set_observed_at_ms(static_cast<uint64_t>(now.unix_ms));
        link_.conversation().send(message);
        inventory_sent_at_ = monotonic;
        inventory_wanted_ = false;
    }
    stock.reset();
    link_.flush();
    give_back_memory();  // it was the largest thing this program ever holds
}

void Agent::take_backup_reports(Instant now, Duration monotonic) {
    backup_reports_.turn(now, monotonic, [&](const v1::BackupRun& run) {
        if (spool_->numbers().unwritable) return false;  // what stands in its file is safer there than in our memory
        v1::Event event;
        event.set_kind("backup_run");
        event.set_item(run.label());
        event.set_text(backups::sentence_of_run(run));
        *event.mutable_backup_run() = run;
        const std::string payload = event.SerializeAsString();
        spool_->append_event(as_bytes(payload), now, monotonic);
        return !spool_->numbers().unwritable;
    });
}

void Agent::report_restart(Instant now, Duration monotonic) {
    v1::Event event;
    event.set_kind("restart");
    event.set_text("The machine was started anew.");
    const std::string payload = event.SerializeAsString();
    spool_->append_event(as_bytes(payload), now, monotonic);
}

void Agent::set_interval(Duration interval) {
    if (settings_.interval || interval == grid_.interval) return;
    parts_.log("The server asked for a report every " + std::to_string(interval.count() / 1000) + " s.");
    grid_ = grid_of(identity_.device, interval);
    next_measurement_ = agent::next_moment(grid_, parts_.clock.now());
    layout_due_ = true;
}

void Agent::welcome(const v1::Welcome& welcome) {
    for (const auto& held : welcome.high_water()) acknowledged(held.epoch(), held.seq());
    sender_.begin();
    carrier_.connected(parts_.clock.monotonic());
    if (inventory_seq_ != 0) inventory_wanted_ = true;  // it was on its way when the connection broke
    inventory_seq_ = 0;
    if (welcome.inventory_wanted()) inventory_wanted_ = true;
    time_asked_at_ = parts_.clock.monotonic();
    link_.ask_time();
}

void Agent::acknowledged(uint64_t epoch, uint64_t seq) {
    acknowledged_at_ = parts_.clock.now();
    spool_->acknowledge(epoch, seq);
    if (epoch == spool_->epoch() && seq >= inventory_seq_) inventory_seq_ = 0;
}

void Agent::settings(const v1::Settings& settings) {
    set_interval(interval_within_bounds(settings.interval_s(), grid_.interval));
    const std::vector<std::string> asked_for(settings.watched_services().begin(), settings.watched_services().end());
    collector_settings_.services = services_to_watch(identity_.services, asked_for);
}

void Agent::server_time(Instant asked_at, Instant server_time) {
    const Duration round_trip = parts_.clock.now() - asked_at;
    if (round_trip < Duration{} || round_trip > longest_round_trip) return;
    collector_settings_.clock_offset_s = static_cast<double>((asked_at + round_trip / 2 - server_time).count()) / 1000.0;
    collector_settings_.clock_offset_known = true;
}

}  // namespace steward::agent
