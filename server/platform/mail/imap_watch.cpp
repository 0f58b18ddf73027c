#include "server/platform/mail/imap_watch.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <thread>

#include "server/platform/mail/imap_lines.h"
#include "server/platform/mail/imap_login.h"

namespace steward::mail {

namespace {
using std::chrono::milliseconds;

class Watch final : public ImapWatch {
public:
    Watch(ImapSettings settings, std::function<void()> news, ImapWatchPace pace)
        : settings_(std::move(settings)),
          news_(std::move(news)),
          pace_(pace),
          ending_(eventfd(0, EFD_CLOEXEC)),
          alarm_(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)),
          thread_([this] { run(); }) {}

    ~Watch() override {
        stopping_ = true;
        const uint64_t one = 1;
        (void)!write(ending_, &one, sizeof one);  // stays readable
        thread_.join();
        close(ending_);
        close(alarm_);
    }

    bool is_listening() const override { return listening_; }

private:
    enum class Ended { Lost, CannotIdle };
    enum class Woken { Peer, Alarm, Ending };
    using Says = ImapLine::Says;

    // No clock is read and no time is waited in steps: an idle mailbox costs nothing between two renewals.
    void run() {
        milliseconds pause = pace_.first_retry;
        while (!stopping_) {
            const Ended ended = attend();
            if (listening_.exchange(false)) pause = pace_.first_retry;
            if (ended == Ended::CannotIdle || stopping_) return;
            set_alarm(pause);
            if (wait(-1, 0) != Woken::Alarm) return;
            pause = std::min(pause * 2, pace_.longest_retry);
        }
    }

    void set_alarm(milliseconds after) const {
        itimerspec when{};
        when.it_value.tv_sec = static_cast<time_t>(after.count() / 1000);
        when.it_value.tv_nsec = static_cast<long>(std::max<int64_t>(after.count() % 1000 * 1'000'000, after.count() < 1000 ? 1 : 0));
        timerfd_settime(alarm_, 0, &when, nullptr);
    }

    Woken wait(int peer, short events) const {
        pollfd all[] = {{ending_, POLLIN, 0}, {alarm_, POLLIN, 0}, {peer, events, 0}};
        int ready;
        do ready = poll(all, 3, -1);
        while (ready < 0 && errno == EINTR);
        if (ready < 0 || all[0].revents != 0) return Woken::Ending;
        return all[2].revents != 0 ? Woken::Peer : Woken::Alarm;
    }

    // Whoever destroys us does not wait for a server that does not answer.
    static int give_up(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return static_cast<Watch*>(self)->stopping_ ? 1 : 0; }

    // One connection, from the sign-in to its end.
    Ended attend() {
        const std::unique_ptr<CURL, void (*)(CURL*)> curl(curl_easy_init(), curl_easy_cleanup);
        if (!curl) return Ended::Lost;
        curl_ = curl.get();
        lines_ = {};
        commands_ = 0;
        const std::string url = imap_url(curl_, settings_, "");
        curl_easy_setopt(curl_, CURLOPT_URL, url.c_str());
        sign_in_to_imap(curl_, settings_);
        curl_easy_setopt(curl_, CURLOPT_CONNECT_ONLY, 1L);  // and signed in; what follows we say ourselves
        curl_easy_setopt(curl_, CURLOPT_TCP_KEEPALIVE, 1L);
        curl_easy_setopt(curl_, CURLOPT_NOPROGRESS, 0L);
        curl_easy_setopt(curl_, CURLOPT_XFERINFOFUNCTION, give_up);
        curl_easy_setopt(curl_, CURLOPT_XFERINFODATA, this);
        if (curl_easy_perform(curl_) != CURLE_OK) return Ended::Lost;
        curl_socket_t socket = CURL_SOCKET_BAD;
        if (curl_easy_getinfo(curl_, CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK || socket == CURL_SOCKET_BAD) return Ended::Lost;
        socket_ = socket;
        can_idle_ = false;
        set_alarm(pace_.patience);
        if (!say("CAPABILITY") || hear_until(Says::Done) != Says::Done) return Ended::Lost;
        if (!can_idle_) return Ended::CannotIdle;
        set_alarm(pace_.patience);
        if (!say("EXAMINE " + imap_quoted(settings_.folder)) || hear_until(Says::Done) != Says::Done) return Ended::Lost;
        while (idle_once()) {
        }
        return Ended::Lost;
    }

    // False when the connection is over.
    bool idle_once() {
        set_alarm(pace_.patience);
        if (!say("IDLE") || hear_until(Says::GoOn) != Says::GoOn) return false;
        if (!listening_.exchange(true)) news_();
        set_alarm(pace_.renew);
        // A word of its own means that it does not want to wait any longer.
        if (hear_until(Says::Done) || is_lost_) return false;
        set_alarm(pace_.patience);
        return send("DONE\r\n") && hear_until(Says::Done) == Says::Done;
    }

    bool say(const std::string& command) {
        ++commands_;
        return send(tag() + " " + command + "\r\n");
    }
    // Of the command that was said last.
    std::string tag() const { return "w" + std::to_string(commands_); }

    // Lines until one that says `wanted`, or that it is over (Refused, Goodbye); nothing when the alarm rang, or when the
    // connection is lost (`is_lost_`). News are told on the way.
    std::optional<Says> hear_until(Says wanted) {
        is_lost_ = false;
        const std::string ours = tag();
        while (const auto line = next_line()) {
            const ImapLine read = read_imap_line(*line, ours);
            can_idle_ = can_idle_ || read.can_idle;
            if (read.says == Says::News && listening_) news_();
            if (read.says == wanted || read.says == Says::Refused || read.says == Says::Goodbye) return read.says;
        }
        return std::nullopt;
    }

    std::optional<std::string> next_line() {
        while (true) {
            if (auto line = lines_.next()) return line;
            char buffer[4096];
            size_t got = 0;
            const CURLcode code = curl_easy_recv(curl_, buffer, sizeof buffer, &got);
            const bool fine = code == CURLE_OK && got > 0 && lines_.put({buffer, got});
            if (fine) continue;
            if (code != CURLE_AGAIN) return is_lost_ = true, std::nullopt;
            const Woken woken = wait(socket_, POLLIN);
            if (woken == Woken::Peer) continue;
            is_lost_ = woken == Woken::Ending;
            return std::nullopt;
        }
    }

    bool send(std::string_view text) {
        while (!text.empty()) {
            size_t sent = 0;
            const CURLcode code = curl_easy_send(curl_, text.data(), text.size(), &sent);
            if (code == CURLE_OK) text.remove_prefix(sent);
            else if (code != CURLE_AGAIN || wait(socket_, POLLOUT) != Woken::Peer) return false;
        }
        return true;
    }

    const ImapSettings settings_;
    const std::function<void()> news_;
    const ImapWatchPace pace_;
    const int ending_, alarm_;
    std::atomic<bool> stopping_ = false, listening_ = false;
    // Of the thread alone: the connection that it attends to.
    CURL* curl_ = nullptr;
    int socket_ = -1;
    ImapLines lines_;
    uint64_t commands_ = 0;
    bool can_idle_ = false, is_lost_ = false;
    std::thread thread_;  // last: it uses all of the above
};
}  // namespace

std::unique_ptr<ImapWatch> ImapWatch::start(ImapSettings settings, std::function<void()> news, ImapWatchPace pace) {
    return std::make_unique<Watch>(std::move(settings), std::move(news), pace);
}

}  // namespace steward::mail
