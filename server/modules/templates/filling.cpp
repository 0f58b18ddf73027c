#include "server/modules/templates/filling.h"

#include <algorithm>

#include "server/modules/templates/recurrence.h"

namespace steward::templates {

namespace {
constexpr size_t longest_title = 400;

std::string today_of(const directory::Directory& directory, ClientId client, Instant now) {
    const auto zone = zones::Zone::open(directory.client_zone(client));
    return zone ? day_text(zone->date_at(zones::whole_seconds(now))) : to_rfc3339(now).substr(0, 10);
}

// A title is one line, whatever stood in the values.
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
    if (text.size() <= longest_title) return text;
    size_t end = longest_title;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    return text.substr(0, end);
}
}  // namespace

Result<FieldValues> values_for(Transaction& transaction, const directory::Directory& directory, const Subject& subject, Instant now) {
    FieldValues values{{"client.name", directory.client_name(subject.client)}, {"today", today_of(directory, subject.client, now)}};
    if (!subject.writer.empty()) {
        values["me.name"] = subject.writer;
        values["me.first_name"] = first_name(subject.writer);
    }
    if (!subject.requester.is_nil()) {
        STEWARD_TRY(const auto contact, find_contact(transaction, subject.client, subject.requester));
        if (contact) {
            values["requester.name"] = contact->name;
            values["requester.first_name"] = first_name(contact->name);
            values["requester.email"] = contact->email;
        }
    }
    const auto device = subject.device.is_nil() ? std::nullopt : directory.device(subject.device);
    if (device && device->client == subject.client) values["device.name"] = device->name;
    return values;
}

Result<FieldValues> values_of(Transaction& transaction, const directory::Directory& directory, const helpdesk::TicketPaper& ticket,
                              const std::string& writer, Instant now) {
    STEWARD_TRY(auto values, values_for(transaction, directory,
                                        {.client = ticket.client, .requester = ticket.requester, .device = {}, .writer = writer}, now));
    values["device.name"] = ticket.device_name;
    values["ticket.reference"] = ticket.reference;
    values["ticket.title"] = ticket.title;
    values["ticket.priority"] = ticket.priority;
    return values;
}

Result<bool> fill_category(Transaction& transaction, helpdesk::TicketWork& work, const TemplateRow& source, helpdesk::TicketOrder& order) {
    if (source.category.empty()) return true;
    STEWARD_TRY(const auto category, work.find_category(transaction, source.category));
    if (category) order.category = category->id;
    return category.has_value();
}

Result<FilledTicket> fill_ticket(Transaction& transaction, const directory::Directory& directory, const TemplateRow& source,
                                 const Subject& subject, std::string way_in, Instant now) {
    STEWARD_TRY(const auto values, values_for(transaction, directory, subject, now));
    Rendered title = render(source.title, values);
    Rendered description = render(source.description, values);
    FilledTicket filled{.order = {.client = subject.client,
                                  .kind = source.kind,
                                  .source = std::move(way_in),
                                  .title = one_line(std::move(title.text)),
                                  .description = std::move(description.text),
                                  .impact = source.impact,
                                  .urgency = source.urgency,
                                  .queue = source.queue,
                                  .requester = subject.requester,
                                  .device = subject.device},
                        .gaps = std::move(title.gaps)};
    for (auto& gap : description.gaps) {
        if (std::find(filled.gaps.begin(), filled.gaps.end(), gap) == filled.gaps.end()) filled.gaps.push_back(std::move(gap));
    }
    return filled;
}

}  // namespace steward::templates
