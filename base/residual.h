// What a column is expected to do next, and the bits of how far it was off.
//
// Shared by the two orders in which samples are written: row by row (base/report_codec.h, wire
// and log) and column by column (server/platform/series/column_codec.h, files). Both sides of a
// stream run the same model on the same values, so that nothing about it is ever transmitted.
//
// The code is Golomb-Rice (Rice 1979) whose parameter follows the size of earlier surprises, as
// in Malvar's adaptive coder (DCC 2006). All arithmetic wraps at 64 bits, so every int64 works.
// Format changes break the wire and every stored file: base/tests/report_codec_test.cpp pins it.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <limits>

#include "base/bytes.h"

namespace steward {

enum class SeriesKind : uint8_t { Gauge = 1, Counter = 2, State = 3 };

/// The value of a column that could not be read at that moment: a gap, never a zero.
constexpr int64_t missing_sample = std::numeric_limits<int64_t>::min();

namespace residual {

static_assert(std::endian::native == std::endian::little, "bits are stored lowest first, through 64-bit words");

/// Appends bits to `out`, lowest first. `out` is longer than its content until `finish`.
class BitWriter {
public:
    explicit BitWriter(Bytes& out) : out_(out), used_(out.size()) { grow(); }

    void write(uint64_t value, unsigned count) {  // count at most 56; bits of value above count are zero
        word_ |= value << filled_;
        filled_ += count;
        if (out_.size() - used_ < 8) [[unlikely]]
            grow();
        std::memcpy(out_.data() + used_, &word_, 8);
        used_ += filled_ >> 3;
        word_ >>= filled_ & ~7U;
        filled_ &= 7;
    }
    void write_long(uint64_t value, unsigned count) {  // count at most 64
        if (count > 32) {
            write(value & 0xffffffffU, 32);
            value >>= 32;
            count -= 32;
        }
        write(value, count);
    }
    void finish() { out_.resize(used_ + (filled_ != 0 ? 1 : 0)); }  // the last byte is filled with zeros

private:
    void grow() { out_.resize(used_ + 256); }
    Bytes& out_;
    size_t used_;
    uint64_t word_ = 0;
    unsigned filled_ = 0;  // always below 8 between calls
};

/// Reads what BitWriter wrote. Beyond the end there are zeros: every loop over it is bounded by
/// the caller's own count, and `ends_cleanly` tells at the end whether it was all there.
class BitReader {
public:
    explicit BitReader(ByteView in) : data_(in.data()), size_(in.size()) {}

    uint64_t peek() const {  // at least 57 valid bits
        const size_t byte = position_ >> 3;
        uint64_t word = 0;
        if (byte + 8 <= size_) [[likely]] {
            std::memcpy(&word, data_ + byte, 8);
        } else if (byte < size_) {
            for (size_t i = byte; i < size_; ++i) word |= uint64_t{data_[i]} << (8 * (i - byte));
        }
        return word >> (position_ & 7);
    }
    void skip(unsigned count) { position_ += count; }
    uint64_t read(unsigned count) {  // count at most 56
        const uint64_t value = peek() & ((uint64_t{1} << count) - 1);
        position_ += count;
        return value;
    }
    uint64_t read_long(unsigned count) {  // count at most 64
        if (count <= 32) return read(count);
        const uint64_t low = read(32);
        return low | read(count - 32) << 32;
    }
    bool overran() const { return position_ > size_ * 8; }
    bool ends_cleanly() const {
        if (overran() || size_ * 8 - position_ >= 8) return false;
        return (position_ & 7) == 0 || data_[position_ >> 3] >> (position_ & 7) == 0;
    }

private:
    const uint8_t* data_;
    size_t size_;
    size_t position_ = 0;  // in bits
};

inline uint64_t zigzag(int64_t value) { return (static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63); }
inline int64_t from_zigzag(uint64_t value) { return static_cast<int64_t>((value >> 1) ^ (0 - (value & 1))); }
inline int64_t difference(int64_t a, int64_t b) { return static_cast<int64_t>(static_cast<uint64_t>(a) - static_cast<uint64_t>(b)); }
inline int64_t sum(int64_t a, int64_t b) { return static_cast<int64_t>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b)); }

/// How the next sample of a column is written, by how often it was a surprise so far.
enum class Mode : uint8_t {
    Fresh,    // nothing known: the value itself
    Quiet,    // seldom: only the places of surprises are written
    Flagged,  // sometimes: one bit says whether
    Direct,   // nearly always: the surprise itself, zero included
};

/// What a model knows, in 24 bytes, because a server holds one per live series.
struct PackedKnowledge {
    explicit PackedKnowledge(SeriesKind kind) : kind_(static_cast<uint8_t>(kind) & 3) {}

