// The other end of a connection: the real curl, and a socket that says exactly what a story wants.
#pragma once

#include <string>
#include <vector>

namespace steward::http {

struct Ran {
    int code = -1;
    std::string output;
};
/// A program with its arguments; what it writes to both outputs.
Ran run_program(const std::vector<std::string>& arguments);
/// curl, silent but for errors, without the user's own settings.
Ran curl(std::vector<std::string> arguments);

/// A plain TCP connection to 127.0.0.1. Reading blocks until the fact it waits for is there, or fails
/// the test after a minute.
class Talker {
public:
    explicit Talker(uint16_t port);
    ~Talker();
    Talker(const Talker&) = delete;
    Talker& operator=(const Talker&) = delete;

    void say(std::string_view bytes);
    /// Everything that came, once `mark` is in it; also when the peer ended before.
    std::string hear_until(std::string_view mark);
    /// Everything until the peer ended.
    std::string hear_all();
    /// Reads nothing more and keeps little: a slow reader.
    void leave() { end(); }
    int descriptor() const { return descriptor_; }

private:
    bool hear_more();
    void end();
    int descriptor_;
    std::string heard_;
};

/// A folder that is gone with the object.
class Scratch {
public:
    Scratch();
    ~Scratch();
    std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

/// A key and a certificate for "localhost" that it signs itself, as PEM files.
void make_certificate(const std::string& certificate_file, const std::string& key_file, const std::string& name = "localhost");

}  // namespace steward::http
