#include "server/platform/backup/zstd_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace steward::backup {

namespace {
constexpr int level = 6;
constexpr size_t chunk = 128 * 1024;
constexpr int longest_window_log = 27;  // 128 MiB: no file makes us take more
}  // namespace

struct ZstdWriter::State {
    std::string path;
    int file = -1;
    ZSTD_CStream* stream = ZSTD_createCStream();
    Bytes out = Bytes(chunk);
    uint64_t size = 0;
    bool finished = false;
};

ZstdWriter::ZstdWriter(std::unique_ptr<State> state) : state_(std::move(state)) { ZSTD_initCStream(state_->stream, level); }

ZstdWriter::~ZstdWriter() {
    ZSTD_freeCStream(state_->stream);
    close(state_->file);
    if (!state_->finished) unlink(state_->path.c_str());
}

Result<std::unique_ptr<ZstdWriter>> ZstdWriter::create(const std::string& path) {
    auto state = std::make_unique<State>();
    state->path = path;
    state->file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (state->file < 0) {
        const int why = errno;
        ZSTD_freeCStream(state->stream);
        if (why == EEXIST)
            return fail(ErrorKind::Conflict, "backup.exists", path + " exists already. Choose another name: a backup replaces nothing.");
        return fail(ErrorKind::Internal, "backup.unwritable", path + " cannot be written.", std::strerror(why));
    }
    return std::unique_ptr<ZstdWriter>(new ZstdWriter(std::move(state)));
}

Status ZstdWriter::drain(ByteView bytes, bool end) {
    ZSTD_inBuffer in{bytes.data(), bytes.size(), 0};
    for (;;) {
        ZSTD_outBuffer out{state_->out.data(), state_->out.size(), 0};
        const size_t left = ZSTD_compressStream2(state_->stream, &out, &in, end ? ZSTD_e_end : ZSTD_e_continue);
        if (ZSTD_isError(left))
            return fail(ErrorKind::Internal, "backup.unwritable", "The backup cannot be compressed.", ZSTD_getErrorName(left));
        for (size_t done = 0; done < out.pos;) {
            const ssize_t written = ::write(state_->file, state_->out.data() + done, out.pos - done);
            if (written < 0 && errno == EINTR) continue;
            if (written <= 0)
                return fail(ErrorKind::Internal, "backup.unwritable", state_->path + " cannot be written. Is its disk full?",
                            std::strerror(errno));
            done += static_cast<size_t>(written);
        }
        state_->size += out.pos;
        if (end ? left == 0 : in.pos == in.size) return {};
    }
}

Status ZstdWriter::write(ByteView bytes) { return bytes.empty() ? Status{} : drain(bytes, false); }

Result<uint64_t> ZstdWriter::finish() {
    STEWARD_CHECK(drain({}, true));
    if (fsync(state_->file) != 0)
        return fail(ErrorKind::Internal, "backup.unwritable", state_->path + " cannot be written.", std::strerror(errno));
    state_->finished = true;
    return state_->size;
}

struct ZstdReader::State {
    int file = -1;
    ZSTD_DStream* stream = ZSTD_createDStream();
    Bytes in = Bytes(chunk);
    ZSTD_inBuffer held{nullptr, 0, 0};
};

ZstdReader::ZstdReader(std::unique_ptr<State> state) : state_(std::move(state)) {
    ZSTD_initDStream(state_->stream);
    ZSTD_DCtx_setParameter(state_->stream, ZSTD_d_windowLogMax, longest_window_log);
    state_->held.src = state_->in.data();
}

ZstdReader::~ZstdReader() {
    ZSTD_freeDStream(state_->stream);
    close(state_->file);
}

Result<std::unique_ptr<ZstdReader>> ZstdReader::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return fail(ErrorKind::Internal, "backup.unreadable", path + " cannot be read.", std::strerror(errno));
    auto state = std::make_unique<State>();
    state->file = file;
    return std::unique_ptr<ZstdReader>(new ZstdReader(std::move(state)));
}

Status ZstdReader::read(std::span<uint8_t> into) {
    const auto damaged = [] { return fail(ErrorKind::Invalid, "backup.malformed", "This is not a backup of Steward, or it is damaged."); };
    ZSTD_outBuffer out{into.data(), into.size(), 0};
    while (out.pos < out.size) {
        const size_t before = out.pos, taken = state_->held.pos;
        if (ZSTD_isError(ZSTD_decompressStream(state_->stream, &out, &state_->held))) return damaged();
        if (out.pos != before || state_->held.pos != taken) continue;
        const ssize_t got = ::read(state_->file, state_->in.data(), state_->in.size());
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return damaged();
        state_->held = {state_->in.data(), static_cast<size_t>(got), 0};
    }
    return {};
}

}  // namespace steward::backup
