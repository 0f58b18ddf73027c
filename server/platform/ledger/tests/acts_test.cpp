// Nobody forgets to decide: every audit entry that the schema names is an act of the log, or stands in the list of everyday acts.
#include "server/platform/ledger/acts.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

namespace steward::ledger {
namespace {

std::set<std::string> words_behind(const std::string& file, std::string_view mark) {
    std::set<std::string> found;
    std::ifstream in(std::string(STEWARD_SOURCE_DIR) + "/" + file);
    for (std::string line; std::getline(in, line);) {
        std::istringstream words(line);
        for (std::string word, before; words >> word; before = word) {
            if ((mark.empty() || before == mark) && word.find('.') < word.size() - 1) found.insert(word);
        }
    }
    return found;
}

TEST(Acts, every_audit_entry_of_the_schema_is_privileged_or_said_to_be_an_everyday_act) {
    const auto written = words_behind("schema/golden/permissions.txt", "audit");
    const auto everyday = words_behind("server/platform/ledger/tests/everyday_acts.txt", "");
    EXPECT_GT(written.size(), 150u);
    for (const auto& kind : written) {
        const bool is_privileged = find_act(kind) != nullptr;
        EXPECT_NE(is_privileged, everyday.contains(kind))
            << kind << ": put it into server/platform/ledger/acts.cpp, or into tests/everyday_acts.txt when it is no use of power";
    }
}

TEST(Acts, every_act_has_its_words_and_its_kind) {
    for (const auto& kind : words_behind("schema/golden/permissions.txt", "audit")) {
        const ActName name = act_name(kind);
        EXPECT_EQ(name.words.empty(), name.kind == 0) << kind;
        EXPECT_EQ(kind_text(name.kind).empty(), name.kind == 0) << kind;
    }
    EXPECT_EQ(act_name("nothing.known").kind, 0);
    EXPECT_EQ(kind_text(-1), "");
    EXPECT_EQ(kind_text(99), "");
}

}  // namespace
}  // namespace steward::ledger
