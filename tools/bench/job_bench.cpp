// One signed job on many machines: a real server process, agents over TLS 1.3 with the agent's own courier, each with the gate's own code
// (gated_agents.h). Only the runner is made up: work ends where it begins.
//
//   job_bench [--hosts N] [--trials N] [--keep FOLDER] [--gates FOLDER]
//
// --trials: jobs for one machine each, from handing the job over to its beginning there; then one job for all N (at most 500). --gates:
// where the machines' own files are; by default in memory, for each machine has a disk of its own and they share one here.
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "tools/bench/gated_agents.h"
#include "tools/bench/server_process.h"
#include "trust/actions.h"
#include "trust/checkpoint.h"
#include "trust/tests/office.h"

namespace {
using namespace steward;
using namespace steward::bench;
namespace json = boost::json;

struct Options {
    size_t hosts = 500, trials = 50;
    std::string folder, gates;
};

constexpr size_t greeting_at_once = 64;
constexpr double longest_wait_s = 120;

double own_cpu_s() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

double at(std::vector<double>& all, double part) {
    std::sort(all.begin(), all.end());
    return all.empty() ? 0 : all[static_cast<size_t>(part * static_cast<double>(all.size() - 1))];
}

class Bench {
public:
    explicit Bench(Options options)
        : options_(std::move(options)), server_(build_folder(), options_.folder), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
        auto net = agent::make_tls_net();
        if (!net) give_up(net.error().message);
        net_ = std::move(*net);
        for (size_t host = 0; host < options_.hosts; ++host)
            agents_.push_back(std::make_unique<GatedAgent>(host, rng_, clock_, options_.gates + "/" + std::to_string(host)));
    }
    ~Bench() { close(epoll_); }

