#include "server/platform/mail/imap.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "server/platform/mail/imap_login.h"
#include "server/platform/mail/limits.h"

namespace steward::mail {

namespace {
size_t keep_bytes(char* bytes, size_t size, size_t count, void* target) {
    auto& kept = *static_cast<std::string*>(target);
    if (kept.size() + size * count > most_bytes + most_head_bytes) return 0;  // more than was announced
    kept.append(bytes, size * count);
    return size * count;
}

// The number behind `word` in "* STATUS INBOX (UIDVALIDITY 1 UIDNEXT 5)".
int64_t number_after(std::string_view text, std::string_view word) {
    const size_t at = text.find(word);
    if (at == std::string_view::npos) return 0;
    auto rest = trimmed(text.substr(at + word.size()));
    int64_t number = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), number);
    return number;
}

std::vector<int64_t> search_results(std::string_view text) {
    std::vector<int64_t> uids;
    for (size_t at = 0; (at = text.find("* SEARCH", at)) != std::string_view::npos;) {
        at += 8;
        const size_t end = std::min(text.find('\n', at), text.size());
        while (at < end) {
            if (text[at] < '0' || text[at] > '9') {
                ++at;
                continue;
            }
            int64_t uid = 0;
            const auto [stop, failed] = std::from_chars(text.data() + at, text.data() + end, uid);
            if (failed == std::errc{} && uid > 0) uids.push_back(uid);
            at = static_cast<size_t>(stop - text.data());
            if (failed != std::errc{}) break;
        }
    }
    std::sort(uids.begin(), uids.end());
    uids.erase(std::unique(uids.begin(), uids.end()), uids.end());
    return uids;
}

// "7-Nov-2026", of RFC 9051.
std::string imap_day(Instant at) {
    constexpr std::array months = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::string day = to_rfc3339(at);  // 2026-11-07T...
    return day.substr(day[8] == '0' ? 9 : 8, day[8] == '0' ? 1 : 2) + "-" + months[static_cast<size_t>(std::stoi(day.substr(5, 2)) - 1)] +
           "-" + day.substr(0, 4);
}

class Mailbox final : public ImapMailbox {
public:
    Mailbox(ImapSettings settings, ImapPlace place)
        : settings_(std::move(settings)), place_(place), curl_(curl_easy_init(), curl_easy_cleanup) {}

    Result<int> fetch(int most, const Store& store, const std::function<Status(const ImapPlace&)>& keep) override {
        STEWARD_TRY(const auto found, new_uids());
        int taken = 0;
        for (const int64_t uid : found.uids) {
            if (taken >= most) return taken;
            STEWARD_TRY(auto arrival, one(uid));
            // Deleted meanwhile: there is nothing to take.
            if (!arrival.bytes.empty()) STEWARD_CHECK(store(std::move(arrival)));
            if (found.is_whole_mailbox) taken_anew_.insert(uid);
            else STEWARD_CHECK(go_on_from({place_.validity, uid, place_.read_at}, keep));
            put_away(uid);
            ++taken;
        }
        // Only now it is read: what somebody had seen before us lies below, and is not to be taken for new.
        if (found.is_whole_mailbox) {
            STEWARD_CHECK(go_on_from({found.validity, found.next_uid - 1, place_.read_at}, keep));
            taken_anew_.clear();
        }
        return taken;
    }

private:
    struct Found {
        int64_t validity = 0, next_uid = 1;
        bool is_whole_mailbox = false;  // it was never read, or was made anew
        std::vector<int64_t> uids;
    };

    Status go_on_from(const ImapPlace& next, const std::function<Status(const ImapPlace&)>& keep) {
        STEWARD_CHECK(keep(next));
        place_ = next;
        return {};
    }

    // Of a mailbox that has other numbers than before: what nobody saw, and what came since two days before it was last read,
    // for its days are those of another clock and zone.
    std::string search_whole() const {
        if (place_.validity == 0) return "UID SEARCH UNSEEN UNDELETED";
        if (!place_.read_at.is_set()) return "UID SEARCH UNDELETED";
        return "UID SEARCH UNDELETED OR UNSEEN SINCE " + imap_day(place_.read_at - std::chrono::days(2));
    }

