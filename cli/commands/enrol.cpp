// steward enrol --client NAME [--uses N] [--hours N] [--line-only]
#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

namespace {
constexpr const char* usage_of_enrol = "enrol --client NAME [--uses N] [--hours N] [--line-only]";
}

int run_enrol(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        STEWARD_CHECK(no_more_words(arguments, 0, usage_of_enrol));
        STEWARD_TRY(auto name, arguments.needed("client"));
        STEWARD_TRY(auto id, client_id_by_name(client, name));
        const std::string uses = arguments.option("uses", "1"), hours = arguments.option("hours", "24");
        for (const auto& number : {uses, hours}) {
            if (number.empty() || number.size() > 6 || number.find_first_not_of("0123456789") != std::string::npos)
                return wrong_usage(usage_of_enrol);
            if (std::stoi(number) == 0)
                return fail(ErrorKind::Invalid, "cli.usage", "A line is for at least one device (--uses) and one hour (--hours).");
        }
        const boost::json::value request = {{"max_uses", std::stoi(uses)}, {"valid_hours", std::stoi(hours)}};
        STEWARD_TRY(auto answer, client.call("POST", "/api/v1/clients/" + id + "/enrolments", request));
        if (arguments.has("json")) print_json(answer);
        else if (arguments.has("line-only")) std::puts(text_of(answer, "line").c_str());
        else
            std::printf(
                "On the new machine, as root:\n\n  steward-agent enrol '%s'\n\nFor %s device%s within %s hours. Whoever holds the line can "
                "add "
                "a device to %s.\n",
                text_of(answer, "line").c_str(), uses.c_str(), uses == "1" ? "" : "s", hours.c_str(), name.c_str());
        return {};
    });
}

}  // namespace steward::cli
