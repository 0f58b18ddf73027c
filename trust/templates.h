// What a standing policy allows of its class, and what a run selects inside it (design/trust.md 4.1.3, messages 6 and 10; 4.1.6).
// The server can choose a moment and values inside ranges: that is its whole power.
#pragma once

#include "trust/actions.h"
#include "trust/restore_test.h"

namespace steward::trust {

/// What may stand in the place of an argument "{name}": one of the choices, or, without choices, a whole number between the two.
struct ParameterRange {
    std::string name;
    std::vector<std::string> choices;
    int64_t least = 0, most = 0;
    bool operator==(const ParameterRange&) const = default;
};

struct ScriptTemplate {
    std::string name;  // "clear temporary files": for people
    std::string interpreter;
    std::vector<std::string> arguments;  // "{days}" alone stands for the parameter of that name
    Digest body{};
    std::vector<ParameterRange> parameters;
};

struct ServiceTemplate {
    std::string name;
    std::string unit;
    ServiceVerb verb{};
};

struct RebootTemplate {
    std::string name;
    uint64_t least_delay_minutes = 0;
    std::string message;
};

/// A repository of the restore host that may be tried. A run's values are, in this order: the level ("1" to `most_level`), the point
/// (empty: the host draws), the seed (32 hexadecimal digits) and the witness's SHA-256 (64; empty: none).
struct RestoreTestTemplate {
    std::string name;  // "files of the office": for people
    std::string repository, label;
    uint64_t most_level = 1, most_bytes = 0;
    std::optional<DatabaseExpectation> database;  // what a run of level 2 or above finds
};

/// Policy::allowed, by its class.
struct ScriptTemplates {
    std::vector<ScriptTemplate> items;
};
struct ServiceTemplates {
    std::vector<ServiceTemplate> items;
};
struct RebootTemplates {
    std::vector<RebootTemplate> items;
};

struct RestoreTestTemplates {
    std::vector<RestoreTestTemplate> items;
};

/// RunTicket::parameters, and what a policy's own schedule selects.
struct Selection {
    uint64_t item = 0;                // of the policy's items, from 0
    std::vector<std::string> values;  // one for each parameter, in their order
};
constexpr size_t most_templates = 64, most_parameters = 16, most_value_bytes = 4096;

/// The action that a selection makes of what is allowed: what a job of this class would say. Nothing when the class has no templates, the
/// item does not exist, or a value lies outside its range.
std::optional<Item> selected_action(JobClass job_class, const Item& allowed, const Selection& selection);

/// The names of the items, and the files that each needs; nothing when it cannot be read. A restore test's file is named by its run alone.
struct TemplateItem {
    std::string name;
    std::vector<Digest> files;
    std::vector<ParameterRange> parameters;
    std::vector<uint64_t> levels;  // of a restore test: those that it can carry out, lowest first
};
std::optional<std::vector<TemplateItem>> template_items(JobClass job_class, const Item& allowed);

template <class Form>
void describe(Form& form, ParameterRange& range) {
    form.must(1, range.name);
    form.may(2, range.choices);
    form.may(3, range.least);
    form.may(4, range.most);
    form.refuse_if(range.name.empty() || range.most < range.least);
}

template <class Form>
void describe(Form& form, ScriptTemplate& item) {
    form.must(1, item.name);
    form.must(2, item.interpreter);
    form.may(3, item.arguments);
    form.must(4, item.body);
    form.may(5, item.parameters);
    form.refuse_if(!item.interpreter.starts_with('/') || item.arguments.size() > 256 || item.parameters.size() > most_parameters);
}

template <class Form>
void describe(Form& form, ServiceTemplate& item) {
    form.must(1, item.name);
    form.must(2, item.unit);
    form.must(3, item.verb);
    form.refuse_if(!is_unit_of_others(item.unit) || item.verb < ServiceVerb::Start || item.verb > ServiceVerb::Disable);
}

template <class Form>
void describe(Form& form, RebootTemplate& item) {
    form.must(1, item.name);
    form.must(2, item.least_delay_minutes);
    form.may(3, item.message);
    form.refuse_if(item.least_delay_minutes > most_reboot_delay || item.message.size() > 500);
}

template <class Form>
void describe(Form& form, RestoreTestTemplate& item) {
    form.must(1, item.name);
    form.must(2, item.repository);
    form.may(3, item.label);
    form.must(4, item.most_level);
    form.may(5, item.most_bytes);
    form.may(6, item.database);
    form.refuse_if(!is_repository_name(item.repository) || !is_plan_label(item.label) || item.most_bytes > largest_restore_bytes);
    form.refuse_if(item.most_level == 0 || item.most_level > last_restore_level);
}

template <class Form>
void describe(Form& form, ScriptTemplates& templates) {
    form.must(1, templates.items);
    form.refuse_if(templates.items.empty() || templates.items.size() > most_templates);
}

template <class Form>
void describe(Form& form, ServiceTemplates& templates) {
    form.must(1, templates.items);
    form.refuse_if(templates.items.empty() || templates.items.size() > most_templates);
}

template <class Form>
void describe(Form& form, RebootTemplates& templates) {
    form.must(1, templates.items);
    form.refuse_if(templates.items.empty() || templates.items.size() > most_templates);
}

template <class Form>
void describe(Form& form, RestoreTestTemplates& templates) {
    form.must(1, templates.items);
    form.refuse_if(templates.items.empty() || templates.items.size() > most_templates);
}

template <class Form>
void describe(Form& form, Selection& selection) {
    form.must(1, selection.item);
    form.may(2, selection.values);
    form.refuse_if(selection.values.size() > most_parameters);
}

}  // namespace steward::trust
