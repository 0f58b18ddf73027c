// A restart of the machine, announced to who works on it. Done when the machine has started anew.
#pragma once

#include "agent/gate/actions/action.h"

namespace steward::gate {

struct RebootAction {
    uint64_t delay_minutes = 0;
    std::string message;  // to those who are logged in
};
constexpr uint64_t most_reboot_delay = 240;

template <class Form>
void describe(Form& form, RebootAction& action) {
    form.may(1, action.delay_minutes);
    form.may(2, action.message);
    form.refuse_if(action.delay_minutes > most_reboot_delay || action.message.size() > 500 ||
                   action.message.find('\0') != std::string::npos);
}

}  // namespace steward::gate
