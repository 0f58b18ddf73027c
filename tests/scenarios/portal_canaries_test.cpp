// Canaries at the doors of the portal: one word in everything that is ours, one in everything of another client. Each role of a
// client calls every method that it may call, to read and to change, and listens: neither word ever comes out, and no field does
// that the schema hides from that role.
#include <gtest/gtest.h>

#include "steward/annotations.pb.h"
#include "tests/scenarios/visitor.h"

namespace steward::scenarios {

namespace json = boost::json;

namespace {
constexpr const char *ours = "zanzibar", *theirs = "canary-of-lakeside";
constexpr const char* roles_of_clients[] = {"CUS", "CRO", "CAP", "CHR", "CDM"};

/// Every field that the schema hides from `role` and that stands in `value` all the same.
void find_hidden(const json::value& value, const google::protobuf::Descriptor& message, const std::string& role,
                 std::vector<std::string>& found) {
    if (value.is_array()) {
        for (const auto& one : value.as_array()) find_hidden(one, message, role, found);
    }
    if (!value.is_object()) return;
    for (const auto& member : value.as_object()) {
        const auto* field = message.FindFieldByName(std::string(member.key()));
        if (!field) continue;
        const auto& hidden = field->options().GetExtension(steward::field).hide_from();
        if (std::find(hidden.begin(), hidden.end(), role) != hidden.end()) found.push_back(field->full_name());
        if (field->message_type()) find_hidden(member.value(), *field->message_type(), role, found);
    }
}
}  // namespace

class PortalCanaries : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        auto begun = World::begin(storage::Engine::Sqlite, Instant{1'795'000'000'000});
        ASSERT_TRUE(begun) << begun.error().message;
        world = begun->release();
        ids["client"] = furnish("harbour", "plain", "CUS@matrix.example");
        furnish("lakeside", theirs, "");
        for (const std::string role : roles_of_clients) {
            auto visitor = std::make_unique<Visitor>(*world, role);
            const auto in = visitor->sign_in_as(role, ids["client"]);
            ASSERT_TRUE(in) << in.error().message;
            visitors[role] = std::move(visitor);
        }
        ASSERT_TRUE(world->settle());
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
    static std::string our(const std::string& text) { return text + " " + ours; }

    static std::string ticket(const std::string& client, const std::string& title, const std::string& requester, const std::string& kind) {
        json::object body{{"kind", kind}, {"source", "phone"}, {"title", title}, {"impact", "limited"}, {"urgency", "medium"}};
        if (!requester.empty()) body["requester_person_id"] = requester;
        return text_of(must("POST", "/api/v1/clients/" + client + "/tickets", body), "ticket_id");
    }

    /// What only we read about a client, in every room that keeps such words.
    static void write_ours(const std::string& client, const std::string& id) {
        const std::string at = "/api/v1/tickets/" + id;
        must("PATCH", "/api/v1/clients/" + client, {{"note", our("pays late")}});
        must("POST", at + "/messages", {{"text", our("she is difficult")}, {"internal", true}});
        must("PATCH", at, {{"priority", "P4"}, {"priority_reason", our("not worth more")}});
        must("POST", at + "/tags", {{"tags", json::array{ours}}});
        const auto file =
            text_of(must("POST", at + "/attachments", {{"name", our("offer") + ".txt"}, {"size_bytes", "3"}}), "attachment_id");
        must("PATCH", "/api/v1/attachments/" + file + "/content", {{"offset", "0"}, {"content", "YWJj"}});
        must("POST", at + "/attachments/attach", {{"attachment_ids", json::array{file}}, {"internal", true}});
        must("POST", "/api/v1/articles", {{"title", our("The till")}, {"body", our("How we really do it")}});
        must("POST", at + "/state", {{"state", "triaged"}, {"category_id", usual_category}});
        must("POST", at + "/state", {{"state", "in_progress"}});
        ticket(client, our("Raise their prices"), "", "internal");
    }

