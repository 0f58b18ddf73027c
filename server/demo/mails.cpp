// Mails that came: into tickets, of machines, forged ones that wait for somebody's look; and the history of an older system.
#include <fmt/format.h>

#include "base/bytes.h"
#include "server/demo/play.h"
#include "server/modules/correspondence/correspondence.h"

namespace steward::demo {

namespace json = boost::json;

namespace {
using namespace std::chrono_literals;

struct Letter {
    std::string from, name, subject, head, text;
};

Status deliver(Scene& scene, const Letter& letter) {
    static int number = 0;
    const std::string text = fmt::format(
        "From: {} <{}>\r\nTo: desk@demo.invalid\r\nSubject: {}\r\nMessage-ID: <demo-{}-{}@demo.invalid>\r\nMIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n{}\r\n{}\r\n",
        letter.name, letter.from, letter.subject, scene.stage.now().unix_ms, ++number, letter.head, letter.text);
    mail::Arrival arrival{.envelope = {.sender = letter.from, .recipients = {"desk@demo.invalid"}}, .bytes = text, .size = text.size()};
    STEWARD_CHECK(scene.stage.house().context().take<correspondence::Correspondence>().take_in("lmtp", std::move(arrival)));
    return scene.stage.settle();
}

void post(Scene& scene, Instant at, Letter letter) {
    scene.agenda.at(at, [&scene, letter = std::move(letter)] { return deliver(scene, letter); });
}

Letter of(const Person& person, const char* subject, const char* text) {
    return {person.email, person.name, subject, "", std::string(text) + "\r\n\r\n-- \r\n" + person.name + "\r\n" + person.title};
}

std::string line(json::object record) { return json::serialize(record) + "\n"; }

// What an older program knew of one client: people, tickets, what was said in them.
std::string history(const Company& company, Instant now) {
    static constexpr const char* titles[] = {"Printer in the shop is offline",
                                             "New till for the season",
                                             "Backup reported an error",
                                             "Mail on the new phone",
                                             "Cellar control shows no temperature",
                                             "Slow network at the fair",
                                             "Licence for the label program",
                                             "Screen of the shop till broken"};
    std::string file;
    for (size_t i = 0; i < 40; ++i) {
        const Person& person = company.people[3 + i % 4];
        const Instant made = now - 24h * (400 - 5 * static_cast<int>(i));
        const std::string id = fmt::format("old-{}", 1000 + i);
        file += line({{"record", "ticket"},
                      {"external_id", id},
                      {"reference", fmt::format("OLD-{}", 1000 + i)},
                      {"client", company.name},
                      {"requester_email", person.email},
                      {"title", titles[i % std::size(titles)]},
                      {"state", "closed"},
                      {"priority", i % 5 == 0 ? "P2" : "P4"},
                      {"created_at", to_rfc3339(made)},
                      {"closed_at", to_rfc3339(made + 24h * 2)}});
        file += line({{"record", "message"},
                      {"external_id", id + "-1"},
                      {"ticket_id", id},
                      {"at", to_rfc3339(made + 2h)},
                      {"contact", person.name},
                      {"text", "It is like that since this morning."}});
    }
    file += line({{"record", "ticket"},
                  {"external_id", "old-1999"},
                  {"reference", "OLD-1999"},
                  {"client", company.name},
                  {"title", "Ticket with a broken date"},
                  {"state", "closed"},
                  {"priority", "P4"},
                  {"created_at", "31.02.2026"}});
    return file;
}

Status bring_in(Scene& scene) {
    const Actor& manager = scene.cast.staff.manager;
    const std::string file = history(scene.cast.companies[11], scene.stage.now());
    STEWARD_TRY(const auto made,
                scene.stage.ask(manager, "POST", "/api/v1/imports", {{"name", "winery-old-desk.jsonl"}, {"size_bytes", file.size()}}));
    const std::string path = "/api/v1/imports/" + text_of(made, "import_id");
    STEWARD_CHECK(scene.stage.ask(manager, "PATCH", path + "/content", {{"offset", 0}, {"content", to_base64(as_bytes(file))}}));
    STEWARD_CHECK(scene.stage.ask(manager, "POST", path + "/check", json::object{}));
    scene.agenda.at(scene.stage.now() + 30min, [&scene, manager, path]() -> Status {
        STEWARD_CHECK(scene.stage.settle());  // it is read first
        STEWARD_CHECK(scene.stage.ask(manager, "POST", path + "/apply", json::object{}));
        return {};
    });
    return {};
}
}  // namespace

Status tell_mails(Scene& scene) {
    const auto& companies = scene.cast.companies;
    STEWARD_CHECK(scene.stage.ask(scene.cast.staff.manager, "PATCH", "/api/v1/mail-settings", {{"authserv_id", "mx.demo.invalid"}}));
    const int64_t today = day_number(scene.until);
    const auto on = [&](int days_ago, int hour, int minute) { return open_from(clock_on(today - days_ago, hour, minute)); };
    post(scene, on(3, 9, 12),
         of(companies[1].people[4], "Ultrasound pictures do not reach the archive",
            "Since yesterday evening the pictures of the ultrasound stay on the device.\r\nWe can work, but the doctors do not see them in "
            "their rooms."));
    post(scene, on(2, 14, 3),
         of(companies[3].people[5], "Tablets for the exam week",
            "We need 24 tablets with the exam browser in the week after next.\r\nWho can help us to prepare them?"));
    post(scene, on(2, 10, 40),
         of(companies[6].people[3], "Prescription reader beeps and reads nothing",
            "The reader at till 2 beeps but nothing appears on the screen."));
    post(scene, on(1, 8, 50),
         of(companies[9].people[4], "Colours on press 2 do not match the proof",
            "Since the update of the RIP the reds are too dark. A customer waits."));
    post(scene, on(1, 11, 15),
         of(companies[0].people[3], "Delivery notes are printed twice", "Each delivery note comes out two times since Monday."));
    post(scene, on(1, 9, 35),
         of(companies[8].people[4], "Signature pad is not recognised",
            "The pad in the signing room is not found any more, the deed at 14:00 needs it."));
    post(scene, on(0, 8, 20),
         of(companies[7].people[5], "Driver cannot open the route list on his phone", "He stands at gate 3 and waits."));
    post(scene, on(9, 7, 58),
         {"news@vendor.demo.invalid", "Vendor news", "Ten new features this month",
          "List-Id: <news.vendor.demo.invalid>\r\nPrecedence: bulk\r\n", "Dear customer, ..."});
    post(scene, on(7, 12, 0),
         {companies[2].people[4].email, companies[2].people[4].name, "Automatic reply: your request", "Auto-Submitted: auto-replied\r\n",
          "I am back on Monday."});
    const std::string forged = "Authentication-Results: mx.demo.invalid; dmarc=fail header.from=" + companies[5].word + ".demo.invalid\r\n";
    post(scene, on(4, 16, 22),
         {companies[5].people[0].email, companies[5].people[0].name, "Urgent: change the bank account of our salaries", forged,
          "Please change it today and do not call me, I am in a meeting."});
    post(scene, on(1, 13, 44),
         {companies[5].people[0].email, companies[5].people[0].name, "Re: Urgent: change the bank account", forged,
          "Is it done? This has to be kept between us."});
    scene.agenda.at(on(60, 14, 0), [&scene] { return bring_in(scene); });
    return {};
}

}  // namespace steward::demo
