// Jobs that are drafted without a server: one draft, its files beside it, machines by the names of their own cards.
#include <charconv>

#include "base/id.h"
#include "signer/client_names.h"
#include "signer/commands.h"
#include "signer/meeting.h"
#include "signer/wanted.h"
#include "signer/work_rules.h"
#include "trust/actions.h"

namespace steward::signer {

namespace {
using namespace trust;

Result<std::vector<ShortId>> machines_of(const OwnChain& chain, const std::string& text) {
    const Cards cards = Cards::open(chain.place());
    std::vector<ShortId> devices;
    for (const auto& word : list_of(text)) {
        const auto bytes = word.size() == 32 ? from_hex(word) : Result<Bytes>(Bytes());
        ShortId device{};
        if (bytes && bytes->size() == device.size()) {
            std::copy(bytes->begin(), bytes->end(), device.begin());
        } else {
            STEWARD_TRY(const DeviceCard card, cards.find(word));
            device = card.device;
        }
        devices.push_back(device);
    }
    if (devices.empty()) return fail(ErrorKind::Invalid, "cli.missing", "--machines is needed: names or ids, with commas between.");
    return devices;
}

Result<NetworkUse> network_of(const std::string& word) {
    if (word == "none") return NetworkUse::None;
    if (word == "any") return NetworkUse::Any;
    return fail(ErrorKind::Invalid, "cli.usage", "--network is none or any: no machine can keep a run to its site's network yet.");
}

// What every class of jobs has: whom it reaches, when, why, and within which limits.
Result<Job> common(const Desk& desk, JobClass job_class) {
    const Arguments& asked = desk.arguments;
    STEWARD_TRY(const OwnChain chain, desk.chain());
    Job job{.authority = chain.authority(),
            .id = make_raw_id(desk.now(), desk.rng).bytes,
            .job_class = job_class,
            .roster_seq = chain.roster().seq(),
            .roster_head = chain.roster().head(),
            .ticket = asked.option("ticket"),
            .log_level = 1};
    STEWARD_TRY(const std::string client, asked.needed("client"));
    STEWARD_TRY(job.target.client, ClientNames::open(chain.place()).find(client));
    STEWARD_TRY(const std::string machines, asked.needed("machines"));
    STEWARD_TRY(job.target.devices, machines_of(chain, machines));
    STEWARD_TRY(job.reason, asked.needed("reason"));
    STEWARD_TRY(const uint64_t hours, number_of(asked, "hours", 8));
    if (hours == 0 || hours > 24 * 30)
        return fail(ErrorKind::Invalid, "cli.usage",
                    "--hours is 1 to 720; machines take 24 unless the grant's --longest-window says more for the class.");
    job.not_before = desk.now();
    if (const std::string from = asked.option("from"); !from.empty()) {
        STEWARD_TRY(job.not_before, parse_rfc3339(from));
    }
    job.not_after = job.not_before + std::chrono::hours(hours);
    STEWARD_TRY(job.limits.timeout_s, number_of(asked, "timeout", 600));
    STEWARD_TRY(const uint64_t memory, number_of(asked, "memory", 512));
    STEWARD_TRY(const uint64_t output, number_of(asked, "output", 256));
    job.limits.memory_bytes = std::min<uint64_t>(memory, 1U << 20) << 20;
    job.limits.output_bytes = std::min<uint64_t>(output, 1U << 20) << 10;
    job.limits.user = asked.option("user") == "root" ? "" : asked.option("user");
    STEWARD_TRY(job.limits.network, network_of(asked.option("network", "none")));
    STEWARD_TRY(job.log_level, number_of(asked, "log-level", 1));
    job.preconditions.os = asked.option("os");
    if (asked.has("seal")) job.seal_output_to = readers_of(job, chain.roster().rules(), desk.now());
    if (asked.has("seal") && job.seal_output_to.empty()) return nobody_reads();
    return job;
}

template <class Action>
Status keep(const Desk& desk, Job job, const Action& action) {
    job.action.bytes = write_message(action);
    const Bytes payload = write_message(job);
    if (!read_message<Job>(payload) || !read_message<Action>(job.action.bytes))
        return fail(ErrorKind::Invalid, "cli.usage", "No machine would read such a job: look at the paths, names and numbers in it.");
    return desk.keep_draft(MessageType::Job, payload);
}

Status draft_script(Desk& desk) {
    STEWARD_TRY(Job job, common(desk, JobClass::Script));
    STEWARD_TRY(const std::string path, desk.word(0, "The script's file"));
    STEWARD_TRY(const Bytes text, read_file(path));
    STEWARD_TRY(const std::string out, desk.out_file());
    ScriptAction action{.interpreter = desk.arguments.option("interpreter", "/bin/sh")};
    action.arguments.assign(desk.arguments.words.begin() + 1, desk.arguments.words.end());
    if (const std::string lines = desk.arguments.option("arguments"); !lines.empty()) {
        STEWARD_TRY(const Bytes listed, read_file(lines));  // one a line: also those that begin with --
        for (std::string_view rest = as_text(listed); !rest.empty();
             rest.remove_prefix(std::min(rest.size(), rest.find('\n')) + (rest.find('\n') < rest.size())))
            action.arguments.emplace_back(rest.substr(0, rest.find('\n')));
    }
    STEWARD_TRY(action.body, Beside::put(out, text));
    return keep(desk, std::move(job), action);
}

Status draft_service(Desk& desk) {
    STEWARD_TRY(Job job, common(desk, JobClass::Service));
    STEWARD_TRY(const std::string verb, desk.word(0, "start, stop, restart, enable or disable"));
    STEWARD_TRY(const std::string unit, desk.word(1, "The service, as in nginx.service,"));
    static constexpr std::string_view verbs[] = {"", "start", "stop", "restart", "enable", "disable"};
    ServiceAction action{.unit = unit};
    for (size_t i = 1; i < std::size(verbs); ++i)
        if (verbs[i] == verb) action.verb = static_cast<ServiceVerb>(i);
    return keep(desk, std::move(job), action);
}

Status draft_reboot(Desk& desk) {
    STEWARD_TRY(Job job, common(desk, JobClass::Reboot));
    RebootAction action{.message = desk.arguments.option("message")};
    STEWARD_TRY(action.delay_minutes, number_of(desk.arguments, "delay", 5));
    return keep(desk, std::move(job), action);
}

Status draft_file(Desk& desk) {
    STEWARD_TRY(Job job, common(desk, JobClass::FilePut));
    STEWARD_TRY(const std::string path, desk.word(0, "The file's content, a file here,"));
    STEWARD_TRY(const std::string place, desk.word(1, "The file's path on the machine"));
    STEWARD_TRY(const Bytes content, read_file(path));
    STEWARD_TRY(const std::string out, desk.out_file());
    FilePutAction action{.path = place, .owner = desk.arguments.option("owner", "root"), .group = desk.arguments.option("group", "root")};
    const std::string mode = desk.arguments.option("mode", "0644");
    const auto [end, error] = std::from_chars(mode.data(), mode.data() + mode.size(), action.mode, 8);
    if (error != std::errc() || end != mode.data() + mode.size())
        return fail(ErrorKind::Invalid, "cli.usage", "--mode is octal, as in 0644.");
    STEWARD_TRY(action.content, Beside::put(out, content));
    return keep(desk, std::move(job), action);
}

Status draft_agent_config(Desk& desk) {
    STEWARD_TRY(Job job, common(desk, JobClass::AgentConfig));
    AgentConfigAction action;
    STEWARD_TRY(action.interval_seconds, number_of(desk.arguments, "interval", 0));
    return keep(desk, std::move(job), action);
}

Status list_cards(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    Cards cards = Cards::open(chain.place());
    for (const auto& path : desk.arguments.words) {
        STEWARD_TRY(const Bytes bytes, read_file(path));
        if (!read_card(bytes)) return fail(ErrorKind::Invalid, "card.none", path + " is no card that its own machine signed.");
        cards.take(bytes);
    }
    STEWARD_CHECK(cards.keep());
    for (const auto& [device, card] : cards.all()) {
        desk.say(to_hex(device) + "  " + plain(card.host_name) + "  " + plain(card.os) + "  since " +
                 to_rfc3339(card.created).substr(0, 10));
        for (const auto& doubt : cards.doubts(device)) desk.say("  ! " + plain(doubt));
    }
    if (cards.all().empty()) desk.say("No machine is known here yet; their cards come with drafts.");
    return {};
}

Status forget_card(Desk& desk) {
    STEWARD_TRY(const OwnChain chain, desk.chain());
    STEWARD_TRY(const std::string words, desk.word(0, "The beginning of a machine's id"));
    Cards cards = Cards::open(chain.place());
    STEWARD_TRY(const DeviceCard card, cards.find(words));
    STEWARD_CHECK(cards.forget(card.device));
    desk.say("The card of " + plain(card.host_name) + " is forgotten.");
    return {};
}
}  // namespace

std::span<const Command> job_commands() {
    static constexpr std::string_view of_all_jobs =
        "--hours --from --ticket --timeout --memory --output --user --network --os --log-level --seal";
    static constexpr Command commands[] = {
        {"job script",
         "FILE [ARGUMENT...] --client ID --machines NAME,... --reason WORDS --out FILE [--interpreter /bin/sh] [--arguments FILE]",
         "drafts a script for machines; for all jobs: [--hours 8; more than 24 only where the machines' grant said --longest-window] "
         "[--from TIME] [--ticket T] [--timeout S] [--memory MIB] [--output KIB] "
         "[--user NAME] [--network none|any] [--os ID] [--log-level 1] [--seal]",
         draft_script, of_all_jobs},
        {"job service", "VERB UNIT --client ID --machines NAME,... --reason WORDS --out FILE", "starts, stops or restarts a service",
         draft_service, of_all_jobs},
        {"job reboot", "--client ID --machines NAME,... --reason WORDS --out FILE [--delay MINUTES] [--message WORDS]", "restarts machines",
         draft_reboot, of_all_jobs},
        {"job file", "FILE PATH --client ID --machines NAME,... --reason WORDS --out FILE [--mode 0644] [--owner NAME] [--group NAME]",
         "puts a file in a place", draft_file, of_all_jobs},
        {"job agent-config", "--interval SECONDS --client ID --machines NAME,... --reason WORDS --out FILE", "how often the agent reports",
         draft_agent_config, of_all_jobs},
        {"card list", "[FILE...]", "machines whose cards are known here; takes those of the files", list_cards},
        {"card forget", "MACHINE", "a machine that was set up anew: its next card is seen as new", forget_card},
    };
    return commands;
}

}  // namespace steward::signer
