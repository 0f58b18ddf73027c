#include "server/demo/tale.h"

#include "base/bytes.h"

namespace steward::demo {

namespace json = boost::json;

namespace {
void replace(std::string& text, std::string_view what, const std::string& by) {
    for (size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) text.replace(at, what.size(), by);
}
}  // namespace

std::string Tale::filled(std::string text) const {
    replace(text, "{first}", person_.first);
    return text;
}

void Tale::then(int least_minutes, int most_minutes, Step step) {
    scene_.agenda.at(after(scene_.stage.now(), scene_.between(least_minutes, most_minutes)),
                     [self = shared_from_this(), step] { return ((*self).*step)(); });
}

void Tale::begin(Instant at) {
    scene_.agenda.at(at, [self = shared_from_this()] { return self->open(); });
}

Status Tale::open() {
    const bool is_urgent = word("u") == "high";
    json::object ticket{{"title", word("t")},
                        {"description", word("d")},
                        {"impact", word("i")},
                        {"urgency", word("u")},
                        {"kind", word("k").empty() ? "incident" : word("k")}};
    const bool by_portal = !person_.actor.account.is_nil() && !is_urgent && scene_.by_chance(45);
    if (!by_portal) {
        static constexpr const char* ways[] = {"phone", "email", "email", "chat", "walk_up"};
        ticket["source"] = is_urgent ? "phone" : ways[scene_.rng.below(5)];
        ticket["requester_person_id"] = person_.id.text();
        if (word("m") == "desk") ticket["device_id"] = company_.desk(scene_.rng.below(20)).id.text();
        if (word("m") == "server") ticket["device_id"] = company_.server(1 + scene_.rng.below(4)).id.text();
    }
    STEWARD_TRY(const auto made, scene_.stage.ask(by_portal ? person_.actor : scene_.cast.staff.dispatcher, "POST",
                                                  "/api/v1/clients/" + company_.id.text() + "/tickets", ticket));
    id_ = text_of(made, "ticket_id");
    reference_ = text_of(made, "reference");
    const bool is_late = scene_.by_chance(6);  // nobody is always in time
    if (is_late) then(260, 700, &Tale::assign);
    else if (is_urgent) then(2, 12, &Tale::assign);
    else then(5, 90, &Tale::assign);
    return {};
}

Status Tale::assign() {
    const Actor& dispatcher = scene_.cast.staff.dispatcher;
    json::object change{{"category_id", scene_.categories[word("c")]}};
    STEWARD_CHECK(scene_.stage.ask(dispatcher, "PATCH", path(), change));
    STEWARD_CHECK(scene_.stage.ask(dispatcher, "POST", path("/assign"), {{"assignee_account_id", technician_.account.text()}}));
    if (const auto* tags = story_.if_contains("tags"))
        STEWARD_CHECK(scene_.stage.ask(dispatcher, "POST", path("/tags"), {{"tags", *tags}}));
    if (last_word_ > 0) word("u") == "high" ? then(2, 15, &Tale::talk) : then(10, 150, &Tale::talk);
    return {};
}

Status Tale::move(json::object how) {
    STEWARD_CHECK(scene_.stage.ask(technician_, "POST", path("/state"), how));
    return {};
}

Status Tale::work_on() {
    STEWARD_TRY(const auto ticket, scene_.stage.ask(technician_, "GET", path()));
    const std::string state = text_of(ticket, "state");
    return state == "in_progress" ? Status{} : move({{"state", "in_progress"}});
}

Status Tale::say(const Actor& actor, const std::string& text, bool internal) {
    STEWARD_TRY(const auto said, scene_.stage.ask(actor, "POST", path("/messages"), {{"text", filled(text)}, {"internal", internal}}));
    if (word_ + 2 >= story_.at("talk").as_array().size() && !internal && !word("file").empty() && actor.account == technician_.account)
        return attach(text_of(said, "message_id"));
    return {};
}

Status Tale::attach(const std::string& message) {
    const std::string content =
        "Restore test\r\n\r\nFolder: Production\r\nFiles: 2,318\r\nReadable: all\r\nDuration: 14 minutes\r\nTested by: " +
        technician_.name + "\r\n";
    STEWARD_TRY(const auto file, scene_.stage.ask(technician_, "POST", path("/attachments"),
                                                  {{"name", word("file")}, {"type", "text/plain"}, {"size_bytes", content.size()}}));
    const std::string id = text_of(file, "attachment_id");
    STEWARD_CHECK(scene_.stage.ask(technician_, "PATCH", "/api/v1/attachments/" + id + "/content",
                                   {{"offset", 0}, {"content", to_base64(as_bytes(content))}}));
    STEWARD_CHECK(
        scene_.stage.ask(technician_, "POST", path("/attachments/attach"), {{"message_id", message}, {"attachment_ids", json::array{id}}}));
    return {};
}

Status Tale::ask_client(const std::string& text) {
    STEWARD_CHECK(work_on());
    return move({{"state", "waiting_client"}, {"message", filled(text)}});
}

Status Tale::wait_for(const std::string& state, const std::string& text) {
    STEWARD_CHECK(work_on());
    json::object how{{"state", state}, {"reason", text}};
    if (state == "waiting_vendor") how["vendor_reference"] = "telephone, service line";
    if (state == "waiting_parts") {
        how["until_unix_ms"] = after(scene_.stage.now(), 3 * 540).unix_ms;
        how["requester_agreed"] = true;
    }
    return move(std::move(how));
}

// s: ours, n: a note, w: a question that stops the clock, c: the client, v: their or our vendor is asked, p: parts are on their way.
Status Tale::speak(const std::string& who, const std::string& text) {
    if (who == "w") return ask_client(text);
    if (who == "v") return wait_for("waiting_vendor", text);
    if (who == "p") return wait_for("waiting_parts", text);
    if (who == "c" && !person_.actor.account.is_nil()) return say(person_.actor, text, false);
    STEWARD_CHECK(work_on());
    if (who == "c") return say(technician_, person_.first + " says by telephone: " + text, true);
    return say(technician_, text, who == "n");
}

Status Tale::talk() {
    const auto& all = story_.at("talk").as_array();
    const auto& line = all[word_].as_array();
    STEWARD_CHECK(speak(std::string(line[0].as_string()), std::string(line[1].as_string())));
    if (++word_ >= last_word_) return {};
    const std::string waits = std::string(line[0].as_string());
    if (word_ >= all.size()) then(4, 60, &Tale::resolve);
    else if (waits == "p") then(1000, 1700, &Tale::talk);
    else if (waits == "v" || waits == "w") then(60, 500, &Tale::talk);
    else word("u") == "high" ? then(3, 25, &Tale::talk) : then(10, 240, &Tale::talk);
    return {};
}

Status Tale::resolve() {
    STEWARD_CHECK(work_on());
    json::object how{
        {"state", "resolved"}, {"resolution_code", word("code")}, {"resolution_text", word("res")}, {"minutes", story_.at("min")}};
    if (!word("cause").empty()) how["root_cause"] = word("cause");
    STEWARD_CHECK(answer_proposals());
    STEWARD_CHECK(move(std::move(how)));
    if (!person_.actor.account.is_nil() && scene_.by_chance(70)) then(90, 900, &Tale::answer_survey);
    return {};
}

// Whether it speaks of a disturbance that runs at the same time is decided by a person before the ticket can end.
Status Tale::answer_proposals() {
    STEWARD_TRY(const auto reports, scene_.stage.ask(technician_, "GET", "/api/v1/client-reports?filter=state:proposed%20ticket:" + id_));
    const auto* list = reports.if_contains("client_reports");
    for (const auto& one : list ? list->as_array() : json::array{})
        STEWARD_CHECK(scene_.stage.ask(technician_, "POST", "/api/v1/client-reports/" + text_of(one, "report_id") + "/reject",
                                       {{"reason", "Asked: it has nothing to do with it."}}));
    return {};
}

// Who was asked and is inclined to answer does; nobody is asked twice a week.
Status Tale::answer_survey() {
    const auto survey = scene_.stage.ask(person_.actor, "GET", path("/survey"));
    if (!survey || text_of(*survey, "state") != "sent") return {};
    const uint64_t mood = scene_.rng.below(100);
    static constexpr const char* praise[] = {
        "Quick and friendly, as always.", "Explained so that I understood it.", "Thank you!", "", "", ""};
    static constexpr const char* blame[] = {"It took two days until somebody called.", "I had to explain it three times.",
                                            "It is broken again."};
    json::object answer{{"answer", mood < 76 ? "good" : mood < 88 ? "ok" : "bad"}};
    const std::string comment = mood < 76 ? praise[scene_.rng.below(6)] : mood < 88 ? "" : blame[scene_.rng.below(3)];
    if (!comment.empty()) answer["comment"] = comment;
    STEWARD_CHECK(scene_.stage.ask(person_.actor, "POST", path("/survey"), answer));
    return {};
}

}  // namespace steward::demo
