// Running a program apart: from everything, with an environment that is said, its output taken as it comes.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "prove/spent.h"

namespace steward::prove {

struct Command {
    std::vector<std::string> words;
    std::vector<std::string> environment;  // NAME=VALUE; PATH, HOME and LANG come by themselves
    std::vector<std::string> writable;     // what is mounted there it may write to, and nothing else
    bool has_network = false;
    bool (*is_hopeless)(std::string_view errors) = nullptr;  // asked while it complains: then it is ended
    std::string folder = "/";                                // where it stands
    int input = -1;                                          // what it reads; otherwise nothing

    // What works on what came out of a backup: as nobody, without any power.
    bool is_nobody = false;
    std::string room;       // a folder that it sees as /tmp, and may write to
    std::string shell;      // a program in the place of /bin/sh: what starts a shell starts that
    int shells_alarm = -1;  // which has this as its descriptor 9
};

constexpr int not_isolated = 125, alarm_descriptor = 9;

struct Ended {
    int exit = 0;         // 128 and the signal when it was killed; 127: there is no such program; 125: it could not be kept apart
    bool is_cut = false;  // we ended it: `take` or `is_hopeless` said so
    std::string errors;   // the end of what it complained
};

/// Blocks until it is over. `take`: gets its output piece by piece; false: enough. `complaints`: gets what it complains in the same way.
/// A caller that is killed takes it along.
Ended run(const Command& command, const std::function<bool(std::string_view piece)>& take, Spent& spent,
          const std::function<void(std::string_view piece)>& complaints = {});

/// One that goes on meanwhile, until the object goes; what it started ends with it.
class Background {
public:
    /// All that it writes goes to the file `log`.
    Background(const Command& command, int log, Spent& spent);
    ~Background() { end(); }
    Background(const Background&) = delete;
    Background& operator=(const Background&) = delete;

    /// Waits so long for its end. False: it has ended.
    bool lives_for(int milliseconds);
    /// Asks it by this signal to end, and waits so long. False: it had to be killed.
    bool ends_by(int signal, int milliseconds);
    void end();

private:
    Spent& spent_;
    pid_t child_ = -1;
};

/// Waits for a child, and adds what it took. 128 and the signal when it was killed.
int wait_for(int child, Spent& spent);

}  // namespace steward::prove
