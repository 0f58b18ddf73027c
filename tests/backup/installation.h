// A whole server in this process, with its command line, for the stories of backup and restore.
#pragma once

#include <gtest/gtest.h>
#include <sodium.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "cli/commands.h"
#include "server/app/program.h"
#include "steward/agent/v1/agent.pb.h"
#include "tests/scenarios/device.h"

namespace steward {

namespace fs = std::filesystem;

class Installation : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_GE(sodium_init(), 0);
        std::string pattern = (fs::temp_directory_path() / "steward-backup-XXXXXX").string();
        ASSERT_NE(mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
        std::ofstream(at("passphrase")) << "a walk along the harbour wall\n";
        std::ofstream(at("other")) << "quite another passphrase\n";
        log_file_ = std::fopen(at("log").c_str(), "w");
        log_ = std::make_unique<app::Log>(clock_, log_file_);
        std::vector<std::string> words{"--state",       at("state"),           "--provider", "Harbour Services", "--owner-name", "Ada",
                                       "--owner-email", "ada@harbour.example", "--json"};
        if (!postgres_.empty()) words.insert(words.end(), {"--postgres", postgres_});
        ASSERT_EQ(cli::run_setup(words), 0);
    }
    void TearDown() override {
        program_.reset();
        std::fclose(log_file_);
        fs::remove_all(root_);
    }

    std::string at(const std::string& name) const { return (root_ / name).string(); }

    /// On the database of SetUp unless another is named.
    void serve(const std::string& state, const std::string& postgres = {}) {
        app::Options options{.state = at(state)};
        options.postgres = postgres.empty() ? postgres_ : postgres;
        options.port = options.agent_port = 0;
        auto program = app::Program::start(options, clock_, rng_, *log_);
        ASSERT_TRUE(program) << program.error().message << " " << program.error().cause;
        program_ = std::move(*program);
    }
    void stop() { program_.reset(); }

    /// A device of the client with an hour of history.
    DeviceId enrol_and_report(const std::string& client) {
        EXPECT_EQ(cli::run_client({"create", client, "--state", at("state")}), 0);
        auto& context = program_->house().context();
        std::string id;
        EXPECT_TRUE(context.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select id from directory_clients where name = $1", client));
            id = row->text(0);
            return {};
        }));
        EXPECT_EQ(cli::run_enrol({"--client", client, "--state", at("state"), "--line-only"}), 0);
        agent::v1::Enrol request;
        EXPECT_TRUE(context.database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row, transaction.query_one("select id from directory_enrolments where client_id = $1", id));
            const auto token = row->id<EnrolmentId>(0);
            request.set_token_id(std::string(token.raw().bytes.begin(), token.raw().bytes.end()));
            return {};
        }));
        request.set_device_public_key(std::string(32, 'k'));
        request.set_hostname("files-1");
        request.set_machine_fingerprint(std::string(64, 'a'));
        request.set_device_class(agent::v1::SERVER);
        auto identity = context.take<intake::Devices>()
                            .enrol(
                                request, [](ByteView) { return true; }, clock_.now(), "192.0.2.7")
                            .value();
        const DeviceId device_id = identity.device;
        scenarios::Device device(context.take<intake::Intake>(), std::move(identity), "files-1");
        const Instant begin = Instant{clock_.now().unix_ms / 60'000 * 60'000} - std::chrono::hours(1);
        EXPECT_TRUE(device.connect(begin));
        for (int minute = 0; minute < 60; ++minute) {
            device.set("cpu_used_percent", "", minute);
            EXPECT_TRUE(device.report(begin + std::chrono::minutes(minute)));
        }
        EXPECT_TRUE(context.series.sync());
        return device_id;
    }

    std::vector<double> history(DeviceId device) {
        std::vector<double> values;
        const auto ranges = program_->house().context().series.range(device, "cpu_used_percent", std::nullopt,
                                                                     clock_.now() - std::chrono::hours(3), clock_.now(), Duration{0});
        EXPECT_TRUE(ranges);
        for (const auto& range : *ranges) {
            for (const auto& point : range.points) {
                if (point.samples > 0) values.push_back(point.average);
            }
        }
        return values;
    }

    int64_t words_in_search(const std::string& state) const {
        auto database = storage::open_sqlite(at(state) + "/steward.db").value();
        int64_t count = -1;
        const auto read = database->read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(const auto row,
                        transaction.query_one("select (select count(*) from search_terms) + (select count(*) from search_documents)"));
            count = row->integer(0);
            return {};
        });
        EXPECT_TRUE(read);
        return count;
    }
    /// Every row of the table `of`, or of all but what goes on while a copy is made and what is made of the others.
    std::string rows(const std::string& state, std::string_view of = {}) const {
        return rows(*storage::open_sqlite(at(state) + "/steward.db").value(), of);
    }
    static std::string rows(storage::Database& database, std::string_view of = {}) {
        std::string text;
        const auto read = database.read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(
                const auto tables,
                transaction.query(transaction.engine() == storage::Engine::Sqlite
                                      ? "select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
                                      : "select cast(tablename as text) from pg_tables where schemaname = current_schema() order by 1"));
            for (const auto& table : tables) {
                const std::string name = table.text(0);
                if (!of.empty() && name != of) continue;
                if (name.starts_with("access_audit") || name.starts_with("reconcilers_") || name.starts_with("journal_")) continue;
                if (of.empty() && (name.starts_with("ledger_") || name.starts_with("figures_"))) continue;
                if (of.empty() && name == "monitoring_check_instances") continue;  // judged every few seconds
                if (name.starts_with("search_") || name.starts_with("knowledge_words") || name.starts_with("helpdesk_text"))
                    continue;  // made of the others
                STEWARD_TRY(const auto lines, transaction.query("select * from " + name + " order by 1, 2"));
                for (const auto& line : lines) {
                    text += name;
                    for (size_t i = 0; i < line.size(); ++i)
                        text += "|" + std::visit([](const auto& value) { return shown(value); }, line.value(i));
                    text += "\n";
                }
            }
            return {};
        });
        EXPECT_TRUE(read) << (read ? "" : read.error().message + read.error().cause);
        return text;
    }
    static std::string shown(std::monostate) { return "null"; }
    static std::string shown(const std::string& value) { return value; }
    static std::string shown(const Bytes& value) { return to_hex(value); }
    template <typename Number>
    static std::string shown(Number value) {
        return std::to_string(value);
    }

    std::string file(const std::string& name) const {
        std::ifstream in(at(name), std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    fs::path root_;
    std::string postgres_;  // empty: SQLite in the state folder
    SystemClock clock_;
    SystemRng rng_;
    std::FILE* log_file_ = nullptr;
    std::unique_ptr<app::Log> log_;
    std::unique_ptr<app::Program> program_;
};

}  // namespace steward
