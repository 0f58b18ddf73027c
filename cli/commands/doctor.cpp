// steward doctor: every finding with its fix; exit code 1 when something failed.
#include "cli/commands.h"
#include "cli/session.h"

namespace steward::cli {

int run_doctor(const std::vector<std::string>& words) {
    return with_client(words, [](const Client& client, const Arguments& arguments) -> Status {
        STEWARD_CHECK(no_more_words(arguments, 0, "doctor"));
        STEWARD_TRY(auto diagnosis, client.call("GET", "/api/v1/installation/diagnosis"));
        if (arguments.has("json")) print_json(diagnosis);
        int failed = 0;
        for (const auto& finding : diagnosis.at("findings").as_array()) {
            const std::string state = text_of(finding, "state");
            failed += state == "failed";
            if (arguments.has("json")) continue;
            std::printf("%-8s %-22s %s\n", state.c_str(), text_of(finding, "name").c_str(), text_of(finding, "text").c_str());
            if (state != "ok") std::printf("%-31s try: %s\n", "", text_of(finding, "fix").c_str());
        }
        if (failed > 0) return fail(ErrorKind::Internal, "doctor.failed", std::to_string(failed) + " of these need you.");
        return {};
    });
}

}  // namespace steward::cli
