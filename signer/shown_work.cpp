// What jobs, policies and bindings say: every machine by its own name, every file by its text, every argument by itself.
#include <algorithm>

#include "base/counted.h"
#include "base/id.h"
#include "signer/shown.h"
#include "signer/work_rules.h"
#include "trust/templates.h"

namespace steward::signer {

namespace {
using namespace trust;

std::string_view word_of_verb(ServiceVerb verb) {
    static constexpr std::string_view words[] = {"?", "starts", "stops", "restarts", "enables", "disables"};
    return words[std::min<size_t>(std::size(words) - 1, static_cast<size_t>(verb))];
}

std::string octal(uint64_t mode) {
    char text[16];
    std::snprintf(text, sizeof text, "%04o", static_cast<unsigned>(mode));
    return text;
}

bool is_root(const RunLimits& limits) { return limits.user.empty() || limits.user == "root" || limits.user == "0"; }

class WorkTeller {
public:
    WorkTeller(Shown& shown, const Roster* roster, Instant now, const Around& around)
        : shown_(shown), roster_(roster), now_(now), around_(around) {}

    void tell(const Job& job) {
        say("a job: " + std::string(word_of(job.job_class)) + (job.holder.empty() ? "" : ", of " + job.holder));
        say("why: " + (job.reason.empty() ? "nothing is said" : job.reason) + (job.ticket.empty() ? "" : "; ticket " + job.ticket));
        client(job.target.client);
        machines(job.target.devices);
        if (!action(job.job_class, job.action)) unreadable("what it does cannot be read");
        say("runs " + words_of(job.limits));
        network(job.limits);
        window(job);
        conditions(job.preconditions);
        if (job.log_level == 0) red("no proof of the log is asked for: it could run without a trace that the client can check");
        readers(job.seal_output_to);
        if (job.supersedes != ShortId{}) say("takes the place of the job " + to_text(RawId{job.supersedes}) + " where that has not begun");
        if (job.limits.network == NetworkUse::Any && is_root(job.limits) && job.job_class == JobClass::Script)
            red("a script as root with any network");
        if (job.job_class == JobClass::Reboot) red("the machines are restarted");
        first_time(job);
        view(job.authority, job.roster_seq, job.roster_head);
        if (roster_ && !persons_needed(job, roster_->rules())) red("more machines than one job may have");
    }

    void tell(const Policy& policy) {
        say("a standing policy: " + std::string(word_of(policy.job_class)) + ", version " + std::to_string(policy.policy_version) + " of " +
            to_text(RawId{policy.id}));
        client(policy.target.client);
        if (!policy.target.devices.empty()) machines(policy.target.devices);
        for (const auto& tag : policy.target.tags) say("  every machine of this client with the tag " + tag);
        if (!templates(policy)) unreadable("what it allows cannot be read");
        say("runs " + words_of(policy.limits));
        network(policy.limits);
        trigger(policy);
        for (const auto& window : policy.windows) say("in the window " + words_of(window));
        if (policy.windows.empty()) red("no window: it never runs");
        if (policy.budget.runs_a_day == 0) red("no runs a day: it never runs");
        say("at most " + counted(policy.budget.runs_a_day, "run") + " and " + counted(policy.budget.reboots_a_day, "restart") +
            " a day on each machine" +
            (policy.budget.mebibytes_a_day > 0 ? ", " + std::to_string(policy.budget.mebibytes_a_day) + " MiB" : ""));
        for (const auto& ring : policy.rings)
            say("machines with the tag ring-" + std::to_string(ring.ring) + " wait " + counted(ring.wait_hours, "hour") + " after " +
                when_here(policy.published));
        if (!policy.rings.empty()) say("machines without a ring of these wait as long as the last");
        if (!policy.rings.empty() && policy.published == Instant{}) red("its rings wait for ever: it does not say from when");
        if (!policy.rings.empty() && policy.published > now_) red("it was published in the future");
        say("from " + when_here(policy.not_before) + " until " + when_here(policy.not_after));
        if (policy.most_failures > 0) say("stops on a machine after " + std::to_string(policy.most_failures) + " failures in a row");
        else red("it does not stop when it fails again and again");
        red("it runs without any person from then on");
        if (policy.not_after <= now_) red("it is over already");
        if (policy.limits.network == NetworkUse::Any && is_root(policy.limits)) red("as root with any network");
        view(policy.authority, 0, {}, false);
    }

