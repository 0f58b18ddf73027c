#include "agent/gate/beside/proofs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "agent/gate/journal_file.h"

namespace steward::gate {

namespace {
constexpr size_t sum_size = 4, most_record = trust::most_proof_bytes + 2 * trust::most_note_bytes;

uint32_t number_of(const uint8_t* at) { return uint32_t{at[0]} << 24 | uint32_t{at[1]} << 16 | uint32_t{at[2]} << 8 | at[3]; }

std::unexpected<Error> proofs_failed(const std::string& path) {
    return fail(ErrorKind::Unavailable, "gate.disk_failed", "The proof of a job cannot be kept, so it does not run.",
                path + ": " + std::strerror(errno));
}

// Each record that is whole, and where they end.
uint64_t scan(int file, const std::function<void(ByteView)>& take) {
    uint64_t at = 0;
    Bytes record;
    for (;;) {
        uint8_t head[length_size];
        if (::pread(file, head, sizeof head, static_cast<off_t>(at)) != static_cast<ssize_t>(sizeof head)) return at;
        const uint32_t size = number_of(head);
        if (size == 0 || size > most_record) return at;
        record.resize(size + sum_size);
        const ssize_t count = ::pread(file, record.data(), record.size(), static_cast<off_t>(at + sizeof head));
        if (count != static_cast<ssize_t>(record.size())) return at;
        if (crc32c(ByteView(record).first(size)) != number_of(record.data() + size)) return at;
        take(ByteView(record).first(size));
        at += sizeof head + record.size();
    }
}
}  // namespace

void BroughtProofs::bring(ByteView proof) {
    newest_first_.emplace_front(proof.begin(), proof.end());
    bytes_ += proof.size();
    while (newest_first_.size() > most_brought || bytes_ > most_brought_bytes) {
        bytes_ -= newest_first_.back().size();
        newest_first_.pop_back();
    }
}

BroughtProofs::Found BroughtProofs::find(const trust::Digest& message, uint64_t level, const LogView& view) const {
    Found found{.proof = {}, .fault = view.is_split ? Unlogged::Split : Unlogged::NoProof};
    for (const Bytes& bytes : newest_first_) {
        auto proof = trust::read_message<trust::LogProof>(bytes);
        if (!proof || !names(*proof, message)) continue;
        const auto fault = fault_of(*proof, message, level, view);
        if (!fault) return {std::move(proof), std::nullopt};
        // Of several that do not do, the one that came furthest says why.
        found.fault = std::max(*found.fault, *fault);
    }
    return found;
}

Status ProofFile::count() {
    const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return proofs_failed(path_);
    uint64_t records = 0;
    bytes_ = scan(file, [&](ByteView) { ++records; });
    const bool is_cut = ::ftruncate(file, static_cast<off_t>(bytes_)) == 0;
    ::close(file);
    if (!is_cut) return proofs_failed(path_);
    records_ = records;
    return {};
}

Status ProofFile::keep(const KeptProof& kept) {
    if (!records_) STEWARD_CHECK(count());
    if (*records_ >= most_proofs || bytes_ >= most_proof_file) {
        if (::rename(path_.c_str(), (path_ + ".1").c_str()) != 0) return proofs_failed(path_);
        records_ = 0;
        bytes_ = 0;
    }
    const Bytes content = trust::write_message(kept);
    Bytes record = big_endian(static_cast<uint32_t>(content.size()));
    record.insert(record.end(), content.begin(), content.end());
    const Bytes sum = big_endian(crc32c(content));
    record.insert(record.end(), sum.begin(), sum.end());
    const Status written = open_journal_file(path_)->append(record);
    if (!written) records_.reset();  // it may end in a part of this one
    else ++*records_, bytes_ += record.size();
    return written;
}

Result<bool> ProofFile::each(const std::string& folder, const std::function<void(const KeptProof&)>& take) {
    bool is_whole = true;
    for (const char* which : {"/proofs.1", "/proofs"}) {
        const int file = ::open((folder + which).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
        if (file < 0 && errno == ENOENT) continue;
        if (file < 0) return proofs_failed(folder + which);
        const uint64_t end = scan(file, [&](ByteView record) {
            const auto kept = trust::read_message<KeptProof>(record);
            is_whole = is_whole && kept;
            if (kept) take(*kept);
        });
        struct stat about {};
        is_whole = is_whole && ::fstat(file, &about) == 0 && static_cast<uint64_t>(about.st_size) == end;
        ::close(file);
    }
    return is_whole;
}

}  // namespace steward::gate
