#include "server/modules/helpdesk/contact.h"

#include <algorithm>

namespace steward::helpdesk {

Instant counted_contact(Instant began, Instant entered) {
    constexpr Duration remembered_within = std::chrono::hours(4);
    if (!began.is_set() || began > entered) return entered;
    return entered - began <= remembered_within ? began : entered;
}

Instant contact_began(Form& form, int64_t began_at_unix_ms, std::string_view source, Instant now) {
    constexpr std::string_view spoken[] = {"phone", "chat", "walk_up"};
    const bool is_spoken = std::find(std::begin(spoken), std::end(spoken), source) != std::end(spoken);
    if (began_at_unix_ms != 0 && !is_spoken)
        form.refuse("/contact_began_at_unix_ms", "Only a call, a chat or a walk-up began before it was written down. Leave it out.");
    return counted_contact(Instant{began_at_unix_ms}, now);
}

}  // namespace steward::helpdesk
