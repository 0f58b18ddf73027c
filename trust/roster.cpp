#include "trust/roster.h"

#include <algorithm>

namespace steward::trust {

namespace {
bool has_key(std::span<const KeyRecord> keys, const KeyId& id) {
    return std::ranges::any_of(keys, [&](const auto& key) { return key.id == id; });
}
}  // namespace

size_t Roster::needed(const RosterRules& rules) {
    const size_t majority = count_holders(Role::Roster, rules.keys) / 2 + 1;
    return std::max<size_t>(rules.threshold, majority);
}

std::optional<Roster> Roster::begin(const Frame& genesis) {
    if (genesis.type != MessageType::Genesis) return std::nullopt;
    const auto message = read_message<Genesis>(genesis.payload);
    if (!message || !can_work(message->rules)) return std::nullopt;
    std::vector<KeyRecord> all = message->rules.keys;
    all.insert(all.end(), message->rules.recovery.keys.begin(), message->rules.recovery.keys.end());
    const Digest authority = message_id(genesis.type, genesis.payload);
    const auto voices = voices_of(genesis, all, authority);
    if (!voices || voices->size() != all.size()) return std::nullopt;
    Roster roster;
    roster.links_.push_back({authority, std::make_shared<const RosterRules>(message->rules), {}, message->created});
    roster.know(message->rules);
    return roster;
}

const KeyRecord* Roster::key(const KeyId& id) const {
    const auto gone = [&](const RosterRules& after) { return !has_key(after.keys, id); };
    if (is_forked() && std::ranges::any_of(siblings_, [&](const auto& sibling) { return gone(*sibling.rules); })) return nullptr;
    const auto found = std::ranges::find_if(rules().keys, [&](const auto& key) { return key.id == id; });
    return found == rules().keys.end() ? nullptr : &*found;
}

Taken Roster::take(const Frame& frame, Instant counted, Instant latest) {
    pass_time(counted);
    // Whether these keys may decide it is asked of the state that the message names, once it may be read.
    if (!voices_of(frame, known_, authority())) return Taken::NotSigned;
    const Digest id = message_id(frame.type, frame.payload);
    switch (frame.type) {
        case MessageType::Roster:
            return take_update(frame, id, counted, latest);
        case MessageType::Recovery:
            return take_recovery(frame, id, latest);
        case MessageType::Resolve:
            return take_resolve(frame, counted);
        case MessageType::Veto:
            return take_veto(frame);
        default:
            return Taken::Malformed;
    }
}

void Roster::know(const RosterRules& rules) {
    for (const auto* keys : {&rules.keys, &rules.recovery.keys}) {
        for (const KeyRecord& key : *keys) {
            if (!has_key(known_, key.id)) known_.push_back(key);
        }
    }
}

// By as many persons as these rules want, whose keys were valid when they say they signed.
bool Roster::is_signed_for(const Frame& frame, const RosterRules& rules, Instant at) const {
    const auto voices = named_voices(frame, rules.keys);
    return voices && holders_with(Role::Roster, *voices, at).size() >= needed(rules);
}

// Two states of different people are asked: each counts its own among those who signed.
bool Roster::agree(const Frame& frame, const RosterRules& rules, Instant at) const {
    Voices own;
    for (const auto& signature : frame.signed_by()) {
        const auto key = std::ranges::find_if(rules.keys, [&](const auto& one) { return std::ranges::equal(one.id, signature.key_id); });
        if (key != rules.keys.end()) own.push_back(&*key);
    }
    return holders_with(Role::Roster, own, at).size() >= needed(rules);
}

Taken Roster::take_update(const Frame& frame, const Digest& id, Instant counted, Instant latest) {
    const auto update = read_message<RosterUpdate>(frame.payload);
    if (!update || update->authority != authority()) return Taken::Malformed;
    const auto is_same = [&](const auto& one) { return one.id == id; };
    if (std::ranges::any_of(links_, is_same) || std::ranges::any_of(siblings_, is_same)) return Taken::Known;
    if (rejected_.contains(id)) return Taken::NotOnChain;
    if (update->seq > links_.size()) return Taken::Gap;
    if (update->seq == 0 || links_[update->seq - 1].id != update->previous) return Taken::NotOnChain;

    const Link& parent = links_[update->seq - 1];
    if (update->created < parent.created || !is_signed_for(frame, *parent.rules, update->created)) return Taken::NotSigned;
    const auto after = updated(*parent.rules, update->kind, update->body);
    if (!after || !can_work(*after)) return Taken::Malformed;
    // Time is the second person of one who is alone.
    const bool alone = count_holders(Role::Roster, parent.rules->keys) == 1;
    const Link child{.id = id,
                     .rules = std::make_shared<const RosterRules>(*after),
                     .effective_at = alone ? latest + parent.rules->single_holder_delay : counted,
                     .created = update->created};

    const bool is_second_child = update->seq < links_.size();
    if (is_second_child) {
        // Below the place where it is forked already, the older split counts.
        if (is_forked() && update->seq - 1 > forked_at_) return Taken::Stopped;
        if (!is_forked() || update->seq - 1 < forked_at_) siblings_.clear();
        if (siblings_.size() >= most_siblings) return Taken::Stopped;  // more sides make it no more split
        forked_at_ = update->seq - 1;
        siblings_.push_back(child);
        know(*after);
        return Taken::Fork;
    }
    if (is_forked()) return Taken::Stopped;
    if (links_.size() >= most_links) return Taken::Malformed;
    links_.push_back(child);
    know(*after);
    pass_time(counted);
    return in_force_ + 1 == links_.size() ? Taken::Accepted : Taken::Waiting;
}

void Roster::pass_time(Instant counted) {
    if (recovery_ && recovery_->effective_at <= counted) {
        links_ = std::move(recovery_->base);
        links_.push_back({recovery_->id, recovery_->rules, counted, recovery_->created});
        recovered_ = recovery_->created;
        know(*recovery_->rules);
        in_force_ = links_.size() - 1;
        siblings_.clear();
        recovery_.reset();
    }
    if (is_forked()) return;
    while (in_force_ + 1 < links_.size() && links_[in_force_ + 1].effective_at <= counted) ++in_force_;
}

std::optional<Instant> Roster::next_change() const {
    std::optional<Instant> next;
    const bool has_update = in_force_ + 1 < links_.size();
    if (has_update && !is_forked()) next = links_[in_force_ + 1].effective_at;
    if (!recovery_) return next;
    return next ? std::min(*next, recovery_->effective_at) : recovery_->effective_at;
}

Taken Roster::take_recovery(const Frame& frame, const Digest& id, Instant latest) {
    const auto recovery = read_message<Recovery>(frame.payload);
    if (!recovery || recovery->authority != authority() || !can_work(recovery->rules)) return Taken::Malformed;
    const bool is_in_chain = std::ranges::any_of(links_, [&](const auto& link) { return link.id == id; });
    if (is_in_chain || (recovery_ && recovery_->id == id)) return Taken::Known;
    if (rejected_.contains(id) || recovery->created < recovered_) return Taken::NotOnChain;  // a later one is in force
    if (recovery->base_seq >= links_.size()) return Taken::Gap;
    if (links_[recovery->base_seq].id != recovery->base_head) return Taken::NotOnChain;

    // The recovery keys in force decide: those of the base may have been replaced since.
    const RecoveryRule& rule = rules().recovery;
    const auto voices = named_voices(frame, rule.keys);
    const size_t signed_by = voices ? holders_with(Role::Recovery, *voices, recovery->created).size() : 0;
    if (signed_by == 0 || signed_by < rule.threshold) return Taken::NotSigned;
    const bool is_unanimous = signed_by == count_holders(Role::Recovery, rule.keys);
    if (recovery_ && recovery_->is_unanimous && !is_unanimous) return Taken::NotSigned;  // does not push aside a stronger one
    if (recovery_) rejected_.insert(recovery_->id);  // what another took the place of does not come back
    recovery_ = {.id = id,
                 .rules = std::make_shared<const RosterRules>(recovery->rules),
                 .base = {links_.begin(), links_.begin() + static_cast<ptrdiff_t>(recovery->base_seq) + 1},
                 .effective_at = latest + rule.delay,
                 .created = recovery->created,
                 .is_unanimous = is_unanimous};
    return Taken::Waiting;
}

Taken Roster::take_resolve(const Frame& frame, Instant counted) {
    const auto resolve = read_message<Resolve>(frame.payload);
    if (!resolve || resolve->authority != authority()) return Taken::Malformed;
    if (!is_forked() || links_[forked_at_].id != resolve->parent) return Taken::NotOnChain;
    // It names every side that we saw: one who saw fewer does not decide about a side he did not see.
    std::set<Digest> named(resolve->rejected.begin(), resolve->rejected.end()), seen{links_[forked_at_ + 1].id};
    named.insert(resolve->chosen);
    for (const auto& sibling : siblings_) seen.insert(sibling.id);
    if (!std::ranges::includes(named, seen)) return Taken::NotOnChain;
    const auto chosen = std::ranges::find_if(siblings_, [&](const auto& sibling) { return sibling.id == resolve->chosen; });
    const bool by_parent = agree(frame, *links_[forked_at_].rules, resolve->created), by_today = agree(frame, rules(), resolve->created);
    if (chosen != siblings_.end()) {
        // Whoever could decide long ago may be nobody by now: what is in force falls only with the voices of those whom it names.
        if (!by_parent || !by_today) return Taken::NotSigned;
        links_.resize(forked_at_ + 1);
        links_.push_back(*chosen);
        in_force_ = forked_at_;
    } else {
        if (links_[forked_at_ + 1].id != resolve->chosen) return Taken::NotOnChain;
        // And it stays by their voices, though nobody of long ago is there any more.
        if (!by_parent && !by_today) return Taken::NotSigned;
    }
    rejected_.insert(resolve->rejected.begin(), resolve->rejected.end());
    rejected_.erase(resolve->chosen);
    siblings_.clear();
    pass_time(counted);
    return in_force_ + 1 == links_.size() ? Taken::Accepted : Taken::Waiting;
}

Taken Roster::take_veto(const Frame& frame) {
    const auto veto = read_message<Veto>(frame.payload);
    if (!veto || veto->authority != authority()) return Taken::Malformed;
    if (rejected_.contains(veto->vetoed)) return Taken::Known;
    if (recovery_ && recovery_->id == veto->vetoed) {
        if (recovery_->is_unanimous || !is_signed_for(frame, rules(), veto->created)) return Taken::NotSigned;
        recovery_.reset();
        rejected_.insert(veto->vetoed);
        return Taken::Accepted;
    }
    if (is_forked()) return Taken::Stopped;  // its people choose a side first
    const auto waiting = std::ranges::find_if(links_, [&](const auto& link) { return link.id == veto->vetoed; });
    if (waiting == links_.end() || static_cast<size_t>(waiting - links_.begin()) <= in_force_) return Taken::NotOnChain;
    const auto voices = named_voices(frame, rules().recovery.keys);
    if (!voices || holders_with(Role::Recovery, *voices, veto->created).empty()) return Taken::NotSigned;
    rejected_.insert(veto->vetoed);
    links_.erase(waiting, links_.end());  // and whatever was built on it
    return Taken::Accepted;
}

}  // namespace steward::trust