    int64_t last_ = 0;
    int64_t growth_ = 0;     // of a counter: average step, in 1/256
    uint16_t spread_ = 0;    // average number of bits of a surprise, in 1/256; 0: none seen yet
    uint16_t surprise_ = 0;  // how often: 0 never, 65535 always
    uint8_t kind_ : 2;
    uint8_t mode_ : 2 = 0;
    uint8_t missing_ : 1 = 0;
    uint8_t seen_ : 3 = 0;       // surprises, up to `steady`
    uint8_t grain_ = 0;          // surprises are multiples of 2^grain (pages, KiB): those zeros are left out
    uint8_t candidate_ : 5 = 0;  // for a coarser grain ...
    uint8_t streak_ : 3 = 0;     // ... and how many surprises it has held for
};
static_assert(sizeof(PackedKnowledge) == 24);

/// The same in registers, for one column at a time: a third less work a sample than with bit fields.
template <SeriesKind Kind>
struct WideKnowledge {
    static constexpr auto kind_ = static_cast<uint8_t>(Kind);
    int64_t last_ = 0, growth_ = 0;
    int32_t spread_ = 0, surprise_ = 0;
    uint32_t mode_ = 0, seen_ = 0, grain_ = 0, candidate_ = 0, streak_ = 0;
};

/// The model of one column.
template <typename Knowledge>
class Model : private Knowledge {
public:
    using Knowledge::Knowledge;

    SeriesKind kind() const { return static_cast<SeriesKind>(kind_); }
    Mode mode() const { return static_cast<Mode>(mode_); }
    bool missing() const { return this->missing_ != 0; }
    void set_missing(bool missing) { this->missing_ = missing ? 1 : 0; }

    int64_t predicted() const { return kind() == SeriesKind::Counter ? sum(last_, (growth_ + growth_one / 2) >> growth_bits) : last_; }
    void learn_first(int64_t value) {
        last_ = value;
        mode_ = static_cast<uint8_t>(kind() == SeriesKind::State ? Mode::Quiet : Mode::Flagged);
        surprise_ = kind() == SeriesKind::State ? 0 : 0x8000;
    }
    void learn(int64_t value, int64_t residual);

    /// The residual is not zero, or the mode is Direct.
    void write(BitWriter& out, int64_t residual) const;
    /// False: not as `write` would have written it.
    bool read(BitReader& in, int64_t& residual) const;

    static void write_first(BitWriter& out, int64_t value);
    static int64_t read_first(BitReader& in);

private:
    static constexpr unsigned growth_bits = 8;
    static constexpr int64_t growth_one = 1 << growth_bits;
    static constexpr int64_t growth_limit = int64_t{1} << 52;  // beyond it a step is no growth but an accident
    static constexpr unsigned longest_unary = 18;              // more is written out in full
    static constexpr unsigned steady = 7;                      // surprises until the averages move slowly

    // Measured: the whole part of the average width is the best parameter for normal surprises.
    unsigned rice_bits() const { return spread_ >> 8; }
    void learn_growth(int64_t value);
    void learn_size(int64_t residual);
    void learn_grain(unsigned zeros);

    using Knowledge::candidate_, Knowledge::grain_, Knowledge::growth_, Knowledge::kind_, Knowledge::last_, Knowledge::mode_,
        Knowledge::seen_, Knowledge::spread_, Knowledge::streak_, Knowledge::surprise_;
};

class Column : public Model<PackedKnowledge> {
public:
    explicit Column(SeriesKind kind = SeriesKind::Gauge) : Model(kind) {}
};
template <SeriesKind Kind>
using WideColumn = Model<WideKnowledge<Kind>>;
static_assert(sizeof(Column) == 24);

template <typename Knowledge>
void Model<Knowledge>::write_first(BitWriter& out, int64_t value) {
    const uint64_t size = zigzag(value);
    const auto width = static_cast<unsigned>(std::bit_width(size));
    out.write(width, 7);
    if (width > 1) out.write_long(size & ~(uint64_t{1} << (width - 1)), width - 1);
}

template <typename Knowledge>
int64_t Model<Knowledge>::read_first(BitReader& in) {
    const auto width = static_cast<unsigned>(in.read(7));
    if (width == 0) return 0;
    if (width > 64) return missing_sample;  // which no writer writes: the caller refuses it
    return from_zigzag(in.read_long(width - 1) | uint64_t{1} << (width - 1));
}

template <typename Knowledge>
void Model<Knowledge>::write(BitWriter& out, int64_t residual) const {
    const unsigned zeros = residual == 0 ? 63 : static_cast<unsigned>(std::countr_zero(static_cast<uint64_t>(residual)));
    if (spread_ != 0 && zeros >= grain_) [[likely]] {
        const uint64_t size = zigzag(residual >> grain_) - (mode() == Mode::Direct ? 0 : 1);
        const unsigned bits = rice_bits();
        const uint64_t unary = size >> bits;
        if (unary < longest_unary) [[likely]] {
            const auto ones = static_cast<unsigned>(unary);
            const uint64_t remainder = size & ((uint64_t{1} << bits) - 1);
            if (bits <= 32) [[likely]] {
                out.write(((uint64_t{1} << ones) - 1) | remainder << (ones + 1), ones + 1 + bits);
            } else {
                out.write((uint64_t{1} << ones) - 1, ones + 1);
                out.write_long(remainder, bits);
            }
            return;
        }
    }
    if (spread_ != 0) out.write((uint64_t{1} << longest_unary) - 1, longest_unary);
    const uint64_t size = zigzag(residual);
    const auto width = static_cast<unsigned>(std::bit_width(size));
    out.write(width - 1, 6);
    out.write_long(size & ~(uint64_t{1} << (width - 1)), width - 1);
}

