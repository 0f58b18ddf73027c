#include "server/modules/figures/closed.h"

#include <algorithm>
#include <cmath>

namespace steward::figures {

namespace {
std::string bytes_of(std::string_view id) {
    const auto raw = parse_raw_id(id);
    return raw ? std::string(reinterpret_cast<const char*>(raw->bytes.data()), raw->bytes.size()) : std::string();
}

std::string id_of(const std::string& bytes) {
    RawId raw;
    if (bytes.size() != raw.bytes.size()) return {};
    std::copy(bytes.begin(), bytes.end(), raw.bytes.begin());
    return to_text(raw);
}

AccountId account_of(const std::string& bytes) { return AccountId::parse(id_of(bytes)).value_or(AccountId{}); }

// Sums of fractions depend on the order in which they are added; a millionth of an endpoint is nobody's.
double rounded(double endpoints) { return std::round(endpoints * 1e6) / 1e6; }

double endpoints_of(const Counted& counted) {
    double sum = 0;
    for (const auto& [client, count] : counted.endpoints) sum += count;
    return rounded(sum);
}
}  // namespace

v1::ClosedMonth closed_month(const Counted& counted) {
    v1::ClosedMonth month;
    std::map<AccountId, int> numbers;
    for (const auto& [account, name] : counted.technicians) {
        auto& technician = *month.add_technicians();
        technician.set_account(bytes_of(account.text()));
        technician.set_name(name);
        numbers[account] = month.technicians_size();
    }
    for (const auto& [code, all] : counted.lines) {
        std::vector<const Line*> lines;
        for (const Line& line : all) lines.push_back(&line);
        std::sort(lines.begin(), lines.end(), [](const Line* a, const Line* b) {
            return std::tie(a->record, a->at, a->seconds, a->counted) < std::tie(b->record, b->at, b->seconds, b->counted);
        });
        auto& figure = *month.add_figures();
        figure.set_code(code);
        for (const Line* line : lines) {
            auto& kept = *figure.add_lines();
            kept.set_record(bytes_of(line->record));
            kept.set_kind(static_cast<int>(line->kind));
            if (!line->ticket.empty()) kept.set_ticket(bytes_of(line->ticket));
            kept.set_priority(line->priority);
            const auto technician = numbers.find(line->technician);
            kept.set_technician(technician == numbers.end() ? 0 : technician->second);
            kept.set_counted(line->counted);
            kept.set_seconds(line->seconds);
            kept.set_open(line->open);
            kept.set_at_unix_ms(line->at.unix_ms);
        }
    }
    month.set_endpoints(endpoints_of(counted));
    month.set_beginning(!counted.beginners.empty());
    return month;
}

v1::ClosedTotals closed_totals(const Counted& counted) {
    v1::ClosedTotals kept;
    for (const auto& [code, total] : totals_of(counted).figures) {
        auto& one = *kept.add_totals();
        one.set_code(code);
        one.set_numerator(total.numerator);
        one.set_sample(total.sample);
        one.set_open(total.open);
        one.set_sum_s(total.sum_s);
        for (const double seconds : total.seconds) one.add_seconds(seconds);
    }
    kept.set_endpoints(endpoints_of(counted));
    kept.set_beginning(!counted.beginners.empty());
    return kept;
}

Counted counted_in(const v1::ClosedMonth& month, ClientId client) {
    Counted counted;
    for (const auto& technician : month.technicians()) counted.technicians[account_of(technician.account())] = technician.name();
    for (const auto& figure : month.figures()) {
        auto& lines = counted.lines[figure.code()];
        for (const auto& kept : figure.lines()) {
            Line line{.record = id_of(kept.record()),
                      .kind = static_cast<RecordKind>(kept.kind()),
                      .ticket = id_of(kept.ticket()),
                      .client = client};
            line.priority = kept.priority();
            if (kept.technician() > 0 && kept.technician() <= month.technicians_size())
                line.technician = account_of(month.technicians(kept.technician() - 1).account());
            line.counted = kept.counted();
            line.seconds = kept.seconds();
            line.open = kept.open();
            line.at = Instant{kept.at_unix_ms()};
            lines.push_back(std::move(line));
        }
    }
    counted.endpoints[client] = month.endpoints();
    if (month.beginning()) counted.beginners.insert(client);
    return counted;
}

Totals totals_in(const v1::ClosedTotals& kept) {
    Totals totals;
    for (const auto& one : kept.totals()) {
        Total& total = totals.figures[one.code()];
        total.numerator = one.numerator();
        total.sample = one.sample();
        total.open = one.open();
        total.sum_s = one.sum_s();
        total.seconds.assign(one.seconds().begin(), one.seconds().end());
    }
    (kept.beginning() ? totals.beginning : totals.settled) = kept.endpoints();
    return totals;
}

bool are_same(const v1::ClosedMonth& one, const v1::ClosedMonth& other) {
    v1::ClosedMonth a = one, b = other;
    for (v1::ClosedMonth* month : {&a, &b}) {
        for (auto& technician : *month->mutable_technicians()) technician.clear_name();
    }
    return a.SerializeAsString() == b.SerializeAsString();
}

}  // namespace steward::figures
