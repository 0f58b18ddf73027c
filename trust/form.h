// One description of a message reads it and writes it:
//
//     template <class Form> void describe(Form& form, Veto& veto) {
//         form.must(1, veto.version);
//         form.may(2, veto.reason);
//     }
//
// Fields in rising order of their keys. `must`: there, or the message is unsound. `may`: left out when it says nothing (zero,
// false, empty, nullopt), and never written in that form either, so that no two payloads mean the same.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "base/time.h"
#include "trust/cbor.h"

namespace steward::trust {

/// One item as it came, read by whoever knows what it is. Empty: none.
struct Item {
    Bytes bytes;
    bool operator==(const Item&) const = default;
};

class ReadForm;
class WriteForm;

template <class T>
concept Described = requires(ReadForm& form, T& value) {
    describe(form, value);
};

/// Reads and writes its own item: what is one of two forms.
template <class T>
concept SelfFormed = requires(T& value, CborReader& reader, CborWriter& writer) {
    value.read_from(reader);
    value.write_to(writer);
};

template <class T>
bool says_nothing(const T& value) {
    return value == T{};
}

/// Fields whose keys follow each other, for both forms.
template <class Form>
class InARow {
public:
    template <class... T>
    void must_from(uint64_t first, T&... values) {
        (static_cast<Form*>(this)->must(first++, values), ...);
    }
    template <class... T>
    void may_from(uint64_t first, T&... values) {
        (static_cast<Form*>(this)->may(first++, values), ...);
    }
};

class ReadForm : public InARow<ReadForm> {
public:
    explicit ReadForm(CborReader& reader) : reader_(reader), map_(reader), key_(map_.next()) {}

    template <class T>
    void must(uint64_t key, T& value) {
        if (key_ != key) return reader_.refuse();
        read(value);
        key_ = map_.next();
    }

    template <class T>
    void may(uint64_t key, T& value) {
        if (key_ != key) return;
        read(value);
        if (says_nothing(value)) reader_.refuse();
        key_ = map_.next();
    }

    /// What a value may not be, whoever signed it.
    void refuse_if(bool wrong) {
        if (wrong) reader_.refuse();
    }

    /// No field is left that the description does not know.
    void end() { refuse_if(key_ != 0); }

private:
    void read(bool& value) { value = reader_.truth(); }
    void read(uint64_t& value) { value = reader_.number(); }
    void read(int64_t& value) { value = reader_.signed_number(); }
    void read(std::string& value) { value = reader_.text(); }
    void read(Item& value) { assign(value.bytes, reader_.item()); }
    void read(Bytes& value) { assign(value, reader_.bytes()); }

    void read(Instant& value) { value = Instant{milliseconds()}; }
    void read(Duration& value) { value = Duration(milliseconds()); }

    int64_t milliseconds() {
        const uint64_t ms = reader_.number();
        refuse_if(ms > INT64_MAX);
        return static_cast<int64_t>(ms);
    }

    template <size_t size>
    void read(std::array<uint8_t, size>& value) {
        const ByteView bytes = reader_.bytes_of(size);
        if (bytes.size() == size) std::copy(bytes.begin(), bytes.end(), value.begin());
    }

    template <class T>
    requires std::unsigned_integral<T> || std::is_enum_v<T>
    void read(T& value) {
        const uint64_t number = reader_.number();
        value = static_cast<T>(number);
        refuse_if(static_cast<uint64_t>(value) != number);
    }

    template <class T>
    requires(!std::same_as<T, uint8_t>) void read(std::vector<T>& value) {
        for (size_t left = reader_.array(); left > 0 && reader_.is_sound(); --left) read(value.emplace_back());
    }

    template <SelfFormed T>
    void read(T& value) {
        value.read_from(reader_);
    }

    template <Described T>
    void read(std::optional<T>& value) {
        read(value.emplace());
    }

    template <Described T>
    void read(T& value) {
        ReadForm inner(reader_);
        describe(inner, value);
        inner.end();
    }

    static void assign(Bytes& to, ByteView from) { to.assign(from.begin(), from.end()); }

    CborReader& reader_;
    CborMap map_;
    uint64_t key_;
};

class WriteForm : public InARow<WriteForm> {
public:
    template <class T>
    void must(uint64_t key, T& value) {
        write(map_.field(key), value);
    }

    template <class T>
    void may(uint64_t key, T& value) {
        if (!says_nothing(value)) must(key, value);
    }

    void refuse_if(bool) {}
    Bytes take() { return map_.take(); }

private:
    static void write(CborWriter& out, bool value) { out.truth(value); }
    static void write(CborWriter& out, int64_t value) { out.signed_number(value); }
    static void write(CborWriter& out, const std::string& value) { out.text(value); }
    static void write(CborWriter& out, const Item& value) { out.item(value.bytes); }
    static void write(CborWriter& out, const Bytes& value) { out.bytes(value); }
    static void write(CborWriter& out, Instant value) { out.number(static_cast<uint64_t>(value.unix_ms)); }
    static void write(CborWriter& out, Duration value) { out.number(static_cast<uint64_t>(value.count())); }

    template <size_t size>
    static void write(CborWriter& out, const std::array<uint8_t, size>& value) {
        out.bytes(value);
    }

    template <class T>
    requires std::unsigned_integral<T> || std::is_enum_v<T>
    static void write(CborWriter& out, T value) { out.number(static_cast<uint64_t>(value)); }

    template <class T>
    requires(!std::same_as<T, uint8_t>) static void write(CborWriter& out, std::vector<T>& value) {
        out.array(value.size());
        for (auto& one : value) write(out, one);
    }

    template <SelfFormed T>
    static void write(CborWriter& out, T& value) {
        value.write_to(out);
    }

    template <Described T>
    static void write(CborWriter& out, std::optional<T>& value) {
        write(out, *value);
    }

    template <Described T>
    static void write(CborWriter& out, T& value) {
        WriteForm inner;
        describe(inner, value);
        out.item(inner.take());
    }

    CborMapWriter map_;
};

/// The message of a payload, or nothing when the payload is not exactly one such message in its one form.
template <Described T>
std::optional<T> read_message(ByteView payload) {
    if (!is_deterministic(payload)) return std::nullopt;
    CborReader reader(payload);
    ReadForm form(reader);
    T message;
    describe(form, message);
    form.end();
    if (!reader.is_whole()) return std::nullopt;
    return message;
}

template <Described T>
Bytes write_message(T message) {
    WriteForm form;
    describe(form, message);
    return form.take();
}

}  // namespace steward::trust
