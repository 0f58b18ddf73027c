// Checks the texts and choices of a request and collects every refusal.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::helpdesk {

/// Of a title that somebody types; web/src/ui/limits.ts says the same.
inline constexpr size_t most_title_letters = 200;

class Form {
public:
    /// One line that must be there, at most `most` letters after trimming.
    std::string title(std::string_view pointer, std::string_view value, size_t most = most_title_letters);
    /// Lines that may be empty, unless `required`.
    std::string text(std::string_view pointer, std::string_view value, size_t most, bool required = false);
    /// One of `allowed`; empty takes `otherwise` when that is given.
    std::string choice(std::string_view pointer, std::string_view value, std::span<const std::string_view> allowed,
                       std::string_view otherwise = {});

    void refuse(std::string_view pointer, std::string detail) { refused_.push_back({std::string(pointer), std::move(detail)}); }
    Status status() const;

private:
    std::vector<FieldError> refused_;
};

}  // namespace steward::helpdesk
