// What a whole steward-server costs when many agents report: a real process, real enrolment, TLS 1.3,
// the device's proof, judging, group commit, acknowledgement. Only the measured values are made up
// (sample_mix.h).
//
//   ingest_bench [--hosts N] [--minutes N] [--seconds N] [--alerts N] [--reads N] [--keep FOLDER]
//
// --minutes: of history that every agent brings at once (default a day); --seconds: of real time, one
// report a minute from each, spread over the minute; --alerts: trials of the way from byte to ticket; --reads: of a day.
#include <sqlite3.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "tools/bench/server_process.h"
#include "tools/bench/simulated_agents.h"

namespace {
using namespace steward;
using namespace steward::bench;

struct Options {
    size_t hosts = 1'000, alerts = 300, reads = 31;
    int64_t minutes = 1'440, seconds = 120;
    std::string folder;
};

constexpr int64_t minute_ms = 60'000;
constexpr size_t uses_of_a_line = 500;   // the most an enrolment line may have
constexpr size_t greeting_at_once = 64;  // the server bounds connections that have not proven themselves
constexpr size_t record = 16'000;        // of plain text: a TLS record holds 16,384

class Bench {
public:
    explicit Bench(Options options)
        : options_(std::move(options)), server_(build_folder(), options_.folder), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
        auto net = agent::make_tls_net();
        if (!net) give_up(net.error().message);
        net_ = std::move(*net);
        for (size_t host = 0; host < options_.hosts; ++host) agents_.push_back(std::make_unique<SimulatedAgent>(host, rng_));
    }
    ~Bench() { close(epoll_); }

    void run() {
        begin();
        with_one_agent();
        connect_rest();
        bulk();
        if (options_.minutes >= 10) read_series();
        if (options_.seconds > 0) real_time();
        if (options_.alerts > 0) alerts();
        for (const auto& [thread, seconds] : server_.cpu_s_by_thread()) {
            if (seconds > 0.5) std::printf("thread %-10s   %.2f s processor time in all\n", thread.c_str(), seconds);
        }
    }

private:
    double samples(double reports) const { return reports * static_cast<double>(columns_of_mix); }

    void begin() {
        server_.start();
        std::printf("start             %.2f s until /readyz (%.2f s processor time)\n", server_.start_wall_s(), server_.start_cpu_s());
        client_ = boost::json::parse(server_.command_line({"client", "create", "Bench", "--json"}))
                      .as_object()
                      .at("client_id")
                      .as_string()
                      .c_str();
    }

    void enrol(size_t from, size_t to) {
        EnrolmentLine line;
        for (size_t host = from; host < to; ++host) {
            if ((host - from) % uses_of_a_line == 0) {
                const auto uses = std::to_string(std::min(uses_of_a_line, to - host));
                const auto parsed =
                    parse_enrolment_line(server_.command_line({"enrol", "--client", "Bench", "--uses", uses, "--line-only"}));
                if (!parsed) give_up(parsed.error().message);
                line = *parsed;
            }
            agents_[host]->enrol(*net_, line, clock_);
        }
    }

    void connect(size_t from, size_t to) {
        const auto layout = busy_server_layout();
        std::vector<size_t> greeting;
        for (size_t next = from; next < to || !greeting.empty();) {
            for (; next < to && greeting.size() < greeting_at_once; ++next) {
                agents_[next]->dial(*net_);
                greeting.push_back(next);
                // New devices bring their check instances; above a bound the server sends agents away.
                if (next % greeting_at_once == 0) await_writer();
            }
            pause_ms(1);
            std::erase_if(greeting, [&](size_t host) {
                if (!agents_[host]->greet(clock_)) return false;
                epoll_event event{.events = EPOLLIN, .data = {.u64 = host}};
                epoll_ctl(epoll_, EPOLL_CTL_ADD, agents_[host]->descriptor(), &event);
                agents_[host]->say_layout(layout);
                agents_[host]->write();
                return true;
            });
        }
    }

