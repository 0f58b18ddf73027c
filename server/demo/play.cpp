#include "server/demo/play.h"

#include <fmt/format.h>

namespace steward::demo {

boost::json::value words(std::string_view text) { return boost::json::parse(text); }

Result<Played> play(Stage& stage, const Cast& cast, Instant until, const Progress& progress) {
    Agenda agenda;
    SeededRng rng(7);
    Scene scene{.stage = stage,
                .cast = cast,
                .agenda = agenda,
                .rng = rng,
                .until = until,
                .categories = {},
                .templates = {},
                .articles = {},
                .schedule = {}};
    STEWARD_CHECK(set_up(scene));
    STEWARD_CHECK(write_articles(scene));
    for (const auto part : {tell_tickets, tell_alerts, tell_weeks, tell_changes, tell_mails, tell_today}) STEWARD_CHECK(part(scene));
    Played told;
    const auto each_day = [&](int day) {
        if (day % 15 == 0) progress(fmt::format("day {} of 90", day));
    };
    const auto refused = [&](const Error& error) {
        ++told.refused;
        progress("refused: " + error.cause);
    };
    STEWARD_CHECK(agenda.run(stage, until, each_day, refused));
    STEWARD_CHECK(stage.database().read([&](storage::Transaction& transaction) -> Status {
        STEWARD_TRY(const auto row, transaction.query_one("select count(*) from helpdesk_tickets"));
        told.tickets = static_cast<int>(row->integer(0));
        return {};
    }));
    return told;
}

}  // namespace steward::demo
