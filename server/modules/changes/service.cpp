#include "server/modules/changes/service.h"

#include <algorithm>

#include "server/modules/changes/messages.h"
#include "server/platform/access/typed_text.h"
#include "server/platform/filter/filter.h"

namespace steward::changes {

namespace {
using access::typed_choice, access::typed_line, access::typed_text;
constexpr int most_devices = 100;
constexpr int64_t largest_cost = 100'000'000'000;

template <typename Value>
void note_change(Value& into, Value said, std::string& what, std::string_view name) {
    if (into == said) return;
    into = std::move(said);
    what += (what.empty() ? "" : ", ") + std::string(name);
}

Status write_text(std::string& into, std::string_view pointer, const std::string& said, std::string& what, std::string_view name) {
    STEWARD_TRY(auto text, typed_text(pointer, said, longest_words, false));
    note_change(into, std::move(text), what, name);
    return {};
}

// Three capital letters, as ISO 4217 writes them.
Status cost_holds(const ChangeRow& change) {
    if (change.cost_minor < 0 || change.cost_minor > largest_cost)
        return bad_field("/cost_minor", "A cost is between nothing and 1,000 million.");
    const bool good = change.currency.size() == 3 &&
                      std::all_of(change.currency.begin(), change.currency.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
    if (change.cost_minor > 0 && !good) return bad_field("/currency", "A cost has a currency, three letters: CHF, EUR.");
    return {};
}

// What the request says of the plan, into the row; what it leaves out stays.
Status read_plan(const v1::UpdateChangeRequest& said, ChangeRow& change, std::string& what) {
    if (said.has_type()) {
        STEWARD_TRY(auto type, typed_choice("/type", said.type(), change_types));
        if (type == "standard" && change.type != "standard") return bad_field("/type", "A standard change begins from its template.");
        note_change(change.type, std::move(type), what, "type");
    }
    if (said.has_reason()) STEWARD_CHECK(write_text(change.reason, "/reason", said.reason(), what, "reason"));
    if (said.has_plan()) STEWARD_CHECK(write_text(change.plan, "/plan", said.plan(), what, "plan"));
    if (said.has_rollback()) STEWARD_CHECK(write_text(change.rollback, "/rollback", said.rollback(), what, "way back"));
    if (said.has_test()) STEWARD_CHECK(write_text(change.test, "/test", said.test(), what, "test"));
    if (said.has_impact() && !said.impact().empty()) {
        STEWARD_TRY(auto impact, typed_choice("/impact", said.impact(), impacts));
        note_change(change.impact, std::move(impact), what, "impact");
    }
    if (said.has_likelihood() && !said.likelihood().empty()) {
        STEWARD_TRY(auto likelihood, typed_choice("/likelihood", said.likelihood(), likelihoods));
        note_change(change.likelihood, std::move(likelihood), what, "likelihood");
    }
    if (said.has_affects_users()) note_change(change.affects_users, said.affects_users(), what, "who is affected");
    if (said.has_cost_minor()) note_change(change.cost_minor, said.cost_minor(), what, "cost");
    if (said.has_currency()) note_change(change.currency, said.currency(), what, "currency");
    return cost_holds(change);
}

v1::UpdateChangeRequest plan_of(const v1::CreateChangeRequest& request) {
    v1::UpdateChangeRequest said;
    said.set_reason(request.reason());
    said.set_plan(request.plan());
    said.set_rollback(request.rollback());
    said.set_test(request.test());
    said.set_impact(request.impact());
    said.set_likelihood(request.likelihood());
    said.set_affects_users(request.affects_users());
    said.set_cost_minor(request.cost_minor());
    said.set_currency(request.currency());
    return said;
}

void take_over(ChangeRow& change, const TemplateRow& from) {
    change.source = from.id;
    change.source_name = from.name;
    change.plan = from.plan;
    change.rollback = from.rollback;
    change.test = from.test;
    change.impact = from.impact;
    change.likelihood = from.likelihood;
}
}  // namespace

Status etag_holds(std::string_view seen, int64_t revision) {
    if (seen.empty() || seen == std::to_string(revision)) return {};
    return fail(ErrorKind::StaleEtag, "changes.changed_meanwhile",
                "Somebody else changed this a moment ago. Load it again and repeat your change.");
}

helpdesk::Doer doer_of(const Caller& caller) { return {.kind = "staff", .account = caller.account, .name = caller.name, .role = ""}; }

Result<ChangeRow> Service::load(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto change, find_change(*transaction, ChangeId::parse(id).value_or(ChangeId{})));
    if (!change || change->client != call.client())
        return fail(ErrorKind::NotFound, "changes.not_found", "There is no such change, or it is not one of your clients'.");
    STEWARD_CHECK(etag_holds(call.if_match, change->revision));
    return std::move(*change);
}

Result<TicketId> Service::ticket_of_call(Call& call, const std::string& id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto ticket, work_.read(*transaction, TicketId::parse(id).value_or(TicketId{})));
    if (!ticket || ticket->client != call.client())
        return fail(ErrorKind::NotFound, "helpdesk.ticket_not_found", "There is no such ticket, or it is not one of your clients'.");
    return ticket->id;
}

