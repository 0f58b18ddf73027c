// The listening socket of the agents' link, and what every accepted descriptor gets.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/error.h"

namespace steward::link {

/// A descriptor that closes itself.
class Descriptor {
public:
    explicit Descriptor(int number = -1) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor();
    int get() const { return number_; }
    int release();

private:
    int number_;
};

struct Arrived {
    Descriptor descriptor;
    std::string address;  // without its port; an IPv4 address as such even on a socket of IPv6
};

/// Of an address as above: whoever has one of IPv6 has the 2^64 of its network; of IPv4 each is one.
std::string neighbourhood_of(const std::string& address);

enum class Nobody { Waiting, TooManyFiles };

class Listener {
public:
    /// `address` is numeric, or "*" for all. Failure: Unavailable "link.listen".
    static Result<Listener> open(const std::string& address, uint16_t port);

    int get() const { return socket_.get(); }
    uint16_t port() const { return port_; }
    std::expected<Arrived, Nobody> accept();

private:
    Listener(Descriptor socket, uint16_t port) : socket_(std::move(socket)), port_(port) {}
    Descriptor socket_;
    uint16_t port_;
};

}  // namespace steward::link
