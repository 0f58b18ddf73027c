// Every method of the schema, as nobody and as every role, on what is theirs, what is another
// client's, and what does not exist (design/trust.md 4.3). Nothing here lists methods: what must
// come out is read from the annotations, so a new method is tested the day it is written.
//
// In every text that the database holds of the other client stands a canary, which says in which column it stands (canaries.h);
// whoever may not see that client must never see one.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "steward/annotations.pb.h"
#include "tests/scenarios/canaries.h"
#include "tests/scenarios/catalogue.h"
#include "tests/scenarios/furnished_backups.h"
#include "tests/scenarios/furnished_exception.h"
#include "tests/scenarios/story.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
constexpr const char* canary = "canary-of-lakeside";
constexpr const char* nowhere = "01a20000-0000-7000-8000-000000000000";

using Nouns = std::map<std::string, std::string>;  // noun to id

std::string first_id(World& world, const std::string& path, const std::string& list, const std::string& id, const std::string& client_id) {
    const auto items = world.list(path, list);
    EXPECT_TRUE(items) << path;
    if (!items) return nowhere;
    for (const auto& item : *items) {
        if (text_of(item, "client_id") == client_id) return text_of(item, id);
    }
    ADD_FAILURE() << "the matrix has no " << id << " of its own to ask for";
    return nowhere;
}
}  // namespace

class PermissionMatrix : public ::testing::Test {
protected:
    static void set_up(storage::Engine engine) {
        auto begun = World::begin(engine, story_midnight());
        ASSERT_TRUE(begun) << begun.error().message;
        world_ = begun->release();
        own_ = new Nouns(furnish("harbour", "mark-of-harbour"));
        foreign_ = new Nouns(furnish("lakeside", canary));
        ASSERT_TRUE(world_->settle());
        // Somebody of ours who is there for the other client alone, and a way to tell people: rows that others of the client's belong to.
        must("POST", "/api/v1/accounts",
             {{"name", "Lars"},
              {"email", "lars@matrix.example"},
              {"roles", json::array{"TEC"}},
              {"client_ids", json::array{foreign_->at("client")}}});
        ASSERT_TRUE(world_->add_mail("nobody", ""));
        auto set = set_canaries(world_->database(), foreign_->at("client"), canary, world_->now());
        ASSERT_TRUE(set) << set.error().message << " " << set.error().cause;
        canaries_ = new Canaries(std::move(*set));
        // What rooms keep in memory is read anew: the canaries stand there, too.
        const auto again = world_->begin_again();
        ASSERT_TRUE(again) << again.error().message << " " << again.error().cause;
        ASSERT_TRUE(world_->settle());  // what a start says once more is said before anybody asks
    }
    static void TearDownTestSuite() {
        delete own_;
        delete foreign_;
        delete canaries_;
        delete world_;
    }

    static json::value must(const std::string& verb, const std::string& path, const json::value& body) {
        auto answer = world_->call(verb, path, body);
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? *answer : json::value{};
    }

