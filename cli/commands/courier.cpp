// steward courier sync FOLDER [--every SECONDS], publish FOLDER --to URL, fetch FOLDER --from URL, and keys
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "base/counted.h"
#include "base/plain.h"
#include "cli/commands.h"
#include "cli/courier.h"
#include "cli/mirror.h"
#include "cli/session.h"

namespace steward::cli {

namespace {
constexpr const char* usage =
    "courier sync FOLDER [--every SECONDS] | publish FOLDER --to URL | fetch FOLDER --from URL [--authority ID] [--every SECONDS] | keys";

/// Seconds; 0: once.
Result<long> every_of(const Arguments& arguments) {
    const std::string every = arguments.option("every");
    if (every.empty()) return 0;
    if (every.size() > 4 || every.find_first_not_of("0123456789") != std::string::npos || std::stol(every) == 0) return wrong_usage(usage);
    return std::stol(every);
}

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

// The password stands in the environment or in a file: a list of processes shows what is typed.
Result<Mirror> mirror_of(const Arguments& arguments, const char* option) {
    const auto from_environment = [](const char* name) {
        const char* value = std::getenv(name);
        return std::string(value ? value : "");
    };
    STEWARD_TRY(const std::string url, arguments.needed(option));
    WebAccess access{from_environment("STEWARD_MIRROR_USER"), from_environment("STEWARD_MIRROR_PASSWORD")};
    if (const std::string file = arguments.option("access"); !file.empty()) {
        STEWARD_TRY(access, read_access(file));
    }
    STEWARD_TRY(WebPlace place, WebPlace::at(url, std::move(access), arguments.option("region")));
    return Mirror(std::move(place), MeetingFolder(arguments.words[1]));
}

Status tell(const Mirrored& mirrored, const Arguments& arguments, const char* done) {
    if (arguments.has("json")) print_json({{done, mirrored.carried}, {"odd", boost::json::value_from(mirrored.odd)}});
    else std::printf("%c%s %s.\n", static_cast<char>(std::toupper(done[0])), done + 1, counted(mirrored.carried, "message").c_str());
    std::fflush(stdout);
    for (const auto& one : mirrored.odd) std::fprintf(stderr, "steward: %s\n", one.c_str());
    if (mirrored.odd.empty()) return {};
    return fail(ErrorKind::Conflict, "mirror.differs", "The mirror is another than this folder; what stands above says where.");
}

Status publish(const Arguments& arguments) {
    STEWARD_TRY(Mirror mirror, mirror_of(arguments, "to"));
    STEWARD_TRY(const Mirrored mirrored, mirror.publish());
    return tell(mirrored, arguments, "published");
}

// For a beacon's box it goes on: it reads the folder, and the folder is to be what the mirror is.
Status fetch(const Arguments& arguments) {
    STEWARD_TRY(Mirror mirror, mirror_of(arguments, "from"));
    STEWARD_TRY(const long every, every_of(arguments));
    std::string last_words;
    for (Mirrored last;; sleep(static_cast<unsigned>(every))) {
        const auto mirrored = mirror.fetch(arguments.option("authority"));
        if (every == 0) return mirrored ? tell(*mirrored, arguments, "fetched") : std::unexpected(mirrored.error());
        // What is odd is said once, not every time that it still is.
        if (mirrored && (mirrored->carried > 0 || mirrored->odd != last.odd)) (void)tell(*mirrored, arguments, "fetched");
        const std::string words = mirrored ? "" : mirrored.error().message;
        if (words != last_words) std::fprintf(stderr, "steward: %s\n", words.empty() ? "The mirror answers again." : words.c_str());
        last_words = words;
        if (mirrored) last = *mirrored;
    }
}

void tell(const Carried& carried) {
    std::printf("Took %s, %s and %s; handed over %zu.\n", counted(carried.messages, "message").c_str(),
                counted(carried.drafts, "draft").c_str(), counted(carried.questions, "question").c_str(), carried.handed_over);
    if (carried.signatures > 0)
        std::printf("Others signed %s for one more person.\n",
                    counted(carried.signatures, "draft, which waits", "drafts, which wait").c_str());
    std::fflush(stdout);
    for (const auto& one : carried.refused) std::fprintf(stderr, "steward: Refused: %s\n", one.c_str());
}
void warn(const std::vector<std::string>& odd) {
    for (const auto& one : odd) std::fprintf(stderr, "steward: %s\n", one.c_str());
}

// What is put into a mistyped folder nobody signs or fetches.
Status need_folder(const std::filesystem::path& folder) {
    std::error_code error;
    if (std::filesystem::is_directory(folder, error)) return {};
    auto whole = std::filesystem::absolute(folder, error).lexically_normal();
    if (!whole.has_filename()) whole = whole.parent_path();
    const auto parent = whole.parent_path();
    return fail(ErrorKind::NotFound, "courier.no_folder",
                "There is no folder " + plain(whole.string()) + ": " + plain(parent.string()) +
                    (std::filesystem::is_directory(parent, error)
                         ? " has nothing of that name. Look for a typing mistake, or make it with mkdir."
                         : ", in which it would lie, is not there either. Is a share not mounted, or a word mistyped?"));
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
        if (arguments.words.size() == 2) STEWARD_CHECK(need_folder(arguments.words[1]));
        if (arguments.words.size() == 2 && arguments.words[0] == "publish") return publish(arguments);
        if (arguments.words.size() == 2 && arguments.words[0] == "fetch") return fetch(arguments);
        if (arguments.words.size() == 1 && arguments.words[0] == "keys") return say_keys(client, arguments);
        if (arguments.words.size() != 2 || arguments.words[0] != "sync") return wrong_usage(usage);
        Courier courier(client, arguments.words[1]);
        STEWARD_TRY(const long every, every_of(arguments));
        if (every > 0) return go_on(courier, every);
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