template <typename Knowledge>
bool Model<Knowledge>::read(BitReader& in, int64_t& residual) const {
    const uint64_t offset = mode() == Mode::Direct ? 0 : 1;
    const unsigned bits = rice_bits();
    if (spread_ != 0) [[likely]] {
        const uint64_t word = in.peek();
        const auto ones = static_cast<unsigned>(std::countr_one(word));
        if (ones < longest_unary) [[likely]] {
            uint64_t remainder;
            if (bits <= 32) [[likely]] {
                remainder = (word >> (ones + 1)) & ((uint64_t{1} << bits) - 1);
                in.skip(ones + 1 + bits);
            } else {
                in.skip(ones + 1);
                remainder = in.read_long(bits);
            }
            const uint64_t size = (uint64_t{ones} << bits | remainder) + offset;
            residual = static_cast<int64_t>(static_cast<uint64_t>(from_zigzag(size)) << grain_);
            return size >= offset && residual >> grain_ == from_zigzag(size) && std::bit_width(uint64_t{ones}) + bits <= 64;
        }
        in.skip(longest_unary);
    }
    const auto width = static_cast<unsigned>(in.read(6)) + 1;
    const uint64_t size = in.read_long(width - 1) | uint64_t{1} << (width - 1);
    residual = from_zigzag(size);
    if (spread_ == 0) return true;
    const bool fits_grain = static_cast<unsigned>(std::countr_zero(static_cast<uint64_t>(residual))) >= grain_;
    return !fits_grain || (zigzag(residual >> grain_) - offset) >> bits >= longest_unary;  // else the short form was due
}

template <typename Knowledge>
void Model<Knowledge>::learn(int64_t value, int64_t residual) {
    if (kind() == SeriesKind::Counter) learn_growth(value);
    last_ = value;
    const int rate = seen_ < steady && residual != 0 ? 3 : 4;  // quick to notice, slow to forget
    surprise_ = static_cast<uint16_t>(surprise_ + (((residual != 0 ? 65535 : 0) - surprise_) >> rate));
    if (residual != 0) learn_size(residual);
    // Below one surprise in eight, places are cheaper than flags; above three in four, zeros are cheap.
    mode_ = static_cast<uint8_t>(surprise_ < 8192 ? Mode::Quiet : surprise_ < 49152 ? Mode::Flagged : Mode::Direct);
}

template <typename Knowledge>
void Model<Knowledge>::learn_growth(int64_t value) {
    const int64_t step = difference(value, last_);
    if (step < 0 || step >= growth_limit) return;  // it started again at zero: how fast it grows did not change
    const int64_t off = (step << growth_bits) - growth_;
    const unsigned rate = seen_ < 2 ? 0 : seen_ < 4 ? 1 : seen_ < steady ? 2 : 3;
    growth_ += off >> rate;
}

template <typename Knowledge>
void Model<Knowledge>::learn_size(int64_t residual) {
    learn_grain(static_cast<unsigned>(std::countr_zero(static_cast<uint64_t>(residual))));
    // At most 63 together with the grain: a parameter of 64 would be a shift by the whole word.
    const int width = std::min(static_cast<int>(std::bit_width(zigzag(residual >> grain_))), 63 - static_cast<int>(grain_)) << 8;
    const unsigned rate = seen_ < 2 ? 1 : seen_ < 4 ? 2 : seen_ < steady ? 3 : 4;
    spread_ = static_cast<uint16_t>(spread_ == 0 ? width : spread_ + ((width - spread_) >> rate));
    if (seen_ < steady) seen_ = static_cast<uint8_t>(seen_ + 1) & 7;
}

template <typename Knowledge>
void Model<Knowledge>::learn_grain(unsigned zeros) {
    if (zeros < grain_) {
        spread_ = static_cast<uint16_t>(spread_ + static_cast<int>((grain_ - zeros) << 8));
        grain_ = static_cast<uint8_t>(zeros);
        streak_ = 0;
        return;
    }
    zeros = zeros < 31 ? zeros : 31;
    candidate_ = static_cast<uint8_t>(streak_ == 0 || zeros < candidate_ ? zeros : candidate_) & 31;
    streak_ = static_cast<uint8_t>(streak_ + 1) & 7;
    if (streak_ < 6) return;
    // Three even numbers in a row are chance; six multiples of eight are a unit.
    if (candidate_ >= grain_ + 3) {
        const int less = static_cast<int>(candidate_ - grain_) << 8;
        spread_ = static_cast<uint16_t>(spread_ > less + 256 ? spread_ - less : 256);
        grain_ = candidate_;
    }
    streak_ = 0;
}

}  // namespace residual
}  // namespace steward