    void tell(const Binding& binding) {
        say("moves the machine " + name(binding.device) + " or changes its tags, as its number " + std::to_string(binding.seq));
        client(binding.client);
        say("site " + to_text(RawId{binding.site}));
        for (const auto& tag : binding.tags) say("  tag " + tag);
        doubts(binding.device);
        view(binding.authority, 0, {}, false);
    }

private:
    void say(std::string line) { shown_.lines.push_back(std::move(line)); }
    void red(std::string line) { shown_.unusual.push_back(std::move(line)); }
    void unreadable(const std::string& why) {
        red(why + ": do not sign it");
        shown_.is_readable = false;
    }

    void client(const ShortId& id) {
        say("client " + words_of_client(id, around_));
        if (const ClientNames* clients = around_.clients()) {
            if (auto words = clients->server_words(id)) say("  " + std::move(*words));
            for (auto& doubt : clients->doubts(id)) red(std::move(doubt));
        }
        if (const History* history = around_.history(); history && !history->has_client(id)) red("you never signed for this client before");
    }
    std::string name(const ShortId& device) const {
        const DeviceCard* card = around_.cards() ? around_.cards()->find(device) : nullptr;
        return card ? card->host_name + " (" + card->os + ", " + short_hex(device) + ")" : "of no known name, " + to_hex(device);
    }
    void doubts(const ShortId& device) {
        if (!around_.cards()) return;
        for (auto& doubt : around_.cards()->doubts(device)) red(std::move(doubt));
    }
    void machines(const std::vector<ShortId>& devices) {
        say("on " + counted(devices.size(), "machine") + ":");
        size_t unknown = 0, fresh = 0;
        for (const auto& device : devices) {
            say("  " + name(device));
            doubts(device);
            if (!around_.cards() || !around_.cards()->find(device)) ++unknown;
            else if (around_.cards()->is_new(device)) ++fresh;
        }
        if (unknown > 0)
            red(counted(unknown, "machine has", "machines have") + " shown no card: " + (unknown == 1 ? "its name is" : "their names are") +
                " not known here");
        if (fresh > 0)
            red(fresh == 1
                    ? "1 machine is seen here for the first time: compare its id with the machine's own"
                    : std::to_string(fresh) + " machines are seen here for the first time: compare their ids with the machines' own");
        if (devices.size() > most_of_one) red("more than 25 machines: it needs two persons");
        std::vector<ShortId> sorted = devices;
        std::ranges::sort(sorted);
        if (std::ranges::adjacent_find(sorted) != sorted.end()) red("a machine stands in it twice");
    }

    template <class Action>
    static std::optional<Action> as(const Item& item) {
        return read_message<Action>(item.bytes);
    }
    bool action(JobClass job_class, const Item& item) {
        switch (job_class) {
            case JobClass::Script: {
                const auto script = as<ScriptAction>(item);
                if (!script) return false;
                say("a script for " + script->interpreter + ":");
                arguments(script->arguments);
                show_file(shown_, script->body, "the script", around_);
                if (const History* history = around_.history(); history && !history->has_script(script->body))
                    red("you never signed this script before");
                return true;
            }
            case JobClass::Service: {
                const auto service = as<ServiceAction>(item);
                if (service) say(std::string(word_of_verb(service->verb)) + " the service " + service->unit);
                return service.has_value();
            }
            case JobClass::Reboot: {
                const auto reboot = as<RebootAction>(item);
                if (!reboot) return false;
                say("restarts after " + counted(reboot->delay_minutes, "minute") +
                    (reboot->message.empty() ? "" : "; says to who is logged in: " + reboot->message));
                return true;
            }
            case JobClass::FilePut: {
                const auto file = as<FilePutAction>(item);
                if (!file) return false;
                say("puts the file " + file->path + ", mode " + octal(file->mode) + ", of " + file->owner + ":" + file->group);
                if (file->path.starts_with("/etc/")) red("the file lies in /etc");
                if (file->owner == "root" && (file->mode & 0111) != 0) red("a program that belongs to root");
                if ((file->mode & 0002) != 0) red("everybody on the machine may change the file");
                show_file(shown_, file->content, "the file", around_);
                return true;
            }
            case JobClass::AgentConfig: {
                const auto config = as<AgentConfigAction>(item);
                if (!config) return false;
                say("the agent reports " + (config->interval_seconds == 0 ? std::string("as the server asks")
                                                                          : "every " + std::to_string(config->interval_seconds) + " s"));
                return true;
            }
            case JobClass::RestoreTest: {
                const auto test = as<RestoreTestAction>(item);
                if (!test) return false;
                say("restores from the backup " + test->repository + plan_of(test->label) + " on that machine, up to level " +
                    std::to_string(test->level) + ", into " + scratch_of(test->most_bytes));
                say(test->point.empty() ? "the recovery point is drawn there" : "the recovery point " + test->point);
                if (test->database) expected(*test->database);
                return true;
            }
            default:
                return false;
        }
    }
    void expected(const DatabaseExpectation& database) {
        say("  from level 2 on " + trust::words_of(database) + " is brought into a private " + std::string(word_of(database.kind)) + ":");
        for (const auto& table : database.tables) say("    " + trust::words_of(table));
    }
    static std::string plan_of(const std::string& label) { return label.empty() ? "" : " of the plan " + label; }
    static std::string scratch_of(uint64_t bytes) {
        return std::to_string((bytes == 0 ? usual_restore_bytes : bytes) >> 20) + " MiB of scratch space at most, wiped afterwards";
    }
    void arguments(const std::vector<std::string>& arguments) {
        for (size_t i = 0; i < arguments.size(); ++i) say("  argument " + std::to_string(i + 1) + ": " + arguments[i]);
        if (arguments.empty()) say("  without arguments");
    }