    /// Somebody of the client told us something first, and somebody wants to see it otherwise: as an account, local root has no name.
    static void furnish_proactivity(Nouns& nouns, const std::string& at, const std::string& mark) {
        must("POST", at + "/tickets",
             {{"kind", "incident"}, {"source", "phone"}, {"title", "told first " + mark}, {"requester_person_id", nouns["person"]}});
        EXPECT_TRUE(world_->settle());
        const std::string client = nouns["client"];
        nouns["disturbance"] = first_id(*world_, "/api/v1/disturbances", "disturbances", "disturbance_id", client);
        nouns["client_report"] = first_id(*world_, "/api/v1/client-reports", "client_reports", "report_id", client);
        nouns["verdict_override"] = nouns["person"];
        EXPECT_TRUE(world_->database().write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(
                "insert into proactivity_overrides (id, client_id, disturbance_id, kind, from_verdict, to_verdict, derived_then, reason, "
                "improves, state, requested_by_id, requested_by, requested_at, decided_by, note) values ($1, $2, $3, 'verdict', "
                "'client_first', 'proactive', 'client_first', $4, $5, 'pending', $6, 'Theo', $7, '', '')",
                nouns["verdict_override"], client, nouns["disturbance"], "reason " + mark, true, nouns["site"], world_->now()));
            return {};
        }));
        nouns["ticket_exception"] = furnish_exception(*world_, nouns["person"], client, mark);
    }

    /// No machine of this house has a gate, so a draft is written as the room would; the policy's row follows below.
    static void furnish_jobs(Nouns& nouns, const std::string& mark) {
        nouns["job"] = nouns["policy"] = nouns["person"];
        EXPECT_TRUE(world_->database().write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(
                "insert into jobs_jobs (id, client_id, job_class, title, state, author, drafted_at, reason, ticket_reference, wish, "
                "script_name, script_digest, script_version, payload, files, not_before, not_after, usual_window, timeout_s, devices, "
                "radius, persons, signed_by, message_id, frame, log_number, approved_by, halted, is_foreign, is_sealed, open_batch, "
                "count_waiting, "
                "count_running, count_done, count_failed, count_refused, count_expired, count_unknown, count_cancelled, revision) values "
                "($1, $2, 3, $3, 'drafted', 'Theo', $4, '', '', $5, '', '', 0, $5, '', $4, $6, $7, 600, 1, 'one', 1, '', '', $5, -1, '', "
                "'', "
                "$8, $8, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1)",
                nouns["job"], nouns["client"], "job " + mark, world_->now(), Bytes{}, world_->now() + std::chrono::hours(24), true, false));
            STEWARD_CHECK(transaction.execute(
                "insert into jobs_policies (id, client_id, version, job_class, frame, allowed, trigger_kind, conditions, windows, "
                "not_before, "
                "not_after, runs_a_day, signed_by, message_id, log_number, devices, by_tags) values ($1, $2, 1, 9, $3, $3, 3, '', '', $4, "
                "$5, "
                "1, $6, '', -1, 1, $7)",
                nouns["policy"], nouns["client"], Bytes{}, world_->now(), world_->now() + std::chrono::hours(24), "policy " + mark, false));
            return {};
        }));
    }

    /// Nobody signs in this house: a grant, a gate and what it asks are written as the room would.
    static void furnish_authority(Nouns& nouns, const std::string& mark) {
        EXPECT_TRUE(world_->database().write([&](storage::Transaction& transaction) -> Status {
            const Bytes nothing, nonce(16, 7), message(mark.begin(), mark.end());
            STEWARD_CHECK(transaction.execute(
                "insert into authority_grants (id, client_id, holder, most_uses, not_after, allowed, taken_at, message_id, frame) values "
                "($1, "
                "$2, $3, 1, $4, 2, $4, $5, $6)",
                nouns["enrolment"], nouns["client"], "holder " + mark, world_->now() + std::chrono::hours(1), message, nothing));
            STEWARD_CHECK(transaction.execute(
                "insert into authority_gates (device_id, gate_id, gate_key, grant_id, host_name, card, state, words, said, observed_at, "
                "seen_at) "
                "values ($1, $2, $3, $4, $5, $3, 'waiting', $6, $3, $7, $7)",
                nouns["device"], "gate " + mark, nothing, nouns["enrolment"], "host " + mark, "words " + mark, world_->now()));
            STEWARD_CHECK(transaction.execute("insert into authority_questions (device_id, nonce, asked_at) values ($1, $2, $3)",
                                              nouns["device"], nonce, world_->now()));
            return {};
        }));
    }

    /// Nobody is paged in a house without a rota, so the run is written as the room would.
    static void furnish_escalation(Nouns& nouns, const std::string& mark) {
        nouns["escalation_run"] = nouns["person"];
        EXPECT_TRUE(world_->database().write([&](storage::Transaction& transaction) -> Status {
            STEWARD_CHECK(transaction.execute(
                "insert into escalation_runs (id, kind, client_id, ticket_id, reference, title, priority, policy_id, policy_version, "
                "state, "
                "started_at, acknowledged_by, acknowledged_via, marks) values ($1, 'ticket', $2, $3, 'TIC-0', $4, 'P1', $5, 1, 'started', "
                "$6, '', '', '')",
                nouns["escalation_run"], nouns["client"], nouns["ticket"], "run " + mark, nouns["site"], world_->now()));
            return {};
        }));
    }

    /// Somebody is asked, and something is done every month.
    static void furnish_approvals(Nouns& nouns, const std::string& at, const std::string& mark) {
        const std::string approver =
            text_of(must("POST", at + "/people",
                         {{"name", "approver " + mark}, {"email", "cap-" + mark + "@example.org"}, {"roles", json::array{"CAP"}}}),
                    "person_id");
        nouns["approval"] = text_of(must("POST", "/api/v1/tickets/" + nouns["ticket"] + "/approvals",
                                         {{"kind", "access"}, {"question", "may they " + mark}, {"person_ids", json::array{approver}}}),
                                    "approval_id");
        // Templates are everybody's: no client's word stands in them.
        const std::string source =
            text_of(must("POST", "/api/v1/ticket-templates", {{"name", nouns["client"]}, {"title", "monthly"}}), "template_id");
        nouns["ticket_schedule"] = text_of(must("POST", at + "/ticket-schedules",
                                                {{"name", "schedule " + mark},
                                                 {"template_id", source},
                                                 {"rule", "FREQ=MONTHLY"},
                                                 {"zone", "UTC"},
                                                 {"starts_on", to_rfc3339(world_->now() + std::chrono::hours(48)).substr(0, 10)}}),
                                           "schedule_id");
    }

    /// A file in the ticket, and an article about the client.
    static void furnish_files(Nouns& nouns, const std::string& mark) {
        const std::string at = "/api/v1/tickets/" + nouns["ticket"] + "/attachments";
        nouns["attachment"] = text_of(must("POST", at, {{"name", "file " + mark + ".txt"}, {"size_bytes", "3"}}), "attachment_id");
        must("PATCH", "/api/v1/attachments/" + nouns["attachment"] + "/content", {{"offset", "0"}, {"content", "YWJj"}});
        must("POST", at + "/attach", {{"attachment_ids", json::array{nouns["attachment"]}}});
        const std::string article = text_of(
            must("POST", "/api/v1/articles", {{"title", "article " + mark}, {"body", "words " + mark}, {"client_id", nouns["client"]}}),
            "article_id");
        must("POST", "/api/v1/articles/" + article + "/audience", {{"audience", "clients"}, {"client_id", nouns["client"]}});
        must("POST", "/api/v1/tickets/" + nouns["ticket"] + "/articles", {{"article_id", article}, {"how", "link"}});
    }

    /// A problem and a change, each with its ticket.
    static void furnish_problems(Nouns& nouns, const std::string& at, const std::string& mark) {
        for (const char* kind : {"problem", "change"})
            must("POST", at + "/tickets",
                 {{"kind", kind}, {"source", "phone"}, {"title", kind + (" of " + mark)}, {"device_id", nouns["device"]}});
        EXPECT_TRUE(world_->settle());
        nouns["problem"] = first_id(*world_, "/api/v1/problems", "problems", "problem_id", nouns["client"]);
        nouns["change"] = first_id(*world_, "/api/v1/changes", "changes", "change_id", nouns["client"]);
        must("PATCH", "/api/v1/problems/" + nouns["problem"], {{"cause", "cause " + mark}, {"workaround", "workaround " + mark}});
        must("PATCH", "/api/v1/changes/" + nouns["change"], {{"plan", "plan " + mark}, {"rollback", "way back " + mark}});
    }

    /// A client with one of everything, `mark` in every text of it.
    static Nouns furnish(const std::string& name, const std::string& mark) {
        Nouns nouns;
        const auto text = [&](const char* what) { return std::string(what) + " " + mark; };
        EXPECT_TRUE(world_->add_client(mark + "-" + name));
        const std::string client = nouns["client"] = world_->client_id(mark + "-" + name).value();
        const std::string at = "/api/v1/clients/" + client;
        must("PATCH", at, {{"note", text("note")}});
        nouns["site"] = text_of(must("POST", at + "/sites", {{"name", text("site")}, {"address", text("street")}}), "site_id");
        nouns["person"] =
            text_of(must("POST", at + "/people",
                         {{"name", text("person")}, {"email", mark + "@example.org"}, {"phone", text("phone")}, {"title", text("title")}}),
                    "person_id");
        EXPECT_TRUE(world_->add_device("server", mark + "-1", mark + "-" + name, "C1"));
        Device* device = world_->device(mark + "-1").value();
        nouns["device"] = device->id().text();
        must("PATCH", "/api/v1/devices/" + nouns["device"], {{"note", text("note")}, {"site_id", nouns["site"]}});
        nouns["enrolment"] = text_of(must("POST", at + "/enrolments", {{"note", text("note")}}).at("enrolment"), "enrolment_id");
        nouns["ticket"] = text_of(must("POST", at + "/tickets",
                                       {{"kind", "request"},
                                        {"source", "phone"},
                                        {"title", text("ticket")},
                                        {"description", text("what")},
                                        {"impact", "limited"},
                                        {"urgency", "low"},
                                        {"device_id", nouns["device"]}}),
                                  "ticket_id");
        must("POST", "/api/v1/tickets/" + nouns["ticket"] + "/messages", {{"text", text("answer")}, {"internal", false}});
        must("POST", "/api/v1/tickets/" + nouns["ticket"] + "/messages", {{"text", text("secret note")}, {"internal", true}});
        const int64_t now = world_->now().unix_ms;
        nouns["maintenance_window"] = text_of(must("POST", at + "/maintenance-windows",
                                                   {{"device_id", nouns["device"]},
                                                    {"starts_at_unix_ms", now + 86'400'000},
                                                    {"ends_at_unix_ms", now + 90'000'000},
                                                    {"reason", text("a long reason")}}),
                                              "maintenance_window_id");
        nouns["exemption"] = text_of(must("POST", at + "/exemptions",
                                          {{"check", "S01"},
                                           {"item", "/" + mark},
                                           {"disabled", true},
                                           {"reason", text("a long reason")},
                                           {"expires_at_unix_ms", now + 864'000'000}}),
                                     "exemption_id");
        EXPECT_TRUE(device->event("restart", world_->now()));
        device->set("service_running", mark + ".service", 1);
        EXPECT_TRUE(world_->step());
        EXPECT_TRUE(device->report(world_->now()));
        EXPECT_TRUE(world_->settle());
        nouns["alert"] = first_id(*world_, "/api/v1/alerts", "alerts", "alert_id", client);
        nouns["incident"] = first_id(*world_, "/api/v1/incidents", "incidents", "incident_id", client);
        furnish_proactivity(nouns, at, mark);
        furnish_escalation(nouns, mark);
        furnish_approvals(nouns, at, mark);
        nouns["major_incident"] =
            text_of(must("POST", "/api/v1/tickets/" + nouns["ticket"] + "/major-incident", {{"reason", "decision"}}), "major_incident_id");
        furnish_files(nouns, mark);
        furnish_problems(nouns, at, mark);
        furnish_backups(*world_, nouns, mark);
        furnish_jobs(nouns, mark);
        furnish_authority(nouns, mark);
        return nouns;
    }

    static std::string route_of(const Method& rule) {
        return !rule.get().empty()     ? rule.get()
               : !rule.post().empty()  ? rule.post()
               : !rule.patch().empty() ? rule.patch()
                                       : rule.delete_();
    }

    /// The path with the id of `nouns` where the scope's field stands, and of nothing elsewhere.
    static std::string path_of(const http::ApiMethod& method, const Nouns& nouns) {
        std::string path = route_of(method.rule);
        for (size_t begin = path.find('{'); begin != std::string::npos; begin = path.find('{')) {
            const size_t end = path.find('}', begin);
            const std::string field = path.substr(begin + 1, end - begin - 1);
            const auto at = nouns.find(method.rule.scope().resource());
            path.replace(begin, end - begin + 1, field == method.rule.scope().field() && at != nouns.end() ? at->second : nowhere);
        }
        return path;
    }

    static json::value body_of(const http::ApiMethod& method) {
        return method.has_body() ? json::value(json::object{}) : json::value(nullptr);
    }

    /// A query or a body may carry the scope instead of the path.
    static std::string target_of(const http::ApiMethod& method, const Nouns& nouns) {
        std::string path = path_of(method, nouns);
        const auto& scope = method.rule.scope();
        const bool in_path = route_of(method.rule).find("{" + scope.field() + "}") != std::string::npos;
        if (scope.kind() == Scope::CLIENT && !in_path)
            path += "?" + scope.field() + "=" + (nouns.contains(scope.resource()) ? nouns.at(scope.resource()) : nowhere);
        return path;
    }

    static bool ends_the_session(const http::ApiMethod& method) { return method.name.ends_with(".SignOut"); }

    static std::set<std::string> permissions_of(const std::string& role) {
        std::set<std::string> held;
        const json::value roles = must("GET", "/api/v1/roles", nullptr);
        for (const auto& one : roles.at("roles").as_array()) {
            const auto* permissions = one.as_object().if_contains("permissions");
            if (text_of(one, "code") != role || !permissions) continue;
            for (const auto& permission : permissions->as_array()) held.insert(std::string(permission.as_string()));
        }
        return held;
    }

    /// What may never happen to somebody of the other client.
    static void check_role(const std::string& role);
    static void check_scoped(Visitor& visitor, const http::ApiMethod& method);
    static void check_references(Visitor& visitor, const http::ApiMethod& method);

    static void has_a_canary_in_every_text_of_the_other_client();
    static void lets_nobody_do_anything_but_sign_in();
    static void holds_for_every_role_of_the_model();
    static void keeps_nothing_from_the_owner();
    static void is_over_with_the_session();

    static inline World* world_ = nullptr;
    static inline Nouns *own_ = nullptr, *foreign_ = nullptr;
    static inline Canaries* canaries_ = nullptr;
};

