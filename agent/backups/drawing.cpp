#include "agent/backups/drawing.h"

#include <sodium.h>

#include <algorithm>
#include <cmath>
#include <cstring>

namespace steward::agent::backups {

namespace {
constexpr uint64_t small_file = 64 << 10;
}

double Drawing::lot(const Seed& seed, std::string_view path) {
    static_assert(crypto_shorthash_KEYBYTES == std::tuple_size_v<Seed>);
    uint8_t out[crypto_shorthash_BYTES];
    crypto_shorthash(out, reinterpret_cast<const uint8_t*>(path.data()), path.size(), seed.data());
    uint64_t value = 0;
    for (const uint8_t byte : out) value = value << 8 | byte;
    return (static_cast<double>(value >> 11) + 0.5) / static_cast<double>(uint64_t{1} << 53);
}

void Drawing::offer(std::string_view path, double weight, const FileState& state) {
    if (most_ == 0) return;
    // The smallest -ln(lot) / weight are drawn; in logarithms, for the weights of deep folders are very small.
    const double key = std::log(-std::log(lot(seed_, path))) - weight;
    if (held_.size() == most_) {
        if (key >= held_.front().key) return;
        std::pop_heap(held_.begin(), held_.end());
        held_.pop_back();
    }
    held_.push_back({key, {std::string(path), state}});
    std::push_heap(held_.begin(), held_.end());
}

std::vector<DrawnFile> Drawing::take() {
    std::vector<DrawnFile> files;
    for (Held& one : held_) files.push_back(std::move(one.file));
    held_.clear();
    std::ranges::sort(files, {}, &DrawnFile::path);
    return files;
}

double share_of(double weight, uint64_t folders, uint64_t files) {
    return weight - std::log(static_cast<double>(std::max<uint64_t>(1, folders + (files > 0 ? 1 : 0))));
}

double weight_of_file(double share, uint64_t files, uint64_t size) {
    const double magnitude = 1.0 + std::log2(1.0 + static_cast<double>(size / small_file));
    return share - std::log(static_cast<double>(std::max<uint64_t>(1, files))) + std::log(magnitude);
}

}  // namespace steward::agent::backups
