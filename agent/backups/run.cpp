#include "agent/backups/run.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>

#include "agent/backups/child.h"
#include "agent/backups/engines/recognise.h"
#include "agent/backups/engines/scrub.h"
#include "agent/backups/manifest_folder.h"
#include "agent/backups/witness.h"

namespace steward::agent::backups {

namespace {
constexpr size_t dump_head = 16, dump_tail = 4096;
constexpr size_t room_for_the_rest = 300;  // what is said of a run after its witness

std::function<std::string(const std::string&)> lookup_in(const std::vector<std::string>& environment) {
    return [&environment](const std::string& name) {
        for (const std::string& entry : environment) {
            if (entry.starts_with(name + "=")) return entry.substr(name.size() + 1);
        }
        return std::string{};
    };
}

// The two ends of what pg_dump wrote into a file. Not there after all, or not readable with our rights: nothing is said about it.
std::optional<DumpFile> ends_of(const std::string& path) {
    const int file = path.empty() ? -1 : open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (file < 0) return std::nullopt;
    std::optional<DumpFile> ends;
    struct stat seen {};
    if (fstat(file, &seen) == 0 && S_ISREG(seen.st_mode)) {
        std::array<char, dump_tail> room{};
        const auto part = [&](off_t at, size_t size) {
            const ssize_t got = pread(file, room.data(), size, at);
            return std::string(room.data(), got > 0 ? static_cast<size_t>(got) : 0);
        };
        ends = DumpFile{part(0, dump_head), part(std::max<off_t>(0, seen.st_size - static_cast<off_t>(dump_tail)), dump_tail)};
    }
    close(file);
    return ends;
}

// The command is over. Who wants us to end now wants it soon, but not without the report and the command's exit code.
sigset_t ending_signals() {
    sigset_t all;
    sigemptyset(&all);
    for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT}) sigaddset(&all, number);
    return all;
}
bool is_told_to_end() {
    sigset_t waiting;
    sigpending(&waiting);
    return sigismember(&waiting, SIGTERM) == 1 || sigismember(&waiting, SIGINT) == 1 || sigismember(&waiting, SIGHUP) == 1 ||
           sigismember(&waiting, SIGQUIT) == 1;
}
class EndsLater {
public:
    EndsLater() {
        const sigset_t held = ending_signals();
        sigprocmask(SIG_BLOCK, &held, &before_);
    }
    ~EndsLater() {
        const sigset_t held = ending_signals();
        const timespec at_once{};
        while (sigtimedwait(&held, nullptr, &at_once) > 0) {
        }
        sigprocmask(SIG_SETMASK, &before_, nullptr);
    }
    EndsLater(const EndsLater&) = delete;
    EndsLater& operator=(const EndsLater&) = delete;

private:
    sigset_t before_{};
};

// What was said of it is said without a manifest: nothing of it can be compared later.
void tell_manifest(const RunPlan& plan, const RunParts& parts, const SourceBefore& before, v1::BackupRun& run) {
    v1::SourceManifest& told = *run.mutable_manifest();
    if (plan.sources.empty()) return told.set_unknown_reason("No source was named.");
    told.set_files(before.walked.files);
    told.set_bytes(before.walked.bytes);
    told.set_newest_change_ms(static_cast<uint64_t>(std::max<int64_t>(0, before.walked.newest_change_ms)));
    if (before.walked.files == 0) {
        return told.set_unknown_reason(before.some_closed ? "The sources are not readable with the rights of the backup's user."
                                                          : "There is no file in the sources.");
    }
    Manifest manifest{.label = plan.label, .seed = before.seed, .started_ms = run.started_at_ms(), .sources = before.sources};
    std::copy(run.run_id().begin(), run.run_id().end(), manifest.run_id.begin());
    manifest.files = before.walked.files;
    manifest.bytes = before.walked.bytes;
    manifest.newest_change_ms = told.newest_change_ms();
    manifest.closed_folders = before.walked.closed_folders;
    auto entries = read_again(before, [] { return !is_told_to_end(); });
    if (!entries) return told.set_unknown_reason("The wrapper was told to end before the files were read again.");
    manifest.entries = std::move(*entries);
    manifest.ended_ms = static_cast<uint64_t>(parts.clock.now().unix_ms);
    told.set_hashed(manifest.count(EntryState::Same));
    told.set_in_motion(manifest.count(EntryState::InMotion));
    told.set_unreadable(manifest.count(EntryState::Unreadable));
    if (run.ByteSizeLong() + room_for_the_rest < largest_report) {
        const Bytes witness = write_witness(manifest, largest_report - room_for_the_rest - run.ByteSizeLong());
        run.set_witness(std::string(as_text(witness)));
    }
    const auto digest = plan.manifests.empty()
                            ? Result<std::array<uint8_t, 32>>(fail(ErrorKind::NotFound, "backup.no_folder",
                                                                   "There is no folder for the manifest: set HOME or --manifests."))
                            : keep_manifest(plan.manifests, manifest);
    if (digest) return told.set_digest(std::string(digest->begin(), digest->end()));
    told.set_unknown_reason("The manifest could not be kept at the source.");
    parts.log(digest.error().message);
}

int told_exit_code(int exit_code) { return exit_code < 0 ? 128 - exit_code : exit_code; }
}  // namespace

int run_backup(const RunPlan& plan, const RunParts& parts) {
    const Engine engine = recognise(plan.command, plan.engine, lookup_in(plan.environment));
    const auto now_ms = [&] { return static_cast<uint64_t>(parts.clock.now().unix_ms); };
    Seed seed{};
    parts.rng.fill(seed);
    const SourceBefore before = look_at(plan.sources, plan.rules, plan.mounts, seed, plan.sample, parts.clock.now());
    const uint64_t started_ms = now_ms();
    const auto wanted = [&](std::string_view line) { return is_kept_line(engine.name, line); };
    Capture output(wanted), errors(wanted);
    const auto ended = run_child(plan.command, plan.output, plan.errors, output, errors, parts.clock);
    const EndsLater held;
    const uint64_t ended_ms = std::max(started_ms, now_ms());
    if (!ended) parts.log(ended.error().message);
    const ChildEnd end = ended.value_or(ChildEnd{.exit_code = 126});
    Seen seen{.exit_code = end.exit_code,
              .output = output.kept(),
              .errors = errors.kept(),
              .lines = output.lines(),
              .dump = ends_of(engine.dump_file)};
    seen.lines.insert(seen.lines.end(), errors.lines().begin(), errors.lines().end());
    v1::BackupRun run = judge(plan, engine, seen, before);
    const RawId id = make_raw_id(parts.clock.now(), parts.rng);
    run.set_run_id(std::string(id.bytes.begin(), id.bytes.end()));
    run.set_started_at_ms(started_ms);
    run.set_ended_at_ms(ended_ms);
    // What a failed run left behind represents nothing that anybody may count on.
    if (run.outcome() != v1::FAILED) run.set_content_at_ms(started_ms);
    run.set_processor_ms(end.processor_ms);
    run.set_peak_memory_bytes(end.peak_memory_bytes);
    tell_manifest(plan, parts, before, run);
    if (const auto told = hand_in(plan.reports, run, parts.rng); !told)
        parts.log(told.error().message + " Steward does not know of this run. (" + told.error().cause + ")");
    return told_exit_code(end.exit_code);
}

}  // namespace steward::agent::backups