namespace {
void expect_no_canary(const Answer& answer, const std::string& who) {
    const size_t at = answer.body.find(canary);
    EXPECT_EQ(at, std::string::npos) << who << " was shown another client's text: ..." << answer.body.substr(at > 200 ? at - 200 : 0, 400);
}

}  // namespace

void PermissionMatrix::check_scoped(Visitor& visitor, const http::ApiMethod& method) {
    const std::string who = visitor.name() + " " + method.name;
    ASSERT_TRUE(foreign_->contains(method.rule.scope().resource())) << "the matrix furnishes no " << method.rule.scope().resource();
    const auto own = visitor.ask(method.verb, target_of(method, *own_), body_of(method));
    const auto foreign = visitor.ask(method.verb, target_of(method, *foreign_), body_of(method));
    const auto missing = visitor.ask(method.verb, target_of(method, {}), body_of(method));
    EXPECT_NE(own.status, 401) << who;
    EXPECT_FALSE(own.code == "access.forbidden" || own.code == "access.not_found") << who << " on their own: " << own.body;
    EXPECT_EQ(foreign.status, 404) << who << " on another client's: " << foreign.body;
    EXPECT_EQ(foreign.status, missing.status) << who;
    EXPECT_EQ(foreign.body, missing.body) << who << ": another client's and missing can be told apart";
    for (const auto* answer : {&own, &foreign, &missing}) expect_no_canary(*answer, who);
}

