// Checks a request's fields and collects every refusal, so that a form shows all of it at once.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace steward::directory {

class Fields {
public:
    /// One line that must be there: trimmed, at most 200 letters, no control characters.
    std::string name(std::string_view pointer, std::string_view value);
    /// One line that may be empty.
    std::string line(std::string_view pointer, std::string_view value, size_t most_letters);
    /// Text that may have several lines.
    std::string text(std::string_view pointer, std::string_view value, size_t most_letters);
    /// A zone of the machine's zone database.
    std::string zone(std::string_view pointer, std::string_view value);
    /// One address, or empty.
    std::string email(std::string_view pointer, std::string_view value);
    /// One of `allowed`, a list like "C1 C2 C3 C4".
    std::string choice(std::string_view pointer, std::string_view value, std::string_view allowed);

    void refuse(std::string_view pointer, std::string detail);

    /// Invalid "request.invalid" with all refused fields, or success.
    Status status() const;

private:
    std::vector<FieldError> refused_;
};

}  // namespace steward::directory
