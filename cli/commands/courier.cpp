// steward courier sync FOLDER [--every SECONDS], publish FOLDER --to URL, and keys
#include <unistd.h>

#include <cstdlib>

#include "base/plain.h"
#include "cli/commands.h"
#include "cli/courier.h"
#include "cli/mirror.h"
#include "cli/session.h"

namespace steward::cli {

namespace {
constexpr const char* usage = "courier sync FOLDER [--every SECONDS] | publish FOLDER --to URL | keys";

std::string joined(const boost::json::value& answer, const char* field) {
    std::string list;
    const auto* words = answer.is_object() ? answer.as_object().if_contains(field) : nullptr;
    for (const auto& word : words && words->is_array() ? words->as_array() : boost::json::array())
        if (word.is_string()) list += (list.empty() ? "" : ",") + plain(std::string_view(word.as_string()));
    return list;
}

// What steward-sign is told of this server, as it is typed there. Whoever types it believes the server: at the beginning, and beside it.
Status say_keys(const Client& client, const Arguments& arguments) {
    STEWARD_TRY(const auto answer, client.call("GET", "/api/v1/authority"));
    const std::string pins = joined(answer, "server_pins"), log_key = plain(text_of(answer, "log_key"));
    const std::string address = plain(text_of(answer, "agent_address"));
    if (arguments.has("json")) {
        print_json({{"server_pins", pins}, {"log_key", log_key}, {"agent_address", address}});
        return {};
    }
    if (pins.empty() || log_key.empty())
        return fail(ErrorKind::Unavailable, "courier.no_keys",
                    pins.empty() ? "This server does not listen for agents yet. Set the agents' address, then ask again."
                                 : "The log of this server has no head yet. Ask again in a minute.");
    std::printf("For `steward-sign genesis`:\n\n  --pins %s --log-keys '%s'\n\nFor `steward-sign grant`:\n\n  --server %s\n\n",
                pins.c_str(), log_key.c_str(), address.c_str());
    std::puts("Compare them with the server's own screen, or ask for them on the server itself: whoever answers here says them.");
    return {};
}

// The password stands in the environment: a list of processes shows what is typed.
Status publish(const Arguments& arguments) {
    const auto from_environment = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value ? value : "");
    };
    STEWARD_TRY(const std::string to, arguments.needed("to"));
    STEWARD_TRY(const Mirror mirror, Mirror::at({.url = to,
                                                 .user = from_environment("STEWARD_MIRROR_USER"),
                                                 .password = from_environment("STEWARD_MIRROR_PASSWORD"),
                                                 .region = {}}));
    STEWARD_TRY(const Mirrored mirrored, mirror.publish(MeetingFolder(arguments.words[1])));
    if (arguments.has("json")) print_json({{"published", mirrored.published}, {"odd", boost::json::value_from(mirrored.odd)}});
    else std::printf("Published %zu messages to %s.\n", mirrored.published, to.c_str());
    for (const auto& one : mirrored.odd) std::fprintf(stderr, "steward: %s\n", one.c_str());
    if (mirrored.odd.empty()) return {};
    return fail(ErrorKind::Conflict, "mirror.differs", "The mirror is another than this folder; what stands above says where.");
}

void tell(const Carried& carried) {
    std::printf("Took %zu messages, %zu drafts and %zu questions; handed over %zu.\n", carried.messages, carried.drafts, carried.questions,
                carried.handed_over);
    if (carried.signatures > 0) std::printf("Others signed %zu drafts, which wait for one more person.\n", carried.signatures);
    std::fflush(stdout);
    for (const auto& one : carried.refused) std::fprintf(stderr, "steward: Refused: %s\n", one.c_str());
}
void warn(const std::vector<std::string>& odd) {
    for (const auto& one : odd) std::fprintf(stderr, "steward: %s\n", one.c_str());
}

// Until it is ended: questions and answers every second, everything else every so many.
Status go_on(Courier& courier, long every) {
    std::string last_words;
    std::vector<std::string> last_odd;
    for (long second = 0;; second = (second + 1) % every, sleep(1)) {
        const auto carried = second == 0 ? courier.sync() : courier.hurry();
        if (carried && carried->is_anything()) tell(*carried);
        // What is odd is said once, not every time that it still is.
        if (carried && second == 0 && carried->odd != last_odd) warn(last_odd = carried->odd);
        const std::string words = carried ? "" : carried.error().message;
        if (words != last_words) std::fprintf(stderr, "steward: %s\n", words.empty() ? "The server answers again." : words.c_str());
        last_words = words;
    }
}
}  // namespace

int run_courier(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        if (arguments.words.size() == 2 && arguments.words[0] == "publish") return publish(arguments);
        if (arguments.words.size() == 1 && arguments.words[0] == "keys") return say_keys(client, arguments);
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
                        {"signatures", carried.signatures},
                        {"handed_over", carried.handed_over},
                        {"refused", boost::json::value_from(carried.refused)},
                        {"odd", boost::json::value_from(carried.odd)}});
        } else {
            tell(carried);
            warn(carried.odd);
        }
        if (carried.refused.empty() && carried.odd.empty()) return {};
        return fail(ErrorKind::Conflict, "courier.refused",
                    carried.odd.empty() ? "The server refused some of it: each message lies in outgoing with the sentence beside it."
                                        : "Something was not carried; what stands above says why.");
    });
}

}  // namespace steward::cli
