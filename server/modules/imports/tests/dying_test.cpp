// The server dies at every step of an import, before its commit and after it: nothing is lost and nothing comes twice.
#include "server/modules/imports/tests/import_story.h"
#include "server/modules/imports/work.h"

namespace steward::imports {

namespace {
// Rolls the n-th write back, as a death before its commit does.
class DyingDatabase final : public storage::Database {
public:
    explicit DyingDatabase(storage::Database& real) : real_(real) {}
    storage::Engine engine() const override { return real_.engine(); }
    Status write(const std::function<Status(storage::Transaction&)>& work) override {
        if (++writes_ != dies_at) return real_.write(work);
        (void)real_.write([&](storage::Transaction& transaction) -> Status {
            (void)work(transaction);
            return fail(ErrorKind::Unavailable, "test.died", "The server died.");
        });
        return fail(ErrorKind::Unavailable, "test.died", "The server died.");
    }
    Status read(const std::function<Status(storage::Transaction&)>& work) override { return real_.read(work); }
    Result<std::unique_ptr<Held>> begin(bool writes) override { return real_.begin(writes); }
    Status copy_to(const std::string& path) override { return real_.copy_to(path); }

    int dies_at = 0;

private:
    storage::Database& real_;
    int writes_ = 0;
};

class DyingServer : public ImportStory {
protected:
    /// A new server each time: does steps until `steps` are done or its n-th write dies; false when nothing was left to do.
    bool live(int steps, int dies_at) {
        DyingDatabase database(house.database);
        database.dies_at = dies_at;
        Depot depot(folder());
        const auto hub = live::make_hub();
        SystemRng rng;
        Rooms rooms{house.directory(), house.take<directory::Records>(), house.take<helpdesk::TicketHistory>(),
                    house.take<timesheets::TimeHistory>(), rng};
        Worker worker(database, rooms, depot, *hub);
        for (int i = 0; i < steps; ++i) {
            const auto was_busy = worker.step(house.clock.now());
            if (!was_busy) return true;
            if (!*was_busy) return false;
        }
        return true;
    }
    std::string folder() { return ::testing::TempDir() + "steward-house-" + std::to_string(getpid()) + "/imports"; }

    std::string long_file() {
        std::string file = neutral_file;
        for (int i = 0; i < 420; ++i) {
            file += R"({"record":"ticket","external_id":"x)" + std::to_string(i) +
                    R"(","client_id":"c1","title":"Ticket","created_at":"2024-01-01T00:00:00Z"})" + "\n";
            file += R"({"record":"message","external_id":"y)" + std::to_string(i) + R"(","ticket_id":"x)" + std::to_string(i) +
                    R"(","at":"2024-01-02T00:00:00Z","author":"tess@desk.example","text":"Word"})" + "\n";
        }
        return file;
    }
    void begin(const std::string& method, const v1::Import& import) {
        v1::ApplyImportRequest apply;
        apply.set_import_id(import.import_id());
        v1::CheckImportRequest check;
        check.set_import_id(import.import_id());
        v1::UndoImportRequest undo;
        undo.set_import_id(import.import_id());
        if (method == "CheckImport") house.must<v1::Import>(olivia, method, check);
        if (method == "ApplyImport") house.must<v1::Import>(olivia, method, apply);
        if (method == "UndoImport") house.must<v1::Import>(olivia, method, undo);
    }
};
STEWARD_ON_EVERY_DATABASE(DyingServer);

TEST_P(DyingServer, loses_nothing_and_doubles_nothing_wherever_it_dies) {
    const auto import = upload("many.jsonl", long_file());
    for (const auto* method : {"CheckImport", "ApplyImport", "UndoImport"}) {
        begin(method, import);
        // Before the commit of each step, then after it, until no step is left.
        int deaths = 0;
        while (live(1000, 1) && ++deaths < 200) {
            if (!live(1, 0)) break;
        }
        EXPECT_GT(deaths, 3) << method;
        EXPECT_LT(deaths, 200) << method << " never came to its end";
        const auto now = get(import);
        if (std::string(method) == "UndoImport") continue;
        EXPECT_EQ(counts(now), "848 created, 0 updated, 0 unchanged, 0 rejected") << method;
        EXPECT_EQ(count("helpdesk_tickets"), std::string(method) == "ApplyImport" ? 421 : 0);
        EXPECT_EQ(count("helpdesk_v_messages"), std::string(method) == "ApplyImport" ? 423 : 0);
    }
    EXPECT_EQ(get(import).state(), "undone");
    EXPECT_EQ(get(import).removed(), 848);
    EXPECT_EQ(count("helpdesk_tickets"), 0);
    EXPECT_EQ(count("directory_v_clients"), 0);
}

TEST_P(DyingServer, keeps_what_a_cancelled_import_made_when_its_file_is_gone) {
    for (const bool by_age : {true, false}) {
        const auto import = upload("many.jsonl", long_file());
        check(import);
        begin("ApplyImport", import);
        ASSERT_TRUE(live(2, 0));
        v1::CancelImportRequest stop;
        stop.set_import_id(import.import_id());
        const auto cancelled = house.must<v1::Import>(olivia, "CancelImport", stop);
        EXPECT_EQ(std::vector(cancelled.allowed_actions().begin(), cancelled.allowed_actions().end()),
                  (std::vector<std::string>{"apply", "undo"}));
        const auto made = cancelled.created();
        ASSERT_GT(made, 100);
        if (by_age) {
            house.clock.advance(std::chrono::hours(24 * 31));
            house.reconcile();
        } else {
            Depot(folder()).remove(import.import_id());
            EXPECT_EQ(apply(import).state(), "cancelled");
        }
        const auto left = get(import);
        EXPECT_NE(left.problem().find("not on this server any more"), std::string::npos) << left.problem();
        EXPECT_EQ(std::vector(left.allowed_actions().begin(), left.allowed_actions().end()), std::vector<std::string>{"undo"});
        EXPECT_EQ(left.rejected(), 0) << "no row is to blame";
        EXPECT_EQ(left.created(), made);
        EXPECT_EQ(undo(import).removed(), made);
        EXPECT_EQ(count("helpdesk_tickets"), 0);
        v1::DeleteImportRequest over;
        over.set_import_id(import.import_id());
        house.call<v1::DeleteImportResponse>(olivia, "DeleteImport", over);
    }
}

}  // namespace

}  // namespace steward::imports