    static std::string furnish(const std::string& name, const std::string& mark, const std::string& address) {
        EXPECT_TRUE(world->add_client(mark + "-" + name));
        const std::string client = world->client_id(mark + "-" + name).value(), at = "/api/v1/clients/" + client;
        const auto text = [&](const char* what) { return std::string(what) + " " + mark; };
        must("PATCH", at + "/portal", {{"contact_note", text("call")}, {"address", name}});
        json::object person{{"name", text("person")}, {"email", address.empty() ? mark + "@example.org" : address}};
        const auto requester = text_of(must("POST", at + "/people", person), "person_id");
        const auto approver = text_of(must("POST", at + "/people",
                                           {{"name", text("approver")},
                                            {"email", name == "harbour" ? "CAP@matrix.example" : ""},
                                            {"roles", json::array{"CAP"}},
                                            {"approval_limit_minor", "100000"},
                                            {"approval_limit_currency", "CHF"}}),
                                      "person_id");
        EXPECT_TRUE(world->add_device("server", mark + "-1", mark + "-" + name, "C1"));
        Device* device = world->device(mark + "-1").value();
        must("PATCH", "/api/v1/devices/" + device->id().text(), {{"note", our("under the stairs")}});
        const auto id = ticket(client, text("The till"), requester, "incident");
        must("POST", "/api/v1/tickets/" + id + "/messages", {{"text", text("We look at it")}, {"internal", false}});
        write_ours(client, id);
        const auto approval = text_of(must("POST", "/api/v1/tickets/" + id + "/approvals",
                                           {{"kind", "purchase"},
                                            {"question", text("May we?")},
                                            {"cost_minor", 5000},
                                            {"currency", "CHF"},
                                            {"person_ids", json::array{approver}}}),
                                      "approval_id");
        EXPECT_TRUE(device->event("restart", world->now()));
        EXPECT_TRUE(world->step());
        EXPECT_TRUE(device->report(world->now()));
        EXPECT_TRUE(world->settle());
        if (name == "harbour") {
            ids = {{"ticket", id}, {"device", device->id().text()}, {"approval", approval}, {"person", requester}};
            for (const auto& [noun, list] :
                 std::map<std::string, std::string>{{"alert", "alerts"}, {"incident", "incidents"}, {"disturbance", "disturbances"}}) {
                const auto found = world->list("/api/v1/" + list, list);
                if (found && !found->empty()) ids[noun] = text_of(found->front(), noun + "_id");
            }
        }
        return client;
    }

    static std::string route_of(const Method& rule) {
        return !rule.get().empty()     ? rule.get()
               : !rule.post().empty()  ? rule.post()
               : !rule.patch().empty() ? rule.patch()
                                       : rule.delete_();
    }
    /// With the ids of harbour, and with the name of an address where that is asked for.
    static std::string target_of(const http::ApiMethod& method) {
        std::string path = route_of(method.rule);
        const auto at = ids.find(method.rule.scope().resource());
        for (size_t begin = path.find('{'); begin != std::string::npos; begin = path.find('{')) {
            const std::string field = path.substr(begin + 1, path.find('}', begin) - begin - 1);
            const bool known = at != ids.end() && field == method.rule.scope().field();
            const std::string value = known ? at->second : field == "code" ? "K05.first_response" : "none";
            path.replace(begin, field.size() + 2, value);
        }
        const auto& scope = method.rule.scope();
        const bool in_path = route_of(method.rule).find("{" + scope.field() + "}") != std::string::npos;
        if (scope.kind() == Scope::CLIENT && !in_path && at != ids.end()) path += "?" + scope.field() + "=" + at->second;
        return path;
    }
    /// Something to say to each method that takes words: what it answers with is looked at, too.
    static json::value body_of(const http::ApiMethod& method, const std::string& role) {
        static const std::map<std::string, json::value> bodies = {
            {"CreateTicket", {{"title", "The left till"}, {"kind", "request"}}},
            {"UpdateTicket", {{"title", "The till on the left"}}},
            {"AddMessage", {{"text", "Is there news?"}}},
            {"ReportStaffChange", {{"kind", "joiner"}, {"name", "Anna"}, {"effective_on", "2026-12-01"}}},
            {"DecideApproval", {{"decision", "approved"}}},
            {"CreateAttachment", {{"name", "picture.png"}, {"size_bytes", "3"}}},
            {"MoveTicket", {{"state", "cancelled"}, {"reason", "it is no longer needed"}}},
            {"CreateSavedView", {{"page", "tickets"}, {"name", role}, {"query", ours}}}};
        if (!method.has_body()) return nullptr;
        const auto at = bodies.find(method.name.substr(method.name.rfind('.') + 1));
        return at == bodies.end() ? json::value(json::object{}) : at->second;
    }
    static bool may_call(const http::ApiMethod& method) {
        const auto name = method.name.substr(method.name.rfind('.') + 1);
        return !method.rule.stream() && name != "SignOut" && name != "EndOtherSessions";
    }
    static void expect_clean(const Answer& answer, const http::ApiMethod& method, const std::string& role) {
        const std::string who = role + " " + method.name;
        if (!method.name.ends_with("SavedView") && !method.name.ends_with("SavedViews")) {
            EXPECT_EQ(answer.body.find(ours), std::string::npos) << who << ": " << answer.body;
        }
        EXPECT_EQ(answer.body.find(theirs), std::string::npos) << who << ": " << answer.body;
        json::error_code failed;
        const auto value = json::parse(answer.body, failed);
        std::vector<std::string> hidden;
        if (!failed && answer.status == 200) find_hidden(value, *method.bound.descriptor->output_type(), role, hidden);
        EXPECT_TRUE(hidden.empty()) << who << " was given " << (hidden.empty() ? "" : hidden.front()) << ": " << answer.body;
    }

