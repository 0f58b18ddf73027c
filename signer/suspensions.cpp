#include "signer/suspensions.h"

#include <algorithm>

#include "signer/shown.h"
#include "trust/voices.h"

namespace steward::signer {

namespace {
using namespace trust;

// Others write there. A suspension is small; with as many signatures as it can have it stays below this.
constexpr uintmax_t most_suspension_file = 32 * 1024;
constexpr size_t most_suspension_files = 20'000;
// As machines take it: how far the clock of who signed may be ahead of the one of who hears.
constexpr Duration most_ahead_of_us = std::chrono::hours(24);

std::vector<Bytes> files_in(const fs::path& folder) {
    std::vector<Bytes> files;
    std::error_code error;
    size_t seen = 0;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (++seen > most_suspension_files) break;
        if (entry.path().extension() != ".msj") continue;
        if (auto bytes = read_strange_file(entry.path(), most_suspension_file)) files.push_back(std::move(*bytes));
    }
    return files;
}
}  // namespace

Suspensions::Suspensions(const OwnChain& chain, Instant now) : chain_(chain), now_(now) { look_into(chain.place().parent_path()); }

void Suspensions::look_into(const fs::path& root) {
    for (const Bytes& bytes : files_in(beside(root))) take(bytes);
}

// By the same rules as a machine: whoever may sign such a message is on the list, or is the key itself.
bool Suspensions::take(ByteView bytes) {
    const Roster& roster = chain_.roster();
    const auto frame = read_frame(bytes);
    if (!frame || frame->type != MessageType::Suspend) return false;
    auto voices = voices_of(*frame, roster.rules().keys, roster.authority());
    const auto suspend = voices ? read_message<Suspend>(frame->payload) : std::nullopt;
    const KeyRecord* key = suspend ? roster.key(suspend->target) : nullptr;
    if (!key || suspend->authority != roster.authority() || suspend->issued > now_ + most_ahead_of_us || suspend->until < now_)
        return false;
    std::erase_if(*voices, [&](const KeyRecord* one) {
        const bool may = one->id == suspend->target || one->has(Role::Roster) || one->has(Role::Stop);
        return !may || !roster.key(one->id) || !one->is_valid_at(suspend->issued);
    });
    if (voices->empty()) return false;
    auto known = std::ranges::find_if(known_, [&](const SuspendedKey& one) { return one.key.id == key->id; });
    if (known == known_.end()) known = known_.insert(known, SuspendedKey{.key = *key, .until = {}, .by = {}, .reason = {}});
    if (suspend->until <= known->until) return true;
    known->until = suspend->until;
    known->by = voices->front()->holder;
    known->reason = suspend->reason;
    return true;
}

const SuspendedKey* Suspensions::of(const KeyId& key) const& {
    const auto found = std::ranges::find_if(known_, [&](const SuspendedKey& one) { return one.key.id == key; });
    return found == known_.end() ? nullptr : &*found;
}

std::vector<const SuspendedKey*> Suspensions::all() const& {
    std::vector<const SuspendedKey*> held;
    for (const KeyRecord& key : chain_.roster().rules().keys)
        if (const SuspendedKey* one = of(key.id)) held.push_back(one);
    return held;
}

Result<bool> Suspensions::keep(ByteView bytes) {
    if (!take(bytes)) return false;
    const fs::path path = beside(chain_.place().parent_path()) / (to_hex(id_of(bytes).value_or(Digest{})) + ".msj");
    if (!fs::exists(path)) STEWARD_CHECK(write_file(path, bytes));
    return true;
}

Result<size_t> Suspensions::keep_all(const fs::path& root) {
    size_t kept = 0;
    for (const Bytes& bytes : files_in(beside(root))) {
        const auto id = id_of(bytes);
        const bool is_known = id && fs::exists(beside(chain_.place().parent_path()) / (to_hex(*id) + ".msj"));
        if (is_known) continue;
        STEWARD_TRY(const bool is_new, keep(bytes));
        kept += is_new ? 1 : 0;
    }
    return kept;
}

std::string words_of(const SuspendedKey& suspended, Instant now) {
    return "the key " + short_hex(suspended.key.id) + " of " + plain(suspended.key.holder) + " is suspended until " +
           when_here(suspended.until) + ", " + words_until(suspended.until, now) + ", by " + plain(suspended.by) +
           (suspended.reason.empty() ? "" : ": " + plain(suspended.reason));
}

}  // namespace steward::signer
