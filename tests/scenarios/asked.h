// Phrases about surveys: who asked for a ticket, the mail that asks, what a scanner and what a person makes of it.
#pragma once

#include "tests/scenarios/world.h"

namespace steward::scenarios {

Status turn_surveys_on(World& world);
/// A person of the client with the address name@client.example calls about something.
Status person_calls(World& world, const std::string& name, const std::string& client, const std::string& title);
/// Opens every link of the newest survey mail to the person, as a scanner of mail does: it looks and sends nothing.
Status scanner_opens(World& world, const std::string& name);
Status person_answers(World& world, const std::string& name, const std::string& answer);
/// The newest survey of the client.
Status survey_is(World& world, const std::string& client, const std::string& state, const std::string& answer);

}  // namespace steward::scenarios
