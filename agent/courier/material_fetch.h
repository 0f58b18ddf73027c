// One file on its way from the server to the gate, a part at a time: no more than a part is ever held here. Pure.
#pragma once

#include <memory>

#include "agent/courier/mail.h"

namespace steward::agent {

/// How long the server may take for a part.
constexpr Duration longest_wait_for_material = std::chrono::seconds(60);

class MaterialFetch {
public:
    explicit MaterialFetch(const trust::Digest& digest);
    ~MaterialFetch();
    MaterialFetch(MaterialFetch&&) noexcept;
    MaterialFetch& operator=(MaterialFetch&&) noexcept;

    /// The wish for the next part, once; nothing while it is awaited or a part waits for the gate.
    std::optional<v1::AgentMessage> wish(Duration now);
    /// Failures: NotFound "agent.no_material" (the server does not have it); Invalid "agent.material" (other bytes than the digest says,
    /// or a part that does not fit). What is of another file, or was not wished for, is passed over.
    Status take(const v1::Material& part);
    /// The part for the gate; nothing: none is here. Asked again until `given`.
    std::optional<Bytes> request() const;
    void given();
    void begin_again();

    bool is_done() const { return is_done_; }
    /// When the server has taken too long; nothing: it is not asked.
    std::optional<Duration> deadline() const { return waits_ ? std::optional(asked_at_ + longest_wait_for_material) : std::nullopt; }

private:
    struct Hash;
    trust::Digest digest_;
    std::unique_ptr<Hash> hash_;
    Bytes part_;
    uint32_t size_ = 0, offset_ = 0;
    Duration asked_at_{0};
    bool waits_ = false, is_done_ = false;
};

}  // namespace steward::agent
