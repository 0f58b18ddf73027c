#include "server/modules/figures/service.h"

#include <chrono>
#include <cstdio>

#include "server/modules/figures/groups.h"
#include "server/platform/filter/memory_list.h"

namespace steward::figures {

namespace {
constexpr int most_months = 6;

// The month `back` months before "2026-11", which is well formed.
std::string month_before(const std::string& month, int back) {
    const auto then =
        std::chrono::year{std::stoi(month.substr(0, 4))} / std::chrono::month{static_cast<unsigned>(std::stoi(month.substr(5)))} -
        std::chrono::months(back);
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u", static_cast<int>(then.year()), static_cast<unsigned>(then.month()));
    return text;
}

std::string_view to_text(Shape shape) { return shape == Shape::Share ? "share" : shape == Shape::Time ? "time" : "per_endpoint"; }

void fill(v1::FigureValue& message, const Definition& figure, const Value& value) {
    message.set_numerator(static_cast<int32_t>(value.numerator));
    message.set_denominator(value.denominator);
    message.set_sample(static_cast<int32_t>(value.sample));
    message.set_open(static_cast<int32_t>(value.open));
    message.set_has_data(value.has_data());
    message.set_enough(value.has_data() && (figure.shape == Shape::PerEndpoint || value.sample >= figure.least_sample));
    if (!value.has_data()) return;
    const double ratio = static_cast<double>(value.numerator) / value.denominator;
    if (figure.shape == Shape::Share) message.set_value(100 * ratio);
    if (figure.shape == Shape::PerEndpoint) message.set_value(ratio);
    message.set_mean_s(value.times.mean);
    message.set_median_s(value.times.median);
    message.set_p90_s(value.times.p90);
}

std::map<std::string, std::string> technicians_of(const Records& records) {
    std::map<std::string, std::string> names;
    for (const auto& ticket : records.tickets) {
        if (ticket.technician != AccountId{}) names[ticket.technician.text()] = ticket.technician_name;
    }
    return names;
}

// What the list of records can be filtered and ordered by.
constexpr filter::Field record_fields[] = {{"reference", ""},
                                           {"title", ""},
                                           {"client", ""},
                                           {"priority", ""},
                                           {"technician", ""},
                                           {"kind", ""},
                                           {"counted", "", filter::Kind::Boolean},
                                           {"seconds", "", filter::Kind::Number},
                                           {"open", "", filter::Kind::Boolean},
                                           {"at", "", filter::Kind::Time}};
constexpr size_t record_text[] = {0, 1, 2, 4};

filter::Cell record_cell(const v1::FigureRecord& record, size_t field) {
    const auto text = [](const std::string& value) { return filter::Cell{std::string_view(value)}; };
    switch (field) {
        case 0:
            return text(record.reference());
        case 1:
            return text(record.title());
        case 2:
            return text(record.client_name());
        case 3:
            return text(record.priority());
        case 4:
            return text(record.technician());
        case 5:
            return text(record.kind());
        case 6:
            return record.counted();
        case 7:
            return record.seconds();
        case 8:
            return record.open();
        default:
            return record.at_unix_ms();
    }
}

const filter::Shape<v1::FigureRecord>& records_shape() {
    static const filter::Shape<v1::FigureRecord> shape{
        record_fields, record_text, "-seconds,at", record_cell,
        [](const v1::FigureRecord& record) { return record.record_id() + std::to_string(record.at_unix_ms()); }};
    return shape;
}

std::vector<v1::FigureRecord> shown_records(const Records& records, std::span<const Line> lines, const directory::Directory& directory,
                                            bool names_technicians) {
    std::map<std::string, const TicketRecord*> tickets;
    std::map<std::string, const AlertRecord*> alerts;
    for (const auto& ticket : records.tickets) tickets.emplace(ticket.id.text(), &ticket);
    for (const auto& alert : records.alerts) alerts.emplace(alert.id.text(), &alert);
    std::vector<v1::FigureRecord> shown;
    for (const Line& line : lines) {
        v1::FigureRecord& record = shown.emplace_back();
        record.set_record_id(line.record);
        record.set_kind(line.is_alert ? "alert" : "ticket");
        if (line.is_alert) record.set_title(alerts.at(line.record)->title);
        else {
            record.set_reference(tickets.at(line.record)->reference);
            record.set_title(tickets.at(line.record)->title);
        }
        record.set_client_id(line.client.text());
        record.set_client_name(directory.client_name(line.client));
        record.set_priority(line.priority);
        if (names_technicians && line.technician != AccountId{}) {
            record.set_technician_id(line.technician.text());
            record.set_technician(tickets.at(line.record)->technician_name);
        }
        record.set_counted(line.counted);
        record.set_seconds(line.seconds);
        record.set_open(line.open);
        record.set_at_unix_ms(line.at.unix_ms);
    }
    return shown;
}
}  // namespace

Result<Service::Asked> Service::asked(const Call& call, const std::string& client, const std::string& month) const {
    Asked one;
    if (!client.empty()) {
        STEWARD_TRY(one.client, ClientId::parse(client));
    }
    // Several clients live in several zones: their common month is that of UTC.
    one.zone = one.client ? directory_.client_zone(*one.client) : "UTC";
    one.month = month;
    if (month.empty()) {
        STEWARD_TRY(one.month, service_levels::month_at(one.zone, call.now()));
    }
    STEWARD_TRY(const auto span, service_levels::month_in(one.zone, one.month));
    one.period = {span.begin, span.end};
    return one;
}

Result<v1::DeskFigures> Service::get_desk_figures(Call& call, const v1::GetDeskFiguresRequest& request) {
    const auto grouping = grouping_of(request.group_by());
    if (!grouping) return bad_field("/group_by", "Group by priority, client or technician.");
    if (*grouping == Grouping::Technician && call.caller().client_side) return bad_field("/group_by", "Group by priority or client.");
    if (request.months() < 0 || request.months() > most_months) return bad_field("/months", "At most 6 months.");
    STEWARD_TRY(const Asked month, asked(call, request.client_id(), request.month()));
    STEWARD_TRY(const Records records, read_records(call, levels_, month.client, month.period));
    const auto technicians = technicians_of(records);

    v1::DeskFigures answer;
    answer.set_month(month.month);
    answer.set_zone(month.zone);
    answer.set_from_unix_ms(month.period.from.unix_ms);
    answer.set_until_unix_ms(month.period.until.unix_ms);
    answer.set_computed_at_unix_ms(call.now().unix_ms);
    answer.set_definition_version(definition_version);
    answer.set_group_by(request.group_by().empty() ? "priority" : request.group_by());
    for (const Definition& definition : definitions()) {
        v1::DeskFigure& figure = *answer.add_figures();
        figure.set_code(std::string(definition.code));
        figure.set_name(std::string(definition.name));
        figure.set_definition(std::string(definition.sentence));
        figure.set_kind(std::string(to_text(definition.shape)));
        figure.set_better(definition.higher_is_better ? "higher" : "lower");
        figure.set_target(definition.target);
        const auto lines = lines_of(definition, records, month.period, call.now());
        fill(*figure.mutable_total(), definition, value_of(definition, lines, records.care, month.period, call.now()));
        for (const Group& group : groups_of(definition, lines, records.care, *grouping, month.period, call.now())) {
            v1::FigureValue& shown = *figure.add_groups();
            fill(shown, definition, group.value);
            shown.set_group(group.key);
            if (*grouping == Grouping::Priority) shown.set_label(group.key);
            else if (*grouping == Grouping::Client)
                shown.set_label(directory_.client_name(ClientId::parse(group.key).value_or(ClientId{})));
            else shown.set_label(group.key.empty() ? "Nobody" : technicians.at(group.key));
        }
    }
    for (int back = request.months() - 1; back >= 0; --back) {
        STEWARD_TRY(const Asked then, asked(call, request.client_id(), month_before(month.month, back)));
        STEWARD_TRY(const Records past, read_records(call, levels_, then.client, then.period));
        for (v1::DeskFigure& figure : *answer.mutable_figures()) {
            const Definition& definition = *find_definition(figure.code());
            v1::FigureMonth& point = *figure.add_trend();
            point.set_month(then.month);
            fill(*point.mutable_value(), definition,
                 value_of(definition, lines_of(definition, past, then.period, call.now()), past.care, then.period, call.now()));
        }
    }
    return answer;
}

Result<v1::ListFigureRecordsResponse> Service::list_figure_records(Call& call, const v1::ListFigureRecordsRequest& request) {
    const Definition* const definition = find_definition(request.code());
    if (!definition) return fail(ErrorKind::NotFound, "figures.figure_not_found", "There is no such figure.");
    STEWARD_TRY(const Asked month, asked(call, request.client_id(), request.month()));
    STEWARD_TRY(const Records records, read_records(call, levels_, month.client, month.period));
    const auto lines = lines_of(*definition, records, month.period, call.now());
    auto shown = shown_records(records, lines, directory_, !call.caller().client_side);
    STEWARD_TRY(const auto page, filter::page_in_memory(filter::question_of(request), records_shape(), shown, call.now()));
    v1::ListFigureRecordsResponse answer;
    for (const size_t row : page.rows) *answer.add_records() = std::move(shown[row]);
    answer.set_next_page_token(page.next_page_token);
    answer.set_total(page.total);
    return answer;
}

}  // namespace steward::figures