// An id of another client in a field, under one's own client: the same as no such id.
void PermissionMatrix::check_references(Visitor& visitor, const http::ApiMethod& method) {
    for (const auto* field : method.references) {
        const std::string noun = field->field->options().GetExtension(steward::field).reference(), name(field->name());
        ASSERT_TRUE(foreign_->contains(noun)) << "the matrix furnishes no " << noun;
        const auto with = [&](const std::string& id) {
            const json::value value = field->repeated ? json::value(json::array{id}) : json::value(id);
            if (method.has_body()) return visitor.ask(method.verb, target_of(method, *own_), {{name, value}});
            const std::string target = target_of(method, *own_);
            return visitor.ask(method.verb, target + (target.find('?') == std::string::npos ? "?" : "&") + name + "=" + id);
        };
        const auto foreign = with(foreign_->at(noun)), missing = with(nowhere);
        EXPECT_EQ(foreign.status, 404) << visitor.name() << " " << method.name << " with a foreign " << name << ": " << foreign.body;
        EXPECT_EQ(foreign.body, missing.body) << visitor.name() << " " << method.name << " " << name;
    }
}

void PermissionMatrix::check_role(const std::string& role) {
    Visitor visitor(*world_, role);
    const auto signed_in = visitor.sign_in_as(role, own_->at("client"));
    ASSERT_TRUE(signed_in) << signed_in.error().message;
    const auto held = permissions_of(role);
    for (const auto& method : world_->house().dispatcher().methods()) {
        const auto& rule = method.rule;
        if (ends_the_session(method) || rule.stream()) continue;
        const std::string who = role + " " + method.name;
        if (!rule.permission().empty() && !held.contains(rule.permission())) {
            for (const auto* nouns : {own_, foreign_}) {
                const auto answer = visitor.ask(method.verb, target_of(method, *nouns), body_of(method));
                EXPECT_EQ(answer.status, 403) << who << ": " << answer.body;
                expect_no_canary(answer, who);
            }
            continue;
        }
        if (rule.scope().kind() == Scope::CLIENT) {
            check_scoped(visitor, method);
            check_references(visitor, method);
            continue;
        }
        const auto answer = visitor.ask(method.verb, target_of(method, {}), body_of(method));
        // Signing in with nothing is refused by its own answer, whoever asks.
        EXPECT_TRUE(answer.status != 401 || rule.scope().kind() == Scope::PUBLIC) << who << ": " << answer.body;
        EXPECT_NE(answer.code, "access.forbidden") << who << ": " << answer.body;
        expect_no_canary(answer, who);
        if (rule.permission() == "authority.read") {
            EXPECT_EQ(answer.body.find(foreign_->at("device")), std::string::npos) << who << " was told of another client's machine";
        }
        if (method.rows) expect_no_canary(visitor.ask(method.verb, target_of(method, {}), nullptr, "text/csv"), who + " as CSV");
    }
}

