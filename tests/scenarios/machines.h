// Mail that no person wrote, or that somebody wrote to do harm: forty of a day's thousand.
#pragma once

#include <optional>

#include "tests/scenarios/postman.h"

namespace steward::scenarios {

/// What such a mail answers or misuses.
struct Occasion {
    std::string number;          // of the mail; makes its Message-ID
    std::string our_message_id;  // of the newest mail that we sent to somebody
    std::string our_mail;        // all of it
    std::string our_reply_address;
    std::string our_ticket;  // its reference
};

struct Machine {
    std::string_view what;     // "an out-of-office note"
    std::string_view state;    // that its mail must end in
    std::string_view address;  // it writes from; nobody else does
    Letter (*write)(const Machine&, const Occasion&);
    bool is_machine = true;  // gets no answer; false: a person with a bad idea, whose harmless mail may be receipted
};

constexpr int machines_of_a_day = 34;
const Machine& machine(int number);

/// The mail of a program that answers whatever it gets and does not say that it is one.
Letter answer_of_robot(const std::string& address, const std::string& number, const std::string& their_subject,
                       const std::optional<std::string>& in_reply_to);

std::string letter_id(const std::string& number);  // its Message-ID, without angle brackets

}  // namespace steward::scenarios
