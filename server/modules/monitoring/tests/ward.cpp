#include "server/modules/monitoring/tests/ward.h"

namespace steward::monitoring {

Ward::Ward()
    : Story({"journal", "access", "directory", "monitoring"}, {directory::make_module}),
      harbour(house.client("Harbour")),
      files(house.device(harbour, "files-1")),
      writer(house.database, house.directory(), house.clock,
             [this](const Record& record) { watch.event_happened(record.key.device, record.name, record.observed_at); }),
      watch(house.directory(), store, *hub, writer, house.clock, rng),
      commit(store, house.clock, [] {}) {
    const auto loaded =
        house.database.read([this](storage::Transaction& transaction) { return watch.load(transaction, house.clock.now()); });
    EXPECT_TRUE(loaded) << (loaded ? "" : loaded.error().cause);
}

void Ward::connect(IntakeDoor& through) {
    agent::v1::Hello hello;
    hello.set_epoch(++epoch);
    hello.set_agent_version("0.1.0");
    agent::v1::Welcome welcome;
    auto opened = through.open({files, harbour, {}}, hello, house.clock.now(), "192.0.2.7", answers, welcome);
    ASSERT_TRUE(opened) << opened.error().message;
    session = std::move(*opened);
    agent::v1::SeriesLayout layout;
    layout.set_interval_s(60);
    for (const auto& [name, value] : measures) {
        auto& series = *layout.add_series();
        series.set_metric(name.substr(0, name.find('/')));
        series.set_item(name.substr(name.find('/') + 1));
        series.set_kind(agent::v1::GAUGE);
    }
    ASSERT_TRUE(session->layout(layout));
    codec = std::make_unique<ReportCodec>(std::vector<SeriesKind>(measures.size(), SeriesKind::Gauge));
    seq = 0;
}

void Ward::report(uint64_t of_epoch, uint64_t number, Instant observed_at) {
    std::vector<int64_t> values;
    for (const auto& [name, value] : measures) values.push_back(value);
    Bytes bytes;
    codec->encode(values, bytes);
    agent::v1::Report report;
    report.set_epoch(of_epoch);
    report.set_seq(number);
    report.set_observed_at_ms(static_cast<uint64_t>(observed_at.unix_ms));
    report.set_samples(std::string(bytes.begin(), bytes.end()));
    const auto taken = session->report(report, house.clock.now());
    EXPECT_TRUE(taken) << (taken ? "" : taken.error().message);
}

void Ward::minutes_pass(int minutes) {
    for (int i = 0; i < minutes; ++i) {
        house.clock.advance(std::chrono::minutes(1));
        if (session) report(epoch, ++seq, house.clock.now() + agents_clock_off);
        look();
    }
}

void Ward::event(const std::string& kind, const std::string& item) {
    agent::v1::Event event;
    event.set_epoch(epoch);
    event.set_seq(++seq);
    event.set_observed_at_ms(static_cast<uint64_t>(house.clock.now().unix_ms));
    event.set_kind(kind);
    event.set_item(item);
    EXPECT_TRUE(session->event(event, house.clock.now()));
    look();
    look();
}

void Ward::exempt(Exemption exemption) {
    exemption.id = ExemptionId::make(house.clock.now(), rng);
    exemption.client = harbour;
    exemption.created_at = house.clock.now();
    exemption.reason = "Agreed with the client";
    watch.put_exemption(exemption, house.clock.now());
}

std::string Ward::raised() {
    std::string all;
    for (const auto& fact : house.facts<facts::v1::ConditionRaised>())
        all += (all.empty() ? "" : " | ") + fact.check() + " " + fact.item() + " " + fact.severity() + " " + fact.priority();
    return all;
}

std::string Ward::cleared() {
    std::string all;
    for (const auto& fact : house.facts<facts::v1::ConditionCleared>()) all += (all.empty() ? "" : " | ") + fact.reason();
    return all;
}

}  // namespace steward::monitoring
