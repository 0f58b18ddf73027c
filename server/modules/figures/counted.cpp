#include "server/modules/figures/counted.h"

#include <algorithm>

namespace steward::figures {

std::span<const Line> Counted::of(std::string_view code) const {
    const auto found = lines.find(code);
    return found == lines.end() ? std::span<const Line>{} : std::span<const Line>(found->second);
}

void Counted::add(const Counted& other) {
    for (const auto& [code, some] : other.lines) {
        auto& all = lines[code];
        all.insert(all.end(), some.begin(), some.end());
    }
    for (const auto& [client, count] : other.endpoints) endpoints[client] += count;
    beginners.insert(other.beginners.begin(), other.beginners.end());
    technicians.insert(other.technicians.begin(), other.technicians.end());
}

std::map<ClientId, double> Counted::endpoints_for(const Definition& figure) const {
    const Endpoints whose = endpoints_of(figure);
    if (whose == Endpoints::All) return endpoints;
    std::map<ClientId, double> theirs;
    for (const auto& [client, count] : endpoints) {
        if (beginners.contains(client) == (whose == Endpoints::Beginning)) theirs.emplace(client, count);
    }
    return theirs;
}

Counted count_all(const Records& records, const Period& period, Instant now) {
    Counted counted{.lines = {}, .endpoints = {}, .beginners = records.beginners, .technicians = {}};
    for (const Definition& definition : definitions())
        counted.lines[std::string(definition.code)] = lines_of(definition, records, period, now);
    std::map<ClientId, std::vector<Care>> care;
    for (const Care& one : records.care) care[one.client].push_back(one);
    for (const auto& [client, some] : care) counted.endpoints[client] = endpoints_in(some, period, now);
    for (const TicketRecord& ticket : records.tickets) {
        if (!ticket.technician.is_nil()) counted.technicians[ticket.technician] = ticket.technician_name;
    }
    for (const EntryRecord& entry : records.entries) counted.technicians.emplace(entry.account, entry.person);
    for (const AlertRecord& alert : records.alerts) {
        if (!alert.technician.is_nil()) counted.technicians.emplace(alert.technician, alert.technician_name);
    }
    return counted;
}

std::map<ClientId, Counted> by_client(const Counted& counted) {
    std::map<ClientId, Counted> all;
    for (const auto& [code, lines] : counted.lines) {
        for (const Line& line : lines) {
            Counted& one = all[line.client];
            one.lines[code].push_back(line);
            const auto technician = counted.technicians.find(line.technician);
            if (technician != counted.technicians.end()) one.technicians.insert(*technician);
        }
    }
    for (const auto& [client, count] : counted.endpoints) all[client].endpoints[client] = count;
    for (auto& [client, one] : all) {
        if (counted.beginners.contains(client)) one.beginners.insert(client);
    }
    return all;
}

void Totals::add(const Totals& other) {
    for (const auto& [code, more] : other.figures) {
        Total& total = figures[code];
        total.numerator += more.numerator;
        total.sample += more.sample;
        total.open += more.open;
        total.sum_s += more.sum_s;
        total.seconds.insert(total.seconds.end(), more.seconds.begin(), more.seconds.end());
    }
    settled += other.settled;
    beginning += other.beginning;
}

Totals totals_of(const Counted& counted) {
    Totals totals;
    for (const auto& [code, lines] : counted.lines) {
        const Definition* const definition = find_definition(code);
        if (!definition) continue;
        Total& total = totals.figures[code];
        for (const Line& line : lines) {
            ++total.sample;
            if (line.counted) ++total.numerator;
            if (line.open) ++total.open;
            total.sum_s += line.seconds;
            if (definition->shape == Shape::Time) total.seconds.push_back(line.seconds);
        }
    }
    for (const auto& [client, count] : counted.endpoints) (counted.beginners.contains(client) ? totals.beginning : totals.settled) += count;
    return totals;
}

namespace {
double endpoints_in(const Definition& figure, const Totals& totals) {
    switch (endpoints_of(figure)) {
        case Endpoints::All:
            return totals.settled + totals.beginning;
        case Endpoints::Settled:
            return totals.settled;
        case Endpoints::Beginning:
            return totals.beginning;
    }
    return 0;
}
}  // namespace

Value value_of(const Definition& figure, const Totals& totals) {
    const auto found = totals.figures.find(figure.code);
    static const Total nothing;
    const Total& total = found == totals.figures.end() ? nothing : found->second;
    Value value{.numerator = total.sample,
                .denominator = static_cast<double>(total.sample),
                .sample = total.sample,
                .open = total.open,
                .times = {}};
    switch (figure.shape) {
        case Shape::Share:
            value.numerator = total.numerator;
            return value;
        case Shape::Time:
            value.times = times_of(total.seconds);
            return value;
        case Shape::PerEndpoint:
        case Shape::HoursPerEndpoint:
            value.denominator = endpoints_in(figure, totals);
            value.open = 0;
            if (figure.shape == Shape::HoursPerEndpoint) value.seconds = total.sum_s;
            return value;
    }
    return value;
}

}  // namespace steward::figures
