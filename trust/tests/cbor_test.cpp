#include "trust/cbor.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace steward::trust {

namespace {
Bytes hex(std::string_view text) { return *from_hex(text); }
bool is_fine(std::string_view text) { return is_deterministic(hex(text)); }
}  // namespace

TEST(Cbor, has_one_form_for_everything) {
    for (const auto* fine : {"00",
                             "17",
                             "1818",
                             "18ff",
                             "190100",
                             "19ffff",
                             "1a00010000",
                             "1affffffff",
                             "1b0000000100000000",
                             "1bffffffffffffffff",
                             "20",
                             "3818",
                             "3b7fffffffffffffff",
                             "40",
                             "43010203",
                             "60",
                             "62c3bc",
                             "80",
                             "83010203",
                             "a0",
                             "a2010102820304",
                             "a1184000",
                             "f4",
                             "f5"})
        EXPECT_TRUE(is_fine(fine)) << fine;
}

TEST(Cbor, refuses_every_other_form) {
    const std::pair<const char*, const char*> refused[] = {{"", "nothing"},
                                                           {"1817", "a number in more bytes than it needs"},
                                                           {"1900ff", "the same, two bytes"},
                                                           {"1a0000ffff", "the same, four bytes"},
                                                           {"1b00000000ffffffff", "the same, eight bytes"},
                                                           {"5803010203", "a length in more bytes than it needs"},
                                                           {"5f41014102ff", "bytes without a length"},
                                                           {"9f0102ff", "an array without a length"},
                                                           {"bf0102ff", "a map without a length"},
                                                           {"1c", "a reserved head"},
                                                           {"3b8000000000000000", "a number below the smallest"},
                                                           {"a201010102", "a key twice"},
                                                           {"a202010102", "keys that do not rise"},
                                                           {"a10001", "key 0"},
                                                           {"a1616101", "a key of text"},
                                                           {"a12001", "a key below 0"},
                                                           {"c000", "a tag"},
                                                           {"f6", "null"},
                                                           {"f7", "undefined"},
                                                           {"f814", "true in two bytes"},
                                                           {"f90000", "a float"},
                                                           {"fb0000000000000000", "a long float"},
                                                           {"0000", "two items"},
                                                           {"430102", "bytes cut short"},
                                                           {"8201", "an array cut short"},
                                                           {"a101", "a map cut short"},
                                                           {"62c328", "text that is not UTF-8"},
                                                           {"63eda080", "half of a pair of UTF-16"},
                                                           {"9bffffffffffffffff", "an array longer than the world"},
                                                           {"5bffffffffffffffff", "bytes longer than the world"}};
    for (const auto& [text, what] : refused) EXPECT_FALSE(is_fine(text)) << what;
}

