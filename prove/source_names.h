// Under which names the source may know what an engine lists.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace steward::prove {

/// Of an entry its own, and, where the backup was made by a relative path (restic then forgets the folders above), what the snapshot's
/// own paths put before it.
class SourceNames {
public:
    explicit SourceNames(const std::vector<std::string>& paths);
    /// `each`: gets one name after the other until it says true.
    void of(const std::string& path, const std::function<bool(std::string_view name)>& each) const;

private:
    struct Split {
        std::string before, root;
    };
    std::vector<Split> splits_;
};

}  // namespace steward::prove
