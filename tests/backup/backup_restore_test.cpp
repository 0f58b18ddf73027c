// `steward backup` on a running server, `steward restore` into an empty folder, and a server on it:
// the same rows, the same history, the same keys.
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

namespace {
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
        ASSERT_EQ(cli::run_setup({"--state", at("state"), "--provider", "Harbour Services", "--owner-name", "Ada", "--owner-email",
                                  "ada@harbour.example", "--json"}),
                  0);
    }
    void TearDown() override {
        program_.reset();
        std::fclose(log_file_);
        fs::remove_all(root_);
    }

    std::string at(const std::string& name) const { return (root_ / name).string(); }

    void serve(const std::string& state) {
        app::Options options{.state = at(state)};
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

    /// Every row of every table that a running server does not change by itself.
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
    // What `of` names, or all but what goes on while a copy is made and what is made of the others.
    std::string rows(const std::string& state, std::string_view of = {}) const {
        auto database = storage::open_sqlite(at(state) + "/steward.db").value();
        std::string text;
        const auto read = database->read([&](storage::Transaction& transaction) -> Status {
            STEWARD_TRY(
                const auto tables,
                transaction.query("select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"));
            for (const auto& table : tables) {
                const std::string name = table.text(0);
                if (!of.empty() && name != of) continue;
                if (name.starts_with("access_audit") || name.starts_with("reconcilers_") || name.starts_with("journal_")) continue;
                if (of.empty() && (name.starts_with("ledger_") || name.starts_with("figures_"))) continue;
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
    SystemClock clock_;
    SystemRng rng_;
    std::FILE* log_file_ = nullptr;
    std::unique_ptr<app::Log> log_;
    std::unique_ptr<app::Program> program_;
};
}  // namespace

TEST_F(Installation, comes_back_from_its_backup_as_it_was) {
    serve("state");
    const DeviceId device = enrol_and_report("Harbour");
    const auto before = history(device);
    ASSERT_EQ(before.size(), 60u);
    ASSERT_EQ(cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 0);
    EXPECT_TRUE(fs::is_empty(at("state/snapshots"))) << "the copy has done what it was for";
    stop();

    ASSERT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("restored")}), 0);
    for (const auto* key : {"/master.key", "/link.key", "/link-reserve.key", "/link.crt"}) {
        EXPECT_EQ(file(std::string("restored") + key), file(std::string("state") + key))
            << key << ": pinned agents must recognise the server";
        EXPECT_EQ(fs::status(at(std::string("restored") + key)).permissions() & fs::perms(077), fs::perms::none) << key;
    }
    EXPECT_FALSE(fs::exists(at("restored/keys.sealed")));
    EXPECT_EQ(rows("restored"), rows("state"));
    // That the copy was made stands in the log of the one, not of the other.
    EXPECT_NE(rows("restored", "ledger_entries"), "");
    EXPECT_TRUE(rows("state", "ledger_entries").starts_with(rows("restored", "ledger_entries")));
    EXPECT_EQ(file("restored/log.key"), file("state/log.key"));

    serve("restored");
    EXPECT_EQ(history(device), before);
    EXPECT_EQ(cli::run_device({"list", "--state", at("restored")}), 0);
}

TEST_F(Installation, takes_a_demonstration_in_and_gives_it_up_whole) {
    serve("state");  // once before: rooms write their standards down when they first start
    stop();
    const std::string before = rows("state");
    ASSERT_EQ(cli::run_demo({"add", "--state", at("state")}), 0);
    EXPECT_EQ(cli::run_demo({"add", "--state", at("state")}), 5) << "once is enough";
    serve("state");
    const auto devices = program_->house().context().take<directory::Directory>().devices();
    EXPECT_EQ(devices.size(), 300u);
    for (const auto& device : devices) EXPECT_TRUE(device.demo) << device.name;
    const auto ranges = program_->house().context().series.range(
        devices[0].id, "cpu_used_percent", std::nullopt, clock_.now() - std::chrono::hours(24 * 80), clock_.now(), std::chrono::hours(6));
    ASSERT_TRUE(ranges && !ranges->empty());
    EXPECT_GT(std::count_if((*ranges)[0].points.begin(), (*ranges)[0].points.end(), [](const auto& point) { return point.samples > 0; }),
              300);
    EXPECT_EQ(cli::run_demo({"remove", "--state", at("state")}), 5) << "not while a server uses it";
    stop();
    ASSERT_EQ(cli::run_demo({"remove", "--state", at("state")}), 0);
    EXPECT_EQ(rows("state"), before);
    serve("state");
    // The search lets go in its own time; on a busy disk later than a server is up.
    for (int asked = 0; asked < 20'000 && words_in_search("state") > 0;) ++asked;
    stop();
    EXPECT_EQ(words_in_search("state"), 0) << "nothing of it can be found any more";
}

TEST_F(Installation, gives_nothing_to_another_passphrase_and_leaves_nothing_behind) {
    serve("state");
    ASSERT_EQ(cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 0);
    EXPECT_EQ(cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 5)
        << "a backup replaces nothing";
    stop();
    EXPECT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("other"), "--state", at("restored")}), 5);
    EXPECT_FALSE(fs::exists(at("restored/steward.db")));
    EXPECT_FALSE(fs::exists(at("restored/restoring")));
    const std::string packed = file("backup"), master = file("state/master.key");
    EXPECT_EQ(packed.find(master), std::string::npos);
    EXPECT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("restored")}), 0)
        << "the second try finds an empty folder";
}

TEST_F(Installation, is_not_overwritten_and_not_touched_while_it_runs) {
    serve("state");
    ASSERT_EQ(cli::run_backup({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 0);
    EXPECT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 5);
    EXPECT_EQ(cli::run_setup({"link", "ada@harbour.example", "--state", at("state")}), 5);
    app::Options second{.state = at("state")};
    second.port = second.agent_port = 0;
    EXPECT_EQ(app::Program::start(second, clock_, rng_, *log_).error().code, "state.in_use");
    stop();
    EXPECT_EQ(cli::run_restore({at("backup"), "--passphrase-file", at("passphrase"), "--state", at("state")}), 5);
    EXPECT_EQ(cli::run_setup({"link", "ada@harbour.example", "--state", at("state")}), 0);
}

}  // namespace steward
