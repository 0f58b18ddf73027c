// What a source tells of its files without their names.
#include "trust/backup_witness.h"

#include <gtest/gtest.h>

#include "trust/tests/said.h"

namespace steward::trust {

namespace {
WitnessFile file_called(uint8_t name) { return {.path = Digest{name}, .size = 3, .changed_ns = -5, .content = Digest{9}, .offsets = {}}; }

BackupWitness usual_witness() {
    return {.label = "files",
            .run = {1},
            .seed = {2},
            .began = {10},
            .ended = {20},
            .newest_change = {5},
            .files = {file_called(1), file_called(2)}};
}

template <class Change>
bool may_tell(Change change) {
    BackupWitness witness = usual_witness();
    change(witness);
    return read_witness(write_message(witness)).has_value();
}
}  // namespace

TEST(BackupWitnesses, come_back_as_they_were_written) {
    BackupWitness witness = usual_witness();
    witness.files[1].size = 3 * witness_piece;
    witness.files[1].offsets = {0, witness_piece};
    const auto read = read_witness(write_message(witness));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->label, "files");
    EXPECT_EQ(read->run, witness.run);
    EXPECT_EQ(read->seed, witness.seed);
    EXPECT_EQ(read->began, Instant{10});
    EXPECT_EQ(read->ended, Instant{20});
    EXPECT_EQ(read->newest_change, Instant{5});
    ASSERT_EQ(read->files.size(), 2U);
    EXPECT_EQ(read->files[0].changed_ns, -5);
    EXPECT_EQ(read->files[1].offsets, witness.files[1].offsets);
    EXPECT_EQ(read->files[1].content, Digest{9});
    EXPECT_TRUE(may_tell([](BackupWitness& told) { told.files.clear(), told.newest_change = {}, told.label = ""; }));
}

TEST(BackupWitnesses, are_of_one_version_and_end_after_they_began) {
    EXPECT_FALSE(may_tell([](BackupWitness& told) { told.version = 2; }));
    EXPECT_FALSE(may_tell([](BackupWitness& told) { told.label = "Files"; }));
    EXPECT_FALSE(may_tell([](BackupWitness& told) { told.ended = {9}; }));
    EXPECT_TRUE(may_tell([](BackupWitness& told) { told.ended = {10}; }));
}

TEST(BackupWitnesses, have_each_file_once_and_in_order) {
    EXPECT_FALSE(may_tell([](BackupWitness& told) { std::swap(told.files[0], told.files[1]); }));
    EXPECT_FALSE(may_tell([](BackupWitness& told) { told.files[1] = told.files[0]; }));
}

TEST(BackupWitnesses, have_pieces_that_rise_and_begin_within_the_file) {
    const auto pieces = [](uint64_t size, std::vector<uint64_t> offsets) {
        return may_tell([&](BackupWitness& told) { told.files[0].size = size, told.files[0].offsets = offsets; });
    };
    EXPECT_TRUE(pieces(10, {0, 9}));
    EXPECT_FALSE(pieces(10, {0, 10}));
    EXPECT_FALSE(pieces(10, {1, 1}));
    EXPECT_FALSE(pieces(10, {2, 1}));
    std::vector<uint64_t> many;
    for (uint64_t i = 0; i < 32; ++i) many.push_back(i);
    EXPECT_TRUE(pieces(100, many));
    many.push_back(32);
    EXPECT_FALSE(pieces(100, many));
}

TEST(BackupWitnesses, are_bounded) {
    BackupWitness witness = usual_witness();
    witness.files.clear();
    for (unsigned i = 0; i < 401; ++i)
        witness.files.push_back(file_called(0)), witness.files.back().path = Digest{uint8_t(i >> 8), uint8_t(i)};
    EXPECT_FALSE(may_be_said(witness)) << "401 files";
    witness.files.pop_back();
    EXPECT_TRUE(may_be_said(witness)) << "400 files";
    EXPECT_FALSE(read_witness(write_message(witness))) << "and still more than 12 KiB";
    EXPECT_FALSE(read_witness({}));
}

TEST(BackupWitnesses, name_a_file_by_seed_and_path) {
    EXPECT_EQ(witness_name({1}, "/a"), witness_name({1}, "/a"));
    EXPECT_NE(witness_name({1}, "/a"), witness_name({2}, "/a"));
    EXPECT_NE(witness_name({1}, "/a"), witness_name({1}, "/b"));
}

}  // namespace steward::trust
