#include "agent/collection/serving.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "agent/collection/exchange.h"
#include "agent/collection/messages.h"
#include "agent/host/memory.h"

namespace steward::agent {

namespace {
constexpr int first_given = 3;  // sd_listen_fds(3)
constexpr Duration longest_taking = std::chrono::seconds(10);

int given_listener() {
    const char *process = std::getenv("LISTEN_PID"), *count = std::getenv("LISTEN_FDS");
    const bool is_ours = process && count && std::to_string(::getpid()) == process && std::atoi(count) >= 1;
    if (!is_ours) return -1;
    ::fcntl(first_given, F_SETFD, FD_CLOEXEC);
    ::fcntl(first_given, F_SETFL, 0);  // waits for askers
    return first_given;
}

int make_listener(const std::string& path) {
    sockaddr_un address{};
    if (!set_address(path, address)) return -1;
    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::unlink(path.c_str());
    const mode_t before = ::umask(0117);
    const bool is_bound = made >= 0 && ::bind(made, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 && ::listen(made, 4) == 0;
    ::umask(before);
    if (is_bound) return made;
    if (made >= 0) ::close(made);
    return -1;
}

std::unexpected<Error> no_socket(const std::string& path) {
    return fail(ErrorKind::Internal, "collect.no_socket",
                "Nobody could ask what is measured here: there is no socket at " + path +
                    ". Start steward-collect.socket, or name a place that can be written with --collect-socket.",
                std::strerror(errno));
}

enum class Answered : uint8_t { Not, Yes, WithStock };

Answered answer_next(int socket, Collection& collection, Host& host, const Clock& clock, bool& columns_known) {
    std::string bytes;
    v1::CollectionRequest request;
    if (!receive_message(socket, bytes, largest_collection_request, {clock, std::nullopt}) || !request.ParseFromString(bytes))
        return Answered::Not;
    const auto reply = answer_to(request, collection, use_of_this_process(host), clock.now(), columns_known);
    const bool is_sent =
        reply && reply->SerializeToString(&bytes) && send_message(socket, bytes, {clock, clock.monotonic() + longest_taking});
    if (!is_sent) return Answered::Not;
    return reply->has_stock() ? Answered::WithStock : Answered::Yes;
}
}  // namespace

Result<int> collection_listener(const std::string& path) {
    const int given = given_listener();
    const int listener = given >= 0 ? given : make_listener(path);
    if (listener < 0) return no_socket(path);
    return listener;
}

void answer_asker(int socket, Collection& collection, Host& host, const Clock& clock) {
    bool columns_known = false;
    while (true) {
        const Answered answered = answer_next(socket, collection, host, clock, columns_known);
        if (answered == Answered::Not) return;
        // What was said is gone by now: it was the largest thing this program ever holds.
        if (answered == Answered::WithStock) give_back_memory();
    }
}

Status serve_collection(int listener, Collection& collection, Host& host, const Clock& clock) {
    while (true) {
        const int asker = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (asker < 0 && (errno == EINTR || errno == ECONNABORTED)) continue;
        if (asker < 0) return no_socket("its door");
        answer_asker(asker, collection, host, clock);
        ::close(asker);
    }
}

}  // namespace steward::agent
