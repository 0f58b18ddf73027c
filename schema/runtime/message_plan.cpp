#include "schema/runtime/message_plan.h"

#include <cassert>
#include <memory>
#include <mutex>
#include <shared_mutex>

namespace steward {

namespace {
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

struct Plans {
    std::shared_mutex mutex;
    std::unordered_map<const Descriptor*, std::unique_ptr<MessagePlan>> by_type;
    std::unordered_map<std::string, uint64_t> roles;
};

Plans& plans() {
    static auto* const instance = new Plans;  // used until the very end of the process
    return *instance;
}

// With the mutex held.
uint64_t bit_of_role(Plans& all, const std::string& role) {
    const auto [at, is_new] = all.roles.try_emplace(role, 0);
    if (is_new) {
        assert(all.roles.size() <= 64);
        at->second = uint64_t{1} << (all.roles.size() - 1);
    }
    return at->second;
}

const MessagePlan* make_plan(Plans& all, const Descriptor& descriptor);

FieldPlan make_field(Plans& all, const FieldDescriptor& field) {
    const Field& rule = field.options().GetExtension(steward::field);
    FieldPlan plan{
        .field = &field, .key = ",\"" + std::string(field.name()) + "\":", .form = json_form_of(field), .type = field.cpp_type()};
    plan.map = field.is_map();
    plan.repeated = field.is_repeated() && !plan.map;
    plan.optional = may_be_missing(field);
    plan.secret = rule.secret();
    plan.output_only = rule.output_only();
    plan.immutable = rule.immutable();
    for (const auto& role : rule.hide_from()) plan.hidden_from |= bit_of_role(all, role);
    if (field.message_type()) {
        plan.nested = make_plan(all, *field.message_type());
        if (plan.map) {
            plan.map_key = &plan.nested->fields[0];
            plan.map_value = &plan.nested->fields[1];
        }
    }
    return plan;
}

// With the mutex held. A type that contains itself finds its own unfinished plan, whose address is final.
const MessagePlan* make_plan(Plans& all, const Descriptor& descriptor) {
    auto& place = all.by_type[&descriptor];
    if (place) return place.get();
    place = std::make_unique<MessagePlan>();
    MessagePlan* plan = place.get();
    plan->descriptor = &descriptor;
    plan->fields.reserve(static_cast<size_t>(descriptor.field_count()));
    for (int i = 0; i < descriptor.field_count(); ++i) plan->fields.push_back(make_field(all, *descriptor.field(i)));
    for (const auto& field : plan->fields) plan->by_name.emplace(field.name(), &field);
    return plan;
}
}  // namespace

const MessagePlan& plan_of(const Descriptor& descriptor) {
    Plans& all = plans();
    {
        const std::shared_lock lock(all.mutex);
        const auto at = all.by_type.find(&descriptor);
        if (at != all.by_type.end()) return *at->second;
    }
    const std::unique_lock lock(all.mutex);
    return *make_plan(all, descriptor);
}

uint64_t role_bits(const std::set<std::string>& roles) {
    Plans& all = plans();
    const std::shared_lock lock(all.mutex);
    uint64_t bits = 0;
    for (const auto& role : roles) {
        const auto at = all.roles.find(role);
        if (at != all.roles.end()) bits |= at->second;
    }
    return bits;
}

}  // namespace steward
