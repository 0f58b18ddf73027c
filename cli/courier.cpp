#include "cli/courier.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <fstream>
#include <set>

#include "base/bytes.h"
#include "base/id.h"

namespace steward::cli {

namespace fs = std::filesystem;
namespace json = boost::json;

namespace {
constexpr size_t most_message = 512 * 1024, most_messages = 10'000;
// A frame's fifth byte says of which kind it is (trust/frame.h).
constexpr size_t type_offset = 4, least_frame = 12;
enum Type : uint8_t { genesis = 1, roster = 2, heartbeat = 9, recovery = 13, resolve = 14, veto = 15 };

std::unexpected<Error> no_disk(const fs::path& path) {
    return fail(ErrorKind::Internal, "courier.disk", path.string() + " cannot be written; look at the disk and at who owns the folder.");
}

Status write_whole(const fs::path& path, ByteView content) {
    std::error_code error;
    fs::create_directories(path.parent_path(), error);
    const fs::path beside = path.string() + ".new";
    const int file = open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file < 0) return no_disk(path);
    bool is_whole = true;
    for (ByteView rest = content; is_whole && !rest.empty();) {
        const ssize_t wrote = write(file, rest.data(), rest.size());
        is_whole = wrote > 0;
        if (is_whole) rest = rest.subspan(static_cast<size_t>(wrote));
    }
    is_whole = is_whole && fsync(file) == 0;
    if (close(file) != 0 || !is_whole || rename(beside.c_str(), path.c_str()) != 0) return no_disk(path);
    return {};
}

std::optional<Bytes> read_whole(const fs::path& path) {
    std::error_code error;
    const uintmax_t size = fs::file_size(path, error);
    if (error || size > 16U << 20) return std::nullopt;
    std::ifstream file(path, std::ios::binary);
    Bytes content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    return file.bad() || content.size() != size ? std::nullopt : std::optional(std::move(content));
}

bool is_digest(const std::string& text) { return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos; }
uint8_t type_of(ByteView frame) { return frame.size() < least_frame ? 0 : frame[type_offset]; }
bool is_of_chain(uint8_t type) { return type == genesis || type == roster || type == recovery || type == resolve || type == veto; }

std::string sha256_hex(ByteView content) {
    std::array<uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), content.data(), content.size());
    return to_hex(digest);
}

Bytes bytes_of(const json::value& object, const std::string& field) {
    auto bytes = from_base64(text_of(object, field));
    return bytes ? std::move(*bytes) : Bytes();
}

const json::array& array_of(const json::value& object, const std::string& field) {
    static const json::array none;
    const auto* value = object.is_object() ? object.as_object().if_contains(field) : nullptr;
    return value && value->is_array() ? value->as_array() : none;
}

// The server understood and said no; anything else may be well a minute later.
bool is_refusal(const Error& error) {
    return error.kind == ErrorKind::Invalid || error.kind == ErrorKind::Conflict || error.kind == ErrorKind::NotFound ||
           error.kind == ErrorKind::StaleEtag || error.kind == ErrorKind::TooLarge;
}
}  // namespace

Result<bool> Courier::hand_over_one(const fs::path& message, bool is_last_try) {
    const auto frame = read_whole(message);
    if (!frame) return false;  // taken back meanwhile
    const fs::path refused = message.string() + ".refused";
    auto answer = client_.call("POST", "/api/v1/authority/messages", {{"frame", to_base64(*frame)}});
    if (answer) {
        std::error_code error;
        fs::create_directories(folder_ / "sent", error);
        // A heartbeat is worth a minute: there would be half a million of them in a year.
        if (type_of(*frame) == heartbeat) fs::remove(message, error);
        else fs::rename(message, folder_ / "sent" / message.filename(), error);
        if (error) return no_disk(message);
        ++carried_.handed_over;
        return true;
    }
    if (!is_refusal(answer.error())) return std::unexpected(std::move(answer.error()));
    if (!is_last_try) return false;
    carried_.refused.push_back(message.filename().string() + ": " + answer.error().message);
    if (type_of(*frame) == heartbeat) {
        std::error_code error;
        fs::remove(message, error);
        return false;
    }
    STEWARD_CHECK(write_whole(refused, as_bytes(answer.error().message + "\n")));
    return false;
}

// One message may have to come before another: as long as something is taken, those that were refused are tried again.
Status Courier::hand_over() {
    std::vector<fs::path> waiting;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder_ / "outgoing", error))
        if (entry.path().extension() == ".msj" && !fs::exists(entry.path().string() + ".refused")) waiting.push_back(entry.path());
    const auto rank = [](const fs::path& path) {
        const auto frame = read_whole(path);
        const uint8_t type = frame ? type_of(*frame) : 0;
        return type == genesis ? 0 : is_of_chain(type) ? 1 : 2;
    };
    std::vector<std::pair<int, fs::path>> ranked;
    for (auto& path : waiting) ranked.emplace_back(rank(path), std::move(path));
    std::ranges::sort(ranked);
    for (bool is_progress = true, is_last = false; !ranked.empty() && (is_progress || !is_last);) {
        is_last = !is_progress;
        is_progress = false;
        for (auto one = ranked.begin(); one != ranked.end();) {
            STEWARD_TRY(const bool taken, hand_over_one(one->second, is_last));
            is_progress = is_progress || taken;
            one = taken ? ranked.erase(one) : one + 1;
        }
        if (is_last) break;
    }
    return {};
}

