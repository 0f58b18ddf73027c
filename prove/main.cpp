// steward-prove: restores from backups and compares, on a machine that is not the source.
#include <sodium.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "prove/alarm.h"
#include "prove/commands.h"
#include "prove/repository_file.h"

int main(int count, char** words) {
    using namespace steward;
    if (prove::is_called_as_shell(words[0])) return prove::asks_for_more_logs(count, words) ? 1 : prove::ring_alarm();
    umask(077);
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    if (sodium_init() < 0) {
        std::fprintf(stderr, "steward-prove: libsodium does not start on this machine.\n");
        return 1;
    }
    std::array<char, 256> name{};
    gethostname(name.data(), name.size() - 1);
    std::error_code unseen;
    const auto own_file = std::filesystem::canonical("/proc/self/exe", unseen);
    const SystemClock clock;
    SystemRng rng;
    return prove::command(
        {words + 1, words + count},
        {.clock = clock, .rng = rng, .host_name = name.data(), .repositories = prove::usual_repositories, .own_file = own_file.string()});
}
