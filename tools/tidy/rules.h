// The house rules, each a function from the tree to what breaks it. main.cpp lists them in order.
#pragma once

#include "tools/tidy/tree.h"

namespace steward::tidy {

using Rule = std::vector<Finding> (*)(const Tree&);

// includes.cpp
std::vector<Finding> includes_go_up_only(const Tree& tree);  // architecture: the table of directions, order.txt
std::vector<Finding> no_two_rooms_include_each_other(const Tree& tree);
std::vector<Finding> includes_start_at_the_root(const Tree& tree);
// console.cpp: the console's directions, tools/tidy/console_paths.txt may only shrink
std::vector<Finding> the_console_calls_up_only(const Tree& tree);
// map.cpp
std::vector<Finding> map_equals_the_tree(const Tree& tree);  // ARCHITECTURE.md
std::vector<Finding> every_room_has_its_readme(const Tree& tree);
std::vector<Finding> no_catch_all_folders(const Tree& tree);
std::vector<Finding> every_module_has_its_sisters(const Tree& tree);
// words.cpp
std::vector<Finding> clock_and_randomness_in_one_place(const Tree& tree);
std::vector<Finding> tests_do_not_sleep(const Tree& tree);
std::vector<Finding> no_registry_addresses(const Tree& tree);
std::vector<Finding> tables_belong_to_their_room(const Tree& tree);
// size.cpp: warnings with a list that may only shrink (tools/tidy/allowed_sizes.txt)
std::vector<Finding> files_and_functions_stay_small(const Tree& tree);
// gate.cpp: tools/tidy/gate_lines.txt may only shrink too
std::vector<Finding> the_gate_stays_small(const Tree& tree);

}  // namespace steward::tidy
