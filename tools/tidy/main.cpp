// tidy ROOT: the house rules as a test. One line per finding, exit code 1 when there is any.
#include <cstdio>
#include <cstring>

#include "tools/tidy/rules.h"

int main(int argc, char** argv) {
    using namespace steward::tidy;
    const Tree tree = read_tree(argc > 1 ? argv[1] : ".");
    static constexpr Rule rules[] = {includes_go_up_only,
                                     no_two_rooms_include_each_other,
                                     includes_start_at_the_root,
                                     the_console_calls_up_only,
                                     map_equals_the_tree,
                                     every_room_has_its_readme,
                                     no_catch_all_folders,
                                     every_module_has_its_sisters,
                                     clock_and_randomness_in_one_place,
                                     tests_do_not_sleep,
                                     no_registry_addresses,
                                     tables_belong_to_their_room,
                                     files_and_functions_stay_small,
                                     the_gate_stays_small};
    // `tidy ROOT sizes` prints the list for allowed_sizes.txt as it would have to be today.
    const bool sizes_only = argc > 2 && std::strcmp(argv[2], "sizes") == 0;
    int broken = 0;
    for (const Rule rule : rules) {
        for (const Finding& finding : rule(tree)) {
            if (sizes_only && finding.rule != "size") continue;
            if (sizes_only) std::printf("%s %d\n", finding.where.c_str(), std::atoi(finding.sentence.c_str()));
            else std::printf("%s: [%s] %s\n", finding.where.c_str(), finding.rule.c_str(), finding.sentence.c_str());
            ++broken;
        }
    }
    if (!sizes_only) std::printf("tidy: %zu files, %d findings\n", tree.files.size(), broken);
    return broken == 0 || sizes_only ? 0 : 1;
}
