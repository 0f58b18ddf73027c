// What the embedded series store costs: a day of the capacity figures' mix, then its reading.
//
//   series_bench [--hosts N] [--minutes N] [--real-time-syncs] [--keep FOLDER]
//
// Every host sends one report of 200 columns a minute. `--real-time-syncs` makes the sixty syncs of
// each minute that a server in real time makes (reports spread over the minute); the usual is one
// sync a minute, as when agents bring what they kept. Generating the samples is not counted.
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "server/platform/series/series_store.h"
#include "tools/bench/sample_mix.h"

namespace {
using namespace steward;
using namespace steward::series;

struct Options {
    size_t hosts = 1'000;
    int64_t minutes = 1'440;
    int64_t syncs_a_minute = 1;
    std::string folder;
};

double process_cpu_s() {
    timespec spec{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spec);
    return static_cast<double>(spec.tv_sec) + static_cast<double>(spec.tv_nsec) / 1e9;
}

// "name: number" of a file below /proc/self.
uint64_t own_number(const char* file, std::string_view name) {
    std::ifstream in(std::string("/proc/self/") + file);
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with(name)) return std::strtoull(line.c_str() + name.size() + 1, nullptr, 10);
    }
    return 0;
}

std::vector<Definition> columns() {
    const auto kinds = bench::SampleMix::kinds();
    std::vector<Definition> definitions;
    for (size_t i = 0; i < bench::columns_of_mix; ++i) {
        definitions.push_back({"metric_" + std::to_string(i / 10), "item_" + std::to_string(i), kinds[i], bench::SampleMix::decimals(i)});
    }
    return definitions;
}

[[noreturn]] void give_up(const Error& error) {
    std::fprintf(stderr, "series_bench: %s: %s (%s)\n", error.code.c_str(), error.message.c_str(), error.cause.c_str());
    std::exit(1);
}
template <typename T>
T must(Result<T> result) {
    if (!result) give_up(result.error());
    return std::move(*result);
}
void must(const Status& status) {
    if (!status) give_up(status.error());
}

class Bench {
public:
    explicit Bench(Options options) : options_(std::move(options)) {
        SeededRng rng(1);
        for (size_t host = 0; host < options_.hosts; ++host) {
            mixes_.emplace_back(host);
            devices_.push_back(DeviceId::make(start, rng));
        }
        store_ = must(open_embedded(options_.folder, clock_));
        const auto definitions = columns();
        for (const DeviceId device : devices_) {
            writers_.push_back(must(store_->open_device(device)));
            must(writers_.back()->layout(definitions, std::chrono::minutes(1)));
        }
        for (auto& mix : mixes_) entropy_ += mix.entropy_bits() / 8 / bench::columns_of_mix / static_cast<double>(options_.hosts);
    }

    void load() {
        resident_before_ = own_number("status", "VmRSS:");
        const uint64_t written_before = own_number("io", "write_bytes:");
        for (int64_t minute = 0; minute < options_.minutes; ++minute) load_minute(minute);
        const uint64_t written = own_number("io", "write_bytes:") - written_before;
        const double samples = static_cast<double>(options_.hosts) * static_cast<double>(options_.minutes) * bench::columns_of_mix;
        const auto numbers = store_->numbers();
        std::printf("loaded            %.0f samples: %zu hosts, %lld minutes, %lld syncs a minute\n", samples, options_.hosts,
                    static_cast<long long>(options_.minutes), static_cast<long long>(options_.syncs_a_minute));
        std::printf("processor time    %.4f us a sample: append %.4f, sync %.4f, maintain %.4f\n",
                    (append_s_ + sync_s_ + maintain_s_) / samples * 1e6, append_s_ / samples * 1e6, sync_s_ / samples * 1e6,
                    maintain_s_ / samples * 1e6);
        std::printf("history on disk   %.3f bytes a sample, everything in the folder (%.1f MB; entropy %.3f)\n",
                    static_cast<double>(numbers.bytes_on_disk) / samples, static_cast<double>(numbers.bytes_on_disk) / 1e6, entropy_);
        std::printf("written to disk   %.2f bytes a sample (write_bytes of the process)\n", static_cast<double>(written) / samples);
        std::printf("resident memory   %.1f MiB for the store (%.1f MiB with the generators)\n",
                    static_cast<double>(own_number("status", "VmRSS:") - resident_before_) / 1024,
                    static_cast<double>(own_number("status", "VmRSS:")) / 1024);
    }

