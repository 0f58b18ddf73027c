#include "trust/templates.h"

#include <charconv>

namespace steward::trust {

namespace {
// A value that the range allows. Numbers in their one form: "7", not "07" or "+7".
std::optional<int64_t> number_in(const std::string& value, int64_t least, int64_t most) {
    int64_t number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool is_number =
        error == std::errc() && end == value.data() + value.size() && std::to_string(number) == value && number >= least && number <= most;
    return is_number ? std::optional(number) : std::nullopt;
}

bool is_within(const std::string& value, const ParameterRange& range) {
    if (value.size() > most_value_bytes || value.find('\0') != std::string::npos) return false;
    if (!range.choices.empty()) return std::ranges::find(range.choices, value) != range.choices.end();
    return number_in(value, range.least, range.most).has_value();
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

// Bytes in their one form: small hexadecimal digits.
template <size_t size>
bool take_hex(const std::string& value, std::array<uint8_t, size>& into) {
    const auto bytes = from_hex(value);
    if (!bytes || bytes->size() != size || to_hex(*bytes) != value) return false;
    std::ranges::copy(*bytes, into.begin());
    return true;
}

std::optional<Item> action_of(const RestoreTestTemplate& item, const std::vector<std::string>& values) {
    if (values.size() != 4) return std::nullopt;
    const auto level = number_in(values[0], 1, static_cast<int64_t>(item.most_level));
    if (!level) return std::nullopt;
    RestoreTestAction action{.repository = item.repository,
                             .level = static_cast<uint64_t>(*level),
                             .label = item.label,
                             .point = values[1],
                             .most_bytes = item.most_bytes};
    if (action.level > 1) action.database = item.database;
    if (!take_hex(values[2], action.seed)) return std::nullopt;
    // No witness is said by an empty text, and by no digest.
    if (!values[3].empty() && (!take_hex(values[3], action.witness) || action.witness == Digest{})) return std::nullopt;
    return sound(action);
}

template <class Templates>
std::optional<Item> selected(const Item& allowed, const Selection& selection) {
    const auto templates = read_message<Templates>(allowed.bytes);
    if (!templates || selection.item >= templates->items.size()) return std::nullopt;
    return action_of(templates->items[selection.item], selection.values);
}

TemplateItem described(const ScriptTemplate& item) {
    return {.name = item.name, .files = {item.body}, .parameters = item.parameters, .levels = {}};
}
// A level that nothing is expected of finds nothing: a run of it would prove nothing.
TemplateItem described(const RestoreTestTemplate& item) {
    TemplateItem shown{.name = item.name, .files = {}, .parameters = {}, .levels = {1}};
    if (item.most_level > 1 && item.database) shown.levels.push_back(2);
    return shown;
}
template <class Template>
TemplateItem described(const Template& item) {
    return {.name = item.name, .files = {}, .parameters = {}, .levels = {}};
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
        case JobClass::RestoreTest:
            return selected<RestoreTestTemplates>(allowed, selection);
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
        case JobClass::RestoreTest:
            return items_of<RestoreTestTemplates>(allowed);
        default:
            return std::nullopt;
    }
}

}  // namespace steward::trust
