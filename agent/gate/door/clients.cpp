#include "agent/gate/door/clients.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace steward::gate {

namespace {
constexpr ptrdiff_t most_of_a_kind = 4;  // of the agent, of the administrator
constexpr Duration longest_silence = std::chrono::seconds(30);
}  // namespace

void Clients::wait_for(std::vector<pollfd>& all) const {
    all.push_back({listener_, POLLIN, 0});
    for (const Client& client : clients_)
        all.push_back({client.socket.number(), static_cast<short>(client.out.empty() ? POLLIN : POLLOUT), 0});
}

void Clients::serve(std::span<const pollfd> heard, Duration running) {
    size_t used = 1;
    for (Client& client : clients_) {
        const short events = heard[used++].revents;
        if (events != 0) client.since = running;
        if ((events & POLLIN) != 0) read(client);
        else if ((events & POLLOUT) != 0) write(client);
        else if (events != 0 || running - client.since > longest_silence) client.is_over = true;
    }
    clients_.remove_if([](const Client& client) { return client.is_over; });
    if (heard[0].revents != 0) let_in(running);
}

std::optional<Duration> Clients::patience(Duration running) const {
    std::optional<Duration> least;
    for (const Client& client : clients_) {
        const Duration left = client.since + longest_silence - running;
        least = std::min(least.value_or(left), left);
    }
    return least;
}

void Clients::let_in(Duration running) {
    Descriptor socket(::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    ucred peer{};
    socklen_t size = sizeof peer;
    const bool is_known =
        ::getsockopt(socket.number(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && (peer.uid == 0 || peer.uid == agent_);
    const bool is_administrator = peer.uid == 0;
    const auto there = std::ranges::count(clients_, is_administrator, &Client::is_administrator);
    if (!is_known || there >= most_of_a_kind) return;
    clients_.push_back({.socket = std::move(socket), .is_administrator = is_administrator, .since = running});
}

void Clients::read(Client& client) {
    uint8_t part[16'384];
    const ssize_t count = ::recv(client.socket.number(), part, sizeof part, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    client.is_over = count <= 0;
    if (client.is_over) return;
    append(client.in, {part, static_cast<size_t>(count)});
    if (client.in.size() < length_size) return;
    const size_t length = number_at(client.in);
    // Whoever sends more than the one request that he waits for is none of ours.
    client.is_over = length == 0 || length > most_size(client.is_administrator) || client.in.size() > length_size + length;
    if (!client.is_over && client.in.size() == length_size + length) answer(client);
}

void Clients::answer(Client& client) {
    const auto request = read_request(ByteView(client.in).subspan(length_size));
    const bool may = request && (client.is_administrator || static_cast<uint8_t>(request->want) < first_of_administrator);
    if (!may) {
        client.is_over = true;
        return;
    }
    const Answer answer = answering_(*request);
    client.out = big_endian(static_cast<uint32_t>(answer.body.size() + 1));
    client.out.push_back(static_cast<uint8_t>(answer.how));
    append(client.out, answer.body);
    client.sent = 0;
    Bytes().swap(client.in);
    write(client);
}

void Clients::write(Client& client) {
    const ByteView rest = ByteView(client.out).subspan(client.sent);
    const ssize_t count = ::send(client.socket.number(), rest.data(), rest.size(), MSG_NOSIGNAL);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    client.is_over = count < 0;
    client.sent += count > 0 ? static_cast<size_t>(count) : 0;
    if (client.sent == client.out.size()) Bytes().swap(client.out);
}

}  // namespace steward::gate
