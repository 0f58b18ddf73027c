// What a client's people may not see never leaves the server: not in an answer, not in a count, not by a filter that asks for
// it. One word stands in everything that is written for colleagues; every role of the client's side asks every method.
#include <gtest/gtest.h>

#include "steward/annotations.pb.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
constexpr const char* secret_word = "zanzibar";
constexpr const char* client_roles[] = {"CDM", "CAP", "CHR", "CUS", "CRO", "VND"};

size_t count_in(const Answer& answer) {
    const auto value = json::parse(answer.body);
    for (const auto& field : value.as_object()) {
        if (field.value().is_array()) return field.value().as_array().size();
    }
    return 0;
}
}  // namespace

class PortalDoors : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        auto begun = World::begin(storage::Engine::Sqlite, Instant{1'795'000'000'000});
        ASSERT_TRUE(begun) << begun.error().message;
        world = begun->release();
        furnish();
        for (const std::string role : client_roles) {
            auto visitor = std::make_unique<Visitor>(*world, role);
            const auto in = visitor->sign_in_as(role, harbour);
            ASSERT_TRUE(in) << in.error().message;
            visitors[role] = std::move(visitor);
        }
    }
    static void TearDownTestSuite() {
        visitors.clear();
        delete world;
    }

    static json::value must(const std::string& verb, const std::string& path, const json::value& body) {
        auto answer = world->call(verb, path, body);
        EXPECT_TRUE(answer) << path << ": " << (answer ? "" : answer.error().message);
        return answer ? *answer : json::value(json::object{});
    }
    static std::string ticket(const std::string& title, const std::string& requester = {}, const std::string& kind = "incident") {
        json::object body{{"kind", kind}, {"source", "phone"}, {"title", title}, {"impact", "significant"}, {"urgency", "high"}};
        if (!requester.empty()) body["requester_person_id"] = requester;
        return text_of(must("POST", "/api/v1/clients/" + harbour + "/tickets", body), "ticket_id");
    }
    static std::string hidden(const std::string& text) { return text + " " + secret_word; }

    static void furnish() {
        ASSERT_TRUE(world->add_client("harbour"));
        ASSERT_TRUE(world->add_client("lakeside"));
        harbour = world->client_id("harbour").value();
        const std::string at = "/api/v1/clients/" + harbour;
        must("PATCH", at, {{"note", hidden("pays late")}});
        const auto ulla = text_of(must("POST", at + "/people", {{"name", "Ulla"}, {"email", "CUS@matrix.example"}}), "person_id");
        ASSERT_TRUE(world->add_device("server", "files-1", "harbour", "C1"));
        Device* device = world->device("files-1").value();
        must("PATCH", "/api/v1/devices/" + device->id().text(), {{"note", hidden("under the stairs")}});
        own = ticket("My keyboard", ulla);
        colleagues = ticket("A colleague leaves");
        internal = ticket(hidden("Raise their prices"), ulla, "internal");
        must("POST", "/api/v1/tickets/" + own + "/messages", {{"text", hidden("she is difficult")}, {"internal", true}});
        must("POST", "/api/v1/tickets/" + own + "/messages", {{"text", "We are on it."}, {"internal", false}});
        must("PATCH", "/api/v1/tickets/" + own, {{"priority", "P4"}, {"priority_reason", hidden("not worth more")}});
        for (const auto& id : {own, colleagues, internal}) {
            for (const auto* state : {"triaged", "in_progress"})
                must("POST", "/api/v1/tickets/" + id + "/state", {{"state", state}, {"category_id", usual_category}});
            must("POST", "/api/v1/tickets/" + id + "/state",
                 {{"state", "waiting_vendor"}, {"vendor_reference", "4711"}, {"reason", hidden("the vendor sleeps again")}});
        }
        EXPECT_TRUE(device->event("restart", world->now()));
        EXPECT_TRUE(world->step());
        EXPECT_TRUE(device->report(world->now()));
        EXPECT_TRUE(world->settle());
        const auto alerts = world->list("/api/v1/alerts", "alerts");
        ASSERT_TRUE(alerts && !alerts->empty());
        must("POST", "/api/v1/alerts/" + text_of(alerts->front(), "alert_id") + "/close",
             {{"reason", "false_alarm"}, {"note", hidden("their cleaner did it")}});
        EXPECT_TRUE(world->settle());
    }

    /// The address of a method with the ids of harbour; nothing where this test knows no such id.
    static std::string target_of(const http::ApiMethod& method) {
        const std::map<std::string, std::string> ids = {
            {"client", harbour}, {"ticket", own}, {"device", world->device("files-1").value()->id().text()}};
        std::string path = method.rule.get();
        const auto at = ids.find(method.rule.scope().resource());
        for (size_t begin = path.find('{'); begin != std::string::npos; begin = path.find('{')) {
            if (at == ids.end()) return {};
            path.replace(begin, path.find('}', begin) - begin + 1, at->second);
        }
        return path;
    }

    /// Every method that only reads, asked by every role that may ask it.
    template <typename Ask>
    static void each_reading(Ask ask) {
        for (const auto& [role, visitor] : visitors) {
            for (const auto& method : world->house().dispatcher().methods()) {
                if (method.rule.get().empty() || method.rule.stream()) continue;
                const std::string target = target_of(method);
                if (target.empty()) continue;
                ask(role, *visitor, method, target);
            }
        }
    }

    static inline World* world = nullptr;
    static inline std::string harbour, own, colleagues, internal;
    static inline std::map<std::string, std::unique_ptr<Visitor>> visitors;
};