void PermissionMatrix::has_a_canary_in_every_text_of_the_other_client() {
    std::printf("%zu texts in %zu tables carry a canary; %zu tables got a row from the catalogue alone\n", canaries_->columns.size(),
                canaries_->tables.size(), canaries_->planted.size());
    EXPECT_THAT(canaries_->without_row, ::testing::IsEmpty()) << "tables of clients without a row of this client";
    EXPECT_THAT(canaries_->needless_spares, ::testing::IsEmpty()) << "spared, but no column needs it: take it out of canaries.cpp";
    EXPECT_GE(canaries_->columns.size(), 228U) << "texts were spared: canaries.cpp";
}

void PermissionMatrix::lets_nobody_do_anything_but_sign_in() {
    Visitor nobody(*world_, "nobody");
    for (const auto& method : world_->house().dispatcher().methods()) {
        const auto answer = nobody.ask(method.verb, target_of(method, *foreign_), body_of(method));
        if (method.rule.scope().kind() != Scope::PUBLIC) {
            EXPECT_EQ(answer.status, 401) << method.name << ": " << answer.body;
        }
        expect_no_canary(answer, "nobody " + method.name);
    }
}

void PermissionMatrix::holds_for_every_role_of_the_model() {
    const auto before = rows_of_client(world_->database(), foreign_->at("client"));
    ASSERT_TRUE(before && before->find(canary) != std::string::npos);
    const auto roles = must("GET", "/api/v1/roles", nullptr).at("roles").as_array();
    ASSERT_GE(roles.size(), 19u);
    const bool all = world_->database().engine() == storage::Engine::Sqlite;  // PostgreSQL takes three times as long
    for (const auto& role : all ? roles_but_the_owner(roles) : roles_of_every_refusal(roles)) check_role(role);
    EXPECT_EQ(rows_of_client(world_->database(), foreign_->at("client")).value_or(""), *before)
        << "somebody changed what is another client's";
}

