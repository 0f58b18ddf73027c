// A script: an interpreter, its arguments one by one, and a body that is named by its digest. No shell joins them.
#pragma once

#include "agent/gate/actions/action.h"

namespace steward::gate {

struct ScriptAction {
    std::string interpreter;  // "/bin/sh"
    std::vector<std::string> arguments;
    trust::Digest body{};
};

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

}  // namespace steward::gate