    void read() {
        const Instant end = start + std::chrono::minutes(options_.minutes);
        for (const auto& [what, step] :
             {std::pair("5-minute steps", std::chrono::minutes(5)), std::pair("every minute", std::chrono::minutes(0))}) {
            double costs[41];
            size_t points = 0;
            for (size_t i = 0; i < std::size(costs); ++i) {
                const double before = process_cpu_s();
                const auto ranges =
                    must(store_->range(devices_[i * 7 % devices_.size()], "", std::nullopt, end - std::chrono::hours(24), end, step));
                costs[i] = process_cpu_s() - before;
                points = 0;
                for (const Range& range : ranges) points += range.points.size();
            }
            std::sort(std::begin(costs), std::end(costs));
            std::printf("200 x 24 h        %.2f ms processor time (middle; best %.2f, worst %.2f; %s, %zu points)\n", costs[20] * 1e3,
                        costs[0] * 1e3, costs[40] * 1e3, what, points);
        }
        const double before = process_cpu_s();
        for (size_t i = 0; i < 100; ++i) {
            must(store_->range(devices_[i % devices_.size()], "metric_0", "item_3", end - std::chrono::hours(24), end,
                               std::chrono::minutes(5)));
        }
        std::printf("1 x 24 h          %.3f ms processor time\n", (process_cpu_s() - before) / 100 * 1e3);
    }

    void open_again() {
        must(store_->sync());
        writers_.clear();
        store_.reset();
        const double before = process_cpu_s();
        store_ = must(open_embedded(options_.folder, clock_));
        std::printf("open again        %.2f s processor time (the log is read)\n", process_cpu_s() - before);
    }

private:
    static constexpr Instant start{1'795'392'000'000};

    // Each part of the minute has its share of the hosts, then a sync.
    void load_minute(int64_t minute) {
        const Instant at = start + std::chrono::minutes(minute);
        for (int64_t part = 0; part < options_.syncs_a_minute; ++part) {
            const size_t begin = options_.hosts * static_cast<size_t>(part) / static_cast<size_t>(options_.syncs_a_minute);
            const size_t end = options_.hosts * static_cast<size_t>(part + 1) / static_cast<size_t>(options_.syncs_a_minute);
            values_.clear();
            for (size_t host = begin; host < end; ++host) values_.push_back(mixes_[host].next());
            double before = process_cpu_s();
            for (size_t host = begin; host < end; ++host)
                must(writers_[host]->append({1, static_cast<uint64_t>(minute) + 1}, at, values_[host - begin]));
            append_s_ += process_cpu_s() - before;
            before = process_cpu_s();
            must(store_->sync());
            sync_s_ += process_cpu_s() - before;
        }
        clock_.set_wall(at + std::chrono::minutes(1));
        const double before = process_cpu_s();
        must(store_->maintain(clock_.now()));
        maintain_s_ += process_cpu_s() - before;
    }

    Options options_;
    ManualClock clock_{start};
    std::vector<bench::SampleMix> mixes_;
    std::vector<std::vector<int64_t>> values_;
    std::vector<DeviceId> devices_;
    std::unique_ptr<SeriesStore> store_;
    std::vector<std::unique_ptr<DeviceWriter>> writers_;
    double append_s_ = 0, sync_s_ = 0, maintain_s_ = 0, entropy_ = 0;
    uint64_t resident_before_ = 0;
};
}  // namespace

int main(int count, char** arguments) {
    Options options;
    bool keep = false;
    for (int i = 1; i < count; ++i) {
        const std::string_view name = arguments[i];
        const char* value = i + 1 < count ? arguments[i + 1] : "";
        if (name == "--hosts") options.hosts = std::strtoull(value, nullptr, 10), ++i;
        else if (name == "--minutes") options.minutes = std::strtoll(value, nullptr, 10), ++i;
        else if (name == "--real-time-syncs") options.syncs_a_minute = 60;
        else if (name == "--keep") options.folder = value, keep = true, ++i;
        else {
            std::fprintf(stderr, "usage: series_bench [--hosts N] [--minutes N] [--real-time-syncs] [--keep FOLDER]\n");
            return 2;
        }
    }
    if (options.hosts == 0 || options.minutes <= 0) return 2;
    if (options.folder.empty())
        options.folder = std::filesystem::temp_directory_path().string() + "/series_bench-" + std::to_string(::getpid());
    {
        Bench bench(options);
        bench.load();
        bench.read();
        bench.open_again();
    }
    if (!keep) std::filesystem::remove_all(options.folder);
    return 0;
}