    bool templates(const Policy& policy) {
        switch (policy.job_class) {
            case JobClass::Script: {
                const auto allowed = as<ScriptTemplates>(policy.allowed);
                for (const auto& item : allowed ? allowed->items : std::vector<ScriptTemplate>()) {
                    say("allows \"" + item.name + "\", a script for " + item.interpreter + ":");
                    arguments(item.arguments);
                    for (const auto& range : item.parameters) say("  " + words_of(range));
                    show_file(shown_, item.body, "the script", around_);
                }
                return allowed.has_value();
            }
            case JobClass::Service: {
                const auto allowed = as<ServiceTemplates>(policy.allowed);
                for (const auto& item : allowed ? allowed->items : std::vector<ServiceTemplate>())
                    say("allows \"" + item.name + "\": " + std::string(word_of_verb(item.verb)) + " the service " + item.unit);
                return allowed.has_value();
            }
            case JobClass::Reboot: {
                const auto allowed = as<RebootTemplates>(policy.allowed);
                for (const auto& item : allowed ? allowed->items : std::vector<RebootTemplate>())
                    say("allows \"" + item.name + "\": a restart after " + counted(item.least_delay_minutes, "minute") + " or more" +
                        (item.message.empty() ? "" : "; says " + item.message));
                return allowed.has_value();
            }
            case JobClass::RestoreTest: {
                const auto allowed = as<RestoreTestTemplates>(policy.allowed);
                for (const auto& item : allowed ? allowed->items : std::vector<RestoreTestTemplate>()) {
                    say("allows \"" + item.name + "\": restoring from the backup " + item.repository + plan_of(item.label) +
                        " on that machine, up to level " + std::to_string(item.most_level) + ", into " + scratch_of(item.most_bytes) +
                        "; the server says when and draws the recovery point");
                    if (item.database) expected(*item.database);
                }
                return allowed.has_value();
            }
            default:
                return false;
        }
    }
    static std::string words_of(const ParameterRange& range) {
        if (range.choices.empty()) return "{" + range.name + "}: " + std::to_string(range.least) + " to " + std::to_string(range.most);
        std::string text = "{" + range.name + "}: one of";
        for (const auto& choice : range.choices) text += " \"" + choice + "\"";
        return text;
    }
    static std::string words_of(const RunLimits& limits) { return signer::words_of(limits); }
    static std::string words_of(const WorkWindow& window) {
        static constexpr std::string_view days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
        std::string text = window.zone;
        for (size_t day = 0; day < std::size(days); ++day)
            if ((window.days >> day & 1) != 0) text.append(" ").append(days[day]);
        char clock[16];
        std::snprintf(clock, sizeof clock, " %02u:%02u", static_cast<unsigned>(window.start_minute / 60),
                      static_cast<unsigned>(window.start_minute % 60));
        return text + clock + " for " + counted(window.length_minutes, "minute");
    }
    void trigger(const Policy& policy) {
        switch (policy.trigger) {
            case Trigger::Schedule:
                say("begins by itself in its windows");
                break;
            case Trigger::Condition:
                for (const auto& condition : policy.conditions)
                    say("begins when the server says that the machine has the condition " + condition);
                break;
            case Trigger::Manual:
                say("begins when somebody presses a button in the console");
                break;
            case Trigger::Person:
                say("begins when a person says so with a passkey");
                break;
        }
    }

