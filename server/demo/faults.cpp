#include "server/demo/faults.h"

#include "server/modules/monitoring/conditions.h"
#include "server/platform/journal/journal.h"
#include "steward/facts/v1/facts.pb.h"

namespace steward::demo {

namespace json = boost::json;

namespace {
using namespace std::chrono_literals;

class Case : public std::enable_shared_from_this<Case> {
public:
    Case(Scene& scene, const Company& company, const Machine& machine, const Fault& fault)
        : scene_(scene), company_(company), machine_(machine), fault_(fault) {}

    void begin(Instant at, Notice notice, bool open) {
        later(at, &Case::raise);
        if (notice == Notice::Before) later(at - std::chrono::minutes(scene_.between(8, 25)), &Case::report);
        if (notice == Notice::AtOnce) later(at + 30s, &Case::report);
        if (notice == Notice::Later) later(at + std::chrono::minutes(scene_.between(12, 45)), &Case::report);
        later(at + std::chrono::minutes(scene_.between(3, 14)), &Case::take);
        if (open) return;
        const Instant over = at + std::chrono::minutes(fault_.minutes + scene_.between(0, fault_.minutes));
        later(over, &Case::clear);
        later(after(over, scene_.between(10, 200)), &Case::resolve);
    }

private:
    using Step = Status (Case::*)();
    void later(Instant at, Step step) {
        scene_.agenda.at(at, [self = shared_from_this(), step] { return ((*self).*step)(); });
    }
    std::string filled(const char* text) const {
        std::string out = text;
        const size_t at = out.find("{device}");
        return at == std::string::npos ? out : out.replace(at, 8, machine_.name);
    }
    std::string fingerprint() const { return monitoring::fingerprint(company_.id, machine_.id, fault_.check, fault_.item); }

    template <typename Fact>
    Status tell(const Fact& fact) {
        STEWARD_CHECK(scene_.stage.database().write([&](storage::Transaction& transaction) {
            return journal::append(transaction, scene_.stage.now(), company_.id, fingerprint(), fact);
        }));
        return scene_.stage.settle();
    }

    Status raise() {
        facts::v1::ConditionRaised fact;
        fact.set_client_id(company_.id.text());
        fact.set_device_id(machine_.id.text());
        fact.set_fingerprint(fingerprint());
        fact.set_check(fault_.check);
        fact.set_item(fault_.item);
        fact.set_severity(fault_.severity);
        fact.set_priority(fault_.priority);
        fact.set_value(fault_.value);
        fact.set_threshold(fault_.threshold);
        fact.set_unit(fault_.unit);
        fact.set_since_unix_ms((scene_.stage.now() - 3min).unix_ms);
        fact.set_observed_at_unix_ms(scene_.stage.now().unix_ms);
        fact.set_title(filled(fault_.title));
        fact.set_plain_text(filled(fault_.sentence));
        fact.set_catalogue_version(1);
        return tell(fact);
    }

    Status clear() {
        facts::v1::ConditionCleared fact;
        fact.set_client_id(company_.id.text());
        fact.set_device_id(machine_.id.text());
        fact.set_fingerprint(fingerprint());
        fact.set_observed_at_unix_ms(scene_.stage.now().unix_ms);
        fact.set_reason("recovered");
        return tell(fact);
    }

