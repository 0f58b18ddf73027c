// Who looks at something now, and who is writing: told by their screens again and again, forgotten by itself.
//
// In memory alone. Where several servers share a database, each tells the others what its screens say (`Told`), so that every
// board knows all of them. A person may have several windows; they count once, and as writing when one of them writes. Any thread.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/time.h"

namespace steward::live {

enum class Doing { Looking, Writing };

struct Present {
    AccountId account;
    std::string name;
    Doing doing = Doing::Looking;
    Instant since;
    bool operator==(const Present&) const = default;
};

/// What one screen said, as one server passes it on to the others.
struct Told {
    std::string subject;
    AccountId account;
    std::string name, screen;
    Doing doing = Doing::Looking;
    bool gone = false;
    bool operator==(const Told&) const = default;
};
std::string words_of(const Told& told);
/// Nothing when it is no such thing.
std::optional<Told> told_of(std::string_view words);

class PresenceBoard {
public:
    /// A screen says something at least this often, or it is gone.
    static constexpr Duration forgotten_after = std::chrono::seconds(45);
    static constexpr size_t most_screens = 20'000, most_screens_of_one = 20, longest_screen = 64;

    /// True when what others see is another thing than before. A full board, or a person with too many windows, leaves what
    /// it is told aside.
    bool tell(std::string_view subject, AccountId account, std::string_view name, std::string_view screen, Doing doing, Instant now);
    /// The same for a window that was closed.
    bool leave(std::string_view subject, AccountId account, std::string_view screen, Instant now);

    /// Those at it, in the order in which they came.
    std::vector<Present> present(std::string_view subject, Instant now);

    size_t screens() const;

private:
    struct Screen {
        AccountId account;
        std::string name, screen;
        Doing doing;
        Instant since, told_at;
    };
    using Screens = std::vector<Screen>;
    static std::vector<Present> people_at(const Screens& screens);
    size_t drop_old(Screens& screens, Instant now);
    /// What nobody asks for any more must not fill the board.
    void sweep(Instant now);

    mutable std::mutex mutex_;
    std::map<std::string, Screens, std::less<>> subjects_;
    size_t count_ = 0;
    Instant swept_at_;
};

}  // namespace steward::live
