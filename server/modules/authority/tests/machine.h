// A machine with a gate, as its agent speaks of it: real keys and signatures, no processes.
#pragma once

#include <gtest/gtest.h>
#include <sodium.h>

#include <condition_variable>
#include <mutex>

#include "server/platform/intake/intake.h"
#include "steward/agent/v1/agent.pb.h"
#include "trust/checkpoint.h"
#include "trust/log_proof.h"
#include "trust/place.h"
#include "trust/tests/office.h"
#include "trust/work.h"

namespace steward::authority {

/// What came to the machine, in its order.
class Inbox final : public intake::Answers {
public:
    void acknowledge(uint64_t, uint64_t) override {}
    void send_settings(const agent::v1::Settings&) override {}
    void request_inventory() override {}
    void retry_after(int, int) override {}
    void close(std::string) override {}
    void deliver(agent::v1::ServerMessage message) override {
        const std::lock_guard held(mutex_);
        came_.push_back(std::move(message));
        changed_.notify_all();
    }
    /// The n-th message of a kind, when it has come.
    std::optional<agent::v1::ServerMessage> wait_for(agent::v1::ServerMessage::KindCase kind, size_t n = 1) {
        std::unique_lock held(mutex_);
        std::optional<agent::v1::ServerMessage> found;
        changed_.wait_for(held, std::chrono::seconds(20), [&] {
            size_t count = 0;
            for (const auto& message : came_) {
                if (message.kind_case() != kind || ++count != n) continue;
                found = message;
                return true;
            }
            return false;
        });
        return found;
    }
    std::vector<agent::v1::ServerMessage> all() {
        const std::lock_guard held(mutex_);
        return came_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<agent::v1::ServerMessage> came_;
};

class Machine {
public:
    explicit Machine(const std::string& name) : name_(name), secret_(64), key_(32) {
        const trust::Digest seed = trust::sha256(as_bytes("gate of " + name));
        crypto_sign_seed_keypair(key_.data(), secret_.data(), seed.data());
        id = trust::device_id(key_);
    }
    Bytes sign(trust::MessageType type, const Bytes& payload) const {
        const Bytes covered = trust::signed_bytes(type, payload);
        Bytes bytes(64);
        crypto_sign_detached(bytes.data(), nullptr, covered.data(), covered.size(), secret_.data());
        const trust::KeyId key = trust::key_id({trust::Algorithm::Ed25519, key_});
        const trust::Signature signature{.key_id = key, .algorithm = 1, .bytes = bytes, .carried = {}};
        return trust::write_frame(type, payload, {&signature, 1});
    }
    Bytes card(const trust::ShortId& grant) const {
        trust::DeviceCard card{.device = id, .device_key = key_, .host_name = name_, .serial = {}, .os = "debian", .grant = grant};
        card.created = trust::story_begin;
        return sign(trust::MessageType::DeviceCard, trust::write_message(card));
    }
    Bytes result(const trust::ShortId& work) const {
        trust::WorkResult result{.work = work, .device = id, .attempt = 1, .outcome = trust::Outcome::Done};
        result.boot_id = "boot";
        result.gate_version = "1";
        return sign(trust::MessageType::Result, trust::write_message(result));
    }
    std::string cosign(const std::string& note) const {
        const auto read = trust::read_note(note);
        trust::NoteKey key{.kind = trust::NoteKind::Cosignature, .name = "device/" + to_hex(id)};
        std::ranges::copy(key_, key.key.begin());
        return note + trust::cosignature_line(read->text, key, secret_, 1'795'000'000);
    }
    agent::v1::AgentMessage state(const trust::Roster& roster, const trust::ShortId& grant) const {
        agent::v1::AgentMessage message;
        auto& said = *message.mutable_gate_state();
        said.set_present(true);
        said.set_enrolled(true);
        said.set_version("1.0");
        said.set_authority(roster.authority().data(), 32);
        said.set_roster_seq(roster.seq());
        said.set_roster_head(roster.head().data(), 32);
        const Bytes frame = card(grant);
        said.set_card(frame.data(), frame.size());
        said.set_allowed_classes(2);
        return message;
    }
    const Bytes& key() const { return key_; }
    trust::ShortId id{};

private:
    std::string name_;
    Bytes secret_, key_;
};

}  // namespace steward::authority