    void run() {
        server_.start();
        begin_authority();
        enrol();
        connect();
        answer_questions();
        single_jobs();
        job_for_all();
        for (const auto& [thread, seconds] : server_.cpu_s_by_thread())
            if (seconds > 0.2) std::printf("thread %-10s   %.2f s processor time in all\n", thread.c_str(), seconds);
    }

private:
    json::object asked(const std::string& method, const std::string& target, const std::string& body = "") const {
        const Answer answer = server_.ask(method, target, body);
        if (answer.status / 100 != 2)
            give_up(method + " " + target + " was answered with " + std::to_string(answer.status) + ": " + answer.body);
        return json::parse(answer.body).as_object();
    }
    static std::string text(const json::object& object, std::string_view field) {
        const auto* found = object.if_contains(field);
        return found && found->is_string() ? std::string(found->as_string()) : "";
    }
    void post(const Bytes& frame) const { asked("POST", "/api/v1/authority/messages", R"({"frame":")" + to_base64(frame) + "\"}"); }

    void begin_authority() {
        client_ = text(asked("POST", "/api/v1/clients", R"({"name":"Bench","zone":"UTC"})"), "client_id");
        site_ = text(asked("POST", "/api/v1/clients/" + client_ + "/sites", R"({"name":"Office"})"), "site_id");
        std::optional<trust::NoteKey> log;
        for (const double begin = wall_s(); !log; pause_ms(20)) {
            log = trust::read_note_key(text(asked("GET", "/api/v1/log/head"), "key"));
            if (wall_s() - begin > 20) give_up("the log has no head");
        }
        office_.begin = clock_.now() - std::chrono::hours(1);
        office_.log_keys = {log->key};
        for (const auto* name : {"alice", "bob"}) office_.add(name, name, trust::everyday);
        office_.add("tower", "tower", trust::beacon);
        office_.add("safe", "safe", trust::for_recovery);
        post(office_.genesis({"alice", "bob", "tower"}, {"safe"}, 2, 1));
    }

    trust::ShortId short_id(const std::string& id) const {
        const auto raw = parse_raw_id(id);
        if (!raw) give_up("no id: " + id);
        return raw->bytes;
    }

    void enrol() {
        const auto open = parse_enrolment_line(server_.command_line({"enrol", "--client", "Bench", "--line-only"}));
        if (!open) give_up(open.error().message);
        EnrolmentLine line = *open;  // where the server is; the rest of it is the signer's
        line.token_id = make_raw_id(clock_.now(), rng_).bytes;
        line.authority = office_.authority;
        trust::Grant grant{.authority = office_.authority, .id = line.token_id, .client = short_id(client_), .site = short_id(site_)};
        grant.token_hash = trust::sha256(line.secret);
        grant.most_uses = options_.hosts;
        grant.not_after = clock_.now() + std::chrono::hours(24);
        grant.server.addresses = {line.host + ":" + std::to_string(line.port)};
        grant.server.pins = {trust::Digest{1}};
        grant.roster_head = office_.authority;
        grant.log_key = office_.log_keys.front();
        grant.limits.allowed.bits = (1U << (trust::last_job_class + 1)) - 2;
        grant.limits.least_log_level = 1;
        post(office_.sign(trust::MessageType::Grant, trust::write_message(grant), {"alice"}));
        const double before = server_.cpu_s();
        for (auto& one : agents_) one->take_grant(one->enrol(*net_, line, clock_), office_.authority);
        std::printf("enrolment         %zu machines by one grant, %.2f ms of the server's processor each\n", agents_.size(),
                    (server_.cpu_s() - before) / static_cast<double>(agents_.size()) * 1e3);
    }

    void connect() {
        const auto layout = busy_server_layout();
        std::vector<size_t> greeting;
        for (size_t next = 0; next < agents_.size() || !greeting.empty();) {
            for (; next < agents_.size() && greeting.size() < greeting_at_once; ++next) {
                agents_[next]->dial(*net_);
                greeting.push_back(next);
            }
            pause_ms(1);
            std::erase_if(greeting, [&](size_t host) {
                if (!agents_[host]->greet(clock_)) return false;
                epoll_event event{.events = EPOLLIN, .data = {.u64 = host}};
                epoll_ctl(epoll_, EPOLL_CTL_ADD, agents_[host]->descriptor(), &event);
                agents_[host]->say_layout(layout);
                agents_[host]->write();
                agents_[host]->connected();
                return true;
            });
        }
    }

    // One turn of every machine.
    void turn() {
        epoll_event events[256];
        const int count = epoll_wait(epoll_, events, 256, 1);
        for (int i = 0; i < count; ++i) agents_[events[i].data.u64]->read();
        for (auto& one : agents_) one->turn();
    }
    template <class Holds>
    void until(const std::string& what, Holds holds) {
        for (const double begin = wall_s(); !holds();) {
            turn();
            if (wall_s() - begin > longest_wait_s) give_up("not within two minutes: " + what);
        }
    }
    // What a person does with the API, while the machines go on.
    template <class Act>
    void meanwhile(Act act) {
        std::atomic<bool> is_done = false;
        std::thread person([&] {
            act();
            is_done = true;
        });
        while (!is_done) turn();
        person.join();
    }

    // After its start every gate asks; the beacon answers each.
    void answer_questions() {
        const double begin = wall_s(), cpu_before = server_.cpu_s();
        size_t ready = 0;
        uint64_t answered = 0;
        std::set<std::string> seen;
        const auto answer_all = [&] {
            std::string page;
            do {
                const auto list = asked("GET", "/api/v1/authority/questions?page_size=200" + (page.empty() ? "" : "&page_token=" + page));
                if (const auto* questions = list.if_contains("questions"))
                    for (const auto& question : questions->as_array()) {
                        const std::string nonce = text(question.as_object(), "nonce");
                        if (!seen.insert(nonce).second) continue;
                        const auto bytes = from_base64(nonce);
                        trust::Heartbeat beat{.authority = office_.authority, .head = office_.authority, .time = clock_.now()};
                        if (bytes && bytes->size() == beat.nonce.size()) std::copy(bytes->begin(), bytes->end(), beat.nonce.begin());
                        post(office_.sign(trust::MessageType::Heartbeat, trust::write_message(beat), {"tower"}));
                        ++answered;
                    }
                page = text(list, "next_page_token");
            } while (!page.empty());
            const auto list = asked("GET", "/api/v1/gates?page_size=1&filter=state:ready");
            ready = list.contains("total") ? list.at("total").to_number<size_t>() : 0;
        };
        for (; ready < agents_.size(); pause_ms(5)) {
            meanwhile(answer_all);
            if (wall_s() - begin > longest_wait_s) give_up("only " + std::to_string(ready) + " gates became ready");
        }
        const double each = (server_.cpu_s() - cpu_before) / static_cast<double>(agents_.size()) * 1e3;
        std::printf("gates             %zu ready after %.1f s and %llu answers of the beacon, %.2f ms of the server's processor each\n",
                    ready, wall_s() - begin, static_cast<unsigned long long>(answered), each);
    }

    Bytes job(const trust::ShortId& id, std::vector<trust::ShortId> gates, const std::vector<std::string>& names) {
        trust::Job made{.authority = office_.authority, .id = id, .job_class = trust::JobClass::Service};
        made.action.bytes = trust::write_message(trust::ServiceAction{"nginx.service", trust::ServiceVerb::Restart});
        made.target = {short_id(client_), std::move(gates)};
        made.not_before = clock_.now();
        made.not_after = clock_.now() + std::chrono::hours(1);
        made.roster_head = office_.authority;
        made.holder = names.front();
        made.ticket = "T-1";
        made.reason = "measured";
        made.limits.timeout_s = 60;
        made.log_level = 1;
        return office_.sign(trust::MessageType::Job, trust::write_message(made), names);
    }

    void single_jobs() {
        std::vector<double> to_begin, to_kept;
        for (size_t i = 0; i < options_.trials; ++i) {
            GatedAgent& one = *agents_[i * 7 % agents_.size()];
            const trust::ShortId id = make_raw_id(clock_.now(), rng_).bytes;
            const Bytes frame = job(id, {one.gate_id()}, {"alice"});
            const double begin = wall_s();
            meanwhile([&] { post(frame); });
            until("a job's result is kept", [&] { return one.times_of(id).kept > 0; });
            to_begin.push_back((one.times_of(id).began - begin) * 1e3);
            to_kept.push_back((one.times_of(id).kept - begin) * 1e3);
            const double rest = wall_s() + static_cast<double>(rng_.below(50)) / 1e3;  // not in step with anything
            until("a moment", [&] { return wall_s() > rest; });
        }
        if (to_begin.empty()) return;
        std::printf(
            "one machine       %zu jobs, from handing it over to its beginning there: p50 %.0f ms, p99 %.0f ms, worst %.0f ms (bar 300)\n",
            to_begin.size(), at(to_begin, 0.5), at(to_begin, 0.99), to_begin.back());
        std::printf("  its result      kept by the server after p50 %.0f ms, p99 %.0f ms\n", at(to_kept, 0.5), at(to_kept, 0.99));
    }

    std::pair<uint64_t, uint64_t> wire() const {
        uint64_t said = 0, heard = 0;
        for (const auto& one : agents_) said += one->wire_bytes(), heard += one->heard_bytes();
        return {said, heard};
    }

    size_t refusals() const {
        size_t all = 0;
        for (const auto& one : agents_) all += one->refusals();
        return all;
    }

    void job_for_all() {
        std::vector<trust::ShortId> gates;
        for (const auto& one : agents_) gates.push_back(one->gate_id());
        const trust::ShortId id = make_raw_id(clock_.now(), rng_).bytes;
        const Bytes frame = job(id, gates, {"alice", "bob"});
        const size_t refused_before = refusals();
        const auto [said_before, heard_before] = wire();
        const uint64_t written_before = server_.written_bytes();
        const auto by_thread_before = server_.cpu_s_by_thread();
        const double cpu_before = server_.cpu_s(), own_before = own_cpu_s(), begin = wall_s();
        double answered_s = 0;
        meanwhile([&] {
            post(frame);
            answered_s = wall_s() - begin;
        });
        until("all results are kept",
              [&] { return std::all_of(agents_.begin(), agents_.end(), [&](auto& one) { return one->times_of(id).kept > 0; }); });
        const double cpu = server_.cpu_s() - cpu_before, own = own_cpu_s() - own_before, count = static_cast<double>(agents_.size());
        std::vector<double> to_begin, to_kept;
        for (auto& one : agents_) {
            to_begin.push_back(one->times_of(id).began - begin);
            to_kept.push_back(one->times_of(id).kept - begin);
        }
        const auto [said, heard] = wire();
        std::printf(
            "one job for %zu  all results kept %.2f s after it was handed over (bar 10); %zu bytes signed by two, answered after %.0f ms\n",
            agents_.size(), at(to_kept, 1), frame.size(), answered_s * 1e3);
        std::printf("  began there     p50 %.2f s, last %.2f s; results kept p50 %.2f s\n", at(to_begin, 0.5), at(to_begin, 1),
                    at(to_kept, 0.5));
        std::printf("  processor time  server %.2f s (%.2f ms a machine); all gates and agents %.2f s (%.2f ms each)\n", cpu,
                    cpu / count * 1e3, own, own / count * 1e3);
        for (const auto& [thread, seconds] : server_.cpu_s_by_thread()) {
            const auto before = by_thread_before.find(thread);
            const double spent = seconds - (before == by_thread_before.end() ? 0 : before->second);
            if (spent > 0.02) std::printf("    thread %-10s %.2f s\n", thread.c_str(), spent);
        }
        std::printf("  wire            %.0f bytes to a machine, %.0f from it, with TLS records\n",
                    static_cast<double>(heard - heard_before) / count, static_cast<double>(said - said_before) / count);
        std::printf("  written         %.1f kB a machine by the server\n",
                    static_cast<double>(server_.written_bytes() - written_before) / count / 1e3);
        std::printf("  resident        server %.1f MiB (anonymous %.1f, at most %.1f)\n", server_.memory_mib("VmRSS"),
                    server_.memory_mib("RssAnon"), server_.memory_mib("VmHWM"));
        const auto shown = asked("GET", "/api/v1/jobs/" + to_text(RawId{id}));
        std::printf("  as shown        %s; gates refused or put off %zu messages\n", text(shown, "state").c_str(),
                    refusals() - refused_before);
    }

    Options options_;
    SystemClock clock_;
    SystemRng rng_;
    ServerProcess server_;
    trust::Office office_;
    std::unique_ptr<agent::Net> net_;
    std::vector<std::unique_ptr<GatedAgent>> agents_;
    std::string client_, site_;
    int epoll_;
};
}  // namespace

int main(int count, char** arguments) {
    Options options;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = arguments[i];
        const char* value = i + 1 < count ? arguments[++i] : "";
        if (name == "--hosts") options.hosts = std::strtoull(value, nullptr, 10);
        else if (name == "--trials") options.trials = std::strtoull(value, nullptr, 10);
        else if (name == "--gates") options.gates = value;
        else if (name == "--keep") options.folder = value;
        else {
            std::fprintf(stderr, "usage: job_bench [--hosts N] [--trials N] [--keep FOLDER] [--gates FOLDER]\n");
            return 2;
        }
    }
    if (options.hosts == 0 || options.hosts > trust::most_grant_uses) return 2;
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    const RunFolder folder("job_bench", options.folder);
    options.folder = folder.path();
    if (options.gates.empty())
        options.gates = std::filesystem::exists("/dev/shm") ? "/dev/shm/job_bench-" + std::to_string(getpid()) : folder.path() + "/gates";
    const std::string gates = options.gates;
    std::printf("what the gates say: %s/gates.log\n", folder.path().c_str());
    if (!std::freopen((folder.path() + "/gates.log").c_str(), "a", stderr)) return 1;
    Bench(std::move(options)).run();
    std::filesystem::remove_all(gates);
    return 0;
}