TEST_F(PortalDoors, let_nothing_out_that_is_written_for_colleagues) {
    size_t answered = 0;
    each_reading([&](const std::string& role, Visitor& visitor, const http::ApiMethod& method, const std::string& target) {
        for (const auto& form : {"application/json", "text/csv"}) {
            const auto answer = visitor.ask("GET", target, nullptr, form);
            answered += answer.status == 200;
            EXPECT_EQ(answer.body.find(secret_word), std::string::npos) << role << " " << method.name << ": " << answer.body;
        }
    });
    EXPECT_GT(answered, 60u) << "the roles were hardly let in anywhere: this test looks at nothing";
    const auto staff = world->call("GET", "/api/v1/tickets/" + own + "/messages");
    EXPECT_NE(json::serialize(*staff).find(secret_word), std::string::npos) << "the word stands where colleagues read it";
}

TEST_F(PortalDoors, name_neither_our_queues_nor_our_accounts) {
    const auto made =
        must("POST", "/api/v1/accounts",
             {{"name", "Tess Technician"}, {"email", "tess@desk.example"}, {"roles", json::array{"TEC"}}, {"all_clients", true}});
    const std::string tess = text_of(made.at("account"), "account_id");
    ASSERT_NE(tess, "");
    const auto redeemed = Visitor(*world, "tess")
                              .ask("POST", "/api/v1/access/redeem-link",
                                   {{"link_token", text_of(made, "sign_in_link").substr(text_of(made, "sign_in_link").find('#') + 1)},
                                    {"new_password", "under the old walnut tree"}});
    ASSERT_EQ(redeemed.status, 200) << redeemed.body;
    for (const auto& id : {own, colleagues})
        must("POST", "/api/v1/tickets/" + id + "/assign", {{"assignee_account_id", tess}, {"queue", "alerts"}});
    size_t named = 0;
    each_reading([&](const std::string& role, Visitor& visitor, const http::ApiMethod& method, const std::string& target) {
        for (const auto& form : {"application/json", "text/csv"}) {
            const auto answer = visitor.ask("GET", target, nullptr, form);
            if (answer.status != 200) continue;
            named += answer.body.find("Tess Technician") != std::string::npos;
            EXPECT_EQ(answer.body.find(tess), std::string::npos) << role << " " << method.name << ": " << answer.body;
            if (method.name.find("Ticket") == std::string::npos) continue;
            EXPECT_EQ(answer.body.find("\"queue\":"), std::string::npos) << role << " " << method.name << ": " << answer.body;
        }
    });
    EXPECT_GT(named, 3u) << "by name they know who works for them: the tickets were there to be read";
    const auto staff = world->call("GET", "/api/v1/tickets/" + own);
    EXPECT_EQ(text_of(*staff, "assignee_account_id"), tess);
    EXPECT_EQ(text_of(*staff, "queue"), "alerts");
}

TEST_F(PortalDoors, find_nothing_by_words_that_are_hidden) {
    size_t lists = 0;
    each_reading([&](const std::string& role, Visitor& visitor, const http::ApiMethod& method, const std::string& target) {
        if (!method.rows) return;
        const auto answer = visitor.ask("GET", target + "?filter=" + secret_word);
        if (answer.status != 200) return;
        ++lists;
        EXPECT_EQ(count_in(answer), 0u) << role << " " << method.name << " was found by a hidden word: " << answer.body;
        const auto value = json::parse(answer.body);
        if (const auto* total = value.as_object().if_contains("total")) {
            EXPECT_EQ(total->to_number<int>(), 0) << role << " " << method.name << " counts what it hides";
        }
    });
    EXPECT_GT(lists, 20u);
}

TEST_F(PortalDoors, cannot_be_asked_for_a_field_that_is_hidden) {
    size_t asked = 0;
    each_reading([&](const std::string& role, Visitor& visitor, const http::ApiMethod& method, const std::string& target) {
        if (!method.rows) return;
        const auto* row = method.rows->field->message_type();
        for (int i = 0; row && i < row->field_count(); ++i) {
            const auto& rule = row->field(i)->options().GetExtension(steward::field);
            if (std::find(rule.hide_from().begin(), rule.hide_from().end(), role) == rule.hide_from().end()) continue;
            const std::string name = rule.filter().empty() ? std::string(row->field(i)->name()) : rule.filter();
            // Refused, or the same answer whether or not the word stands there.
            for (const std::string sign : {"", "-"}) {
                const auto found = visitor.ask("GET", target + "?filter=" + sign + name + ":*" + secret_word + "*");
                const auto nothing = visitor.ask("GET", target + "?filter=" + sign + name + ":*stands-nowhere*");
                if (found.status == 403) continue;
                ++asked;
                EXPECT_EQ(found.status, nothing.status) << role << " " << method.name << " " << name;
                if (found.status == 200) {
                    EXPECT_EQ(found.body, nothing.body) << role << " " << method.name << " can be asked for " << name;
                }
            }
        }
    });
    EXPECT_GT(asked, 4u);
}

