#include "server/modules/jobs/actions.h"

#include <algorithm>
#include <charconv>

#include "server/modules/authority/authority.h"
#include "server/platform/access/typed_text.h"

namespace steward::jobs {

namespace {
using access::typed_line;
constexpr size_t longest_value = 4096;
constexpr std::string_view verbs[] = {"start", "stop", "restart", "enable", "disable"};
constexpr std::string_view verb_words[] = {"Start ", "Stop ", "Restart ", "Enable ", "Disable "};

std::string hex_of(const trust::Digest& digest) { return to_hex(digest); }

// What we write has to be what a gate reads.
template <typename Action>
Result<trust::Item> written(Action action, std::string_view pointer, std::string sentence) {
    trust::Item item{trust::write_message(std::move(action))};
    if (!trust::read_message<Action>(item.bytes)) return bad_field(std::string(pointer), std::move(sentence));
    return item;
}

bool is_number(std::string_view value) {
    int64_t number = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), number);
    return !value.empty() && read.ec == std::errc{} && read.ptr == value.data() + value.size();
}

Status value_fits(const v1::ScriptParameter& parameter, const std::string& value) {
    const auto wrong = [&](std::string what) { return bad_field("/action/values", parameter.name() + ": " + std::move(what)); };
    if (value.empty() && parameter.required()) return wrong("it needs a value.");
    if (value.size() > longest_value || value.find('\0') != std::string::npos) return wrong("at most 4096 characters of text.");
    if (value.empty()) return {};
    if (parameter.kind() == "number" && !is_number(value)) return wrong("a whole number.");
    if (parameter.kind() == "choice" && std::ranges::find(parameter.choices(), value) == parameter.choices().end())
        return wrong("one of the choices of the script.");
    return {};
}

Result<Wanted> script_wanted(Transaction& transaction, const v1::JobAction& said) {
    STEWARD_TRY(auto script, find_script(transaction, ScriptId::parse(said.script_id()).value_or(ScriptId{})));
    if (!script) return fail(ErrorKind::NotFound, "jobs.script_not_found", "There is no such script. Choose one of the library.");
    if (script->state == "retired")
        return fail(ErrorKind::Conflict, "jobs.script_retired", "This script is retired. Choose another one of the library.");
    v1::ScriptParameters parameters;
    parameters.ParseFromArray(script->parameters.data(), static_cast<int>(script->parameters.size()));
    trust::ScriptAction action{.interpreter = script->interpreter, .arguments = {}, .body = trust::sha256(as_bytes(script->text))};
    STEWARD_TRY(action.arguments, arguments_of(parameters, said.values()));
    Wanted wanted{.job_class = trust::JobClass::Script,
                  .action = {},
                  .limits = {},
                  .os = script->operating_system,
                  .what = script->name,
                  .files = {},
                  .script = {},
                  .warnings = {}};
    STEWARD_TRY(wanted.action,
                written(std::move(action), "/action/values", "The values are too long for one job. Put them into the script."));
    static constexpr std::string_view networks[] = {"none", "any"};
    STEWARD_TRY(const auto network, access::typed_choice("/action/network", said.network(), networks, "none"));
    wanted.limits.network = network == "any" ? trust::NetworkUse::Any : trust::NetworkUse::None;
    wanted.limits.timeout_s = static_cast<uint64_t>(script->timeout_s > 0 ? script->timeout_s : usual_timeout_s);
    wanted.files.push_back({.digest = script->digest, .name = script->name, .content = {}});
    if (script->state != "reviewed")
        wanted.warnings.push_back("Nobody has reviewed this version of the script: it runs on one machine at a time until somebody has.");
    else if (is_reviewed_alone(*script))
        wanted.warnings.push_back("Who wrote this version of the script reviewed it too: nobody else here could.");
    wanted.script = std::move(script);
    return wanted;
}

Result<Wanted> service_wanted(const v1::JobAction& said) {
    const auto verb = std::ranges::find(verbs, said.service_verb());
    if (verb == std::end(verbs)) return bad_field("/action/service_verb", "One of start, stop, restart, enable, disable.");
    const auto place = verb - std::begin(verbs);
    Wanted wanted{.job_class = trust::JobClass::Service,
                  .action = {},
                  .limits = {},
                  .os = {},
                  .what = std::string(verb_words[place]) + said.service_unit(),
                  .files = {},
                  .script = {},
                  .warnings = {}};
    STEWARD_TRY(wanted.action,
                written(trust::ServiceAction{.unit = said.service_unit(), .verb = static_cast<trust::ServiceVerb>(place + 1)},
                        "/action/service_unit", "The whole name of a unit that is not our own: nginx.service."));
    return wanted;
}

Result<Wanted> reboot_wanted(const v1::JobAction& said) {
    if (said.reboot_delay_minutes() < 0) return bad_field("/action/reboot_delay_minutes", "Between nothing and 240 minutes.");
    Wanted wanted{.job_class = trust::JobClass::Reboot,
                  .action = {},
                  .limits = {},
                  .os = {},
                  .what = "Restart the machine",
                  .files = {},
                  .script = {},
                  .warnings = {}};
    STEWARD_TRY(wanted.action, written(trust::RebootAction{.delay_minutes = static_cast<uint64_t>(said.reboot_delay_minutes()),
                                                           .message = said.reboot_message()},
                                       "/action/reboot_delay_minutes", "At most 240 minutes, and at most 500 characters of message."));
    return wanted;
}

