#include "trust/restore_test.h"

namespace steward::trust {

namespace {
constexpr std::string_view at_begin = "abcdefghijklmnopqrstuvwxyz0123456789", of_names = "abcdefghijklmnopqrstuvwxyz0123456789._-",
                           of_points = "abcdefghijklmnopqrstuvwxyz0123456789._-ABCDEFGHIJKLMNOPQRSTUVWXYZ:", marks = "._-:";
constexpr size_t longest_name = 64, longest_label = 100, longest_point = 128;

bool is_made_of(std::string_view text, std::string_view letters) { return text.find_first_not_of(letters) == std::string_view::npos; }
}  // namespace

bool is_repository_name(std::string_view name) {
    return !name.empty() && name.size() <= longest_name && is_made_of(name.substr(0, 1), at_begin) && is_made_of(name, of_names);
}

bool is_plan_label(std::string_view label) { return label.size() <= longest_label && is_made_of(label, of_names); }

bool is_point_name(std::string_view point) {
    if (point.empty()) return true;
    return point.size() <= longest_point && is_made_of(point, of_points) && !is_made_of(point.substr(0, 1), marks);
}

}  // namespace steward::trust
