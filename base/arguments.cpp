#include "base/arguments.h"

namespace steward {

std::string Arguments::option(const std::string& name, const std::string& otherwise) const {
    const auto at = options.find(name);
    return at == options.end() ? otherwise : at->second;
}

std::vector<std::string> Arguments::every(const std::string& name) const {
    std::vector<std::string> values;
    for (const auto& [option, value] : in_order)
        if (option == name) values.push_back(value);
    return values;
}

Result<std::string> Arguments::needed(const std::string& name) const {
    const auto at = options.find(name);
    if (at == options.end() || at->second.empty()) return fail(ErrorKind::Invalid, "cli.missing", "--" + name + " is needed.");
    return at->second;
}

Result<Arguments> read_arguments(const std::vector<std::string>& words, const std::set<std::string>& flag_names) {
    Arguments arguments;
    const auto take = [&](const std::string& name, const std::string& value) {
        arguments.options[name] = value;
        arguments.in_order.emplace_back(name, value);
    };
    for (size_t i = 0; i < words.size(); ++i) {
        if (!words[i].starts_with("--") || words[i] == "--") {
            arguments.words.push_back(words[i]);
            continue;
        }
        std::string name = words[i].substr(2);
        if (const size_t equals = name.find('='); equals != std::string::npos) {
            take(name.substr(0, equals), name.substr(equals + 1));
        } else if (flag_names.contains(name)) {
            arguments.flags.insert(name);
        } else if (i + 1 < words.size()) {
            take(name, words[++i]);
        } else {
            return fail(ErrorKind::Invalid, "cli.usage", "--" + name + " needs a value.");
        }
    }
    return arguments;
}

}  // namespace steward