    // The newest alert of the fault, and its ticket.
    Result<bool> find() {
        STEWARD_CHECK(scene_.stage.database().read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select a.id, coalesce(a.ticket_id, '') from alerting_alerts a where "
                                                              "a.fingerprint = $1 order by a.opened_at desc limit 1",
                                                              fingerprint()));
            if (row) alert_ = row->text(0), ticket_ = row->text(1);
            return {};
        }));
        return !alert_.empty();
    }

    const Actor& whoever_is_there() const { return scene_.technician(static_cast<size_t>(day_number(scene_.stage.now()) / 7)); }

    Status take() {
        STEWARD_TRY(const bool there, find());
        if (!there) return {};
        const Actor& who = whoever_is_there();
        STEWARD_TRY(const auto alert, scene_.stage.ask(who, "GET", "/api/v1/alerts/" + alert_));
        if (text_of(alert, "state") == "open")
            STEWARD_CHECK(scene_.stage.ask(who, "POST", "/api/v1/alerts/" + alert_ + "/acknowledge", json::object{}));
        if (ticket_.empty()) return {};
        const std::string path = "/api/v1/tickets/" + ticket_;
        STEWARD_TRY(const auto ticket, scene_.stage.ask(who, "GET", path));
        if (text_of(ticket, "state") != "new") return {};  // it came back, and is in somebody's hands
        STEWARD_CHECK(scene_.stage.ask(scene_.cast.staff.dispatcher, "PATCH", path, {{"category_id", scene_.categories["Servers"]}}));
        STEWARD_CHECK(
            scene_.stage.ask(scene_.cast.staff.dispatcher, "POST", path + "/assign", {{"assignee_account_id", who.account.text()}}));
        owner_ = who;
        STEWARD_CHECK(scene_.stage.ask(who, "POST", path + "/state", {{"state", "in_progress"}}));
        STEWARD_CHECK(scene_.stage.ask(who, "POST", path + "/messages",
                                       {{"text", "Taken. " + filled(fault_.title) + ": I look at it from here."}, {"internal", true}}));
        return {};
    }

    Status report() {
        const Person& person = company_.people[3 + scene_.rng.below(4)];
        STEWARD_CHECK(scene_.stage.ask(scene_.cast.staff.dispatcher, "POST", "/api/v1/clients/" + company_.id.text() + "/tickets",
                                       {{"source", "phone"},
                                        {"title", fault_.report},
                                        {"description", std::string(fault_.report) + ". " + person.first + " called."},
                                        {"impact", "limited"},
                                        {"urgency", "medium"},
                                        {"requester_person_id", person.id.text()},
                                        {"device_id", machine_.id.text()}}));
        return scene_.stage.settle();
    }

    // All tickets about it, those of people too.
    Result<std::vector<std::string>> tickets() {
        std::vector<std::string> ids;
        STEWARD_CHECK(scene_.stage.database().read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(
                const auto rows,
                transaction.query(
                    "select id from helpdesk_tickets where device_id = $1 and client_id = $2 and (id = $3 or title = $4) and state in "
                    "('new', 'triaged', 'assigned', 'in_progress') order by created_at",
                    machine_.id, company_.id, ticket_, fault_.report));
            for (const auto& row : rows) ids.push_back(row.text(0));
            return {};
        }));
        return ids;
    }

    Status resolve() {
        STEWARD_TRY(const bool there, find());
        STEWARD_TRY(const auto all, tickets());
        const Actor& who = owner_.account.is_nil() ? whoever_is_there() : owner_;
        for (const auto& id : all) {
            const std::string path = "/api/v1/tickets/" + id;
            STEWARD_TRY(const auto ticket, scene_.stage.ask(who, "GET", path));
            if (text_of(ticket, "state") != "in_progress") {
                STEWARD_CHECK(
                    scene_.stage.ask(scene_.cast.staff.dispatcher, "PATCH", path, {{"category_id", scene_.categories["Servers"]}}));
                STEWARD_CHECK(scene_.stage.ask(scene_.cast.staff.dispatcher, "POST", path + "/assign",
                                               {{"assignee_account_id", who.account.text()}}));
                STEWARD_CHECK(scene_.stage.ask(who, "POST", path + "/state", {{"state", "in_progress"}}));
            }
            if (id != ticket_)
                STEWARD_CHECK(scene_.stage.ask(who, "POST", path + "/messages",
                                               {{"text", "It works again. " + std::string(fault_.resolution)}, {"internal", false}}));
            json::object how{{"state", "resolved"},
                             {"resolution_code", fault_.code},
                             {"resolution_text", fault_.resolution},
                             {"root_cause", fault_.cause},
                             {"minutes", scene_.between(10, 55)}};
            if (!scene_.stage.ask(who, "POST", path + "/state", how)) STEWARD_CHECK(confirm_reports(who, path, how));
        }
        return there ? Status{} : Status{};
    }

    // What was proposed only is decided by a person before the ticket can end.
    Status confirm_reports(const Actor& who, const std::string& path, const json::object& how) {
        STEWARD_TRY(const auto reports, scene_.stage.ask(who, "GET", "/api/v1/client-reports?filter=state:proposed&page_size=200"));
        if (const auto* list = reports.if_contains("client_reports")) {
            for (const auto& one : list->as_array())
                STEWARD_CHECK(
                    scene_.stage.ask(who, "POST", "/api/v1/client-reports/" + text_of(one, "report_id") + "/confirm", json::object{}));
        }
        STEWARD_CHECK(scene_.stage.ask(who, "POST", path + "/state", how));
        return {};
    }

    Scene& scene_;
    const Company& company_;
    const Machine& machine_;
    const Fault& fault_;
    Actor owner_;
    std::string alert_, ticket_;
};
}  // namespace

void tell_fault(Scene& scene, const Company& company, const Machine& machine, const Fault& fault, Instant at, Notice notice, bool open) {
    std::make_shared<Case>(scene, company, machine, fault)->begin(at, notice, open);
}

}  // namespace steward::demo
