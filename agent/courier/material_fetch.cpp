#include "agent/courier/material_fetch.h"

#include <openssl/evp.h>

namespace steward::agent {

struct MaterialFetch::Hash {
    EVP_MD_CTX* state = EVP_MD_CTX_new();

    Hash() { EVP_DigestInit_ex(state, EVP_sha256(), nullptr); }
    ~Hash() { EVP_MD_CTX_free(state); }
    Hash(const Hash&) = delete;
    Hash& operator=(const Hash&) = delete;
    void add(ByteView bytes) { EVP_DigestUpdate(state, bytes.data(), bytes.size()); }
    trust::Digest end() {
        trust::Digest digest{};
        EVP_DigestFinal_ex(state, digest.data(), nullptr);
        return digest;
    }
};

MaterialFetch::MaterialFetch(const trust::Digest& digest) : digest_(digest), hash_(std::make_unique<Hash>()) {}
MaterialFetch::~MaterialFetch() = default;
MaterialFetch::MaterialFetch(MaterialFetch&&) noexcept = default;
MaterialFetch& MaterialFetch::operator=(MaterialFetch&&) noexcept = default;

std::optional<v1::AgentMessage> MaterialFetch::wish(Duration now) {
    if (waits_ || is_done_ || !part_.empty()) return std::nullopt;
    v1::AgentMessage message;
    message.mutable_material_wanted()->set_digest(text_from(digest_));
    message.mutable_material_wanted()->set_offset(offset_);
    waits_ = true;
    asked_at_ = now;
    return message;
}

Status MaterialFetch::take(const v1::Material& came) {
    trust::Digest of{};
    const bool is_ours = waits_ && copy_fixed(came.digest(), of) && of == digest_ && came.offset() == offset_;
    if (!is_ours) return {};
    waits_ = false;
    if (came.size() == 0 && came.part().empty())
        return fail(ErrorKind::NotFound, "agent.no_material", "The server does not have a file that the job needs.");
    const bool is_first = offset_ == 0;
    const bool fits = !came.part().empty() && came.part().size() <= gate::most_material_part && came.size() <= gate::most_material &&
                      (is_first || came.size() == size_) && uint64_t{offset_} + came.part().size() <= came.size();
    if (!fits) return fail(ErrorKind::Invalid, "agent.material", "The server sent a part of a file that does not fit.");
    size_ = came.size();
    const ByteView part = bytes_of(came.part());
    hash_->add(part);
    // Looked at before the gate gets the end, although the gate looks itself: so it is said whose fault it is.
    if (offset_ + part.size() == size_ && hash_->end() != digest_)
        return fail(ErrorKind::Invalid, "agent.material", "The server sent other bytes than the digest of the file says.");
    part_.assign(part.begin(), part.end());
    return {};
}

std::optional<Bytes> MaterialFetch::request() const {
    if (part_.empty()) return std::nullopt;
    return gate::write_request(gate::Want::Material, {digest_, gate::big_endian(size_), gate::big_endian(offset_), part_});
}

void MaterialFetch::given() {
    offset_ += static_cast<uint32_t>(part_.size());
    is_done_ = offset_ == size_;
    Bytes().swap(part_);
}

void MaterialFetch::begin_again() { *this = MaterialFetch(digest_); }

}  // namespace steward::agent