    Result<Found> new_uids() {
        // A folder that is open shows what came only after the server was asked for nothing.
        STEWARD_CHECK(ask(settings_.folder, "NOOP"));
        STEWARD_TRY(const auto status, ask("", "STATUS " + imap_quoted(settings_.folder) + " (UIDVALIDITY UIDNEXT)"));
        Found found{.validity = number_after(status, "UIDVALIDITY"), .next_uid = number_after(status, "UIDNEXT")};
        if (found.validity == 0) return fail(ErrorKind::Unavailable, "mail.mailbox", "The mailbox has no folder " + settings_.folder + ".");
        found.is_whole_mailbox = place_.validity != found.validity;
        if (!found.is_whole_mailbox && found.next_uid > 0 && found.next_uid <= place_.last_uid + 1) return found;
        STEWARD_TRY(const auto answer, ask(settings_.folder, found.is_whole_mailbox ? search_whole()
                                                                                    : "UID SEARCH UNDELETED UID " +
                                                                                          std::to_string(place_.last_uid + 1) + ":*"));
        found.uids = search_results(answer);
        if (found.next_uid <= 0) found.next_uid = found.uids.empty() ? place_.last_uid + 1 : found.uids.back() + 1;
        // "n:*" names the last mail even when its number is smaller.
        std::erase_if(found.uids, [&](int64_t uid) {
            return found.is_whole_mailbox ? taken_anew_.contains(uid) || uid >= found.next_uid : uid <= place_.last_uid;
        });
        return found;
    }

    Result<Arrival> one(int64_t uid) {
        const std::string number = std::to_string(uid);
        STEWARD_TRY(const auto sizes, ask(settings_.folder, "UID FETCH " + number + " (RFC822.SIZE)"));
        Arrival arrival{.envelope = {.sender = {}, .recipients = {}, .sender_known = false}, .bytes = {}, .size = 0, .is_cut = false};
        arrival.size = static_cast<size_t>(std::max<int64_t>(0, number_after(sizes, "RFC822.SIZE")));
        if (arrival.size == 0) return arrival;
        arrival.is_cut = arrival.size > most_bytes;
        auto bytes = ask(settings_.folder + ";UID=" + number + (arrival.is_cut ? ";SECTION=HEADER" : ""), "");
        if (!bytes || bytes->empty()) {
            STEWARD_TRY(const auto still, ask(settings_.folder, "UID FETCH " + number + " (RFC822.SIZE)"));
            if (number_after(still, "RFC822.SIZE") == 0) return arrival;  // somebody deleted it between the two questions
            if (!bytes) return std::unexpected(std::move(bytes.error()));
            return fail(ErrorKind::Unavailable, "mail.mailbox", "The mailbox of " + settings_.username + " gave a mail without its bytes.");
        }
        arrival.bytes = std::move(*bytes);
        if (arrival.is_cut && arrival.bytes.size() > most_head_bytes) arrival.bytes.resize(most_head_bytes);
        return arrival;
    }

    // Failing is no harm: the place was kept.
    void put_away(int64_t uid) {
        const std::string number = std::to_string(uid);
        (void)ask(settings_.folder, "UID STORE " + number + " +FLAGS.SILENT (\\Seen)");
        if (settings_.done_folder.empty()) return;
        if (ask(settings_.folder, "UID MOVE " + number + " " + imap_quoted(settings_.done_folder))) return;
        if (!ask(settings_.folder, "UID COPY " + number + " " + imap_quoted(settings_.done_folder))) return;
        (void)ask(settings_.folder, "UID STORE " + number + " +FLAGS.SILENT (\\Deleted)");
        (void)ask(settings_.folder, "UID EXPUNGE " + number);
    }

    // One command, or the mail that the place names when there is none. The connection stays open.
    Result<std::string> ask(const std::string& place, const std::string& command) {
        if (!curl_) return fail(ErrorKind::Unavailable, "mail.mailbox", "The mail client could not start.");
        std::string kept;
        char reason[CURL_ERROR_SIZE] = "";
        CURL* curl = curl_.get();
        const std::string url = imap_url(curl, settings_, place);
        curl_easy_reset(curl);  // keeps the connection
        curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
        sign_in_to_imap(curl, settings_);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep_bytes);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &kept);
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
        if (!command.empty()) curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, command.c_str());
        const CURLcode code = curl_easy_perform(curl);
        if (code == CURLE_OK) return kept;
        return fail(ErrorKind::Unavailable, "mail.mailbox",
                    "The mailbox of " + settings_.username +
                        " cannot be read: " + std::string(reason[0] ? reason : curl_easy_strerror(code)) + ".");
    }

    ImapSettings settings_;
    ImapPlace place_;
    std::set<int64_t> taken_anew_;  // while the whole mailbox is read
    std::unique_ptr<CURL, void (*)(CURL*)> curl_;
};
}  // namespace

std::unique_ptr<ImapMailbox> ImapMailbox::open(ImapSettings settings, ImapPlace place) {
    return std::make_unique<Mailbox>(std::move(settings), place);
}

}  // namespace steward::mail
