#include "server/platform/series/held_positions.h"

#include <algorithm>

#include "server/platform/series/packed.h"

namespace steward::series {

namespace {
constexpr size_t most_epochs = 4, most_runs = 8;
}

bool HeldPositions::holds(Position position) const {
    const auto epoch = std::ranges::find(epochs_, position.epoch, &Epoch::epoch);
    if (epoch == epochs_.end()) return false;
    return std::ranges::any_of(epoch->runs, [&](const Run& run) { return run.first <= position.seq && position.seq <= run.last; });
}

void HeldPositions::add(Position position) {
    auto epoch = std::ranges::find(epochs_, position.epoch, &Epoch::epoch);
    if (epoch == epochs_.end()) {
        if (epochs_.size() == most_epochs) epochs_.pop_back();
        epoch = epochs_.insert(epochs_.begin(), Epoch{position.epoch, {}});
    }
    std::vector<Run>& runs = epoch->runs;
    if (!runs.empty() && runs.back().last + 1 == position.seq) {  // the usual case
        runs.back().last = position.seq;
        return;
    }
    auto next = std::ranges::find_if(runs, [&](const Run& run) { return run.first > position.seq; });
    next = runs.insert(next, Run{position.seq, position.seq});
    if (next + 1 != runs.end() && next->last + 1 == (next + 1)->first) {
        next->last = (next + 1)->last;
        runs.erase(next + 1);
    }
    if (next != runs.begin() && (next - 1)->last + 1 == next->first) {
        (next - 1)->last = next->last;
        runs.erase(next);
    }
    if (runs.size() > most_runs) {
        runs[1].first = runs[0].first;
        runs.erase(runs.begin());
    }
}

std::vector<Position> HeldPositions::high_water() const {
    std::vector<Position> positions;
    // What stands before the first report of an epoch is an event or an inventory, which the series know nothing of: with that missing
    // nothing of it is known to be kept, and the agent brings it again.
    for (const Epoch& epoch : epochs_) {
        if (epoch.runs.front().first <= 1) positions.push_back({epoch.epoch, epoch.runs.front().last});
    }
    return positions;
}

Bytes HeldPositions::pack() const {
    Bytes packed;
    for (const Epoch& epoch : epochs_) {
        pack_number(packed, epoch.epoch);
        pack_number(packed, epoch.runs.size());
        for (const Run& run : epoch.runs) {
            pack_number(packed, run.first);
            pack_number(packed, run.last - run.first);
        }
    }
    return packed;
}

HeldPositions HeldPositions::unpack(ByteView packed) {
    HeldPositions held;
    Unpacker in(packed);
    while (!in.rest().empty()) {
        Epoch epoch{in.number(), {}};
        const uint64_t runs = in.number();
        for (uint64_t i = 0; i < runs && !in.failed(); ++i) {
            const uint64_t first = in.number();
            epoch.runs.push_back({first, first + in.number()});
        }
        if (in.failed() || epoch.runs.empty()) return {};
        held.epochs_.push_back(std::move(epoch));
    }
    return held;
}

}  // namespace steward::series
