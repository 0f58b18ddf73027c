// A desk's day by mail: thirty people write a thousand mails, forty of them of machines or meant to harm.
#pragma once

#include "server/platform/mail/lmtp.h"
#include "tests/scenarios/machines.h"
#include "tests/scenarios/world.h"

namespace steward::scenarios {

/// A mail that was handed over, and what must have become of it.
struct Sent {
    std::string message_id, from, words;
    std::string state;
    bool by_person = true;    // whose words must stand in a ticket, when it became one
    bool is_machine = false;  // must get no answer
};

/// A mail of ours that arrived outside.
struct Arrived {
    std::string to, message_id, in_reply_to, reply_to, subject, text;
};

class DayOfMail {
public:
    explicit DayOfMail(World& world) : world_(world) {}

    Status prepare();
    /// A thousand mails within 24 hours, and then six hours in which nobody writes.
    Status pass();

    const std::vector<Sent>& sent() const { return sent_; }
    const std::vector<Arrived>& arrived() const { return arrived_; }
    size_t arrived_before_the_night() const { return arrived_before_night_; }
    const std::string& quiet_ticket() const { return quiet_ticket_; }
    int from_machines() const { return from_machines_; }
    /// Everything of a list, page after page.
    Result<boost::json::array> all(const std::string& path, const std::string& field);

private:
    struct Person {
        std::string name, address;
        std::optional<Arrived> newest;  // that we wrote to them
    };
    Status add_people();
    Status open_door();
    Status pass_until(Instant at);
    Status look_at_what_went_out();
    Status hand_over(const Letter& letter, Sent sent);
    Status person_writes(int turn);
    Status machine_writes(int turn);
    Status technician_works(int turn);
    Status robots_answer();
    Status let_quinn_be_resolved();
    std::string number() { return std::to_string(++written_); }

    World& world_;
    std::unique_ptr<mail::LmtpServer> door_;
    std::vector<Person> people_;
    std::vector<Sent> sent_;
    std::vector<Arrived> arrived_;
    std::vector<std::pair<Letter, Sent>> waiting_;  // while the door is closed
    std::vector<size_t> unanswered_by_robots_;
    std::optional<Arrived> quiet_;
    std::string quiet_ticket_, quiet_reference_, newest_raw_;
    size_t arrived_before_night_ = 0;
    int written_ = 0, from_machines_ = 0, robot_answers_ = 0;
};

}  // namespace steward::scenarios
