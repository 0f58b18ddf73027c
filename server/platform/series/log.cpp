#include "server/platform/series/log.h"

#include <algorithm>
#include <filesystem>

#include "server/platform/series/log_segment.h"

namespace steward::series {

namespace {
constexpr size_t most_unwritten = 8 << 20;  // then appending itself writes

std::unexpected<Error> log_failed() {
    return fail(ErrorKind::Internal, "series.log_failed", "Samples could not be stored; the server must be started again.");
}

// Segments of the folder by number, with their paths; files that are none are left out.
Result<std::map<uint64_t, std::string>> find_segments(const std::string& folder, std::vector<std::string>& unused) {
    std::map<uint64_t, std::string> found;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
        if (entry.path().extension() != ".log") continue;
        STEWARD_TRY(const auto file, File::open(entry.path().string(), false));
        STEWARD_TRY(const uint64_t size, file->size());
        STEWARD_TRY(const Bytes head, file->read(0, std::min<uint64_t>(size, segment_head_bytes)));
        const uint64_t number = read_segment_head(head);
        if (number != 0) found[number] = entry.path().string();
        else unused.push_back(entry.path().string());
    }
    return found;
}
}  // namespace

Status Log::replay(const std::string& folder, const std::function<void(LogPlace, ByteView)>& each) {
    std::vector<std::string> unused;
    STEWARD_TRY(const auto segments, find_segments(folder, unused));
    for (const auto& [number, path] : segments) {
        STEWARD_TRY(const auto file, File::open(path, false));
        STEWARD_TRY(const uint64_t size, file->size());
        STEWARD_TRY(const Bytes content, file->read(0, size));
        read_frames(content, [&](uint64_t offset, ByteView body) { each(number << 32 | offset, body); });
    }
    return {};
}

Result<std::unique_ptr<Log>> Log::open(const std::string& folder, uint64_t segment_bytes, LogPlace known) {
    std::unique_ptr<Log> log(new Log(folder, segment_bytes));
    std::vector<std::string> unused;
    STEWARD_TRY(log->paths_, find_segments(folder, unused));
    for (const auto& path : unused) std::filesystem::remove(path);
    const std::lock_guard guard(log->mutex_);
    if (!log->paths_.empty()) STEWARD_CHECK(log->go_on_in(log->paths_.rbegin()->first, log->paths_.rbegin()->second));
    if ((log->present_ << 32 | log->end_) <= known) {
        log->present_ = std::max(log->present_, segment_of(known));
        log->unwritten_.clear();
    }
    if (log->unwritten_.empty()) STEWARD_CHECK(log->turn());
    return log;
}

// Without this a server that is killed again and again would leave a segment each time.
Status Log::go_on_in(uint64_t number, const std::string& path) {
    present_ = number;
    STEWARD_TRY(auto file, File::open(path, false));
    STEWARD_TRY(const uint64_t size, file->size());
    if (size != segment_bytes_) return {};
    STEWARD_TRY(const Bytes content, file->read(0, size));
    end_ = segment_head_bytes;
    file->forget_cached();
    read_frames(content, [&](uint64_t offset, ByteView body) { end_ = std::max(end_, offset + framed_size(body.size())); });
    const uint64_t page = end_ / log_page * log_page;
    unwritten_.push_back(
        {std::move(file), page, Bytes(content.begin() + static_cast<ptrdiff_t>(page), content.begin() + static_cast<ptrdiff_t>(end_))});
    unsynced_ = true;  // cleans what a torn write left behind the end
    return {};
}

Status Log::prepare() {
    {
        const std::lock_guard guard(mutex_);
        if (!spare_.empty() || end_ * 2 < segment_bytes_) return {};
    }
    const std::string path = folder_ + "/spare.log";
    if (auto made = make_empty_segment(path, segment_bytes_); !made) {
        std::error_code error;
        std::filesystem::remove(path, error);  // half of it would only keep others from the space
        return made;
    }
    const std::lock_guard guard(mutex_);
    if (spare_.empty()) spare_ = path;
    return {};
}

Status Log::turn() {
    const uint64_t number = present_ + 1;
    const std::string path = segment_path(folder_, number);
    const std::string ready = spare_.empty() ? folder_ + "/new.log" : spare_;
    std::error_code error;
    if (spare_.empty()) {
        if (auto made = make_empty_segment(ready, segment_bytes_); !made) {
            std::filesystem::remove(ready, error);
            return made;
        }
    }
    std::filesystem::rename(ready, path, error);
    if (error)
        return fail(ErrorKind::Internal, "series.open_failed", "A segment of the log could not be named.", path + ": " + error.message());
    spare_.clear();
    STEWARD_CHECK(sync_folder(folder_));
    STEWARD_TRY(auto file, File::open(path, false));
    paths_[number] = path;
    present_ = number;
    unwritten_.push_back({std::move(file), 0, segment_head(number)});
    end_ = segment_head_bytes;
    unsynced_ = true;
    return {};
}

