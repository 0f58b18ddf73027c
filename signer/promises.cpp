#include "signer/promises.h"

#include <algorithm>

#include "signer/shown.h"

namespace steward::signer {

namespace {
using namespace trust;

constexpr uintmax_t most_refusal_file = 32 * 1024;

Result<std::vector<Digest>> digests_in(const fs::path& path) {
    std::vector<Digest> digests;
    if (!fs::exists(path)) return digests;
    STEWARD_TRY(const Bytes bytes, read_file(path));
    for (size_t at = 0; at + Digest().size() <= bytes.size(); at += Digest().size())
        std::copy_n(bytes.begin() + static_cast<ptrdiff_t>(at), Digest().size(), digests.emplace_back().begin());
    return digests;
}

Status add_digests(const fs::path& path, std::initializer_list<Digest> more) {
    Bytes bytes;
    if (fs::exists(path)) {
        STEWARD_TRY(bytes, read_file(path));
    }
    for (const Digest& one : more) bytes.insert(bytes.end(), one.begin(), one.end());
    return write_file(path, bytes);
}
}  // namespace

Result<Promises> Promises::open(const OwnChain& chain) {
    Promises promises(chain);
    STEWARD_TRY(const auto pairs, digests_in(promises.place_ / "parents"));
    for (size_t i = 0; i + 1 < pairs.size(); i += 2) promises.signed_.push_back({.parent = pairs[i], .update = pairs[i + 1]});
    STEWARD_TRY(const auto declined, digests_in(promises.place_ / "declined"));
    promises.declined_.insert(declined.begin(), declined.end());
    STEWARD_TRY(const auto frames, chain.frames());
    for (const Bytes& bytes : frames) {
        const auto frame = read_frame(bytes);
        const auto veto = frame && frame->type == MessageType::Veto ? read_message<Veto>(frame->payload) : std::nullopt;
        if (veto) promises.objected_.insert(veto->vetoed);
    }
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(promises.place_ / "refusals", none))
        if (const auto bytes = read_strange_file(entry.path(), most_refusal_file)) promises.take_refusal(*bytes);
    return promises;
}

// By the people of today alone: they are those of the parent of whatever can be signed now.
void Promises::take_refusal(ByteView bytes) {
    const Roster& roster = chain_.roster();
    const auto frame = read_frame(bytes);
    if (!frame || frame->type != MessageType::Veto) return;
    const auto voices = voices_of(*frame, roster.rules().keys, roster.authority());
    const auto veto = voices ? read_message<Veto>(frame->payload) : std::nullopt;
    if (!veto || veto->authority != roster.authority()) return;
    for (const std::string_view person : holders_with(Role::Roster, *voices, veto->created)) refused_by_[veto->vetoed].emplace(person);
}

bool Promises::was_signed_here(const Digest& update) const { return std::ranges::find(signed_, update, &Signed::update) != signed_.end(); }

std::set<std::string> Promises::who_declined(const Digest& update) const {
    const auto found = refused_by_.find(update);
    return found == refused_by_.end() ? std::set<std::string>() : found->second;
}

size_t Promises::missing(const Digest& update, const std::string& person) const {
    auto promised = who_declined(update);
    promised.erase(person);
    const size_t left = count_holders(Role::Roster, chain_.roster().rules().keys) - promised.size();
    const size_t needed = chain_.roster().voices_needed();
    return left < needed ? 0 : left - needed + 1;
}

// What waited and was objected to comes back nowhere; of what too few can sign, no majority comes about. A chain that is split, or has gone
// on since, says nothing about who could sign it.
bool Promises::is_over(const Digest& parent, const Digest& update, const std::string& person) const {
    if (objected_.contains(update)) return true;
    return !chain_.roster().is_forked() && chain_.roster().head() == parent && missing(update, person) == 0;
}

Status Promises::before_signing(const Digest& parent, const Digest& update, const std::string& person) {
    if (declined_.contains(update))
        return fail(ErrorKind::Conflict, "signer.declined",
                    "You promised never to sign this update, and others rely on it. If it shall be after all, draft the same once more.");
    bool is_known = false;
    for (const Signed& one : signed_) {
        if (one.parent != parent) continue;
        if (one.update == update) is_known = true;
        else if (!is_over(parent, one.update, person))
            return fail(ErrorKind::Conflict, "signer.second_update",
                        "You have signed another update that follows the same one, " + short_hex(one.update) +
                            "; two would split the chain. Finish it, or let it be taken back: those who have not signed it promise "
                            "never to, by `steward-sign decline` with its file, and you take that promise (of " +
                            std::to_string(missing(one.update, person)) + " more).");
    }
    if (is_known) return {};
    STEWARD_CHECK(add_digests(place_ / "parents", {parent, update}));
    signed_.push_back({.parent = parent, .update = update});
    return {};
}

Status Promises::before_declining(const Digest& update) {
    if (was_signed_here(update))
        return fail(
            ErrorKind::Conflict, "signer.signed_already",
            "You have signed this update yourself; a promise never to sign it would be worth nothing. Those promise it who have not.");
    if (declined_.contains(update)) return {};
    STEWARD_CHECK(add_digests(place_ / "declined", {update}));
    declined_.insert(update);
    return {};
}

Result<bool> Promises::keep_refusal(ByteView bytes) {
    const auto frame = read_frame(bytes);
    const auto veto = frame && frame->type == MessageType::Veto ? read_message<Veto>(frame->payload) : std::nullopt;
    if (!veto || !was_signed_here(veto->vetoed)) return false;
    const size_t before = who_declined(veto->vetoed).size();
    take_refusal(bytes);
    if (who_declined(veto->vetoed).size() == before) return before > 0;
    // By its bytes, not by its id: the same promise comes once more when another has signed it, too.
    STEWARD_CHECK(write_file(place_ / "refusals" / (to_hex(sha256(bytes)) + ".msj"), bytes));
    return true;
}

}  // namespace steward::signer
