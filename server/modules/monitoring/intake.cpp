#include "server/modules/monitoring/intake.h"

#include <algorithm>
#include <set>

#include "steward/agent/v1/agent.pb.h"

namespace steward::monitoring {

namespace {
constexpr Duration most_off = std::chrono::seconds(120);  // invariant 5: clocks that are further off are corrected
constexpr int overload_retry_s = 30, most_packages = 20'000;
constexpr size_t most_backup_run_bytes = 16 << 10;  // schema/steward/agent/v1/backup.proto

std::unexpected<Error> overloaded() {
    Error error{.kind = ErrorKind::Unavailable,
                .code = "monitoring.overloaded",
                .message = "The server has more to store than it can at the moment."};
    error.retry_after_seconds = overload_retry_s;
    return std::unexpected(std::move(error));
}

std::unexpected<Error> too_many_epochs() {
    return fail(ErrorKind::Invalid, "monitoring.epochs", "The agent speaks of more lives of its own than a spool can hold.");
}

// Text of an agent as the database takes it: no NUL (PostgreSQL), no more than somebody will read,
// and never cut within a character.
std::string bounded(const std::string& text, size_t most) {
    size_t end = std::min(text.size(), most);
    while (end > 0 && end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    std::string out = text.substr(0, end);
    std::replace(out.begin(), out.end(), '\0', ' ');
    return out;
}

Instant not_in_the_future(Instant observed_at, Instant received_at) {
    return observed_at > received_at + most_off ? received_at : observed_at;
}

class DeviceSession final : public intake::Session {
public:
    DeviceSession(IntakeParts& parts, const intake::DeviceIdentity& device, uint64_t epoch, Instant opened_at, Instant enrolled_at,
                  std::shared_ptr<Watched> watched, std::unique_ptr<series::DeviceWriter> series, std::shared_ptr<Progress> progress)
        : parts_(parts),
          device_(device),
          enrolled_at_(enrolled_at),
          watched_(std::move(watched)),
          series_(std::move(series)),
          progress_(std::move(progress)),
          life_(epoch),
          epoch_(epoch),
          last_received_(opened_at) {}

    ~DeviceSession() override { parts_.watch.disconnected(watched_, *progress_); }

    Status layout(const agent::v1::SeriesLayout& layout) override;
    Status report(const agent::v1::Report& report, Instant received_at) override;
    Status inventory(const agent::v1::Inventory& inventory, Instant received_at) override;
    Status event(const agent::v1::Event& event, Instant received_at) override;
    Status gap(const agent::v1::Gap& gap, Instant received_at) override;

private:
    void take_position(const agent::v1::Report& report);
    Instant corrected(Instant observed_at, Instant received_at) const;
    bool is_of_another(uint64_t epoch, Instant observed_at) const;
    Status leave_aside(uint64_t epoch, uint64_t seq);
    Status queue(Record record, Instant received_at);
    void dead_letter(const agent::v1::Report& report, const Error& why, Instant received_at);

    IntakeParts& parts_;
    intake::DeviceIdentity device_;
    const Instant enrolled_at_;
    std::shared_ptr<Watched> watched_;
    std::unique_ptr<series::DeviceWriter> series_;
    std::shared_ptr<Progress> progress_;
    std::optional<ReportCodec> codec_;
    const uint64_t life_;  // the agent's present one; its spool may still hold reports of earlier ones
    uint64_t epoch_ = 0, seq_ = 0;
    Instant observed_at_, last_received_;
    Duration interval_{};
    std::weak_ptr<const agent::v1::Inventory> waiting_inventory_;
    bool spoiled_ = false;  // the report codec lost its state: nothing more can be read on this connection
};

Status DeviceSession::layout(const agent::v1::SeriesLayout& layout) {
    STEWARD_TRY(auto columns, columns_of(layout));
    interval_ = std::chrono::seconds(layout.interval_s());
    STEWARD_CHECK(series_->layout(columns, interval_));
    std::vector<SeriesKind> kinds;
    for (const auto& column : columns) kinds.push_back(column.kind);
    codec_.emplace(kinds);
    parts_.watch.set_layout(watched_, std::move(columns), static_cast<int>(layout.interval_s()), last_received_);
    return {};
}

void DeviceSession::take_position(const agent::v1::Report& report) {
    if (report.has_epoch()) epoch_ = report.epoch();
    seq_ = report.has_seq() ? report.seq() : seq_ + 1;
    observed_at_ = report.has_observed_at_ms() ? Instant{static_cast<int64_t>(report.observed_at_ms())} : observed_at_ + interval_;
}

// An agent sends what it measured in the order in which it did: a report of its present life that is not later than what was judged
// comes from a clock that was set back. By that clock nothing would be judged until it has caught up, which may take years.
Instant DeviceSession::corrected(Instant observed_at, Instant received_at) const {
    const bool set_back = epoch_ == life_ && observed_at < received_at - most_off && parts_.watch.judged_later(*watched_, observed_at);
    return set_back ? received_at : not_in_the_future(observed_at, received_at);
}

// What a machine measured before it was enrolled may be another client's: its spool outlived the enrolment. An agent is started anew to be
// this device, so what comes from its present life is its own, whatever its clock says.
bool DeviceSession::is_of_another(uint64_t epoch, Instant observed_at) const {
    return epoch != life_ && observed_at < enrolled_at_ - most_off;
}

// Not kept anywhere, and acknowledged: the agent need not hold it any longer.
Status DeviceSession::leave_aside(uint64_t epoch, uint64_t seq) {
    progress_->report_appended(epoch, seq);
    ++parts_.before_enrolment;
    parts_.commit.appended(progress_);
    return {};
}

Status DeviceSession::report(const agent::v1::Report& report, Instant received_at) {
    if (spoiled_) return {};
    if (!codec_) return fail(ErrorKind::Invalid, "monitoring.no_layout", "A report came before the layout of its columns.");
    if (parts_.writer.overloaded()) return overloaded();
    last_received_ = received_at;
    take_position(report);
    if (!progress_->takes(epoch_)) return too_many_epochs();
    auto& values = parts_.values;
    values.resize(codec_->columns());
    if (auto decoded = codec_->decode(as_bytes(report.samples()), values); !decoded) {
        dead_letter(report, decoded.error(), received_at);
        return {};
    }
    if (is_of_another(epoch_, observed_at_)) return leave_aside(epoch_, seq_);
    const Instant observed_at = corrected(observed_at_, received_at);
    const auto appended = series_->append({epoch_, seq_}, observed_at, values);
    if (!appended) {
        if (appended.error().kind == ErrorKind::Unavailable) return std::unexpected(appended.error());
        dead_letter(report, appended.error(), received_at);
        return {};
    }
    progress_->report_appended(epoch_, seq_);
    ++parts_.reports;
    if (*appended) parts_.watch.report(watched_, values, observed_at, received_at);
    else ++parts_.reports_repeated;
    // Last: with the commit that this one asks for the screens are told what became of it.
    parts_.commit.appended(progress_);
    return {};
}

Status DeviceSession::queue(Record record, Instant received_at) {
    if (!progress_->takes(record.key.epoch)) return too_many_epochs();
    last_received_ = received_at;
    record.received_at = received_at;
    record.progress = progress_;
    progress_->record_queued(record.key.epoch, record.key.seq);
    parts_.watch.heard(watched_, received_at);
    parts_.writer.add(std::move(record));
    return {};
}

void DeviceSession::dead_letter(const agent::v1::Report& report, const Error& why, Instant received_at) {
    spoiled_ = true;
    Record record{.kind = Record::Kind::DeadLetter,
                  .key = {device_.client, device_.device, epoch_, seq_},
                  .name = "report",
                  .detail = why.code + ": " + why.message};
    record.body.assign(report.samples().begin(), report.samples().end());
    (void)queue(std::move(record), received_at);  // of an epoch that is counted already
    // The agent comes back with a fresh codec once it was told that this one is kept.
    parts_.commit.appended(progress_);
    progress_->close_when_settled("monitoring.report_malformed");
}

Status DeviceSession::inventory(const agent::v1::Inventory& inventory, Instant received_at) {
    // Each is large until it is stored: one at a time.
    if (parts_.writer.overloaded() || !waiting_inventory_.expired()) return overloaded();
    if (inventory.packages_size() > most_packages)
        return fail(ErrorKind::Invalid, "monitoring.inventory", "The inventory has more than 20,000 packages.");
    Record record{.kind = Record::Kind::Inventory, .key = {device_.client, device_.device, inventory.epoch(), inventory.seq()}};
    record.inventory = std::make_shared<const agent::v1::Inventory>(inventory);
    waiting_inventory_ = record.inventory;
    return queue(std::move(record), received_at);
}

Status DeviceSession::event(const agent::v1::Event& event, Instant received_at) {
    if (parts_.writer.overloaded()) return overloaded();
    Record record{.kind = Record::Kind::Event, .key = {device_.client, device_.device, event.epoch(), event.seq()}};
    record.observed_at = not_in_the_future(Instant{static_cast<int64_t>(event.observed_at_ms())}, received_at);
    if (!progress_->takes(event.epoch())) return too_many_epochs();
    if (is_of_another(event.epoch(), record.observed_at)) return leave_aside(event.epoch(), event.seq());
    record.name = bounded(event.kind(), 64);
    record.item = bounded(event.item(), 256);
    record.detail = bounded(event.text(), 4096);
    if (event.has_backup_run()) {
        record.backup_run = event.backup_run().SerializeAsString();
        if (record.backup_run.size() > most_backup_run_bytes) {  // kept as it is, and nothing is made of it
            record.kind = Record::Kind::DeadLetter;
            record.name = "event";
            record.detail = "monitoring.backup_run_too_large: What was told of a backup's run has more than 16 KiB.";
            record.body.assign(record.backup_run.begin(), record.backup_run.end());
        }
    }
    return queue(std::move(record), received_at);
}

Status DeviceSession::gap(const agent::v1::Gap& gap, Instant received_at) {
    if (parts_.writer.overloaded()) return overloaded();
    Record record{.kind = Record::Kind::Gap, .key = {device_.client, device_.device, gap.epoch(), gap.seq()}};
    record.from = Instant{static_cast<int64_t>(gap.from_ms())};
    record.to = Instant{static_cast<int64_t>(gap.to_ms())};
    if (!progress_->takes(gap.epoch())) return too_many_epochs();
    if (is_of_another(gap.epoch(), record.from)) return leave_aside(gap.epoch(), gap.seq());
    record.reports = gap.reports();
    record.detail = bounded(gap.reason(), 256);
    return queue(std::move(record), received_at);
}

bool is_name(std::string_view text, size_t most) {
    return text.size() <= most &&
           std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

std::unexpected<Error> bad_layout(std::string what) {
    return fail(ErrorKind::Invalid, "monitoring.layout", "The layout of the reports cannot be used: " + std::move(what));
}

// What this process knows to be durable; after a start, what the series found on its disk.
void fill_high_water(agent::v1::Welcome& welcome, Progress* previous, series::SeriesStore& series, DeviceId device) {
    const auto add = [&](uint64_t epoch, uint64_t seq) {
        auto* ack = welcome.add_high_water();
        ack->set_epoch(epoch);
        ack->set_seq(seq);
    };
    if (!previous) {
        for (const auto& position : series.high_water(device)) add(position.epoch, position.seq);
        return;
    }
    for (const auto& [epoch, seq] : previous->acknowledged()) {
        if (seq > 0) add(epoch, seq);
    }
}
}  // namespace

Result<std::vector<series::Definition>> columns_of(const agent::v1::SeriesLayout& layout) {
    if (layout.series_size() > 10'000) return bad_layout("it has more than 10,000 columns.");
    if (layout.interval_s() < 1 || layout.interval_s() > 3600) return bad_layout("its interval is not 1 to 3600 seconds.");
    std::vector<series::Definition> columns;
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const auto& one : layout.series()) {
        if (one.metric().empty() || !is_name(one.metric(), 128) || !is_name(one.item(), 1024))
            return bad_layout("a column has a name that cannot be read.");
        if (one.kind() < agent::v1::GAUGE || one.kind() > agent::v1::STATE) return bad_layout("a column has no kind that is known.");
        if (one.decimals() > 6) return bad_layout("a column has more than 6 decimals.");
        if (!seen.emplace(one.metric(), one.item()).second) return bad_layout("a column stands there twice.");
        columns.push_back({one.metric(), one.item(), static_cast<SeriesKind>(one.kind()), static_cast<uint8_t>(one.decimals())});
    }
    return columns;
}

Result<std::unique_ptr<intake::Session>> IntakeDoor::open(const intake::DeviceIdentity& device, const agent::v1::Hello& hello,
                                                          Instant received_at, std::string address,
                                                          std::shared_ptr<intake::Answers> answers, agent::v1::Welcome& welcome) {
    if (parts_.writer.overloaded()) return overloaded();
    STEWARD_TRY(auto series, parts_.series.open_device(device.device));
    auto progress = std::make_shared<Progress>(std::move(answers));
    const bool was_heard = parts_.watch.was_heard(device.device);
    const auto watched = parts_.watch.connected(device.device, std::move(address), bounded(hello.agent_version(), 64), received_at);
    if (!watched)
        return fail(ErrorKind::NotFound, "link.unknown_device",
                    "This device is not known here. Enrol it again with a new line from the console.");
    std::shared_ptr<Progress> previous;
    Instant enrolled_at;
    {
        const std::lock_guard held(watched->mutex);
        enrolled_at = watched->enrolled_at;
        previous = std::exchange(watched->progress, progress);
        welcome.set_inventory_wanted(!was_heard);
        welcome.mutable_settings()->set_interval_s(static_cast<uint32_t>(parts_.watch.interval_wanted(*watched, received_at)));
    }
    const int spread_s = std::clamp(static_cast<int>(parts_.watch.size() / 20), 5, 300);
    welcome.mutable_settings()->set_reconnect_spread_s(static_cast<uint32_t>(spread_s));
    welcome.set_server_time_ms(static_cast<uint64_t>(received_at.unix_ms));
    fill_high_water(welcome, previous.get(), parts_.series, device.device);
    return std::make_unique<DeviceSession>(parts_, device, hello.epoch(), received_at, enrolled_at, watched, std::move(series),
                                           std::move(progress));
}

}  // namespace steward::monitoring
