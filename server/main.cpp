// `steward-server`: flags, signals, exit codes; everything else is server/app.
#include <malloc.h>
#include <pthread.h>
#include <sodium.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "server/app/program.h"
#include "server/app/service_manager.h"

namespace {
using namespace steward;

int exit_code(const Error& error) {
    if (error.code == "options.usage") return 2;
    if (error.code == "access.not_set_up") return 3;
    if (error.code == "state.in_use") return 4;
    return 1;
}

// What is to be done stands on the terminal in plain words, and once more in the log's form.
int refuse(app::Log& log, const Error& error) {
    std::fprintf(stderr, "steward-server: %s\n", error.message.c_str());
    if (error.code != "options.usage") log.failure("app", "not started", error);
    return exit_code(error);
}

void prepare_process() {
    rlimit files{};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;  // one for each agent
        setrlimit(RLIMIT_NOFILE, &files);
    }
    mallopt(M_ARENA_MAX, 2);  // a dozen threads would otherwise keep a dozen half-empty heaps
    // An answer's memory is used again by the next one instead of being asked for page by page; what is
    // really too much is given back by app/memory.h.
    mallopt(M_TRIM_THRESHOLD, 16 << 20);
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    signal(SIGPIPE, SIG_IGN);
    umask(077);
}

// Blocked before any thread exists, so that all of them inherit it and only main takes signals.
sigset_t block_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    return signals;
}
}  // namespace

int main(int argc, char** argv) {
    SystemClock clock;
    SystemRng rng;
    app::Log log(clock, stderr);
    const auto options = app::read_options({argv + 1, argv + argc}, [](const std::string& name) {
        const char* value = std::getenv(name.c_str());
        return std::string(value ? value : "");
    });
    if (!options) {
        std::fputs(app::usage_text().c_str(), stderr);
        return refuse(log, options.error());
    }
    if (options->help) return std::fputs(app::usage_text().c_str(), stdout), 0;
    if (options->version) return std::printf("steward-server %s\n", STEWARD_VERSION), 0;

    const sigset_t signals = block_signals();
    prepare_process();
    if (sodium_init() < 0) return refuse(log, {.code = "app.crypto", .message = "The crypto library cannot start on this machine."});
    const Duration begun = clock.monotonic();
    app::ServiceManager manager;
    auto program = app::Program::start(*options, clock, rng, log);
    if (!program) return refuse(log, program.error());
    log.info("app", "ready", {{"version", STEWARD_VERSION}, {"took_ms", std::to_string((clock.monotonic() - begun).count())}});
    manager.ready("Serving at " + (*program)->public_url());

    int signal = 0;
    while (sigwait(&signals, &signal) == 0 && signal == SIGHUP) (*program)->reload_certificate();
    log.info("app", "stopping", {{"signal", signal == SIGINT ? "interrupt" : "terminate"}});
    manager.stopping();
    (*program)->stop();
    log.info("app", "stopped");
    return 0;
}
