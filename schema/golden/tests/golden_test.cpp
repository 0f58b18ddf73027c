// What the schema says today, beside what was reviewed.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace {

std::string read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

// The first line that differs, for the message.
std::string first_difference(const std::string& golden, const std::string& generated) {
    size_t at = 0, line = 1;
    while (at < golden.size() && at < generated.size() && golden[at] == generated[at]) line += generated[at++] == '\n';
    const auto line_at = [&](const std::string& text) {
        const size_t begin = at == 0 || text.empty() ? 0 : text.rfind('\n', std::min(at, text.size()) - 1) + 1;
        return text.substr(begin, text.find('\n', begin) - begin);
    };
    return "line " + std::to_string(line) + "\n  reviewed:  " + line_at(golden) + "\n  schema:    " + line_at(generated);
}

class Golden : public testing::TestWithParam<const char*> {};

TEST_P(Golden, equals_what_the_schema_says) {
    const std::string name = GetParam();
    const std::string generated = read(STEWARD_GENERATED_DIR "/" + name), golden = read(STEWARD_SOURCE_DIR "/schema/golden/" + name);
    ASSERT_FALSE(generated.empty());
    EXPECT_TRUE(golden == generated) << "schema/golden/" << name << " is not what schema/ says now, " << first_difference(golden, generated)
                                     << "\nWhen the change is meant, run `ninja golden` in the build folder and review the difference.";
}

INSTANTIATE_TEST_SUITE_P(Schema, Golden, testing::Values("openapi.json", "routes.txt", "permissions.txt"));

}  // namespace
