// What engines write as JSON, read as it comes: a list of a million things takes the memory of one.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace steward::prove {

/// Finds the outermost objects in a stream, in a list or one after the other. What stands between them is passed over.
class ObjectStream {
public:
    static constexpr size_t longest_object = 1 << 20;

    /// `object`: gets the text of each; false: enough.
    explicit ObjectStream(std::function<bool(std::string_view text)> object) : object_(std::move(object)) {}

    /// False: enough was said.
    bool take(std::string_view piece);
    /// Objects that were longer than a mebibyte, and so were passed over.
    uint64_t too_long() const { return too_long_; }

private:
    bool add(char c);
    bool end();

    std::function<bool(std::string_view)> object_;
    std::string held_;
    size_t levels_ = 0;
    uint64_t too_long_ = 0;
    bool in_text_ = false, is_escaped_ = false, is_passed_over_ = false;
};

/// The plain values and lists of texts of one object; what is deeper is kept as it is written.
class JsonObject {
public:
    /// Nothing: it is no object, or one deeper than 32 levels.
    static std::optional<JsonObject> read(std::string_view text);

    /// Empty: there is none of this name.
    std::string_view text(std::string_view name) const;
    std::vector<std::string> texts(std::string_view name) const;
    std::optional<uint64_t> number(std::string_view name) const;
    bool is_true(std::string_view name) const;
    /// The text of an object or a list, for another reading.
    std::string_view nested(std::string_view name) const;

private:
    friend class JsonReader;
    std::map<std::string, std::string, std::less<>> texts_, others_, nested_;
    std::map<std::string, std::vector<std::string>, std::less<>> lists_;
};

}  // namespace steward::prove
