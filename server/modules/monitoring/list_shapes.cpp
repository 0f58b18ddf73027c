#include "server/modules/monitoring/list_shapes.h"

namespace steward::monitoring {

namespace {
using filter::Cell;
using filter::Kind;

// An optional number, and a moment that 0 says nothing of.
Cell number_or_nothing(bool has, double value) { return has ? Cell{value} : Cell{}; }
Cell moment(int64_t unix_ms) { return unix_ms > 0 ? Cell{unix_ms} : Cell{}; }
Cell text(const std::string& value) { return std::string_view(value); }

constexpr filter::Field check_fields[] = {{"check", ""},
                                          {"name", ""},
                                          {"item", ""},
                                          {"state", ""},
                                          {"metric", ""},
                                          {"unit", ""},
                                          {"value", "", Kind::Number},
                                          {"since", "", Kind::Time},
                                          {"observed", "", Kind::Time},
                                          {"counts", "", Kind::Time},
                                          {"exempted", "", Kind::Boolean}};
constexpr size_t check_text[] = {0, 1, 2, 11};

Cell check_cell(const v1::Check& check, size_t field) {
    switch (field) {
        case 0:
            return text(check.check());
        case 1:
            return text(check.name());
        case 2:
            return text(check.item());
        case 3:
            return text(check.state());
        case 4:
            return text(check.metric());
        case 5:
            return text(check.unit());
        case 6:
            return number_or_nothing(check.has_value(), check.value());
        case 7:
            return moment(check.since_unix_ms());
        case 8:
            return moment(check.observed_at_unix_ms());
        case 9:
            return moment(check.counts_at_unix_ms());
        case 10:
            return !check.exemption_id().empty();
        default:
            return text(check.reason());
    }
}

constexpr filter::Field soft_fields[] = {{"check", ""},
                                         {"name", ""},
                                         {"item", ""},
                                         {"state", ""},
                                         {"client", ""},
                                         {"device", ""},
                                         {"client_id", ""},
                                         {"device_id", ""},
                                         {"value", "", Kind::Number},
                                         {"since", "", Kind::Time},
                                         {"observed", "", Kind::Time},
                                         {"counts", "", Kind::Time}};
constexpr size_t soft_text[] = {0, 1, 2, 4, 5};

Cell soft_cell(const v1::SoftCheck& check, size_t field) {
    switch (field) {
        case 0:
            return text(check.check());
        case 1:
            return text(check.name());
        case 2:
            return text(check.item());
        case 3:
            return text(check.state());
        case 4:
            return text(check.client_name());
        case 5:
            return text(check.device_name());
        case 6:
            return text(check.client_id());
        case 7:
            return text(check.device_id());
        case 8:
            return check.value();
        case 9:
            return moment(check.since_unix_ms());
        case 10:
            return moment(check.observed_at_unix_ms());
        default:
            return moment(check.counts_at_unix_ms());
    }
}

constexpr filter::Field catalogue_fields[] = {{"check", ""},
                                              {"name", ""},
                                              {"kind", ""},
                                              {"metric", ""},
                                              {"unit", ""},
                                              {"no_data", ""},
                                              {"priority_warning", ""},
                                              {"priority_critical", ""},
                                              {"version", "", Kind::Number}};
constexpr size_t catalogue_text[] = {0, 1, 2, 3, 9};

Cell catalogue_cell(const v1::CatalogueCheck& check, size_t field) {
    switch (field) {
        case 0:
            return text(check.check());
        case 1:
            return text(check.name());
        case 2:
            return text(check.applies_to());
        case 3:
            return text(check.metric());
        case 4:
            return text(check.unit());
        case 5:
            return text(check.no_data_policy());
        case 6:
            return text(check.priority_warning());
        case 7:
            return text(check.priority_critical());
        case 8:
            return int64_t{check.version()};
        default:
            return text(check.plain_text());
    }
}

constexpr filter::Field latest_fields[] = {{"metric", ""},
                                           {"item", ""},
                                           {"name", ""},
                                           {"unit", ""},
                                           {"value", "", Kind::Number},
                                           {"observed", "", Kind::Time},
                                           {"stale", "", Kind::Boolean}};
constexpr size_t latest_text[] = {0, 1, 2};

Cell latest_cell(const v1::LatestValue& latest, size_t field) {
    switch (field) {
        case 0:
            return text(latest.metric());
        case 1:
            return text(latest.item());
        case 2:
            return text(latest.name());
        case 3:
            return text(latest.unit());
        case 4:
            return latest.value();
        case 5:
            return moment(latest.observed_at_unix_ms());
        default:
            return latest.stale();
    }
}
}  // namespace

const filter::Shape<v1::Check>& checks_shape() {
    // One without data has no instance, and stands once in the list.
    static constexpr filter::Shape<v1::Check> shape = {
        check_fields, check_text, "check,item", check_cell,
        [](const v1::Check& check) { return check.check_instance_id().empty() ? check.check() : check.check_instance_id(); }};
    return shape;
}

const filter::Shape<v1::SoftCheck>& soft_checks_shape() {
    static constexpr filter::Shape<v1::SoftCheck> shape = {soft_fields, soft_text, "counts", soft_cell,
                                                           [](const v1::SoftCheck& check) { return check.check_instance_id(); }};
    return shape;
}

const filter::Shape<v1::CatalogueCheck>& catalogue_shape() {
    static constexpr filter::Shape<v1::CatalogueCheck> shape = {catalogue_fields, catalogue_text, "check", catalogue_cell,
                                                                [](const v1::CatalogueCheck& check) { return check.check(); }};
    return shape;
}

const filter::Shape<v1::LatestValue>& latest_shape() {
    // A metric of an item is one series.
    static constexpr filter::Shape<v1::LatestValue> shape = {
        latest_fields, latest_text, "metric,item", latest_cell,
        [](const v1::LatestValue& latest) { return latest.metric() + "/" + latest.item(); }};
    return shape;
}

}  // namespace steward::monitoring