Result<std::vector<DeviceId>> Service::devices_in(Call& call, const google::protobuf::RepeatedPtrField<std::string>& ids) const {
    if (ids.size() > most_devices) return bad_field("/device_ids", "At most 100 devices.");
    std::vector<DeviceId> devices;
    for (const auto& id : ids) {
        const auto card = directory_.device(DeviceId::parse(id).value_or(DeviceId{}));
        if (!card || card->client != call.client()) return bad_field("/device_ids", "This client has no such device.");
        devices.push_back(card->id);
    }
    return devices;
}

Result<bool> Service::is_barred(Transaction& transaction, const ChangeRow& change, const Caller& caller) const {
    STEWARD_TRY(const bool wrote, is_writer(transaction, change.id, caller.account));
    if (!wrote) return false;
    return has_another(transaction, change, approving_roles(change.type));
}

Result<v1::Change> Service::answer(Call& call, ChangeId id) const {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto change, find_change(*transaction, id));
    if (!change) return fail(ErrorKind::NotFound, "changes.not_found", "There is no such change.");
    STEWARD_TRY(const bool wrote, is_barred(*transaction, *change, call.caller()));
    call.set_audit_subject(id.text());
    v1::Change message;
    fill(message, *change, call.caller(), wrote, call.now());
    STEWARD_TRY(const auto devices, devices_of(*transaction, id));
    for (const auto& device : devices) {
        auto& shown = *message.add_devices();
        shown.set_device_id(device.id.text());
        shown.set_name(device.name);
    }
    STEWARD_TRY(const auto causes, causes_by_change(*transaction, id));
    for (const auto& cause : causes) fill(*message.add_causes(), cause, change->began_at);
    STEWARD_TRY(const auto lines, lines_of(*transaction, id));
    for (const auto& line : lines) {
        auto& shown = *message.add_lines();
        shown.set_at_unix_ms(line.at.unix_ms);
        shown.set_by(line.by);
        shown.set_kind(line.kind);
        shown.set_from(line.from);
        shown.set_to(line.to);
        shown.set_text(line.text);
    }
    if (!message.open() || change->state == "completed") return message;
    STEWARD_TRY(const auto collisions, collisions_of(*transaction, *change, change->starts_at, change->ends_at));
    for (const auto& one : collisions) fill(*message.add_collisions(), one);
    return message;
}

Result<v1::ListChangesResponse> Service::list_changes(Call& call, const v1::ListChangesRequest& request) {
    using filter::Kind;
    static constexpr filter::Field fields[] = {{"state", "g.state"},
                                               {"type", "g.type"},
                                               {"is",
                                                "case when g.state in ('rejected', 'rolled_back', 'reviewed') or t.state in ('cancelled', "
                                                "'merged') then 'closed' else 'open' end"},
                                               {"client", "c.name"},
                                               {"client_id", "g.client_id"},
                                               {"device_id", "g.device_ids"},
                                               {"reference", "t.reference"},
                                               {"title", "t.title"},
                                               {"ticket_id", "g.ticket_id"},
                                               {"author", "g.author"},
                                               {"second", "g.second_person"},
                                               {"template", "g.template_name"},
                                               {"client_approval", "g.client_approval"},
                                               {"impact", "g.impact"},
                                               {"likelihood", "g.likelihood"},
                                               {"starts", "coalesce(g.starts_at, 0)", Kind::Time},
                                               {"began", "coalesce(g.began_at, 0)", Kind::Time},
                                               {"ended", "coalesce(g.ended_at, 0)", Kind::Time},
                                               {"review_due", "coalesce(g.review_due, 0)", Kind::Time},
                                               {"overdue",
                                                "case when g.state = 'completed' and g.review_said then 'review' when g.state = "
                                                "'implementing' and g.outcome_said then 'outcome' when g.overdue_said and g.written_at "
                                                "is null then 'words' else '' end"},
                                               {"unwritten", "(g.written_due is not null and g.written_at is null)", Kind::Boolean},
                                               {"hurt", "g.service_hurt", Kind::Boolean},
                                               {"drafted", "g.drafted_at", Kind::Time},
                                               {"changed", "g.changed_at", Kind::Time}};
    static constexpr std::string_view text[] = {"t.title", "t.reference", "c.name", "g.plan", "g.reason", "g.author"};
    STEWARD_TRY(auto* transaction, call.transaction());
    std::vector<storage::Value> parameters;
    const std::string from = std::string(changes_joined) + call.client_filter("g.client_id", parameters);
    STEWARD_TRY(const auto page, filter::read_list(*transaction, {std::string(change_columns), from, fields, text, "g.id", "-changed"},
                                                   filter::question_of(request), call.now(), std::move(parameters)));
    v1::ListChangesResponse list;
    list.set_total(page.total);
    list.set_next_page_token(page.next_page_token);
    for (const auto& row : page.rows) {
        const ChangeRow change = read_change(row);
        fill(*list.add_changes(), change, call.caller(), change.author_id == call.caller().account, call.now());
    }
    return list;
}

