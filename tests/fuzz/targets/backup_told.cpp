// What a machine tells of a backup's run, and how people write when it runs: read by the server.
#include "server/modules/backups/judge.h"
#include "server/modules/backups/schedule.h"
#include "steward/agent/v1/backup.pb.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/silent_messages.h"

using namespace steward;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto schedule = backups::parse_schedule(text)) {
        const auto again = backups::parse_schedule(backups::to_text(*schedule));
        fuzz::must(again.has_value() && *again == *schedule);
        static const auto zone = zones::Zone::open("Europe/Zurich");
        const Instant after{1'795'000'000'000};
        fuzz::must(backups::next_time(*schedule, *zone, after, after - Duration(1)) > after - Duration(1));
    }
    agent::v1::BackupRun run;
    if (!run.ParseFromArray(data, static_cast<int>(size))) return 0;
    const auto told = backups::read_told(run);
    if (!told) return 0;
    fuzz::must(backups::is_label(told->label) && told->key.size() == 32 && told->warnings.size() <= 20);
    for (const char c : told->text + told->engine + told->repository + told->point + told->reported_by)
        fuzz::must(static_cast<unsigned char>(c) >= 0x20);
    const Instant heard{1'795'000'000'000};
    const auto judged = backups::judge_run(*told, heard, heard - std::chrono::hours(24));
    fuzz::must(judged.content_at <= heard);
    fuzz::must(judged.state != "success" || judged.content_at > heard - std::chrono::hours(24));
    return 0;
}
