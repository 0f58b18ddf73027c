// Short words between the processes that share a PostgreSQL database (LISTEN and NOTIFY).
//
// Best effort by design: a word is heard at most once, nothing is kept, and what is said while the connection is lost is
// lost. What must not be lost is a row. One connection and one thread of its own; a word costs one small transaction, and
// those that wait together go together.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace steward::storage {

class Signals {
public:
    static constexpr size_t longest_word = 6000, most_waiting = 1000;

    virtual ~Signals() = default;  // afterwards nothing is heard any more
    /// Never waits; any thread. A word that is too long or holds a control character below 0x1f, and what more than
    /// `most_waiting` would wait for, is left out.
    virtual void send(std::string word) = 0;
};

/// `self` names this process, different from all others; `hear` gets the words of the others, on the thread of the signals.
/// A database that cannot be reached now is tried again every few seconds.
std::unique_ptr<Signals> open_postgres_signals(std::string url, std::string self, std::function<void(std::string_view)> hear);

}  // namespace steward::storage