    void await_writer() const {
        do pause_ms(50);
        while (server_.metric("steward_monitoring_writer_queue") > 1'000);
    }

    // What the server said; waits at most that long.
    void hear(int wait_ms) {
        epoll_event events[256];
        const int count = epoll_wait(epoll_, events, 256, wait_ms);
        for (int i = 0; i < count; ++i) agents_[events[i].data.u64]->read();
    }

    void settle(size_t hosts) {
        const auto is_settled = [](const auto& one) { return one->settled(); };
        const double begin = wall_s();
        while (!std::all_of(agents_.begin(), agents_.begin() + static_cast<ptrdiff_t>(hosts), is_settled)) {
            for (size_t i = 0; i < hosts; ++i) {
                if (agents_[i]->queued() > 0) agents_[i]->write();
            }
            hear(10);
            if (wall_s() - begin > 120) give_up("not everything was acknowledged within two minutes");
        }
    }

    void with_one_agent() {
        enrol(0, 1);
        connect(0, 1);
        now_ms_ = clock_.now().unix_ms / minute_ms * minute_ms;
        agents_[0]->report(Instant{now_ms_ - options_.minutes * minute_ms - minute_ms});
        agents_[0]->write();
        settle(1);
        std::printf("one agent         resident %.1f MiB (anonymous %.1f)\n", server_.memory_mib("VmRSS"), server_.memory_mib("RssAnon"));
    }

    void connect_rest() {
        double before = server_.cpu_s();
        enrol(1, options_.hosts);
        const double enrolled = server_.cpu_s();
        connect(1, options_.hosts);
        // The first report makes every check known: a row each, which the server writes in its own time.
        for (size_t host = 1; host < options_.hosts; ++host) {
            agents_[host]->report(Instant{now_ms_ - options_.minutes * minute_ms - minute_ms});
            agents_[host]->write();
            if (host % greeting_at_once != 0) continue;
            settle(host + 1);
            await_writer();
        }
        settle(options_.hosts);
        while (server_.metric("steward_monitoring_writer_queue") > 0) pause_ms(20);
        const double count = static_cast<double>(std::max<size_t>(options_.hosts - 1, 1));
        std::printf("enrolment         %.2f ms processor time each; greeting and layout %.2f ms each (%zu judged columns of %zu)\n",
                    (enrolled - before) / count * 1e3, (server_.cpu_s() - enrolled) / count * 1e3, judged_columns, columns_of_mix);
        std::printf("connected         %zu agents, resident %.1f MiB\n", options_.hosts, server_.memory_mib("VmRSS"));
    }

    uint64_t wire_bytes() const {
        uint64_t total = 0;
        for (const auto& one : agents_) total += one->wire_bytes();
        return total;
    }

    // Every agent brings what it kept, oldest first, a record of TLS at a time, while the socket takes it.
    void bulk() {
        const uint64_t wire_before = wire_bytes(), written_before = server_.written_bytes();
        const double cpu_before = server_.cpu_s(), begin = wall_s();
        std::vector<int64_t> brought(options_.hosts, 0);
        for (size_t done = 0; done < options_.hosts;) {
            done = 0;
            bool moved = false;
            for (size_t host = 0; host < options_.hosts; ++host) {
                SimulatedAgent& one = *agents_[host];
                if (!one.write()) continue;
                int64_t& minute = brought[host];
                for (; minute < options_.minutes && one.queued() < record; ++minute)
                    one.report(Instant{now_ms_ - (options_.minutes - minute) * minute_ms});
                moved |= one.queued() > 0;
                one.write();
                if (minute == options_.minutes && one.queued() == 0) ++done;
            }
            hear(moved ? 0 : 1);
        }
        settle(options_.hosts);
        const double cpu = server_.cpu_s() - cpu_before, wall = wall_s() - begin;
        const double count = samples(static_cast<double>(options_.hosts) * static_cast<double>(options_.minutes));
        std::printf("bulk              %.0f samples: %zu agents, %lld minutes each, all acknowledged in %.1f s\n", count, options_.hosts,
                    static_cast<long long>(options_.minutes), wall);
        std::printf("  processor time  %.4f us a sample (%.2f M samples/s a core)\n", cpu / count * 1e6, count / cpu / 1e6);
        std::printf("  wire            %.3f bytes a sample, agent to server, with TLS records\n",
                    static_cast<double>(wire_bytes() - wire_before) / count);
        std::printf("  written         %.2f bytes a sample\n", static_cast<double>(server_.written_bytes() - written_before) / count);
        rest();
        std::printf("  at rest         %.4f us a sample with what background work made of it\n",
                    (server_.cpu_s() - cpu_before) / count * 1e6);
        std::printf("  history         %.3f bytes a sample on disk, everything in the folder\n",
                    static_cast<double>(server_.state_bytes("series")) / count);
        std::printf("  resident        %.1f MiB (anonymous %.1f, at most %.1f)\n", server_.memory_mib("VmRSS"),
                    server_.memory_mib("RssAnon"), server_.memory_mib("VmHWM"));
    }

    // Until background work has moved what came in bulk: at least its period, then until it is quiet.
    void rest() {
        const double begin = wall_s();
        for (double before = server_.cpu_s(); wall_s() - begin < 150;) {
            pause_ms(2000);
            const double now = server_.cpu_s();
            if (now - before < 0.05 && wall_s() - begin > 62) return;
            before = now;
        }
    }

    void read_series() {
        const std::string query = "/series?from_unix_ms=" + std::to_string(now_ms_ - 24 * 60 * minute_ms) +
                                  "&to_unix_ms=" + std::to_string(now_ms_) + "&step_s=300&compact=true";
        std::vector<double> costs;
        size_t bytes = 0;
        for (size_t i = 0; i < options_.reads; ++i) {
            const double before = server_.cpu_s();
            const Answer answer = server_.ask("GET", "/api/v1/devices/" + agents_[i * 7 % agents_.size()]->device().text() + query);
            costs.push_back(server_.cpu_s() - before);
            bytes = answer.bytes;
            if (answer.status != 200) give_up("the series were not answered: " + answer.body);
        }
        std::sort(costs.begin(), costs.end());
        std::printf("200 x 24 h        %.2f ms processor time (middle; best %.2f), %.0f kB, 5-minute steps, through the API\n",
                    costs[costs.size() / 2] * 1e3, costs[0] * 1e3, static_cast<double>(bytes) / 1e3);
    }

    void real_time() {
        const uint64_t wire_before = wire_bytes(), written_before = server_.written_bytes();
        const double cpu_before = server_.cpu_s(), begin = wall_s();
        const int64_t first_ms = clock_.now().unix_ms;
        size_t sent = 0;
        // The k-th report belongs to agent k modulo hosts and is due at k/hosts minutes.
        while (true) {
            const double elapsed = wall_s() - begin;
            if (elapsed >= static_cast<double>(options_.seconds)) break;
            const auto due = static_cast<size_t>(elapsed / 60 * static_cast<double>(options_.hosts));
            for (; sent < due; ++sent) {
                SimulatedAgent& one = *agents_[sent % options_.hosts];
                one.report(Instant{first_ms + static_cast<int64_t>(sent / options_.hosts) * minute_ms});
                one.write();
            }
            hear(5);
        }
        const double seconds = wall_s() - begin, cpu = server_.cpu_s() - cpu_before;
        const uint64_t wire = wire_bytes() - wire_before;
        settle(options_.hosts);
        const double count = samples(static_cast<double>(sent));
        std::printf("real time         %.0f samples in %.0f s: %zu agents, one report a minute each, spread\n", count, seconds,
                    options_.hosts);
        std::printf("  processor time  %.2f ms a second (%.3f us a sample)\n", cpu / seconds * 1e3, cpu / count * 1e6);
        std::printf("  wire            %.3f bytes a sample\n", static_cast<double>(wire) / count);
        std::printf("  written         %.2f bytes a sample\n", static_cast<double>(server_.written_bytes() - written_before) / count);
        std::printf("  resident        %.1f MiB (anonymous %.1f)\n", server_.memory_mib("VmRSS"), server_.memory_mib("RssAnon"));
    }

    // From the last byte written to the row being committed, as another process sees the database.
    void alerts() {
        const std::string terms =
            R"({"check":"S04","hold_s":0,"samples_needed":1,"samples_of":1,"reason":"measured by the bench","expires_at_unix_ms":)" +
            std::to_string(clock_.now().unix_ms + 86'400'000) + "}";
        const Answer made = server_.ask("POST", "/api/v1/clients/" + client_ + "/exemptions", terms);
        if (made.status != 200 && made.status != 201) give_up("the exemption was not made: " + made.body);
        sqlite3* database = nullptr;
        if (sqlite3_open_v2((server_.state() + "/steward.db").c_str(), &database, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
            give_up("no database");
        sqlite3_stmt *alert_count = nullptr, *ticket_count = nullptr;
        sqlite3_prepare_v2(database, "select count(*) from alerting_alerts", -1, &alert_count, nullptr);
        sqlite3_prepare_v2(database, "select count(*) from helpdesk_tickets", -1, &ticket_count, nullptr);
        const auto count = [](sqlite3_stmt* statement) {
            const int64_t number = sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
            sqlite3_reset(statement);
            return number;
        };
        std::vector<double> to_alert, to_ticket;
        for (size_t i = 0; i < std::min(options_.alerts, options_.hosts); ++i) {
            const int64_t alerts_before = count(alert_count), tickets_before = count(ticket_count);
            agents_[i]->report(clock_.now(), 97);
            agents_[i]->write();
            const double begin = wall_s();
            const auto wait_for = [&](sqlite3_stmt* statement, int64_t before) {
                while (count(statement) <= before) {
                    if (wall_s() - begin > 10) give_up("no alert or ticket within ten seconds");
                    usleep(200);
                }
                return wall_s() - begin;
            };
            to_alert.push_back(wait_for(alert_count, alerts_before));
            to_ticket.push_back(wait_for(ticket_count, tickets_before));
            hear(0);
            pause_ms(static_cast<int64_t>(rng_.below(50)));  // not in step with the group commit
        }
        sqlite3_finalize(alert_count);
        sqlite3_finalize(ticket_count);
        sqlite3_close(database);
        std::sort(to_alert.begin(), to_alert.end());
        std::sort(to_ticket.begin(), to_ticket.end());
        const auto at = [](const std::vector<double>& sorted, double part) {
            return sorted[static_cast<size_t>(part * static_cast<double>(sorted.size() - 1))] * 1e3;
        };
        std::printf(
            "alert             %zu trials, last byte sent to row committed: p50 %.1f ms, p99 %.1f ms; to the ticket: p50 %.1f ms, p99 %.1f "
            "ms\n",
            to_alert.size(), at(to_alert, 0.5), at(to_alert, 0.99), at(to_ticket, 0.5), at(to_ticket, 0.99));
    }

    Options options_;
    SystemClock clock_;
    SystemRng rng_;
    ServerProcess server_;
    std::unique_ptr<agent::Net> net_;
    std::vector<std::unique_ptr<SimulatedAgent>> agents_;
    std::string client_;
    int64_t now_ms_ = 0;
    int epoll_;
};
}  // namespace

int main(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = arguments[i];
        const char* value = i + 1 < count ? arguments[++i] : "";
        if (name == "--hosts") options.hosts = std::strtoull(value, nullptr, 10);
        else if (name == "--minutes") options.minutes = std::strtoll(value, nullptr, 10);
        else if (name == "--seconds") options.seconds = std::strtoll(value, nullptr, 10);
        else if (name == "--alerts") options.alerts = std::strtoull(value, nullptr, 10);
        else if (name == "--reads") options.reads = std::max<size_t>(1, std::strtoull(value, nullptr, 10));
        else if (name == "--keep") options.folder = value;
        else {
            std::fprintf(stderr, "usage: ingest_bench [--hosts N] [--minutes N] [--seconds N] [--alerts N] [--reads N] [--keep FOLDER]\n");
            return 2;
        }
    }
    if (options.hosts == 0 || options.minutes <= 0) return 2;
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const RunFolder folder("ingest_bench", options.folder);
    options.folder = folder.path();
    Bench(std::move(options)).run();
    return 0;
}
