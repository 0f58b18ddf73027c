// What the clients' people ask for, in three months.
#include "server/demo/play.h"
#include "server/demo/tale.h"

namespace steward::demo {

extern const std::string_view embedded_tickets;  // words/tickets.json

namespace {
constexpr int tickets_each = 22;
}  // namespace

const boost::json::array& stories() {
    static const boost::json::value all = words(embedded_tickets);
    return all.as_array();
}

Status tell_tickets(Scene& scene) {
    const Instant begin = scene.stage.now();
    const int64_t days = (scene.until - begin).count() / 86'400'000;
    for (size_t which = 0; which < scene.cast.companies.size(); ++which) {
        const Company& company = scene.cast.companies[which];
        for (int i = 0; i < tickets_each; ++i) {
            // Every client meets other stories, and the newest come last.
            const auto& story = stories()[(which * 5 + static_cast<size_t>(i) * 7) % stories().size()].as_object();
            const Person& person = company.people[scene.rng.below(company.people.size())];
            const int64_t day = day_number(begin) + 1 + days * i / tickets_each + static_cast<int64_t>(scene.rng.below(4));
            const Instant at = open_from(clock_on(day, scene.between(8, 16), scene.between(0, 59)));
            std::make_shared<Tale>(scene, story, company, person, scene.technician(which + static_cast<size_t>(i)))->begin(at);
        }
    }
    return {};
}

}  // namespace steward::demo
