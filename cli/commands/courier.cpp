// steward courier sync FOLDER [--every SECONDS]
#include <unistd.h>

#include "cli/commands.h"
#include "cli/courier.h"
#include "cli/session.h"

namespace steward::cli {

namespace {
constexpr const char* usage = "courier sync FOLDER [--every SECONDS]";

void tell(const Carried& carried) {
    std::printf("Took %zu messages, %zu drafts and %zu questions; handed over %zu.\n", carried.messages, carried.drafts, carried.questions,
                carried.handed_over);
    std::fflush(stdout);
    for (const auto& one : carried.refused) std::fprintf(stderr, "steward: Refused: %s\n", one.c_str());
    for (const auto& one : carried.odd) std::fprintf(stderr, "steward: %s\n", one.c_str());
}

// Until it is ended: questions and answers every second, everything else every so many.
Status go_on(Courier& courier, long every) {
    std::string last_words;
    for (long second = 0;; second = (second + 1) % every, sleep(1)) {
        const auto carried = second == 0 ? courier.sync() : courier.hurry();
        if (carried && carried->is_anything()) tell(*carried);
        const std::string words = carried ? "" : carried.error().message;
        if (words != last_words) std::fprintf(stderr, "steward: %s\n", words.empty() ? "The server answers again." : words.c_str());
        last_words = words;
    }
}
}  // namespace

int run_courier(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        if (arguments.words.size() != 2 || arguments.words[0] != "sync") return wrong_usage(usage);
        Courier courier(client, arguments.words[1]);
        if (const std::string every = arguments.option("every"); !every.empty()) {
            if (every.size() > 4 || every.find_first_not_of("0123456789") != std::string::npos || std::stol(every) == 0)
                return wrong_usage(usage);
            return go_on(courier, std::stol(every));
        }
        STEWARD_TRY(const Carried carried, courier.sync());
        if (arguments.has("json")) {
            print_json({{"messages", carried.messages},
                        {"drafts", carried.drafts},
                        {"questions", carried.questions},
                        {"handed_over", carried.handed_over},
                        {"refused", boost::json::value_from(carried.refused)},
                        {"odd", boost::json::value_from(carried.odd)}});
        } else {
            tell(carried);
        }
        if (carried.refused.empty() && carried.odd.empty()) return {};
        return fail(ErrorKind::Conflict, "courier.refused",
                    carried.odd.empty() ? "The server refused some of it: each message lies in outgoing with the sentence beside it."
                                        : "The server's chain is another than the folder's.");
    });
}

}  // namespace steward::cli
