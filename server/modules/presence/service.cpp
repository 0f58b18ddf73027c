#include "server/modules/presence/service.h"

#include "server/platform/access/typed_text.h"

namespace steward::presence {

namespace {
constexpr std::string_view doings[] = {"looking", "writing", "gone"};
constexpr std::string_view between_servers = "presence";
}  // namespace

Service::Service(live::Hub& hub, Clock& clock)
    : hub_(hub), ear_(hub.hear_servers(std::string(between_servers), [this, &clock](std::string_view words) {
          if (const auto told = live::told_of(words)) note(*told, clock.now());
      })) {}

bool Service::note(const live::Told& told, Instant now) {
    if (told.gone) return board_.leave(told.subject, told.account, told.screen, now);
    return board_.tell(told.subject, told.account, told.name, told.screen, told.doing, now);
}

v1::TicketPresence Service::others(const Call& call, const std::string& ticket) {
    v1::TicketPresence answer;
    for (const auto& one : board_.present(ticket, call.now())) {
        if (one.account == call.caller().account) continue;
        auto& person = *answer.add_others();
        person.set_account_id(one.account.text());
        person.set_name(one.name);
        person.set_doing(one.doing == live::Doing::Writing ? "writing" : "looking");
        person.set_since_unix_ms(one.since.unix_ms);
    }
    return answer;
}

Result<v1::TicketPresence> Service::list_presence(Call& call, const v1::ListPresenceRequest& request) {
    return others(call, request.ticket_id());
}

// That the ticket is there and the caller's was seen when the call's client was found. Screens that show the ticket hear that something
// changed, and ask: who it is stays with our own people.
Result<v1::TicketPresence> Service::tell_presence(Call& call, const v1::TellPresenceRequest& request) {
    STEWARD_TRY(const auto doing, access::typed_choice("/doing", request.doing(), doings, "looking"));
    if (request.screen().size() > live::PresenceBoard::longest_screen) return bad_field("/screen", "At most 64 bytes.");
    const std::string& ticket = request.ticket_id();
    const live::Told told{.subject = ticket,
                          .account = call.caller().account,
                          .name = call.caller().name,
                          .screen = request.screen(),
                          .doing = doing == "writing" ? live::Doing::Writing : live::Doing::Looking,
                          .gone = doing == "gone"};
    const bool changed = note(told, call.now());
    // Before the screens of the other servers hear of it and ask.
    hub_.tell_servers(between_servers, live::words_of(told));
    if (changed) hub_.publish({call.client(), "presence", ticket, "{\"ticket_id\":\"" + ticket + "\"}"});
    return others(call, ticket);
}

}  // namespace steward::presence
