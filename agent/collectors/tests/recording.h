// Texts of /proc recorded on other machines, and the ways in which such a text may be broken.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

namespace steward::agent::testing {

/// agent/collectors/<collector>/tests/data/<name>.txt
inline std::string recording(std::string_view collector, std::string_view name) {
    const std::string path =
        std::string(STEWARD_SOURCE_DIR "/agent/collectors/") + std::string(collector) + "/tests/data/" + std::string(name) + ".txt";
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Calls `parse` with every beginning of `text`, and with `text` after each byte was spoiled once.
template <typename Parse>
void survives_anything(const std::string& text, Parse parse) {
    const std::string start = text.substr(0, 3000);
    for (size_t size = 0; size <= start.size(); ++size) parse(std::string_view(start).substr(0, size));
    std::string spoiled = start;
    for (size_t i = 0; i < spoiled.size(); ++i) {
        for (const char wrong : {'\0', ' ', '9', '-', '\n', '\xFF'}) {
            spoiled[i] = wrong;
            parse(std::string_view(spoiled));
        }
        spoiled[i] = start[i];
    }
}

}  // namespace steward::agent::testing
