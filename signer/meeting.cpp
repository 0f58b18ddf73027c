#include "signer/meeting.h"

#include <sys/stat.h>

#include <algorithm>
#include <cstdio>

#include "base/plain.h"

namespace steward::signer {

namespace {
// Others write here: what could not be ours is not read.
constexpr uintmax_t most_message_file = 512 * 1024, most_question = 4096, most_refusal = 4096;
constexpr size_t most_listed = 10'000;
}  // namespace

std::optional<Meeting> Meeting::of(const fs::path& file) {
    std::error_code error;
    const fs::path whole = fs::absolute(file, error).lexically_normal();
    const fs::path drafts = whole.parent_path().parent_path();
    if (error || drafts.filename() != "drafts") return std::nullopt;
    return Meeting(drafts.parent_path());
}

std::vector<fs::path> Meeting::drafts() const {
    std::vector<fs::path> folders;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root_ / "drafts", error))
        if (folders.size() < most_listed && (fs::exists(entry.path() / "job.msd") || fs::exists(entry.path() / "job.msj")))
            folders.push_back(entry.path());
    std::ranges::sort(folders);
    return folders;
}

std::vector<Question> Meeting::questions() const {
    std::vector<Question> questions;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(root_ / "questions", error)) {
        Question question{.name = entry.path().filename().string()};
        if (questions.size() >= most_listed) break;
        const auto bytes = entry.path().extension() == ".new" ? Result<Bytes>(Bytes()) : read_strange_file(entry.path(), most_question);
        if (!bytes || bytes->size() < question.nonce.size()) continue;
        std::copy_n(bytes->begin(), question.nonce.size(), question.nonce.begin());
        question.words = plain(as_text(ByteView(*bytes).subspan(question.nonce.size())));
        if (question.nonce != trust::ShortId{}) questions.push_back(std::move(question));
    }
    std::ranges::sort(questions, {}, &Question::name);
    return questions;
}

fs::path Meeting::link(const trust::Digest& authority, size_t number) const {
    char name[24];
    std::snprintf(name, sizeof name, "%06zu.msj", number);
    return root_ / to_hex(authority) / "chain" / name;
}

Result<size_t> Meeting::add_to_chain(const trust::Digest& authority, const std::vector<Bytes>& frames) const {
    STEWARD_TRY(const auto there, chain(authority));
    std::set<trust::Digest> known;
    for (const Bytes& frame : there)
        if (const auto id = id_of(frame)) known.insert(*id);
    size_t number = there.size(), added = 0;
    for (const Bytes& frame : frames) {
        const auto id = id_of(frame);
        if (!id || !known.insert(*id).second) continue;
        STEWARD_CHECK(leads_nowhere_else(root_, link(authority, number)));
        // The courier may write there at the same moment: then ours comes behind it.
        Status written = write_new_shared_file(link(authority, number++), frame);
        while (!written && written.error().code == "file.exists" && number < trust::most_links)
            written = write_new_shared_file(link(authority, number++), frame);
        STEWARD_CHECK(std::move(written));
        ++added;
    }
    return added;
}

Result<std::vector<Bytes>> Meeting::chain(const trust::Digest& authority) const {
    std::vector<Bytes> frames;
    for (size_t number = 0; number < trust::most_links; ++number) {
        const fs::path path = link(authority, number);
        if (!fs::exists(fs::symlink_status(path))) break;
        STEWARD_TRY(Bytes bytes, read_strange_file(path, most_message_file));
        frames.push_back(std::move(bytes));
    }
    return frames;
}

Result<fs::path> Meeting::hand_over(ByteView bytes) const {
    const auto frame = trust::read_frame(bytes);
    if (!frame) return fail(ErrorKind::Invalid, "draft.none", "It is not signed yet.");
    fs::path path = outgoing(trust::message_id(frame->type, frame->payload));
    STEWARD_CHECK(leads_nowhere_else(root_, path));
    STEWARD_CHECK(write_shared_file(path, bytes));
    return path;
}

Status Meeting::hand_over_file(const trust::Digest& message, ByteView content) const {
    const fs::path path = root_ / "outgoing" / (to_hex(message) + ".files") / to_hex(trust::sha256(content));
    STEWARD_CHECK(leads_nowhere_else(root_, path));
    return write_shared_file(path, content);
}

std::optional<std::string> words_of_refusal(const fs::path& message) {
    const fs::path beside = message.string() + ".refused";
    struct stat about {};
    if (lstat(beside.c_str(), &about) != 0) return std::nullopt;
    const auto bytes = read_strange_file(beside, most_refusal);
    std::string why(bytes ? as_text(*bytes) : "");
    why.erase(std::min(why.find_last_not_of(" .\n") + 1, why.size()));
    const Instant at{static_cast<int64_t>(about.st_mtim.tv_sec) * 1000};
    return "the server refused it on " + when_here(at) + (why.empty() ? "; why cannot be read" : ": " + plain(why)) +
           "; the courier does not hand it over again while " + plain(beside.string()) + " is there";
}

Result<Bytes> Beside::file(const trust::Digest& digest) const {
    STEWARD_TRY(Bytes content, read_file(files_ / to_hex(digest)));
    if (trust::sha256(content) != digest)
        return fail(ErrorKind::Conflict, "file.another",
                    "The file " + (files_ / to_hex(digest)).string() + " holds other bytes than its name says: somebody changed it.");
    return content;
}

Result<trust::Digest> Beside::put(const fs::path& message, ByteView content) {
    const trust::Digest digest = trust::sha256(content);
    STEWARD_CHECK(write_shared_file(message.parent_path() / "files" / to_hex(digest), content));
    return digest;
}

}  // namespace steward::signer