Result<Wanted> file_wanted(const v1::JobAction& said) {
    uint64_t mode = 0;
    const std::string text = said.file_mode().empty() ? "0644" : said.file_mode();
    const auto read = std::from_chars(text.data(), text.data() + text.size(), mode, 8);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || mode > 0777)
        return bad_field("/action/file_mode", "Three or four digits, as chmod takes them: 0644.");
    trust::FilePutAction action{.path = said.file_path(), .content = trust::sha256(as_bytes(said.file_content())), .mode = mode};
    if (!said.file_owner().empty()) action.owner = said.file_owner();
    if (!said.file_group().empty()) action.group = said.file_group();
    Wanted wanted{.job_class = trust::JobClass::FilePut,
                  .action = {},
                  .limits = {},
                  .os = {},
                  .what = "Put the file " + said.file_path(),
                  .files = {},
                  .script = {},
                  .warnings = {}};
    const ByteView content = as_bytes(said.file_content());
    wanted.files.push_back({.digest = hex_of(action.content), .name = said.file_path(), .content = Bytes(content.begin(), content.end())});
    STEWARD_TRY(wanted.action,
                written(std::move(action), "/action/file_path", "An absolute path outside /proc, /sys and /dev, without . and .. in it."));
    return wanted;
}

Result<Wanted> config_wanted(const v1::JobAction& said) {
    Wanted wanted{.job_class = trust::JobClass::AgentConfig,
                  .action = {},
                  .limits = {},
                  .os = {},
                  .what = "Let the agent report every " + std::to_string(said.agent_interval_s()) + " s",
                  .files = {},
                  .script = {},
                  .warnings = {}};
    const auto seconds = static_cast<uint64_t>(std::max(said.agent_interval_s(), 1));
    STEWARD_TRY(wanted.action,
                written(trust::AgentConfigAction{.interval_seconds = seconds}, "/action/agent_interval_s", "Between 10 and 3600 seconds."));
    return wanted;
}
}  // namespace

Bytes packed(const google::protobuf::Message& message) {
    const std::string bytes = message.SerializeAsString();
    return Bytes(bytes.begin(), bytes.end());
}

Result<std::vector<std::string>> arguments_of(const v1::ScriptParameters& parameters,
                                              const google::protobuf::RepeatedPtrField<std::string>& values) {
    if (values.size() > parameters.parameters_size())
        return bad_field("/action/values", "These are more values than the script has parameters.");
    std::vector<std::string> arguments;
    for (int i = 0; i < parameters.parameters_size(); ++i) {
        const auto& parameter = parameters.parameters(i);
        std::string value = i < values.size() ? values.Get(i) : "";
        if (value.empty()) value = parameter.default_value();
        STEWARD_CHECK(value_fits(parameter, value));
        arguments.push_back(std::move(value));
    }
    return arguments;
}

Result<Wanted> wanted_of(Transaction& transaction, const v1::JobAction& said) {
    const bool is_reboot = said.reboot_delay_minutes() != 0 || !said.reboot_message().empty();
    const int kinds =
        !said.script_id().empty() + !said.service_unit().empty() + is_reboot + !said.file_path().empty() + (said.agent_interval_s() != 0);
    if (kinds != 1)
        return bad_field("/action",
                         "Say one thing to do: a script, a service, a restart with its delay or message, a file, or the agent's interval.");
    auto wanted = !said.script_id().empty()      ? script_wanted(transaction, said)
                  : !said.service_unit().empty() ? service_wanted(said)
                  : is_reboot                    ? reboot_wanted(said)
                  : !said.file_path().empty()    ? file_wanted(said)
                                                 : config_wanted(said);
    if (!wanted) return wanted;
    if (wanted->limits.timeout_s == 0) wanted->limits.timeout_s = usual_timeout_s;
    wanted->limits.output_bytes = 1024 * 1024;
    return wanted;
}

std::string words_of_action(const trust::Job& job) {
    if (const auto service = trust::read_message<trust::ServiceAction>(job.action.bytes);
        service && job.job_class == trust::JobClass::Service)
        return std::string(verb_words[static_cast<size_t>(service->verb) - 1]) + service->unit;
    if (const auto file = trust::read_message<trust::FilePutAction>(job.action.bytes); file && job.job_class == trust::JobClass::FilePut)
        return "Put the file " + file->path;
    if (job.job_class == trust::JobClass::Script) return "A script";
    if (job.job_class == trust::JobClass::Reboot) return "Restart the machine";
    return "Work of the kind " + authority::class_word(job.job_class);
}

std::vector<std::string> files_of_action(const trust::Job& job) {
    if (job.job_class == trust::JobClass::Script)
        if (const auto script = trust::read_message<trust::ScriptAction>(job.action.bytes)) return {hex_of(script->body)};
    if (job.job_class == trust::JobClass::FilePut)
        if (const auto file = trust::read_message<trust::FilePutAction>(job.action.bytes)) return {hex_of(file->content)};
    return {};
}

}  // namespace steward::jobs