Result<v1::Change> Service::get_change(Call& call, const v1::GetChangeRequest& request) {
    STEWARD_TRY(const auto change, load(call, request.change_id()));
    return answer(call, change.id);
}

Result<v1::Change> Service::create_change(Call& call, const v1::CreateChangeRequest& request) {
    ChangeRow change{.client = call.client(), .ticket = {}};
    STEWARD_TRY(change.type, typed_choice("/type", request.type(), change_types, "normal"));
    STEWARD_TRY(const auto title, typed_line("/title", request.title(), longest_line));
    STEWARD_TRY(const auto devices, devices_in(call, request.device_ids()));
    change.author_id = call.caller().account;
    change.author = call.caller().name;
    STEWARD_TRY(auto* transaction, call.transaction());
    std::string ignored;
    const bool is_standard = change.type == "standard";
    if (is_standard) {
        STEWARD_TRY(auto source, load_template(call, request.template_id()));
        if (source.state != "approved")
            return fail(ErrorKind::Conflict, "changes.template_not_approved",
                        "This template is not approved. Let another person approve it first.");
        if (request.cost_minor() > 0) return bad_field("/cost_minor", "A standard change costs nothing: make it a normal one.");
        take_over(change, source);
        STEWARD_TRY(change.reason, typed_text("/reason", request.reason(), longest_words, false));
        ++source.used;
        STEWARD_CHECK(save_template(*transaction, source));
    } else STEWARD_CHECK(read_plan(plan_of(request), change, ignored));
    STEWARD_TRY(auto drafted, acts_.draft(*transaction, change, title, devices, doer_of(call.caller()), call.now()));
    // Everything that an assessment asks for came with the template.
    if (is_standard) {
        const ChangeWish wish{.to = "assessed", .text = "Assessed with its template."};
        STEWARD_CHECK(judge_move(face_of(drafted), wish, call.caller().roles, call.now()));
        STEWARD_CHECK(acts_.move(*transaction, drafted, wish, false, doer_of(call.caller()), call.now()));
    }
    return answer(call, drafted.id);
}

Result<v1::Change> Service::update_change(Call& call, const v1::UpdateChangeRequest& request) {
    STEWARD_TRY(auto change, load(call, request.change_id()));
    if (change.is_withdrawn() || (change.state != "draft" && change.state != "assessed"))
        return fail(ErrorKind::Conflict, "changes.settled", "What was decided on is not rewritten. Draft a new change.");
    if (change.client_approval == "pending")
        return fail(ErrorKind::Conflict, "changes.client_is_asked",
                    "The client was asked about this text. Take the question back in the ticket first.");
    std::string what;
    const bool rewrites_template =
        change.type == "standard" && (request.has_plan() || request.has_rollback() || request.has_test() || request.has_impact() ||
                                      request.has_likelihood() || request.has_type() || request.cost_minor() > 0);
    if (rewrites_template)
        return fail(ErrorKind::Conflict, "changes.is_standard",
                    "A standard change is done as its template says. Draft a normal one to do it otherwise.");
    STEWARD_CHECK(read_plan(request, change, what));
    if (change.state == "assessed") {
        ChangeRow draft = change;
        draft.state = "draft";
        STEWARD_CHECK(judge_move(face_of(draft), {.to = "assessed"}, {"OWN"}, call.now()));  // it stays complete
    }
    STEWARD_TRY(auto* transaction, call.transaction());
    if (request.has_devices()) {
        STEWARD_TRY(const auto devices, devices_in(call, request.devices().device_ids()));
        STEWARD_CHECK(set_devices(*transaction, change, devices));
        what += std::string(what.empty() ? "" : ", ") + "devices";
    }
    if (!what.empty()) STEWARD_CHECK(acts_.rewrite(*transaction, change, doer_of(call.caller()), what, call.now()));
    return answer(call, change.id);
}

}  // namespace steward::changes