void PermissionMatrix::keeps_nothing_from_the_owner() {
    Visitor owner(*world_, "OWN");
    const auto signed_in = owner.sign_in_as("OWN", "");
    ASSERT_TRUE(signed_in) << signed_in.error().message;
    std::set<std::string> shown;
    for (const auto& method : world_->house().dispatcher().methods()) {
        if (ends_the_session(method) || method.rule.stream() || !method.is_safe()) continue;
        const auto answer = owner.ask(method.verb, target_of(method, *foreign_));
        EXPECT_FALSE(answer.status == 401 || answer.status == 403 || answer.code == "access.forbidden")
            << method.name << ": " << answer.body;
        EXPECT_LT(answer.status, 500) << method.name << " cannot read what was planted: " << answer.body;
        for (const auto& column : canaries_->columns) {
            if (answer.body.find(canary + (" of " + column)) != std::string::npos) shown.insert(column);
        }
    }
    std::printf("%zu of the canaries were seen by the owner\n", shown.size());
    EXPECT_GE(shown.size(), 150U) << "canaries that nobody can see guard nothing";
    for (const auto* list : {"/api/v1/devices", "/api/v1/gates", "/api/v1/grants"})
        EXPECT_NE(owner.ask("GET", list).body.find(canary), std::string::npos) << list;
    EXPECT_NE(owner.ask("GET", "/api/v1/authority/questions").body.find(foreign_->at("device")), std::string::npos);
}