TEST(Cbor, has_at_most_eight_levels) {
    const auto nested = [](size_t levels) {
        Bytes bytes(levels, 0x81);
        bytes.push_back(0);
        return bytes;
    };
    EXPECT_TRUE(is_deterministic(nested(8)));
    EXPECT_FALSE(is_deterministic(nested(9)));
    EXPECT_FALSE(is_deterministic(Bytes(200'000, 0x81)));
}

TEST(Cbor, what_was_written_is_read) {
    CborMapWriter map;
    map.field(1).number(1'767'225'600'000);
    map.field(2).bytes(hex("c0ffee"));
    map.field(3).text("Grüße");
    map.field(4).array(2).signed_number(-5).truth(true);
    map.field(70).map(0);
    const Bytes bytes = map.take();
    ASSERT_TRUE(is_deterministic(bytes));
    CborReader reader(bytes);
    CborMap fields(reader);
    EXPECT_EQ(fields.next(), 1u);
    EXPECT_EQ(reader.number(), 1'767'225'600'000u);
    EXPECT_EQ(fields.next(), 2u);
    EXPECT_EQ(to_hex(reader.bytes_of(3)), "c0ffee");
    EXPECT_EQ(fields.next(), 3u);
    EXPECT_EQ(reader.text(), "Grüße");
    EXPECT_EQ(fields.next(), 4u);
    EXPECT_EQ(reader.array(), 2u);
    EXPECT_EQ(reader.signed_number(), -5);
    EXPECT_TRUE(reader.truth());
    EXPECT_EQ(fields.next(), 0u);  // 70 is an extension
    EXPECT_TRUE(reader.is_whole());
}

TEST(Cbor, a_reader_that_met_something_else_stays_unsound) {
    const Bytes bytes =
        hex("8201430102"
            "03");
    CborReader reader(bytes);
    EXPECT_EQ(reader.array(), 2u);
    EXPECT_EQ(reader.text(), "");  // a number stands there
    EXPECT_FALSE(reader.is_sound());
    EXPECT_EQ(reader.number(), 0u);
    EXPECT_TRUE(reader.bytes().empty());
    EXPECT_EQ(reader.array(), 0u);
    EXPECT_EQ(reader.map(), 0u);
    EXPECT_FALSE(reader.truth());
    EXPECT_FALSE(reader.is_whole());
    const Bytes three = hex("43010203");
    CborReader wrong_size(three);
    EXPECT_TRUE(wrong_size.bytes_of(4).empty());
    EXPECT_FALSE(wrong_size.is_sound());
}

TEST(Cbor, numbers_at_every_border) {
    for (const int64_t value :
         {int64_t{0}, int64_t{23}, int64_t{24}, int64_t{255}, int64_t{256}, int64_t{65'535}, int64_t{65'536}, int64_t{4'294'967'295},
          int64_t{4'294'967'296}, INT64_MAX, int64_t{-1}, int64_t{-24}, int64_t{-25}, INT64_MIN}) {
        const Bytes bytes = CborWriter().signed_number(value).take();
        EXPECT_TRUE(is_deterministic(bytes)) << value;
        EXPECT_EQ(CborReader(bytes).signed_number(), value);
    }
}

TEST(Cbor, maps_count_as_levels_too) {
    const auto nested = [](size_t levels) {
        std::string text;
        for (size_t i = 0; i < levels; ++i) text += "a101";
        return text + "00";
    };
    EXPECT_TRUE(is_fine(nested(8)));
    EXPECT_FALSE(is_fine(nested(9)));
    EXPECT_FALSE(is_fine("81818181" + nested(5))) << "together with arrays";
}

TEST(Cbor, true_and_false_have_one_byte_each) {
    EXPECT_EQ(to_hex(CborWriter().truth(false).take()), "f4");
    EXPECT_EQ(to_hex(CborWriter().truth(true).take()), "f5");
    const Bytes no = hex("f4"), zero = hex("00");
    CborReader reader(no);
    EXPECT_FALSE(reader.truth());
    EXPECT_TRUE(reader.is_whole());
    CborReader of_a_number(zero);
    EXPECT_FALSE(of_a_number.truth());
    EXPECT_FALSE(of_a_number.is_sound());
}

TEST(Cbor, an_item_is_handed_on_with_all_its_bytes_or_not_at_all) {
    const Bytes whole = hex("a1018243010203f405"), cut = hex("a1018243010203");
    CborReader reader(whole);
    EXPECT_EQ(to_hex(reader.item()), "a1018243010203f4");
    EXPECT_EQ(reader.number(), 5u);
    EXPECT_TRUE(reader.is_whole());
    CborReader of_a_part(cut);
    EXPECT_TRUE(of_a_part.item().empty());
    EXPECT_FALSE(of_a_part.is_sound());
}

TEST(Cbor, a_signed_number_is_no_text_no_bytes_and_no_truth) {
    for (const auto* other : {"6161", "4101", "80", "a0", "c0", "f5"}) {
        const Bytes bytes = hex(other);
        CborReader reader(bytes);
        EXPECT_EQ(reader.signed_number(), 0) << other;
        EXPECT_FALSE(reader.is_sound()) << other;
    }
    const Bytes above = hex("1b8000000000000000"), below = hex("3b8000000000000000");
    for (const Bytes& outside : {above, below}) {
        CborReader reader(outside);
        EXPECT_EQ(reader.signed_number(), 0);
        EXPECT_FALSE(reader.is_sound());
    }
}

RC_GTEST_PROP(Cbor, no_other_bytes_mean_the_same, (const std::vector<uint8_t>& noise)) {
    // Any accepted bytes, written again item by item, are those bytes.
    struct Again {
        CborReader reader;
        CborWriter out;
        void item(ByteView from) {
            switch (from[0] >> 5) {
                case 0:
                    out.number(reader.number());
                    break;
                case 1:
                    out.signed_number(reader.signed_number());
                    break;
                case 2:
                    out.bytes(reader.bytes());
                    break;
                case 3:
                    out.text(reader.text());
                    break;
                default:
                    out.truth(reader.truth());
            }
        }
    };
    if (noise.empty() || !is_deterministic(noise) || noise[0] >> 5 == 4 || noise[0] >> 5 == 5) return;
    Again again{CborReader(noise), {}};
    again.item(noise);
    RC_ASSERT(again.out.take() == noise);
}

}  // namespace steward::trust
