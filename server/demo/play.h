// The play: three months of a service desk, told as acts on an agenda.
#pragma once

#include "server/demo/agenda.h"
#include "server/demo/cast.h"
#include "server/demo/demo.h"

namespace steward::demo {

struct Played {
    int tickets = 0, refused = 0;
};
/// All of it until `until`.
Result<Played> play(Stage& stage, const Cast& cast, Instant until, const Progress& progress);

/// What every part of the play works with.
struct Scene {
    Stage& stage;
    const Cast& cast;
    Agenda& agenda;
    Rng& rng;
    Instant until;
    /// What set_up made and others need.
    std::map<std::string, std::string> categories, templates, articles;  // by name: ids
    std::string schedule;

    bool by_chance(int percent) { return rng.below(100) < static_cast<uint64_t>(percent); }
    int between(int least, int most) { return least + static_cast<int>(rng.below(static_cast<uint64_t>(most - least + 1))); }
    const Actor& technician(size_t which) const { return cast.staff.technicians[which % cast.staff.technicians.size()]; }
};

// set_up.cpp, articles.cpp: what a desk has before the first ticket comes.
Status set_up(Scene& scene);
Status write_articles(Scene& scene);
// Each part puts its acts on the agenda.
Status tell_tickets(Scene& scene);  // tickets.cpp
Status tell_alerts(Scene& scene);   // alerts.cpp
Status tell_weeks(Scene& scene);    // weeks.cpp: time of one's own, sheets
Status tell_changes(Scene& scene);  // changes.cpp: changes, freezes, problems
Status tell_mails(Scene& scene);    // mails.cpp
Status tell_today(Scene& scene);    // today.cpp: what is under way when the curtain rises

/// The stories of tickets.cpp.
const boost::json::array& stories();
/// The words of set_up.cpp and articles.cpp.
const boost::json::object& desk_words();

/// One of the texts that the program was built with (words/*.json).
boost::json::value words(std::string_view text);

}  // namespace steward::demo