void PermissionMatrix::is_over_with_the_session() {
    Visitor visitor(*world_, "leaver");
    const auto made = world_->call("POST", "/api/v1/accounts",
                                   {{"name", "Leaver"},
                                    {"email", "leaver@matrix.example"},
                                    {"roles", json::array{"TEC"}},
                                    {"client_ids", json::array{own_->at("client")}}});
    ASSERT_TRUE(made) << made.error().message;
    const std::string link = text_of(*made, "sign_in_link");
    ASSERT_EQ(visitor
                  .ask("POST", "/api/v1/access/redeem-link",
                       {{"link_token", link.substr(link.find('#') + 1)}, {"new_password", "under the old walnut tree"}})
                  .status,
              200);
    for (const auto& method : world_->house().dispatcher().methods()) {
        const bool is_way_in = method.name.starts_with("steward.access.v1.");
        if (method.rule.permission().empty() && (is_way_in || method.rule.scope().kind() == Scope::PUBLIC)) continue;
        const auto answer = visitor.ask(method.verb, target_of(method, *own_), body_of(method));
        EXPECT_EQ(answer.status, 403) << "without a second factor: " << method.name << ": " << answer.body;
    }
    ASSERT_EQ(visitor.ask("POST", "/api/v1/access/sign-out", json::object{}).status, 200);
    EXPECT_EQ(visitor.ask("GET", "/api/v1/devices").status, 401);
}

template <typename Engine>
class PermissionMatrixOn : public PermissionMatrix {
protected:
    static void SetUpTestSuite() { set_up(Engine::value); }
};
struct NameOfEngine {
    template <typename Engine>
    static std::string GetName(int) {
        return Engine::value == storage::Engine::Sqlite ? "Sqlite" : "Postgres";
    }
};
template <storage::Engine engine>
using On = std::integral_constant<storage::Engine, engine>;
using BothEngines = ::testing::Types<On<storage::Engine::Sqlite>, On<storage::Engine::Postgres>>;
TYPED_TEST_SUITE(PermissionMatrixOn, BothEngines, NameOfEngine);

TYPED_TEST(PermissionMatrixOn, has_a_canary_in_every_text_of_the_other_client) { this->has_a_canary_in_every_text_of_the_other_client(); }
TYPED_TEST(PermissionMatrixOn, lets_nobody_do_anything_but_sign_in) { this->lets_nobody_do_anything_but_sign_in(); }
TYPED_TEST(PermissionMatrixOn, holds_for_every_role_of_the_model) { this->holds_for_every_role_of_the_model(); }
TYPED_TEST(PermissionMatrixOn, keeps_nothing_from_the_owner) { this->keeps_nothing_from_the_owner(); }
TYPED_TEST(PermissionMatrixOn, is_over_with_the_session) { this->is_over_with_the_session(); }

}  // namespace steward::scenarios
