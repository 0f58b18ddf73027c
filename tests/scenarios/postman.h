// A mail server's side of our door: hands mail over by LMTP, and keeps what was not taken.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace steward::scenarios {

struct Letter {
    std::string sender, recipient = "desk@msp.example", text;  // the whole mail, lines end with CR LF
};

class Postman {
public:
    explicit Postman(uint16_t port) : port_(port) {}

    /// True when the door answered that it is stored. Nothing is known of a mail for which it is false.
    bool hand_over(const Letter& letter) const;
    /// Says the whole mail and is gone before the answer: whoever was cut off comes again.
    void hand_over_and_vanish(const Letter& letter) const;

private:
    uint16_t port_;
};

}  // namespace steward::scenarios