    static inline World* world = nullptr;
    static inline std::map<std::string, std::string> ids;
    static inline std::map<std::string, std::unique_ptr<Visitor>> visitors;
};

TEST_F(PortalCanaries, stay_silent_whatever_a_role_asks) {
    std::map<std::string, size_t> answered;
    for (const auto& [role, visitor] : visitors) {
        for (const bool safe : {true, false}) {
            for (const auto& method : world->house().dispatcher().methods()) {
                if (method.is_safe() != safe || !may_call(method)) continue;
                const auto answer = visitor->ask(method.verb, target_of(method), body_of(method, role));
                answered[role] += answer.status == 200;
                expect_clean(answer, method, role);
                if (method.rows && safe) expect_clean(visitor->ask("GET", target_of(method), nullptr, "text/csv"), method, role);
            }
        }
    }
    for (const std::string role : roles_of_clients) EXPECT_GT(answered[role], 15u) << role << " was hardly let in anywhere";
    const auto staff = world->call("GET", "/api/v1/tickets/" + ids["ticket"] + "/messages");
    EXPECT_NE(json::serialize(*staff).find(ours), std::string::npos) << "the word stands where colleagues read it";
}

TEST_F(PortalCanaries, stay_silent_in_the_live_stream) {
    struct Ear {
        std::string role;
        std::shared_ptr<http::EventStream> stream;
        std::vector<std::string> heard;
    };
    std::vector<Ear> ears;
    for (const auto& [role, visitor] : visitors) {
        ears.push_back({role, visitor->listen("/api/v1/portal-live"), {}});
        ASSERT_TRUE(ears.back().stream) << role << " may not listen";
    }
    const auto listener = world->hub().listen([&](const live::Update& update) {
        for (auto& ear : ears) {
            if (auto event = ear.stream->event_for(update)) ear.heard.push_back(*event);
        }
    });
    const auto forget = [&] {
        for (auto& ear : ears) ear.heard.clear();
    };
    const auto say = [&](const std::string& id, bool internal, const std::string& text) {
        must("POST", "/api/v1/tickets/" + id + "/messages", {{"text", text}, {"internal", internal}});
        ASSERT_TRUE(world->settle());
    };
    const auto own = ticket(ids["client"], "The drawer", ids["person"], "incident");
    const auto nobodys = ticket(ids["client"], "The cellar", "", "incident");
    const auto internal = ticket(ids["client"], our("Prices again"), ids["person"], "internal");
    const auto foreign = ticket(world->client_id(std::string(theirs) + "-lakeside").value(), theirs, "", "incident");
    ASSERT_TRUE(world->settle());

    forget();
    say(own, true, our("she is difficult"));
    say(internal, false, our("among ourselves"));
    say(foreign, false, theirs);
    for (const auto& ear : ears) EXPECT_TRUE(ear.heard.empty()) << ear.role << " heard of what is not theirs: " << ear.heard.front();

    say(nobodys, false, "Who knows of it?");
    for (const auto& ear : ears) EXPECT_EQ(ear.heard.empty(), ear.role == "CUS" || ear.role == "CHR") << ear.role;

    forget();
    say(own, false, "It is on its way.");
    for (const auto& ear : ears) {
        EXPECT_EQ(ear.heard.empty(), ear.role == "CHR") << ear.role;
        for (const auto& event : ear.heard) EXPECT_EQ(event, R"({"topic":"mine","id":"","json":"{\"topic\":\"ticket\"}"})") << ear.role;
    }
}