Status Courier::take_chain() {
    STEWARD_TRY(const auto authority, client_.call("GET", "/api/v1/authority"));
    const std::string id = text_of(authority, "authority_id");
    if (text_of(authority, "exists") != "true" || !is_digest(id)) return {};
    STEWARD_TRY(const auto messages, client_.list("/api/v1/authority/messages", "messages"));
    size_t number = 0;
    for (const auto& message : messages) {
        const Bytes frame = bytes_of(message, "frame");
        if (frame.size() > most_message || number >= most_messages) break;
        fs::path path;
        if (is_of_chain(type_of(frame))) {
            char name[24];
            std::snprintf(name, sizeof name, "%06zu.msj", number++);
            path = folder_ / id / "chain" / name;
        } else {
            path = folder_ / id / "beside" / (sha256_hex(frame) + ".msj");
        }
        const auto there = read_whole(path);
        if (there && *there == frame) continue;
        if (there) {
            carried_.odd.push_back("The server's chain holds another message than " + path.string() +
                                   ". Nothing was written over: compare by `steward-sign fetch`, and ask who changed it.");
            break;
        }
        STEWARD_CHECK(write_whole(path, frame));
        ++carried_.messages;
    }
    return {};
}

Status Courier::take_draft(const std::string& job) {
    const fs::path place = folder_ / "drafts" / job;
    if (fs::exists(place / "job.msd")) return {};
    STEWARD_TRY(const auto draft, client_.call("GET", "/api/v1/jobs/" + job + "/draft"));
    for (const auto& card : array_of(draft, "cards")) {
        const auto bytes = card.is_string() ? from_base64(std::string(card.as_string())) : Result<Bytes>(Bytes());
        if (bytes && !bytes->empty()) STEWARD_CHECK(write_whole(place / "cards" / (sha256_hex(*bytes).substr(0, 32) + ".msj"), *bytes));
    }
    for (const auto& file : array_of(draft, "files")) {
        const Bytes content = bytes_of(file, "content");
        STEWARD_CHECK(write_whole(place / "files" / sha256_hex(content), content));
    }
    if (const Bytes frame = bytes_of(draft, "frame"); !frame.empty() && !fs::exists(place / "job.msj"))
        STEWARD_CHECK(write_whole(place / "job.msj", frame));
    // Last: a draft is there when all of it is.
    const Bytes bytes = bytes_of(draft, "draft");
    if (bytes.empty()) return {};
    STEWARD_CHECK(write_whole(place / "job.msd", bytes));
    ++carried_.drafts;
    return {};
}

Status Courier::take_drafts() {
    // The list is the newest first; what can be signed says so itself.
    STEWARD_TRY(const auto jobs, client_.list("/api/v1/jobs?filter=" + encode("is:open"), "jobs"));
    std::set<std::string> waiting;
    for (const auto& job : jobs) {
        const std::string id = text_of(job, "job_id");
        const auto& actions = array_of(job, "allowed_actions");
        if (parse_raw_id(id) && std::ranges::any_of(actions, [](const auto& action) { return action == "sign"; })) waiting.insert(id);
    }
    for (const auto& id : waiting) STEWARD_CHECK(take_draft(id));
    // What waits no more is put aside, with whatever was signed in it.
    std::error_code error;
    std::vector<fs::path> over;
    for (const auto& entry : fs::directory_iterator(folder_ / "drafts", error))
        if (const std::string name = entry.path().filename().string(); parse_raw_id(name) && !waiting.contains(name))
            over.push_back(entry.path());
    for (const auto& path : over) {
        fs::create_directories(folder_ / "over", error);
        fs::rename(path, folder_ / "over" / path.filename(), error);
    }
    return {};
}

Status Courier::take_questions() {
    STEWARD_TRY(const auto questions, client_.list("/api/v1/authority/questions", "questions"));
    std::set<std::string> asked;
    for (const auto& question : questions) {
        const std::string device = text_of(question, "device_id");
        Bytes content = bytes_of(question, "nonce");
        if (!parse_raw_id(device) || content.size() != 16) continue;
        const std::string name = text_of(question, "device_name");
        content.insert(content.end(), name.begin(), name.end());
        asked.insert(device);
        const fs::path path = folder_ / "questions" / device;
        if (const auto there = read_whole(path); there && *there == content) continue;
        STEWARD_CHECK(write_whole(path, content));
        ++carried_.questions;
    }
    std::error_code error;
    std::vector<fs::path> over;
    for (const auto& entry : fs::directory_iterator(folder_ / "questions", error))
        if (!asked.contains(entry.path().filename().string())) over.push_back(entry.path());
    for (const auto& path : over) fs::remove(path, error);
    return {};
}

Result<Carried> Courier::hurry() {
    carried_ = {};
    STEWARD_CHECK(take_questions());
    STEWARD_CHECK(hand_over());
    return std::move(carried_);
}

Result<Carried> Courier::sync() {
    carried_ = {};
    STEWARD_CHECK(hand_over());
    STEWARD_CHECK(take_chain());
    STEWARD_CHECK(take_questions());
    STEWARD_CHECK(take_drafts());
    return std::move(carried_);
}

}  // namespace steward::cli
