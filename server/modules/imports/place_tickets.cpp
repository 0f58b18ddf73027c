// Tickets, what was said in them, and the time worked on them.
#include <algorithm>
#include <cmath>

#include "server/modules/imports/placing.h"

namespace steward::imports {

namespace {
constexpr int64_t seconds_an_hour = 3600;

std::string label_of_product(std::string_view name) {
    for (const auto& product : products())
        if (product.name == name) return name == "other" ? "another system" : std::string(product.label);
    return "another system";
}

bool is_ended(std::string_view state) { return state == "resolved" || state == "closed" || state == "cancelled"; }
}  // namespace

Status Placer::set_past_fields(helpdesk::PastTicket& ticket, const Fields& fields) {
    const std::pair<std::string*, const char*> texts[] = {
        {&ticket.title, "title"},     {&ticket.description, "description"},         {&ticket.impact, "impact"},
        {&ticket.urgency, "urgency"}, {&ticket.resolution_text, "resolution_text"}, {&ticket.root_cause, "root_cause"}};
    for (const auto& [target, name] : texts)
        if (!text_of(fields, name).empty()) *target = text_of(fields, name);
    // Our own number in our own file is not another system's.
    if (const auto& number = text_of(fields, "reference"); !number.empty() && number != ticket.reference) ticket.outside_reference = number;
    struct Listed {
        std::string* target;
        const char *list, *field;
    };
    const Listed listed[] = {{&ticket.kind, "kind", "kind"},
                             {&ticket.source, "source", "source"},
                             {&ticket.priority, "priority", "priority"},
                             {&ticket.state, "state", "state"},
                             {&ticket.queue, "queue", "queue"},
                             {&ticket.category, "category", "category"},
                             {&ticket.resolution_code, "resolution", "resolution_code"}};
    for (const auto& [target, list, field] : listed) {
        if (text_of(fields, field).empty()) continue;
        STEWARD_TRY(*target, word_of(fields, list, field));
    }
    const std::pair<Instant*, const char*> times[] = {{&ticket.created_at, "created_at"},
                                                      {&ticket.first_response_at, "first_response_at"},
                                                      {&ticket.resolved_at, "resolved_at"},
                                                      {&ticket.closed_at, "closed_at"},
                                                      {&ticket.changed_at, "changed_at"}};
    for (const auto& [target, name] : times) {
        if (text_of(fields, name).empty()) continue;
        STEWARD_TRY(*target, time_of(fields, name));
    }
    if (const auto& tags = text_of(fields, "tags"); !tags.empty()) {
        ticket.tags.clear();
        for (size_t at = 0; at <= tags.size();) {
            const size_t end = std::min(tags.find(',', at), tags.size());
            std::string tag = tags.substr(at, end - at);
            tag.erase(0, tag.find_first_not_of(' '));
            if (!tag.empty()) ticket.tags.push_back(std::move(tag));
            at = end + 1;
        }
    }
    return {};
}

Status Placer::set_people(helpdesk::PastTicket& ticket, const Found<ClientId>& client, RowRow& row, const Fields& fields) {
    STEWARD_TRY(const auto requester, requester_of(client, fields));
    const std::string& name = text_of(fields, "requester").empty() ? text_of(fields, "requester_email") : text_of(fields, "requester");
    if (requester.is_here()) {
        ticket.requester = requester.id;
    } else if (!requester.is_planned && (!name.empty() || !text_of(fields, "requester_id").empty())) {
        const std::string who = name.empty() ? text_of(fields, "requester_id") : name;
        if (batch_.rejects_requesters) return bad_field("/requester", "The client has no person “" + shortened(who, 80) + "”.");
        row.reason = "The client has no person “" + shortened(who, 80) + "”: named in its history only.";
    }
    STEWARD_TRY(const auto worker, worker_of(fields, "assignee_id", "assignee"));
    if (worker.account.is_nil() && worker.name.empty()) return {};
    ticket.assignee = worker.account;
    // Who is not here any more cannot have an open ticket.
    ticket.assignee_name = worker.account.is_nil() && !is_ended(ticket.state) ? std::string() : worker.name;
    return {};
}

Result<std::string_view> Placer::place_ticket(RowRow& row, const Fields& fields) {
    STEWARD_TRY(const auto client, client_of(fields));
    STEWARD_TRY(auto known, by_id<TicketId>("ticket", row.key));
    helpdesk::PastTicket ticket;
    std::optional<helpdesk::PastTicket> there;
    if (known.is_here()) {
        STEWARD_TRY(there, rooms_.tickets.find(transaction_, known.id));
    }
    if (there && there->client != client.id) return bad_field("/id", "This is another client's ticket.");
    if (there) ticket = *there;
    ticket.client = client.id;
    STEWARD_CHECK(set_past_fields(ticket, fields));
    STEWARD_CHECK(set_people(ticket, client, row, fields));
    STEWARD_TRY(const auto device, device_of(client.id, fields));
    if (!device.is_nil() && device != ticket.device) {
        ticket.device = device;
        ticket.device_name.clear();
    } else if (device.is_nil() && ticket.device.is_nil()) {
        STEWARD_TRY(const auto name, device_name_of(client.id, fields));
        if (!name.empty()) ticket.device_name = name;  // no agent of ours is on it: a name and no more
    }
    if (is_dry_) return rooms_.tickets.consider(transaction_, ticket, now_);
    std::string came_from = "Brought in from " + label_of_product(batch_.product);
    if (!ticket.outside_reference.empty()) came_from += ", where it was " + ticket.outside_reference;
    came_from += " (“" + shortened(batch_.name, 100) + "”, " + batch_.by_name + ").";
    if (!row.reason.empty()) came_from += " " + row.reason;
    STEWARD_TRY(const auto outcome, rooms_.tickets.put(transaction_, ticket, came_from, now_));
    if (outcome == "updated") row.before = json_line("ticket", fields_of(*there));
    if (outcome == "created" && batch_.promises) STEWARD_CHECK(rooms_.tickets.promise(transaction_, ticket.id, now_));
    if (outcome != "unchanged") {
        touched_tickets_.push_back(ticket.id);
        if (std::find(touched_clients_.begin(), touched_clients_.end(), ticket.client) == touched_clients_.end())
            touched_clients_.push_back(ticket.client);
    }
    row.record_id = ticket.id.text();
    row.record_revision = ticket.revision;
    STEWARD_CHECK(link(row, "ticket", row.key, row.record_id));
    if (const auto& number = text_of(fields, "reference"); !number.empty() && number != row.key && number != ticket.reference)
        STEWARD_CHECK(link(row, "ticket_reference", number, row.record_id));
    return outcome;
}

Result<std::string_view> Placer::place_message(RowRow& row, const Fields& fields) {
    STEWARD_TRY(const auto ticket, ticket_of(fields));
    const std::string& called = text_of(fields, "ticket").empty() ? text_of(fields, "ticket_id") : text_of(fields, "ticket");
    if (called.empty()) return bad_field("/ticket", "In which ticket?");
    if (!ticket.is_here() && !ticket.is_planned)
        return bad_field("/ticket", "There is no ticket “" + shortened(called, 80) + "” of this source. Import the tickets first.");
    std::optional<std::string> linked;
    if (MessageId::parse(row.key)) linked = row.key;
    else {
        STEWARD_TRY(linked, find_link(transaction_, batch_.source, "message", row.key));
    }
    if (linked) {
        STEWARD_TRY(const auto there, rooms_.tickets.find(transaction_, MessageId::parse(*linked).value_or(MessageId{})));
        if (there && there->ticket != ticket.id) return bad_field("/id", "This message stands in another ticket.");
        row.record_id = there ? *linked : std::string();
        if (there) return "unchanged";  // what was said does not change
        if (MessageId::parse(row.key)) {
            STEWARD_TRY(linked, find_link(transaction_, batch_.source, "message", row.key));
            if (linked) return "unchanged";
        }
    }
    helpdesk::PastMessage message;
    message.ticket = ticket.id;
    message.text = text_of(fields, "text");
    STEWARD_TRY(message.at, time_of(fields, "at"));
    STEWARD_TRY(message.internal, read_flag(text_of(fields, "internal")));
    if (const auto& open = text_of(fields, "public"); !open.empty()) {
        STEWARD_TRY(const bool is_internal, read_flag(open));
        // Some say to whom it is published, some whether it is.
        const std::string key = column_key(open);
        message.internal = key.starts_with("internal") ? true : key.starts_with("all") ? false : !is_internal;
    }
    message.author_kind = text_of(fields, "author_kind");
    if (text_of(fields, "author").empty() && !text_of(fields, "contact").empty()) {
        message.author_name = text_of(fields, "contact");
        if (message.author_kind.empty()) message.author_kind = "person";
    } else {
        STEWARD_TRY(const auto worker, worker_of(fields, "author_id", "author"));
        message.author = message.author_kind == "person" ? AccountId{} : worker.account;
        message.author_name = worker.name.empty() ? "Unknown" : worker.name;
    }
    // Where it is not said, only the client's own words are shown to the client.
    if (text_of(fields, "internal").empty() && text_of(fields, "public").empty()) message.internal = message.author_kind != "person";
    STEWARD_CHECK(rooms_.tickets.consider(message, now_));
    if (ticket.is_here()) {
        STEWARD_TRY(const auto home, rooms_.tickets.find(transaction_, ticket.id));
        if (home && !home->was_brought_in)
            return fail(ErrorKind::Conflict, "helpdesk.not_brought_in", "This ticket was opened here. Nothing is added to it from a file.");
    }
    if (is_dry_) return "created";
    STEWARD_CHECK(rooms_.tickets.put(transaction_, message, now_));
    touched_messages_.push_back(message.id);
    row.record_id = message.id.text();
    STEWARD_CHECK(link(row, "message", row.key, row.record_id));
    return "created";
}

Result<std::string_view> Placer::place_time(RowRow& row, const Fields& fields) {
    STEWARD_TRY(const auto ticket, ticket_of(fields));
    const std::string& called = text_of(fields, "ticket").empty() ? text_of(fields, "ticket_id") : text_of(fields, "ticket");
    if (!called.empty() && !ticket.is_here() && !ticket.is_planned)
        return bad_field("/ticket", "There is no ticket “" + shortened(called, 80) + "” of this source. Import the tickets first.");
    timesheets::PastTime time;
    std::string own = row.key;
    if (!timesheets::EntryId::parse(own)) {
        STEWARD_TRY(const auto linked, find_link(transaction_, batch_.source, "time", row.key));
        own = linked.value_or("");
    }
    std::optional<timesheets::PastTime> there;
    if (const auto id = timesheets::EntryId::parse(own)) {
        STEWARD_TRY(there, rooms_.times.find(transaction_, *id));
    }
    if (there) time = *there;
    time.ticket = ticket.id;
    if (ticket.is_here()) {
        STEWARD_TRY(const auto home, rooms_.tickets.find(transaction_, ticket.id));
        if (home) time.client = home->client;
    } else if (called.empty() && !(there && time.client.is_nil())) {
        STEWARD_TRY(const auto client, client_of(fields));
        time.client = client.id;
    }
    STEWARD_TRY(const auto worker, worker_of(fields, "person_id", "person"));
    time.account = worker.account;
    time.worker_name = worker.account.is_nil() ? worker.name : std::string();
    STEWARD_TRY(const auto from, time_of(fields, "from"));
    STEWARD_TRY(const auto until, time_of(fields, "until"));
    const auto& minutes = text_of(fields, "minutes").empty() ? text_of(fields, "hours") : text_of(fields, "minutes");
    if (!minutes.empty()) {
        STEWARD_TRY(const double length, read_number(minutes));
        if (length > 24 * 366 * 60.0) return bad_field("/minutes", "That is too long.");
        time.worked_s = std::llround(length * (text_of(fields, "minutes").empty() ? seconds_an_hour : 60));
    }
    if (from.is_set()) time.from = from;
    if (until.is_set()) time.until = until;
    // A length and one end say the other.
    const Duration length = std::chrono::seconds(time.worked_s);
    if (time.from.is_set() && !time.until.is_set() && time.worked_s > 0) time.until = time.from + length;
    if (time.until.is_set() && !time.from.is_set() && time.worked_s > 0) time.from = time.until - length;
    if (!text_of(fields, "day").empty()) time.day = text_of(fields, "day");
    if (!text_of(fields, "note").empty()) time.note = shortened(text_of(fields, "note"), 4000);
    for (const auto& [target, list] : {std::pair(&time.activity, "activity"), {&time.coverage, "coverage"}}) {
        if (text_of(fields, list).empty()) continue;
        STEWARD_TRY(*target, word_of(fields, list, list));
    }
    if (is_dry_) return rooms_.times.consider(transaction_, time, now_);
    STEWARD_TRY(const auto outcome, rooms_.times.put(transaction_, time, now_));
    if (outcome == "updated") row.before = json_line("time", fields_of(*there));
    row.record_id = time.id.text();
    row.record_revision = time.revision;
    STEWARD_CHECK(link(row, "time", row.key, row.record_id));
    return outcome;
}

}  // namespace steward::imports