// A leaver's ticket: whoever need not know of it, of the client and of ours, never hears its words, whatever they ask.
TEST_F(PortalCanaries, stay_silent_about_what_is_confidential) {
    const std::string secret = "wolverine", at_client = "/api/v1/clients/" + ids["client"] + "/tickets";
    auto& contact = *visitors.at("CHR");
    const auto raised =
        contact.ask("POST", at_client,
                    {{"kind", "lifecycle"}, {"title", "Mr " + secret + " leaves"}, {"description", "He does not know yet, " + secret}});
    ASSERT_EQ(raised.status, 200) << raised.body;
    const std::string id = text_of(json::parse(raised.body), "ticket_id"), at = "/api/v1/tickets/" + id;
    must("POST", at + "/messages", {{"text", "We prepare it, " + secret}, {"internal", false}});
    must("POST", at + "/messages", {{"text", "Lock him out, " + secret}, {"internal", true}});
    must("POST", at + "/checklist", {{"title", "Take the key of " + secret}});
    const auto file = text_of(must("POST", at + "/attachments", {{"name", secret + ".txt"}, {"size_bytes", "3"}}), "attachment_id");
    must("PATCH", "/api/v1/attachments/" + file + "/content", {{"offset", "0"}, {"content", "YWJj"}});
    must("POST", at + "/attachments/attach", {{"attachment_ids", json::array{file}}, {"internal", false}});
    ASSERT_TRUE(world->settle());

    Visitor engineer(*world, "ENG");
    ASSERT_TRUE(engineer.sign_in_as("ENG", ""));
    std::vector<std::pair<std::string, Visitor*>> outsiders = {{"ENG", &engineer}};
    for (const std::string role : {"CUS", "CRO", "CAP", "CDM"}) outsiders.emplace_back(role, visitors.at(role).get());
    const std::string known = std::exchange(ids["ticket"], id);
    for (const auto& [role, visitor] : outsiders) {
        const auto expect_silence = [&, who = role](const std::string& target, const Answer& answer) {
            EXPECT_EQ(answer.body.find(secret), std::string::npos) << who << " " << target << ": " << answer.body;
        };
        for (const auto& method : world->house().dispatcher().methods()) {
            if (!method.is_safe() || !may_call(method)) continue;
            const std::string target = target_of(method);
            expect_silence(target, visitor->ask(method.verb, target, nullptr));
            if (method.rows) expect_silence(target, visitor->ask("GET", target, nullptr, "text/csv"));
        }
        for (const std::string& target : {"/api/v1/search?filter=" + secret, "/api/v1/tickets?filter=" + secret, at, at + "/messages"})
            expect_silence(target, visitor->ask("GET", target));
        EXPECT_EQ(visitor->ask("GET", at).status, 404) << role;
        EXPECT_EQ(visitor->ask("GET", "/api/v1/attachments/" + file + "/content").status, 404) << role;
    }
    ids["ticket"] = known;
    EXPECT_NE(contact.ask("GET", at).body.find(secret), std::string::npos);
    EXPECT_NE(contact.ask("GET", "/api/v1/tickets").body.find(secret), std::string::npos);
    const auto found = world->call("GET", "/api/v1/search?filter=" + secret);
    ASSERT_TRUE(found) << found.error().message;
    EXPECT_NE(json::serialize(*found).find(id), std::string::npos) << "whoever directs the desk finds it";
}

TEST_F(PortalCanaries, see_the_same_figures_as_we_do) {
    Visitor technician(*world, "TEC");
    ASSERT_TRUE(technician.sign_in_as("TEC", ""));
    const auto kept = ticket(ids["client"], "Answered in time", ids["person"], "incident");
    ASSERT_EQ(technician.ask("POST", "/api/v1/tickets/" + kept + "/messages", {{"text", "We are on it."}}).status, 200);
    must("POST", "/api/v1/clients/" + ids["client"] + "/tickets",
         {{"kind", "incident"}, {"source", "phone"}, {"title", "Nobody answers"}, {"impact", "significant"}, {"urgency", "high"}});
    const Instant late = world->now() + std::chrono::minutes(70);
    while (world->now() < late) ASSERT_TRUE(world->step(late));
    const auto numbers = [](json::value figures) {
        figures.as_object().erase("computed_at_unix_ms");
        return json::serialize(figures);
    };
    const std::string target = "/api/v1/desk-figures?months=3&client_id=" + ids["client"];
    const auto mine = world->call("GET", target);
    ASSERT_TRUE(mine) << mine.error().message;
    for (const std::string role : {"CRO", "CDM"}) {
        const auto answer = visitors.at(role)->ask("GET", target);
        ASSERT_EQ(answer.status, 200) << answer.body;
        EXPECT_EQ(numbers(json::parse(answer.body)), numbers(*mine)) << role;
    }
    const auto promises = visitors.at("CDM")->ask("GET", "/api/v1/clients/" + ids["client"] + "/promises");
    ASSERT_EQ(promises.status, 200) << promises.body;
    size_t compared = 0;
    double missed = 0;
    const json::value counted = json::parse(promises.body);
    for (const auto& count : counted.at("counts").as_array()) {
        const auto number = [&](const char* field) {
            const auto* value = count.as_object().if_contains(field);
            return value ? value->to_number<double>() : 0;
        };
        for (const auto& figure : mine->at("figures").as_array()) {
            if (text_of(figure, "code") != "K05." + text_of(count, "kind")) continue;
            const auto& total = figure.at("total").as_object();
            const auto of = [&](const char* field) { return total.contains(field) ? total.at(field).to_number<double>() : 0; };
            EXPECT_EQ(number("kept"), of("numerator")) << text_of(count, "kind");
            missed += number("missed");
            EXPECT_EQ(number("kept") + number("missed"), of("denominator")) << text_of(count, "kind");
            ++compared;
        }
    }
    EXPECT_GT(compared, 0u) << "nothing was promised: this test compares nothing";
    EXPECT_GT(missed, 0) << "nothing was missed: it compares the good news only";
}

}  // namespace steward::scenarios
