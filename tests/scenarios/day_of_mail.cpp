#include "tests/scenarios/day_of_mail.h"

#include "server/modules/correspondence/correspondence.h"
#include "server/platform/mail/message.h"

namespace steward::scenarios {

namespace {
namespace json = boost::json;
using namespace std::chrono_literals;
constexpr int mails_of_a_day = 1000, every_nth_is_a_machines = 25, machines_slots = mails_of_a_day / every_nth_is_a_machines;
constexpr Duration day = 24h, night = 6h, between_mails = Duration(day / mails_of_a_day);
constexpr int door_closes_at = 500, door_opens_at = 530;  // a server that is away for some forty minutes
constexpr std::string_view clients[] = {"harbour", "mill", "quay"};
constexpr std::string_view robots[] = {"robot-1@quay.example", "robot-2@quay.example"};  // the second one begins anew each time

// With the line ends of the wire.
std::string as_it_was_sent(const std::string& message) {
    std::string text;
    for (const char c : message) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
    return text;
}

Arrived read_arrived(const std::string& bytes) {
    const auto read = mail::read_message(bytes);
    if (!read) return {};
    return {.to = read->to.empty() ? "" : read->to[0].address,
            .message_id = read->message_id,
            .in_reply_to = read->in_reply_to.empty() ? "" : read->in_reply_to[0],
            .reply_to = read->reply_to.empty() ? "" : read->reply_to[0].address,
            .subject = read->subject,
            .text = read->text};
}

// "TIC-2026-000123" of a subject.
std::string reference_in(const std::string& subject) {
    const size_t at = subject.find("TIC-");
    return at == std::string::npos ? "" : subject.substr(at, subject.find_first_of("] ", at) - at);
}

Letter letter_of(const std::string& from, const std::string& number, const std::string& subject, const std::string& more = "") {
    return {.sender = from,
            .text = "From: " + from + "\r\nTo: desk@msp.example\r\nSubject: " + subject + "\r\nMessage-ID: <" + letter_id(number) +
                    ">\r\n" + more + "\r\nThese are the words of letter " + number + ".\r\n"};
}

Sent of_person(const std::string& from, const std::string& number, std::string state) {
    return {.message_id = letter_id(number), .from = from, .words = "the words of letter " + number + ".", .state = std::move(state)};
}
}  // namespace

Result<json::array> DayOfMail::all(const std::string& path, const std::string& field) {
    json::array found;
    for (std::string token;;) {
        const std::string joint = path.find('?') == std::string::npos ? "?" : "&";
        STEWARD_TRY(const auto page, world_.call("GET", path + joint + "page_size=1000" + (token.empty() ? "" : "&page_token=" + token)));
        if (const auto* items = page.as_object().if_contains(field)) {
            for (const auto& item : items->as_array()) found.push_back(item);
        }
        token = text_of(page, "next_page_token");
        if (token.empty()) return found;
    }
}

Status DayOfMail::add_people() {
    const auto add = [&](const std::string& client, const std::string& name, const std::string& address) -> Status {
        STEWARD_TRY(const auto id, world_.client_id(client));
        STEWARD_CHECK(world_.call("POST", "/api/v1/clients/" + id + "/people", {{"name", name}, {"email", address}}));
        return {};
    };
    for (const auto name : clients) {
        const std::string client(name);
        STEWARD_CHECK(world_.add_client(client));
        for (int i = 0; i < 10; ++i) {
            const std::string person = "Person " + std::to_string(i) + " of " + client;
            people_.push_back({.name = person, .address = "person-" + std::to_string(i) + "@" + client + ".example", .newest = {}});
            STEWARD_CHECK(add(client, person, people_.back().address));
        }
    }
    STEWARD_CHECK(add("harbour", "Quinn Quiet", "quinn@harbour.example"));
    // The machines write from addresses of people: only what they write gives them away.
    for (int i = 0; i < machines_of_a_day; ++i) {
        const std::string address(machine(i).address);
        for (const auto client : clients) {
            if (address.ends_with("@" + std::string(client) + ".example"))
                STEWARD_CHECK(add(std::string(client), "Machine " + std::to_string(i), address));
        }
    }
    for (const auto robot : robots) STEWARD_CHECK(add("quay", "Robot", std::string(robot)));
    return {};
}

Status DayOfMail::open_door() {
    auto& correspondence = world_.house().context().take<correspondence::Correspondence>();
    STEWARD_TRY(door_, mail::LmtpServer::start(
                           {}, [&correspondence](mail::Arrival arrival) { return correspondence.take_in("lmtp", std::move(arrival)); }));
    return {};
}

Status DayOfMail::prepare() {
    STEWARD_CHECK(add_people());
    STEWARD_CHECK(world_.call("PATCH", "/api/v1/mail-settings", {{"address", "desk@msp.example"}, {"authserv_id", "mx.msp.example"}}));
    const auto channel = [&](const std::string& name, json::array events) {
        const json::object settings = {{"host", "127.0.0.1"},
                                       {"port", std::to_string(world_.mail().port())},
                                       {"security", "none"},
                                       {"from", "desk@msp.example"},
                                       {"to", "technicians@msp.example"}};
        return world_.call("POST", "/api/v1/channels", {{"kind", "email"}, {"name", name}, {"settings", settings}, {"events", events}});
    };
    STEWARD_CHECK(channel("To clients", {"mail.receipt", "mail.answer"}));
    STEWARD_CHECK(channel("Desk", {"ticket.created", "ticket.reopened", "ticket.message"}));
    STEWARD_CHECK(open_door());
    return let_quinn_be_resolved();
}

// What the machines answer to. Quinn writes once and is content: whoever opens this ticket again is a machine.
Status DayOfMail::let_quinn_be_resolved() {
    STEWARD_CHECK(
        hand_over(letter_of("quinn@harbour.example", number(), "Printer"), of_person("quinn@harbour.example", "1", "ticket_opened")));
    STEWARD_CHECK(pass_until(world_.now() + 1min));
    if (!quiet_) return fail(ErrorKind::Conflict, "scenario.not_so", "Quinn got no receipt.");
    STEWARD_TRY(const auto tickets, world_.list("/api/v1/tickets", "tickets"));
    quiet_ticket_ = text_of(tickets.at(0), "ticket_id");
    quiet_reference_ = text_of(tickets.at(0), "reference");
    const std::string state = "/api/v1/tickets/" + quiet_ticket_ + "/state";
    STEWARD_CHECK(world_.call("POST", state, {{"state", "triaged"}, {"category_id", usual_category}}));
    STEWARD_CHECK(world_.call("POST", state, {{"state", "in_progress"}}));
    STEWARD_CHECK(
        world_.call("POST", state, {{"state", "resolved"}, {"resolution_code", "fixed"}, {"resolution_text", "Cleaned the drum."}}));
    return {};
}

Status DayOfMail::look_at_what_went_out() {
    for (const auto& bytes : world_.mail().messages_from(arrived_.size())) {
        arrived_.push_back(read_arrived(bytes));
        const Arrived& mail = arrived_.back();
        if (!mail.reply_to.empty()) newest_raw_ = as_it_was_sent(bytes);
        if (mail.to == "quinn@harbour.example" && !quiet_) quiet_ = mail;
        for (auto& person : people_) {
            if (person.address == mail.to) person.newest = mail;
        }
        for (const auto robot : robots) {
            if (mail.to == robot) unanswered_by_robots_.push_back(arrived_.size() - 1);
        }
    }
    return {};
}

Status DayOfMail::pass_until(Instant at) {
    while (world_.now() < at) {
        STEWARD_CHECK(world_.step(at));
        STEWARD_CHECK(look_at_what_went_out());
        STEWARD_CHECK(robots_answer());
    }
    return {};
}

Status DayOfMail::hand_over(const Letter& letter, Sent sent) {
    if (!door_) return waiting_.emplace_back(letter, std::move(sent)), Status{};
    const Postman postman(door_->port());
    if (written_ % 50 == 0) postman.hand_over_and_vanish(letter);
    if (!postman.hand_over(letter)) return fail(ErrorKind::Conflict, "scenario.not_so", "The door did not take " + sent.message_id + ".");
    sent_.push_back(std::move(sent));
    return {};
}

// Each mail that reaches a robot is answered at once, by a program that does not say so.
Status DayOfMail::robots_answer() {
    for (const size_t index : std::exchange(unanswered_by_robots_, {})) {
        const Arrived mail = arrived_[index];
        const bool keeps_thread = mail.to == robots[0];
        const std::string id = number();
        STEWARD_CHECK(hand_over(answer_of_robot(mail.to, id, mail.subject, keeps_thread ? std::optional(mail.message_id) : std::nullopt),
                                {.message_id = letter_id(id), .from = mail.to, .words = {}, .state = "", .by_person = false}));
        ++from_machines_, ++robot_answers_;
    }
    return {};
}

Status DayOfMail::person_writes(int turn) {
    Person& person = people_[static_cast<size_t>(turn * 7) % people_.size()];
    const std::string id = number();
    if (turn % 10 == 9) {
        const std::string stranger = "stranger-" + id + "@elsewhere.example";
        return hand_over(letter_of(stranger, id, "Do you sell printers"), of_person(stranger, id, "held"));
    }
    const bool answers = turn % 10 >= 6 && person.newest.has_value();
    if (!answers) return hand_over(letter_of(person.address, id, "Printer " + id), of_person(person.address, id, "ticket_opened"));
    // By the mark in the Message-ID, by the address, or by the number alone.
    const int way = turn % 10;
    Letter letter = letter_of(person.address, id, "Re: " + (way == 8 ? "[" + reference_in(person.newest->subject) + "]" : "your mail"),
                              way == 6 ? "In-Reply-To: <" + person.newest->message_id + ">\r\n" : "");
    if (way == 7) letter.recipient = person.newest->reply_to;
    return hand_over(letter, of_person(person.address, id, "reply_added"));
}

Status DayOfMail::machine_writes(int turn) {
    const std::string id = number();
    ++from_machines_;
    if (turn < static_cast<int>(std::size(robots))) {
        const std::string robot(robots[turn]);
        return hand_over(letter_of(robot, id, "Printer"),
                         {.message_id = letter_id(id), .from = robot, .words = {}, .state = "ticket_opened", .by_person = false});
    }
    const Machine& chosen = machine((turn - static_cast<int>(std::size(robots))) % machines_of_a_day);
    const bool is_echo = chosen.address == "desk@msp.example";
    const Letter letter = chosen.write(chosen, {.number = id,
                                                .our_message_id = quiet_->message_id,
                                                .our_mail = newest_raw_,
                                                .our_reply_address = quiet_->reply_to,
                                                .our_ticket = quiet_reference_});
    const std::string message_id = is_echo ? read_arrived(newest_raw_).message_id : chosen.what == "no mail at all" ? "" : letter_id(id);
    return hand_over(letter, {.message_id = message_id,
                              .from = std::string(chosen.address),
                              .words = {},
                              .state = std::string(chosen.state),
                              .by_person = false,
                              .is_machine = chosen.is_machine && !is_echo});
}

// Answers the newest ticket, and now and then has solved it.
Status DayOfMail::technician_works(int turn) {
    STEWARD_TRY(const auto page, world_.call("GET", "/api/v1/tickets?page_size=1&order_by=-created&filter=state:new"));
    const auto* tickets = page.as_object().if_contains("tickets");
    if (!tickets || tickets->as_array().empty()) return {};
    const std::string ticket = "/api/v1/tickets/" + text_of(tickets->as_array().front(), "ticket_id");
    STEWARD_CHECK(world_.call("POST", ticket + "/messages", {{"text", "Did you switch it off and on?"}, {"internal", false}}));
    STEWARD_CHECK(world_.call("POST", ticket + "/state", {{"state", "triaged"}, {"category_id", usual_category}}));
    STEWARD_CHECK(world_.call("POST", ticket + "/state", {{"state", "in_progress"}}));
    if (turn % 2 != 0) return {};
    STEWARD_CHECK(
        world_.call("POST", ticket + "/state", {{"state", "resolved"}, {"resolution_code", "fixed"}, {"resolution_text", "Cleaned."}}));
    return {};
}

Status DayOfMail::pass() {
    const Instant begin = world_.now();
    for (int turn = 0; turn < mails_of_a_day; ++turn) {
        STEWARD_CHECK(pass_until(begin + between_mails * turn));
        if (turn == door_closes_at) door_.reset();
        if (turn == door_opens_at) {
            STEWARD_CHECK(open_door());
            for (auto& [letter, sent] : std::exchange(waiting_, {})) STEWARD_CHECK(hand_over(letter, std::move(sent)));
        }
        const bool is_machines = turn % every_nth_is_a_machines == every_nth_is_a_machines - 1;
        // What the robots have answered of themselves is part of the forty.
        const bool is_enough = turn / every_nth_is_a_machines >= machines_slots - robot_answers_;
        if (is_machines && is_enough) continue;
        STEWARD_CHECK(is_machines ? machine_writes(turn / every_nth_is_a_machines) : person_writes(turn));
        if (turn % 12 == 0) STEWARD_CHECK(technician_works(turn));
    }
    STEWARD_CHECK(pass_until(begin + day));
    arrived_before_night_ = arrived_.size();
    return pass_until(begin + day + night);
}

}  // namespace steward::scenarios
