// What of a manifest travels with the report.
#include "agent/backups/witness.h"

#include <gtest/gtest.h>

#include "trust/backup_witness.h"

namespace steward::agent::backups {
namespace {

Manifest manifest_of(int files) {
    Manifest manifest{.label = "files", .started_ms = 1000, .ended_ms = 2000};
    manifest.run_id.fill(3);
    manifest.seed.fill(4);
    manifest.newest_change_ms = 900;
    for (int i = 0; i < files; ++i) {
        ManifestEntry entry{.path = "/srv/" + std::to_string(10'000 + i), .size = 5, .changed_ns = 1'796'066'000'123'456'789};
        entry.digest.fill(static_cast<uint8_t>(i));
        manifest.entries.push_back(std::move(entry));
    }
    return manifest;
}

TEST(Witnesses, name_no_file_and_have_its_hash) {
    const Manifest manifest = manifest_of(3);
    const Bytes bytes = write_witness(manifest, trust::largest_witness);
    EXPECT_EQ(as_text(bytes).find("srv"), std::string_view::npos);
    const auto witness = trust::read_witness(bytes);
    ASSERT_TRUE(witness);
    EXPECT_EQ(witness->label, "files");
    EXPECT_EQ(witness->run, manifest.run_id);
    EXPECT_EQ(witness->began, Instant{1000});
    EXPECT_EQ(witness->ended, Instant{2000});
    EXPECT_EQ(witness->newest_change, Instant{900});
    ASSERT_EQ(witness->files.size(), 3U);
    for (const ManifestEntry& entry : manifest.entries) {
        const auto found = std::ranges::find(witness->files, trust::witness_name(manifest.seed, entry.path), &trust::WitnessFile::path);
        ASSERT_NE(found, witness->files.end());
        EXPECT_EQ(found->content, entry.digest);
        EXPECT_EQ(found->changed_ns, entry.changed_ns);
    }
}

TEST(Witnesses, speak_of_no_file_that_was_in_motion_or_has_a_name_that_engines_do_not_list) {
    Manifest manifest = manifest_of(4);
    manifest.entries[0].state = EntryState::InMotion;
    manifest.entries[1].state = EntryState::Unreadable;
    manifest.entries[2].path += "\xff";
    const auto witness = trust::read_witness(write_witness(manifest, trust::largest_witness));
    ASSERT_TRUE(witness);
    ASSERT_EQ(witness->files.size(), 1U);
    EXPECT_EQ(witness->files[0].content, manifest.entries[3].digest);
    manifest.entries[3].state = EntryState::InMotion;
    EXPECT_TRUE(write_witness(manifest, trust::largest_witness).empty());
}

TEST(Witnesses, keep_their_bound_and_take_the_lowest_lots_first) {
    const Manifest manifest = manifest_of(2000);
    size_t before = 0;
    for (const size_t most : {size_t{0}, size_t{300}, size_t{1000}, size_t{5000}, trust::largest_witness, size_t{1} << 20}) {
        const Bytes bytes = write_witness(manifest, most);
        EXPECT_LE(bytes.size(), std::min(most, trust::largest_witness));
        const auto witness = trust::read_witness(bytes);
        ASSERT_EQ(witness.has_value(), most >= 300) << most;
        if (!witness) continue;
        EXPECT_GE(witness->files.size(), before);
        before = witness->files.size();
        std::vector<std::pair<double, trust::Digest>> all;
        for (const auto& entry : manifest.entries)
            all.emplace_back(Drawing::lot(manifest.seed, entry.path), trust::witness_name(manifest.seed, entry.path));
        std::ranges::sort(all);
        for (size_t i = 0; i < before; ++i)
            EXPECT_NE(std::ranges::find(witness->files, all[i].second, &trust::WitnessFile::path), witness->files.end());
    }
    EXPECT_GT(before, 120U);
}

}  // namespace
}  // namespace steward::agent::backups
