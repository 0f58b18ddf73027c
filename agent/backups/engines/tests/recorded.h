// Words of the real programs, recorded on Debian 12 with small repositories (restic 0.14, borg 1.2.4, PostgreSQL 15, MariaDB 10.11,
// rclone 1.60, duplicity 0.8.22, pgBackRest 2.45, Barman 3.4, tar 1.34): "exit N", "--- output", "--- errors".
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

#include "agent/backups/engines/engine.h"

namespace steward::agent::backups {

struct Recorded {
    int exit_code = 0;
    std::string output, errors;

    static Recorded of(const std::string& name) {
        std::ifstream file(STEWARD_SOURCE_DIR "/agent/backups/engines/tests/data/" + name + ".txt", std::ios::binary);
        EXPECT_TRUE(file) << name;
        const std::string text(std::istreambuf_iterator<char>(file), {});
        const size_t output = text.find("--- output\n"), errors = text.find("--- errors\n");
        return {std::stoi(text.substr(5)), text.substr(output + 11, errors - output - 11), text.substr(errors + 11)};
    }

    Account read_as(const Engine& engine) const {
        Seen seen{.exit_code = exit_code, .output = output, .errors = errors};
        for (const std::string& stream : {output, errors}) {
            for (size_t at = 0; at < stream.size();) {
                const size_t end = std::min(stream.find('\n', at), stream.size());
                const std::string line = stream.substr(at, end - at);
                if (is_kept_line(engine.name, line)) seen.lines.push_back(line);
                at = end + 1;
            }
        }
        return read(engine, seen);
    }
    Account read_as(const std::string& engine) const { return read_as(Engine{.name = engine}); }
};

}  // namespace steward::agent::backups
