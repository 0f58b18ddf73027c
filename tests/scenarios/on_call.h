// What the stories of nights need beside the phrases: a rota, an injected condition, a link in a mail.
#pragma once

#include "tests/scenarios/world.h"

namespace steward::scenarios {

/// A schedule in UTC since the day before the story, with one person in each layer.
Status put_on_call(World& world, const std::string& primary, const std::string& secondary);

/// What a check of monitoring says when it goes hard, said now.
Status raise_condition(World& world, const std::string& device, const std::string& check, const std::string& priority,
                       const std::string& title);

/// The link in the newest mail to that person, opened and its button pressed by somebody who is not signed in.
Status take_by_link(World& world, const std::string& name);

/// Who took the client's newest escalation, after how many minutes.
Status taken_by(World& world, const std::string& client, const std::string& name, int minutes);

/// Somebody at the client who decides there: name@harbour.example.
Status add_decision_maker(World& world, const std::string& name, const std::string& client);

/// The client's only major incident: its state, why it is one, and when it was declared ("02:27"); how many updates did not come.
Status major_is(World& world, const std::string& client, const std::string& state, const std::string& reason, const std::string& declared,
                const std::string& missed);
Status no_major(World& world, const std::string& client);
/// What whoever leads writes to the client, who then hears again within the half hour; and that it works again.
Status tell_major(World& world, const std::string& client, const std::string& known);
Status restore_major(World& world, const std::string& client, const std::string& words);

/// What stands in a mail of ours: one text, in base64.
std::string words_of(const std::string& mail);

}  // namespace steward::scenarios
