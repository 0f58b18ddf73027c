#include "trust/templates.h"

#include <charconv>

namespace steward::trust {

namespace {
// A value that the range allows. Numbers in their one form: "7", not "07" or "+7".
bool is_within(const std::string& value, const ParameterRange& range) {
    if (value.size() > most_value_bytes || value.find('\0') != std::string::npos) return false;
    if (!range.choices.empty()) return std::ranges::find(range.choices, value) != range.choices.end();
    int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    return error == std::errc() && end == value.data() + value.size() && std::to_string(number) == value && number >= range.least &&
           number <= range.most;
}

// Only what the job of its class may say too: the description of the action decides.
template <class Action>
std::optional<Item> sound(const Action& action) {
    Bytes written = write_message(action);
    if (!read_message<Action>(written)) return std::nullopt;
    return Item{std::move(written)};
}

std::optional<Item> action_of(const ScriptTemplate& item, const std::vector<std::string>& values) {
    if (values.size() != item.parameters.size()) return std::nullopt;
    for (size_t i = 0; i < values.size(); ++i) {
        if (!is_within(values[i], item.parameters[i])) return std::nullopt;
    }
    ScriptAction action{.interpreter = item.interpreter, .arguments = item.arguments, .body = item.body};
    for (std::string& argument : action.arguments) {
        const auto named = std::ranges::find_if(item.parameters, [&](const auto& range) { return argument == "{" + range.name + "}"; });
        if (named != item.parameters.end()) argument = values[static_cast<size_t>(named - item.parameters.begin())];
    }
    return sound(action);
}

std::optional<Item> action_of(const ServiceTemplate& item, const std::vector<std::string>& values) {
    if (!values.empty()) return std::nullopt;
    return sound(ServiceAction{.unit = item.unit, .verb = item.verb});
}

std::optional<Item> action_of(const RebootTemplate& item, const std::vector<std::string>& values) {
    if (!values.empty()) return std::nullopt;
    return sound(RebootAction{.delay_minutes = item.least_delay_minutes, .message = item.message});
}

template <class Templates>
std::optional<Item> selected(const Item& allowed, const Selection& selection) {
    const auto templates = read_message<Templates>(allowed.bytes);
    if (!templates || selection.item >= templates->items.size()) return std::nullopt;
    return action_of(templates->items[selection.item], selection.values);
}

TemplateItem described(const ScriptTemplate& item) { return {.name = item.name, .files = {item.body}, .parameters = item.parameters}; }
template <class Template>
TemplateItem described(const Template& item) {
    return {.name = item.name, .files = {}, .parameters = {}};
}

template <class Templates>
std::optional<std::vector<TemplateItem>> items_of(const Item& allowed) {
    const auto templates = read_message<Templates>(allowed.bytes);
    if (!templates) return std::nullopt;
    std::vector<TemplateItem> items;
    for (const auto& item : templates->items) items.push_back(described(item));
    return items;
}
}  // namespace

std::optional<Item> selected_action(JobClass job_class, const Item& allowed, const Selection& selection) {
    switch (job_class) {
        case JobClass::Script:
            return selected<ScriptTemplates>(allowed, selection);
        case JobClass::Service:
            return selected<ServiceTemplates>(allowed, selection);
        case JobClass::Reboot:
            return selected<RebootTemplates>(allowed, selection);
        default:
            return std::nullopt;
    }
}

std::optional<std::vector<TemplateItem>> template_items(JobClass job_class, const Item& allowed) {
    switch (job_class) {
        case JobClass::Script:
            return items_of<ScriptTemplates>(allowed);
        case JobClass::Service:
            return items_of<ServiceTemplates>(allowed);
        case JobClass::Reboot:
            return items_of<RebootTemplates>(allowed);
        default:
            return std::nullopt;
    }
}

}  // namespace steward::trust