Result<uint64_t> Log::segment_with_room(size_t longest) {
    std::unique_lock guard(mutex_);
    if (failed_) return log_failed();
    if (longest + frame_bytes + segment_head_bytes > segment_bytes_) {
        return fail(ErrorKind::Invalid, "series.columns", "A report is too long for the log; send fewer columns.");
    }
    if (end_ + longest + frame_bytes > segment_bytes_) STEWARD_CHECK(turn());
    const uint64_t number = present_;
    if (unwritten_.back().bytes.size() > most_unwritten) {
        guard.unlock();
        const std::lock_guard writing(writing_mutex_);
        STEWARD_CHECK(write_out(false));
    }
    return number;
}

LogPlace Log::append(ByteView body) {
    const std::lock_guard guard(mutex_);
    Unwritten& last = unwritten_.back();
    const uint64_t place = end_;
    append_frame(present_, body, last.bytes);
    end_ = last.place + last.bytes.size();
    unsynced_ = true;
    return present_ << 32 | place;
}

Status Log::sync() {
    const std::lock_guard writing(writing_mutex_);
    return write_out(true);
}

// Whole pages are written, the last one filled with zeros: nothing has to be read first, and the
// end of a segment in use again is clean. Its begun page stays in memory and is written again.
Status Log::write_out(bool sync) {
    std::deque<Unwritten> parts;
    {
        const std::lock_guard guard(mutex_);
        if (failed_) return log_failed();
        if (!unsynced_) return {};
        if (sync) unsynced_ = false;
        parts.swap(unwritten_);
        const Unwritten& last = parts.back();
        const uint64_t begun = last.bytes.size() % log_page;
        unwritten_.push_back(
            {last.file, last.place + last.bytes.size() - begun, Bytes(last.bytes.end() - static_cast<ptrdiff_t>(begun), last.bytes.end())});
    }
    Status status;
    uint64_t written = 0;
    for (Unwritten& part : parts) {
        const size_t size = part.bytes.size();
        part.bytes.resize((size + log_page - 1) / log_page * log_page);
        if (status) status = part.file->write(part.bytes, part.place);
        if (!status && status.error().kind == ErrorKind::Unavailable) part.bytes.resize(size);
        // A part that is not the last ends its segment, so it is synced at once.
        if (status && (sync || &part != &parts.back())) status = part.file->sync();
        written += part.bytes.size();
    }
    const std::lock_guard guard(mutex_);
    written_ += written;
    if (status) return {};
    if (status.error().kind == ErrorKind::Unavailable) {
        take_back(std::move(parts));
        return status;
    }
    failed_ = true;
    return log_failed();
}

// The first of what came since begins with the begun page of the last part.
void Log::take_back(std::deque<Unwritten> parts) {
    unsynced_ = true;
    Unwritten& last = parts.back();
    const Unwritten& since = unwritten_.front();
    last.bytes.resize(since.place - last.place);
    last.bytes.insert(last.bytes.end(), since.bytes.begin(), since.bytes.end());
    unwritten_.pop_front();
    unwritten_.insert(unwritten_.begin(), std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end()));
}

Status Log::release_before(uint64_t segment) {
    std::vector<std::string> released;
    bool spare_wanted = false;
    {
        const std::lock_guard guard(mutex_);
        spare_wanted = spare_.empty();
        while (!paths_.empty() && paths_.begin()->first < std::min(segment, present_)) {
            released.push_back(paths_.begin()->second);
            paths_.erase(paths_.begin());
        }
    }
    for (const std::string& path : released) {
        std::error_code error;
        if (!spare_wanted || std::filesystem::file_size(path, error) != segment_bytes_) {
            std::filesystem::remove(path, error);
            continue;
        }
        // Without its head it is no segment any more: a crash before its next use reads nothing old.
        STEWARD_TRY(const auto file, File::open(path, false));
        STEWARD_CHECK(file->write(Bytes(segment_head_bytes), 0));
        STEWARD_CHECK(file->sync());
        file->forget_cached();
        const std::lock_guard guard(mutex_);
        if (spare_.empty()) spare_ = path;
        spare_wanted = false;
    }
    return {};
}

uint64_t Log::present_segment() const {
    const std::lock_guard guard(mutex_);
    return present_;
}

uint64_t Log::bytes_on_disk() const {
    const std::lock_guard guard(mutex_);
    return (paths_.size() + (spare_.empty() ? 0 : 1)) * segment_bytes_;
}

uint64_t Log::bytes_written() const {
    const std::lock_guard guard(mutex_);
    return written_;
}

}  // namespace steward::series
