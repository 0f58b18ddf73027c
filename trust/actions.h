// What a job of each class says in its action (design/trust.md 4.1.3, field 5): the signer shows it, the gate does it.
#pragma once

#include "trust/work.h"

namespace steward::trust {

/// A script: an interpreter, its arguments one by one, and a body that is named by its digest. No shell joins them.
struct ScriptAction {
    std::string interpreter;  // "/bin/sh"
    std::vector<std::string> arguments;
    Digest body{};
};

enum class ServiceVerb : uint8_t { Start = 1, Stop = 2, Restart = 3, Enable = 4, Disable = 5 };

struct ServiceAction {
    std::string unit;  // "nginx.service"
    ServiceVerb verb{};
};

/// A restart of the machine, announced to who works on it.
struct RebootAction {
    uint64_t delay_minutes = 0;
    std::string message;  // to those who are logged in
};
constexpr uint64_t most_reboot_delay = 240;

/// A file that stands at a place with these bytes, this owner and this mode.
struct FilePutAction {
    std::string path;
    Digest content{};
    uint64_t mode = 0;
    std::string owner = "root", group = "root";
};

/// The settings of our own agent that may be changed from afar.
struct AgentConfigAction {
    uint64_t interval_seconds = 0;  // how often it reports; 0: as the server asks
};

/// A name that systemd gives to units, of a kind that can be started; none of our own.
bool is_unit_of_others(std::string_view unit);

/// Absolute, each part a name, not where the kernel or the gate keep what is theirs.
bool is_place_for_a_file(std::string_view path);

template <class Form>
void describe(Form& form, ScriptAction& action) {
    form.must(1, action.interpreter);
    form.may(2, action.arguments);
    form.must(3, action.body);
    size_t size = 0;
    bool is_sound = action.interpreter.starts_with('/') && action.interpreter.find('\0') == std::string::npos;
    for (const std::string& argument : action.arguments) {
        size += argument.size() + 1;
        is_sound = is_sound && argument.find('\0') == std::string::npos;
    }
    form.refuse_if(!is_sound || action.arguments.size() > 256 || size > 64 * 1024);
}

template <class Form>
void describe(Form& form, ServiceAction& action) {
    form.must(1, action.unit);
    form.must(2, action.verb);
    form.refuse_if(!is_unit_of_others(action.unit) || action.verb < ServiceVerb::Start || action.verb > ServiceVerb::Disable);
}

template <class Form>
void describe(Form& form, RebootAction& action) {
    form.may(1, action.delay_minutes);
    form.may(2, action.message);
    form.refuse_if(action.delay_minutes > most_reboot_delay || action.message.size() > 500 ||
                   action.message.find('\0') != std::string::npos);
}

template <class Form>
void describe(Form& form, FilePutAction& action) {
    form.must(1, action.path);
    form.must(2, action.content);
    form.must(3, action.mode);
    form.must(4, action.owner);
    form.must(5, action.group);
    form.refuse_if(!is_place_for_a_file(action.path) || action.mode > 0777 || action.owner.empty() || action.group.empty());
}

template <class Form>
void describe(Form& form, AgentConfigAction& action) {
    form.may(1, action.interval_seconds);
    form.refuse_if(action.interval_seconds != 0 && (action.interval_seconds < 10 || action.interval_seconds > 3600));
}

}  // namespace steward::trust