TEST_F(PortalDoors, show_a_user_their_own_tickets_and_those_who_may_all_of_the_company) {
    const auto all = world->list("/api/v1/tickets", "tickets");
    ASSERT_TRUE(all) << all.error().message;
    size_t company = 0;
    for (const auto& ticket : *all) company += text_of(ticket, "client_id") == harbour && text_of(ticket, "kind") != "internal";
    ASSERT_GE(company, 2u);
    const std::map<std::string, size_t> sees = {{"CUS", 1}, {"CHR", 0}, {"CAP", company}, {"CRO", company}, {"CDM", company}};
    for (const auto& [role, most] : sees) {
        auto& visitor = *visitors.at(role);
        const auto list = visitor.ask("GET", "/api/v1/tickets");
        EXPECT_EQ(count_in(list), most) << role;
        EXPECT_EQ(json::parse(list.body).at("total").to_number<size_t>(), most) << role << " counts more than is shown";
        EXPECT_EQ(visitor.ask("GET", "/api/v1/tickets/" + own).status, most > 0 ? 200 : 404) << role;
        EXPECT_EQ(visitor.ask("GET", "/api/v1/tickets/" + colleagues).status, most == company ? 200 : 404) << role;
        EXPECT_EQ(visitor.ask("GET", "/api/v1/tickets/" + internal).status, 404) << role;
        EXPECT_EQ(visitor.ask("GET", "/api/v1/tickets/" + internal + "/messages").status, 404) << role;
        EXPECT_EQ(count_in(visitor.ask("GET", "/api/v1/tickets?filter=kind:internal")), 0u) << role;
    }
    EXPECT_EQ(visitors.at("VND")->ask("GET", "/api/v1/tickets").status, 403);
}

TEST_F(PortalDoors, open_for_each_role_what_the_model_gives_it_and_no_more) {
    const std::string at = "/api/v1/clients/" + harbour;
    const std::map<std::string, std::set<std::string>> doors = {{at + "/portal", {"CDM", "CAP", "CHR", "CUS", "CRO"}},
                                                                {at + "/colleagues", {"CAP", "CHR", "CDM"}},
                                                                {at + "/promises", {"CDM", "CRO"}},
                                                                {at + "/proactivity", {"CDM", "CRO"}},
                                                                {at + "/ticket-outlook", {"CDM", "CAP", "CHR", "CUS", "CRO"}},
                                                                {at + "/offered-devices", {"CDM", "CAP", "CHR", "CUS", "CRO"}},
                                                                {"/api/v1/devices", {"CDM", "CRO"}},
                                                                {"/api/v1/now", {"CDM", "CRO"}},
                                                                {"/api/v1/portal-defaults", {}},
                                                                {"/api/v1/clients", {}},
                                                                {"/api/v1/people", {}},
                                                                {"/api/v1/clocks", {}},
                                                                {"/api/v1/audit", {}}};
    for (const auto& [path, roles] : doors) {
        for (const auto& [role, visitor] : visitors)
            EXPECT_EQ(visitor->ask("GET", path).status, roles.contains(role) ? 200 : 403) << role << " " << path;
    }
    const std::string theirs = "/api/v1/clients/" + world->client_id("lakeside").value();
    for (const auto& [role, visitor] : visitors) {
        for (const auto* door : {"/portal", "/colleagues", "/promises", "/ticket-outlook", "/offered-devices"}) {
            const auto answer = visitor->ask("GET", theirs + door);
            EXPECT_TRUE(answer.status == 404 || answer.status == 403) << role << " " << door << ": " << answer.body;
        }
        EXPECT_EQ(visitor->ask("PATCH", at + "/portal", {{"color", "#1d57d8"}}).status, 403) << role;
        // Who joins, moves or leaves is reported by the people contact alone; what is asked is not whole, which comes later.
        EXPECT_EQ(visitor->ask("POST", at + "/staff-changes", json::object{}).status, role == "CHR" ? 400 : 403) << role;
        EXPECT_EQ(visitor->ask("POST", at + "/portal/logo", {{"image", "AAAA"}}).status, 403) << role;
    }
}

TEST_F(PortalDoors, count_promises_without_our_own_matters) {
    const auto answer = visitors.at("CRO")->ask("GET", "/api/v1/clients/" + harbour + "/promises");
    ASSERT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body.find(internal), std::string::npos);
    EXPECT_EQ(answer.body.find(secret_word), std::string::npos);
}

}  // namespace steward::scenarios
