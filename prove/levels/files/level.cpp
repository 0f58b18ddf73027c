// Level 1: files come back as their source said.
#include "prove/levels/level.h"
#include "prove/levels/files/files.h"

namespace steward::prove::levels::files {

namespace {
class FilesLevel : public Level {
public:
    explicit FilesLevel(const Task& task) : files_(task.witness, task.action.seed, task.snapshot, task.most_bytes) {}

    void take(const Entry& entry) override { files_.take(entry); }
    Attempt<void> plan() override { return files_.plan(), Attempt<void>{}; }
    std::vector<std::string> paths() const override { return files_.paths(); }
    uint64_t bytes() const override { return files_.bytes(); }
    uint64_t files() const override { return files_.paths().size(); }

    Attempt<void> check(const Restored& restored, trust::RestoreRecord&) override {
        const auto read = read_restored(restored.folder, files_.wanted(), restored.spent);
        if (!read) return std::unexpected(read.error());
        files_.compare(*read);
        return {};
    }
    Attempt<void> tell(trust::RestoreRecord& record, std::vector<std::string>& names) const override { return files_.tell(record, names); }

private:
    Files files_;
};
}  // namespace

const LevelKind& kind() {
    static constexpr LevelKind files{
        .level = 1, .begin = [](const Task& task) -> Attempt<std::unique_ptr<Level>> {
            if (task.engine.server_copies() == nullptr) return std::make_unique<FilesLevel>(task);
            return std::unexpected(trust::RestoreProblem{
                "restore.other_kind", "This engine keeps copies of database servers, not files: it is tested at level 2."});
        }};
    return files;
}

}  // namespace steward::prove::levels::files
