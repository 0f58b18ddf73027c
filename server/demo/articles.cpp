// Articles for ourselves and for clients, some of which are due for a review.
#include "server/demo/play.h"

namespace steward::demo {

namespace json = boost::json;

Status write_articles(Scene& scene) {
    const Staff& staff = scene.cast.staff;
    int number = 0;
    for (const auto& one : desk_words().at("articles").as_array()) {
        const Actor& author = number % 3 == 0 ? staff.engineer : scene.technician(static_cast<size_t>(number));
        const Instant review = scene.until + std::chrono::hours(24 * (number % 4 == 3 ? -9 : 40 + 15 * number));
        ++number;
        STEWARD_TRY(const auto made, scene.stage.ask(author, "POST", "/api/v1/articles",
                                                     {{"title", one.at("title")},
                                                      {"body", one.at("body")},
                                                      {"category", one.at("category")},
                                                      {"owner_account_id", author.account.text()},
                                                      {"review_on", day_of(review)}}));
        const std::string path = "/api/v1/articles/" + text_of(made, "article_id");
        scene.articles[text_of(one, "title")] = text_of(made, "article_id");
        if (one.at("clients").as_bool())
            STEWARD_CHECK(scene.stage.ask(staff.manager, "POST", path + "/audience", {{"audience", "clients"}}));
        for (size_t i = 0; i < staff.technicians.size(); ++i) {
            if (scene.by_chance(60))
                STEWARD_CHECK(scene.stage.ask(staff.technicians[i], "POST", path + "/rating", {{"helpful", scene.by_chance(85)}}));
        }
    }
    const std::string first = "/api/v1/articles/" + scene.articles["What to do with a suspicious mail"];
    STEWARD_TRY(const auto before, scene.stage.ask(staff.engineer, "GET", first));
    STEWARD_CHECK(scene.stage.ask(
        staff.engineer, "PATCH", first,
        {{"body", text_of(before, "body") + "\nThe telephone number of the service desk stands on the sticker on your screen.\n"},
         {"what_changed", "Where our number stands"}}));
    return {};
}

}  // namespace steward::demo
