#include "cli/courier.h"

#include <sodium.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdio>
#include <set>

#include "base/counted.h"
#include "base/id.h"
#include "base/plain.h"

namespace steward::cli {

namespace json = boost::json;

namespace {
// What an honest server could need at most; whatever is beyond is not taken.
constexpr size_t most_message = 512 * 1024, most_messages = 10'000, most_answer = size_t{64} << 20, most_items = 100'000;
constexpr size_t most_drafts = 1000, most_over = 10'000, most_questions = 10'000, most_name = 200, most_sentence = 500;
constexpr size_t most_draft_bytes = size_t{24} << 20;
// What goes with one message, as the server takes it: in base64 with the message below 8 MiB.
constexpr size_t most_beside = 64, most_beside_bytes = size_t{5} << 20;
// A frame's fifth byte says of which kind it is (trust/frame.h).
constexpr size_t type_offset = 4, least_frame = 12;
constexpr std::string_view frame_magic = "MSJ1";
enum Type : uint8_t { genesis = 1, roster = 2, heartbeat = 9, recovery = 13, resolve = 14, veto = 15 };

bool is_digest(const std::string& text) { return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos; }
bool is_frame(ByteView frame) {
    return frame.size() >= least_frame && frame.size() <= most_message && as_text(frame).starts_with(frame_magic) &&
           frame[type_offset] >= genesis && frame[type_offset] <= veto;
}
uint8_t type_of(ByteView frame) { return is_frame(frame) ? frame[type_offset] : 0; }
bool is_of_chain(uint8_t type) { return type == genesis || type == roster || type == recovery || type == resolve || type == veto; }

std::optional<trust::Digest> id_of(ByteView bytes) {
    const auto frame = trust::read_frame(bytes);
    return frame ? std::optional(trust::message_id(frame->type, frame->payload)) : std::nullopt;
}

std::string sha256_hex(ByteView content) {
    std::array<uint8_t, crypto_hash_sha256_BYTES> digest{};
    crypto_hash_sha256(digest.data(), content.data(), content.size());
    return to_hex(digest);
}

std::string chain_name(const std::string& authority, size_t number) {
    char name[24];
    std::snprintf(name, sizeof name, "%06zu.msj", number);
    return authority + "/chain/" + name;
}

Bytes bytes_of(const json::value& object, const std::string& field) {
    auto bytes = from_base64(text_of(object, field));
    return bytes ? std::move(*bytes) : Bytes();
}

// Whether one says what the other says, and has all of its signatures. Nobody's signature is believed here: the signer looks at each.
bool has_all_of(ByteView one, ByteView other) {
    const auto more = trust::read_frame(one), less = trust::read_frame(other);
    if (!more || !less || more->type != less->type || !std::ranges::equal(more->payload, less->payload)) return false;
    return std::ranges::all_of(less->signed_by(), [&](const trust::Signature& wanted) {
        return std::ranges::any_of(more->signed_by(), [&](const trust::Signature& there) {
            return std::ranges::equal(there.key_id, wanted.key_id) && there.algorithm == wanted.algorithm &&
                   std::ranges::equal(there.bytes, wanted.bytes) && std::ranges::equal(there.carried, wanted.carried);
        });
    });
}

const json::array& array_of(const json::value& object, const std::string& field) {
    static const json::array none;
    const auto* value = object.is_object() ? object.as_object().if_contains(field) : nullptr;
    return value && value->is_array() ? value->as_array() : none;
}

std::string files_of(const std::string& message) { return "outgoing/" + message.substr(0, message.rfind('.')) + ".files"; }

// Somebody else's sentence, as it may stand on a terminal.
std::string as_said(const std::string& sentence) { return plain(std::string_view(sentence).substr(0, most_sentence)); }

// The server understood and said no; anything else may be well a minute later.
bool is_refusal(const Error& error) {
    return error.kind == ErrorKind::Invalid || error.kind == ErrorKind::Conflict || error.kind == ErrorKind::NotFound ||
           error.kind == ErrorKind::StaleEtag || error.kind == ErrorKind::TooLarge;
}

template <class Carry>
Result<Carried> told(Carried& carried, Carry carry) {
    carried = {};
    Status status = carry();
    if (!status) {
        status.error().message = as_said(status.error().message);
        status.error().cause = as_said(status.error().cause);
        status.error().code = as_said(status.error().code);
        status.error().fields.clear();
        return std::unexpected(std::move(status.error()));
    }
    return std::move(carried);
}
}  // namespace

Courier::Courier(Client client, std::filesystem::path folder) : client_(std::move(client)), folder_(std::move(folder)) {
    client_.expect_lies(most_answer, most_items);
}

// Scripts that it names; the server keeps those that it does name.
std::vector<Bytes> Courier::files_beside(const std::string& message) {
    const std::string place = files_of(message);
    std::vector<Bytes> files;
    size_t all = 0;
    for (const auto& name : folder_.names(place, most_beside)) {
        auto content = is_digest(name) ? folder_.read(place + "/" + name, most_beside_bytes) : std::nullopt;
        if (!content) continue;
        all += content->size();
        if (all > most_beside_bytes) {
            odd(plain(place) + " holds more than goes with one message; the rest was not handed over. Write those scripts in the console.");
            break;
        }
        files.push_back(std::move(*content));
    }
    return files;
}

Result<bool> Courier::hand_over_one(const std::string& message, bool is_last_try) {
    const std::string place = "outgoing/" + message;
    const auto frame = folder_.read(place, most_message);
    if (!frame) return false;  // taken back meanwhile, or no message of ours
    json::object said{{"frame", to_base64(*frame)}};
    if (const auto files = files_beside(message); !files.empty()) {
        json::array& carried = said["files"].emplace_array();
        for (const Bytes& file : files) carried.emplace_back(to_base64(file));
    }
    auto answer = client_.call("POST", "/api/v1/authority/messages", said);
    // A heartbeat is worth a minute: there would be half a million of them in a year.
    const bool is_brief = type_of(*frame) == heartbeat;
    if (answer) {
        if (is_brief) folder_.remove(place);
        else STEWARD_CHECK(folder_.move(place, "sent/" + message));
        if (const std::string files = files_of(message), sent = "sent" + files.substr(files.find('/'));
            folder_.has(files) && !folder_.has(sent))
            STEWARD_CHECK(folder_.move(files, sent));
        ++carried_.handed_over;
        return true;
    }
    if (!is_refusal(answer.error()) || answer.error().code == "cli.too_much") return std::unexpected(std::move(answer.error()));
    if (!is_last_try) return false;
    const std::string sentence = as_said(answer.error().message);
    carried_.refused.push_back(plain(message) + ": " + sentence);
    if (is_brief) folder_.remove(place);
    else STEWARD_CHECK(folder_.write(place + ".refused", as_bytes(sentence + "\n")));
    return false;
}

// One message may have to come before another: as long as something is taken, those that were refused are tried again.
Status Courier::hand_over() {
    std::vector<std::pair<int, std::string>> ranked;
    for (const auto& name : folder_.names("outgoing", most_messages)) {
        if (!name.ends_with(".msj") || folder_.has("outgoing/" + name + ".refused")) continue;
        const auto frame = folder_.read("outgoing/" + name, most_message);
        const uint8_t type = frame ? type_of(*frame) : 0;
        if (type == 0) odd("outgoing/" + plain(name) + " is no signed message; it was not handed over. Look at who put it there.");
        else ranked.emplace_back(type == genesis ? 0 : is_of_chain(type) ? 1 : 2, name);
    }
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

// A folder carries for one authority: the first that it saw.
bool Courier::is_same_authority(const std::string& id) {
    for (const auto& name : folder_.names("", most_messages))
        if (is_digest(name) && name != id && folder_.has(chain_name(name, 0))) {
            odd("The server names another authority, " + id.substr(0, 8) + ", than this folder carries for, " + name.substr(0, 8) +
                ". Nothing of its chain was taken: compare the whole number with `steward-sign chain` before anything else.");
            return false;
        }
    return true;
}

Courier::Chain Courier::chain_of(const std::string& authority) const {
    Chain chain;
    for (size_t number = 0; number < most_messages; ++number) {
        auto frame = folder_.read(chain_name(authority, number), most_message);
        if (!frame && !folder_.has(chain_name(authority, number))) break;
        if (const auto id = frame ? id_of(*frame) : std::nullopt) chain.emplace(*id, std::pair(number, std::move(*frame)));
    }
    return chain;
}

// Behind whatever is there: people put what they signed into the same chain, so numbers here are not the server's. Whether more may follow.
Result<bool> Courier::take_link(const std::string& authority, const Bytes& frame, Chain& chain) {
    const auto id = id_of(frame);
    if (!id) return odd("The server gave what is no whole message for the chain; it was not taken."), true;
    if (const auto there = chain.find(*id); there != chain.end()) {
        // Whoever signed besides makes it no other message.
        const Bytes& ours = there->second.second;
        if (ours == frame || has_all_of(ours, frame) || has_all_of(frame, ours)) return true;
        odd("The server's chain holds another message than " + folder_.text_of(chain_name(authority, there->second.first)) +
            ". Nothing was written over: compare by `steward-sign fetch`, and ask who changed it.");
        return false;
    }
    for (size_t number = chain.size(); number < most_messages; ++number) {
        if (folder_.has(chain_name(authority, number))) continue;
        STEWARD_TRY(const bool is_written, folder_.write_new(chain_name(authority, number), frame));
        if (!is_written) continue;  // somebody was there first
        chain.emplace(*id, std::pair(number, frame));
        ++carried_.messages;
        break;
    }
    return true;
}

Status Courier::take_beside(const std::string& authority, const Bytes& frame) {
    const std::string place = authority + "/beside/" + sha256_hex(frame) + ".msj";
    if (folder_.has(place)) return {};
    STEWARD_CHECK(folder_.write(place, frame));
    ++carried_.messages;
    return {};
}

Status Courier::take_chain() {
    STEWARD_TRY(const auto authority, client_.call("GET", "/api/v1/authority"));
    const std::string id = text_of(authority, "authority_id");
    if (text_of(authority, "exists") != "true" || !is_digest(id)) return {};
    if (!is_same_authority(id)) return {};
    STEWARD_TRY(const auto messages, client_.list("/api/v1/authority/messages", "messages"));
    Chain chain = chain_of(id);
    size_t taken = 0, foreign = 0, repeated = 0;
    std::set<std::string> seen;
    std::set<trust::Digest> links;
    for (const auto& message : messages) {
        const Bytes frame = bytes_of(message, "frame");
        if (!is_frame(frame)) ++foreign;
        else if (!seen.insert(sha256_hex(frame)).second) ++repeated;
        else if (++taken > most_messages) break;
        else if (!is_of_chain(type_of(frame))) STEWARD_CHECK(take_beside(id, frame));
        else {
            STEWARD_TRY(const bool goes_on, take_link(id, frame, chain));
            if (!goes_on) return {};
            if (const auto link = id_of(frame)) links.insert(*link);
        }
    }
    if (taken > most_messages)
        odd("The server gives more messages than a chain can have; the rest was not taken. Look at what runs there.");
    if (foreign > 0)
        odd("The server gave " + counted(foreign, "message") +
            (foreign == 1 ? " that is none of ours; it was not taken." : " that are none of ours; they were not taken."));
    if (repeated > 0)
        odd("The server gave " + counted(repeated, "message") + " twice" +
            (repeated == 1 ? "; it was taken once." : "; each was taken once."));
    if (!std::ranges::all_of(chain, [&](const auto& one) { return links.contains(one.first); }))
        odd("The server's chain is shorter than it was: it gives " + counted(links.size(), "message") +
            ", and more are here. It hides what came later, or lost it; `steward-sign send FOLDER` hands the whole chain over "
            "again.");
    return {};
}

Status Courier::take_draft(const std::string& job, const std::string& client_name) {
    const std::string place = "drafts/" + job;
    if (!folder_.has(place) && folder_.has("over/" + job)) STEWARD_CHECK(folder_.move("over/" + job, place));  // it waits again
    if (folder_.has(place + "/job.msd")) return {};
    STEWARD_TRY(const auto draft, client_.call("GET", "/api/v1/jobs/" + job + "/draft"));
    std::vector<std::pair<std::string, Bytes>> parts;
    for (const auto& card : array_of(draft, "cards")) {
        auto bytes = card.is_string() ? from_base64(std::string(card.as_string())) : Result<Bytes>(Bytes());
        if (bytes && is_frame(*bytes)) parts.emplace_back("/cards/" + sha256_hex(*bytes).substr(0, 32) + ".msj", std::move(*bytes));
    }
    for (const auto& file : array_of(draft, "files")) {
        Bytes content = bytes_of(file, "content");
        const std::string name = "/files/" + sha256_hex(content);
        parts.emplace_back(name, std::move(content));
    }
    // By the server's word alone, and shown as such: the signer has names of its own.
    if (const std::string name = plain(client_name.substr(0, most_name)); !name.empty() && name.size() <= most_name)
        parts.emplace_back("/client", Bytes(as_bytes(name).begin(), as_bytes(name).end()));
    // Last: a draft is there when all of it is.
    Bytes bytes = bytes_of(draft, "draft");
    if (bytes.empty()) return {};
    parts.emplace_back("/job.msd", std::move(bytes));
    size_t all = 0;
    for (const auto& [name, content] : parts) all += content.size();
    if (parts.size() > most_drafts || all > most_draft_bytes || parts.back().second.size() > most_message)
        return odd("The draft " + job + " is larger than a job can be; it was not taken."), Status();
    for (const auto& [name, content] : parts) STEWARD_CHECK(folder_.write(place + name, content));
    ++carried_.drafts;
    return {};
}

// People who do not share a folder sign one draft: what was signed here goes to the server, what others signed comes here. A frame takes
// the place of ours only with all of our signatures in it.
Status Courier::keep_signatures(const std::string& job, bool is_signed_there) {
    const std::string place = "drafts/" + job + "/job.msj";
    const auto ours = folder_.read(place, most_message);
    if (!ours && (!is_signed_there || folder_.has(place))) return {};
    STEWARD_TRY(const auto draft, client_.call("GET", "/api/v1/jobs/" + job + "/draft"));
    Bytes theirs = bytes_of(draft, "frame");
    if (ours && !has_all_of(theirs, *ours)) {
        const auto answer = client_.call("POST", "/api/v1/jobs/" + job + "/signature", {{"frame", to_base64(*ours)}});
        if (!answer && !is_refusal(answer.error())) return std::unexpected(answer.error());
        if (!answer) {
            const bool is_other = answer.error().code == "jobs.signed_otherwise";
            odd("The server does not keep what was signed of the draft " + job + ": " + as_said(answer.error().message) + " Put " +
                folder_.text_of(place) + " aside" + (is_other ? "; the next carriage brings theirs." : ", or this is said each time."));
            return {};
        }
        ++carried_.handed_over;
        STEWARD_TRY(const auto again, client_.call("GET", "/api/v1/jobs/" + job + "/draft"));
        theirs = bytes_of(again, "frame");
    }
    if (!is_frame(theirs) || (ours && *ours == theirs)) return {};
    if (ours && !has_all_of(theirs, *ours))
        return odd("The server keeps the draft " + job + " without what was signed of it here; nothing was written over."), Status();
    STEWARD_CHECK(folder_.write(place, theirs));
    ++carried_.signatures;
    return {};
}

Status Courier::take_drafts() {
    // The list is the newest first; what can be signed says so itself.
    STEWARD_TRY(const auto jobs, client_.list("/api/v1/jobs?filter=" + encode("is:open"), "jobs"));
    std::map<std::string, std::string> waiting;  // with what the server calls its client
    std::set<std::string> signed_there;
    for (const auto& job : jobs) {
        const std::string id = text_of(job, "job_id");
        const auto& actions = array_of(job, "allowed_actions");
        if (parse_raw_id(id) && std::ranges::any_of(actions, [](const auto& action) { return action == "sign"; }))
            waiting[id] = text_of(job, "client_name");
        if (!array_of(job, "signed_by").empty()) signed_there.insert(id);
    }
    const auto over = folder_.names("over", most_over);
    if (waiting.size() > most_drafts || over.size() >= most_over) {
        odd("The server gives more drafts than people could sign; none was taken. Look at what runs there, and empty " +
            folder_.text_of("over") + ".");
        return {};
    }
    for (const auto& [id, client_name] : waiting) {
        STEWARD_CHECK(take_draft(id, client_name));
        STEWARD_CHECK(keep_signatures(id, signed_there.contains(id)));
    }
    // What waits no more is put aside, with whatever was signed in it.
    for (const auto& name : folder_.names("drafts", most_over))
        if (parse_raw_id(name) && !waiting.contains(name) && !folder_.has("over/" + name))
            STEWARD_CHECK(folder_.move("drafts/" + name, "over/" + name));
    return {};
}

Status Courier::take_questions() {
    STEWARD_TRY(const auto questions, client_.list("/api/v1/authority/questions", "questions"));
    std::set<std::string> asked;
    for (const auto& question : questions) {
        const std::string device = text_of(question, "device_id");
        Bytes content = bytes_of(question, "nonce");
        if (!parse_raw_id(device) || content.size() != 16 || asked.size() >= most_questions) continue;
        const std::string name = text_of(question, "device_name").substr(0, most_name);
        content.insert(content.end(), name.begin(), name.end());
        asked.insert(device);
        if (const auto there = folder_.read("questions/" + device, most_message); there && *there == content) continue;
        STEWARD_CHECK(folder_.write("questions/" + device, content));
        ++carried_.questions;
    }
    for (const auto& name : folder_.names("questions", most_items))
        if (!asked.contains(name)) folder_.remove("questions/" + name);
    return {};
}

Result<Carried> Courier::hurry() {
    return told(carried_, [this]() -> Status {
        STEWARD_CHECK(take_questions());
        return hand_over();
    });
}

Result<Carried> Courier::sync() {
    return told(carried_, [this]() -> Status {
        STEWARD_CHECK(hand_over());
        STEWARD_CHECK(take_chain());
        STEWARD_CHECK(take_questions());
        return take_drafts();
    });
}

}  // namespace steward::cli
