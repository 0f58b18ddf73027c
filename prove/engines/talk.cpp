#include "prove/engines/talk.h"

#include <algorithm>

namespace steward::prove {

namespace {
constexpr size_t most_words = 64 << 10, most_argument_bytes = 256 << 10;
}

Attempt<void> Talk::after(const Ended& ended) const {
    if (ended.exit == 0 && !ended.is_cut) return {};
    return std::unexpected(problem_of_(ended));
}

Attempt<std::string> Talk::words_of(const Command& command) const {
    std::string said;
    const Ended ended = run(
        command,
        [&](std::string_view piece) {
            said += piece.substr(0, most_words - std::min(most_words, said.size()));
            return true;
        },
        spent_);
    if (const auto done = after(ended); !done) return std::unexpected(done.error());
    return said;
}

Attempt<void> Talk::objects_of(const Command& command, const std::function<void(const JsonObject& object)>& each) const {
    ObjectStream stream([&](std::string_view text) {
        if (const auto object = JsonObject::read(text)) each(*object);
        return true;
    });
    const Ended ended = run(
        command, [&](std::string_view piece) { return stream.take(piece); }, spent_);
    if (const auto done = after(ended); !done) return done;
    if (stream.too_long() == 0) return {};
    return std::unexpected(trust::RestoreProblem{"restore.list_too_long", "The engine lists something that is longer than a mebibyte."});
}

Attempt<void> Talk::done(const Command& command) const {
    return after(run(
        command, [](std::string_view) { return true; }, spent_));
}

size_t end_of_arguments(const std::vector<std::string>& words, size_t first) {
    size_t end = first;
    for (size_t bytes = 0; end < words.size() && bytes < most_argument_bytes; ++end) bytes += words[end].size();
    return end;
}

}  // namespace steward::prove