    void readers(const std::vector<Digest>& keys) {
        std::string persons;
        size_t strangers = 0;
        for (const Digest& key : keys) {
            const auto all = roster_ ? roster_->rules().keys : std::vector<KeyRecord>();
            const auto found = std::ranges::find_if(all, [&](const KeyRecord& one) { return std::ranges::equal(one.vault_key, key); });
            if (found == all.end()) ++strangers;
            else persons += (persons.empty() ? "" : ", ") + found->holder;
        }
        if (!persons.empty()) say("what it writes is sealed for " + persons + ": the server cannot read it");
        if (strangers > 0) red("what it writes is sealed for " + counted(strangers, "key") + " of nobody on the list");
    }

    void network(const RunLimits& limits) {
        if (limits.network == NetworkUse::Site) red("no machine can keep a run to its site's network yet: each refuses it");
    }
    void window(const Job& job) {
        say("from " + when_here(job.not_before));
        say("until " + when_here(job.not_after));
        if (job.not_after <= job.not_before) return unreadable("its window ends before it begins");
        if (job.not_after - job.not_before > std::chrono::hours(24)) red("its window is longer than a day");
        if (job.not_after <= now_) red("its window is over already");
        if (!is_by_day(std::max(job.not_before, now_))) red("it begins outside 07 to 19 o'clock here");
    }
    void conditions(const Preconditions& wanted) {
        if (!wanted.os.empty()) say("only on the system " + wanted.os);
        if (!wanted.least_agent.empty()) say("only with an agent from " + wanted.least_agent + " on");
        if (wanted.only_in_window) say("only in a maintenance window of the machine");
        if (wanted.most_backup_age_s > 0) say("only with a backup younger than " + std::to_string(wanted.most_backup_age_s) + " s");
        if (!wanted.boot_id.empty()) say("only while the machine runs since its present start, " + wanted.boot_id);
    }
    void first_time(const Job& job) {
        const auto key = around_.key();
        if (const History* history = around_.history(); history && key && !history->has_class(*key, job.job_class))
            red("the first job of this class with this key");
    }
    void view(const Digest& authority, uint64_t seq, const Digest& head, bool names_chain = true) {
        if (!roster_) return red("its authority " + short_hex(authority) + " is not known here: nothing of it can be compared");
        if (roster_->authority() != authority) return red("it is for another authority than yours");
        if (names_chain && !roster_->has(seq, head)) red("the chain that it names is not known here: fetch first");
    }

    Shown& shown_;
    const Roster* roster_;
    Instant now_;
    const Around& around_;
};
}  // namespace

void show_file(Shown& shown, const Digest& digest, const std::string& what, const Around& around) {
    shown.lines.push_back("  " + what + " with the SHA-256 " + to_hex(digest) + ":");
    const auto content = around.file(digest);
    if (!content) {
        shown.unusual.push_back(what + " cannot be shown, so nobody knows what it does. " + content.error().message);
        shown.is_readable = false;
        return;
    }
    std::string_view rest = as_text(*content);
    while (!rest.empty()) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        std::string line = "  | ";
        for (const char c : rest.substr(0, end)) line.append(c == '\t' ? std::string(4, ' ') : std::string(1, c));
        shown.lines.push_back(std::move(line));
        rest.remove_prefix(std::min(rest.size(), end + 1));
    }
}

void show_job(Shown& shown, const Job& job, const Roster* roster, Instant now, const Around& around) {
    WorkTeller(shown, roster, now, around).tell(job);
}
void show_policy(Shown& shown, const Policy& policy, const Roster* roster, Instant now, const Around& around) {
    WorkTeller(shown, roster, now, around).tell(policy);
}
void show_binding(Shown& shown, const Binding& binding, const Roster* roster, const Around& around) {
    WorkTeller(shown, roster, {}, around).tell(binding);
}

}  // namespace steward::signer
