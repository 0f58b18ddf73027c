// The watch over all devices: what was observed comes in, transitions and vitals go out.
//
// The link's thread brings reports, API threads bring exemptions, the sweep brings time. Every
// function locks what it touches; none waits for the database.
#pragma once

#include <atomic>

#include "server/modules/monitoring/devices.h"
#include "server/modules/monitoring/monitoring.h"
#include "server/modules/monitoring/screen.h"
#include "server/modules/monitoring/silence_guard.h"
#include "server/modules/monitoring/writer.h"

namespace steward::monitoring {

class Watch {
public:
    Watch(directory::Directory& directory, series::SeriesStore& series, live::Hub& hub, Writer& writer, Clock& clock, Rng& rng)
        : directory_(directory),
          series_(series),
          screen_(hub),
          writer_(writer),
          clock_(clock),
          rng_(rng),
          guard_(clock.now(), clock.monotonic()) {}

    /// Devices, their check states and the exemptions, as they were stored; then says again what is
    /// open (the rooms below know it by its fingerprint).
    Status load(storage::Transaction& transaction, Instant now);

    // --- the link's thread ---
    /// Nothing when the directory does not know the device.
    std::shared_ptr<Watched> connected(DeviceId device, std::string address, std::string agent_version, Instant now);
    /// Nothing when a newer session took its place.
    void disconnected(const std::shared_ptr<Watched>& watched, const Progress& session);
    void set_layout(const std::shared_ptr<Watched>& watched, std::vector<series::Definition> columns, int interval_s, Instant now);
    void report(const std::shared_ptr<Watched>& watched, std::span<const int64_t> values, Instant observed_at, Instant received_at);

    /// Whether a report of this moment or of a later one was judged, also before our own start.
    bool judged_later(const Watched& watched, Instant observed_at) const;
    void heard(const std::shared_ptr<Watched>& watched, Instant now);  // a sign of life that is no report

    // --- the writer's thread ---
    void event_happened(DeviceId device, std::string_view kind, Instant at);

    // --- reconcilers ---
    void sweep(Instant now);
    void predict(Instant now);
    /// Takes over what the directory changed: new, retired, moved devices, class and criticality.
    void follow_directory(Instant now);
    /// Takes over exemptions that another server made or ended.
    Status follow_exemptions(storage::Database& database, Instant now);
    void flush_screens(Instant now) { screen_.flush(directory_, now); }

    // --- API threads ---
    void put_exemption(const Exemption& exemption, Instant now);  // new or ended: counts at once
    std::shared_ptr<const std::vector<Exemption>> exemptions() const;
    std::shared_ptr<Watched> find(DeviceId device) const { return devices_.find(device); }
    bool was_heard(DeviceId device) const;  // ever, as far as is known
    std::vector<std::shared_ptr<Watched>> all() const { return devices_.all(); }
    void refuse_reports(std::string reason, Instant now);
    std::optional<Refusal> refusal() const;

    int interval_wanted(const Watched& watched, Instant now) const { return wanted_interval_s(watched, *exemptions(), now); }
    /// Told when a device's agent should change its interval. Set once, before anything connects.
    void on_interval(std::function<void(DeviceId, int interval_s)> tell) { tell_interval_ = std::move(tell); }
    size_t size() const { return devices_.size(); }
    uint64_t samples_judged() const { return samples_; }

private:
    std::shared_ptr<Watched> make(const directory::DeviceCard& card) const;
    void take_last_signs_of_life(const std::vector<StoredDevice>& heard, Instant now);
    void recompile(Watched& watched, Instant now);
    void leave(const std::shared_ptr<Watched>& watched, const char* reason, Instant now);
    void end_at_old_client(const Watched& watched, Instant now);
    void take_over(Watched& watched, const directory::DeviceCard& card, Instant now);
    void refresh_exemptions(Instant now);
    void send(Transitions transitions);
    void note_vital(const std::shared_ptr<Watched>& watched, Instant now, bool changed);
    void save_heard(const Watched& watched);
    std::optional<Duration> silence_of(const Watched& watched, Instant now, Duration steady, bool may_judge) const;
    bool may_wait(const Watched& watched, Instant now, Duration steady) const;
    void predict_those_heard_again(Instant now);
    void predict_device(const std::shared_ptr<Watched>& watched, Instant now);
    void predict_item(const std::shared_ptr<Watched>& watched, const Check& check, const series::Range& range, double size, Instant now);

    directory::Directory& directory_;
    series::SeriesStore& series_;
    Screen screen_;
    Writer& writer_;
    Clock& clock_;
    Rng& rng_;
    SilenceGuard guard_;  // the sweep's alone
    mutable std::mutex refusal_mutex_;
    std::optional<Refusal> refusal_;
    Devices devices_;
    mutable std::mutex exemptions_mutex_;
    std::shared_ptr<const std::vector<Exemption>> exemptions_ = std::make_shared<const std::vector<Exemption>>();
    std::function<void(DeviceId, int)> tell_interval_;
    Instant hourly_saved_at_, forgotten_at_;
    std::atomic<uint64_t> samples_{0};
};

}  // namespace steward::monitoring
