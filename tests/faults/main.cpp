// A call of the system fails, one after the other. The first word "runner" is the gate's: what the launcher of these stories starts.
#include <gtest/gtest.h>
#include <sodium.h>

#include <string_view>

#include "agent/gate/process/commands.h"

int main(int argc, char** argv) {
    if (argc > 1 && std::string_view(argv[1]) == "runner") return steward::gate::run_command(argc, argv);
    testing::InitGoogleTest(&argc, argv);
    if (::sodium_init() < 0) return 1;
    return RUN_ALL_TESTS();
}
