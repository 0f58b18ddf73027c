#include "prove/source_names.h"

namespace steward::prove {

namespace {
constexpr size_t most_splits = 512;
}

SourceNames::SourceNames(const std::vector<std::string>& paths) {
    for (const std::string& path : paths) {
        for (size_t at = path.find('/', 1); at != std::string::npos && splits_.size() < most_splits; at = path.find('/', at + 1))
            splits_.push_back({path.substr(0, at), path.substr(at)});
    }
}

void SourceNames::of(const std::string& path, const std::function<bool(std::string_view name)>& each) const {
    if (each(path)) return;
    for (const Split& split : splits_) {
        const bool is_below = path.starts_with(split.root) && (path.size() == split.root.size() || path[split.root.size()] == '/');
        if (is_below && each(split.before + path)) return;
    }
}

}  // namespace steward::prove
