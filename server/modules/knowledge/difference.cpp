#include "server/modules/knowledge/difference.h"

#include <algorithm>
#include <cstdint>

namespace steward::knowledge {

namespace {
using Lines = std::vector<std::string_view>;
constexpr size_t most_cells = 4'000'000;

Lines lines_of(std::string_view text) {
    Lines lines;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}
}  // namespace

std::vector<Change> difference(std::string_view before, std::string_view after) {
    const Lines old_lines = lines_of(before), new_lines = lines_of(after);
    size_t begin = 0, old_end = old_lines.size(), new_end = new_lines.size();
    while (begin < old_end && begin < new_end && old_lines[begin] == new_lines[begin]) ++begin;
    while (old_end > begin && new_end > begin && old_lines[old_end - 1] == new_lines[new_end - 1]) (--old_end, --new_end);

    std::vector<Change> changes;
    for (size_t i = 0; i < begin; ++i) changes.push_back({Change::Kind::Same, old_lines[i]});
    const size_t rows = old_end - begin, columns = new_end - begin;
    const bool too_many = rows > 0 && columns > most_cells / rows;
    // longest[i][j]: how many lines the rests from i and j have in common, in order.
    std::vector<uint32_t> longest(too_many ? 0 : (rows + 1) * (columns + 1), 0);
    const auto at = [&](size_t i, size_t j) -> uint32_t& { return longest[i * (columns + 1) + j]; };
    for (size_t i = too_many ? 0 : rows; i-- > 0;) {
        for (size_t j = columns; j-- > 0;) {
            const bool same = old_lines[begin + i] == new_lines[begin + j];
            at(i, j) = same ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
        }
    }
    size_t i = 0, j = 0;
    while (i < rows || j < columns) {
        if (!too_many && i < rows && j < columns && old_lines[begin + i] == new_lines[begin + j]) {
            changes.push_back({Change::Kind::Same, old_lines[begin + i]});
            (++i, ++j);
        } else if (i < rows && (too_many || j == columns || at(i + 1, j) >= at(i, j + 1))) {
            changes.push_back({Change::Kind::Removed, old_lines[begin + i++]});
        } else {
            changes.push_back({Change::Kind::Added, new_lines[begin + j++]});
        }
    }
    for (size_t k = old_end; k < old_lines.size(); ++k) changes.push_back({Change::Kind::Same, old_lines[k]});
    return changes;
}

}  // namespace steward::knowledge
