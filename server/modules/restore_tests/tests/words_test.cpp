// What people read: wording T07 and T09 of domain/playbooks.md, and the certificate.
#include "server/modules/restore_tests/words.h"

#include <gmock/gmock.h>

#include "server/modules/restore_tests/certificate.h"
#include "server/platform/paper/page.h"
#include "server/platform/paper/pdf.h"

namespace steward::restore_tests {

namespace {
using namespace std::chrono_literals;
using testing::HasSubstr, testing::Not;
constexpr Instant at{1'795'000'000'000};  // 2026-11-18 10:26 UTC

TEST(Words, of_times) {
    EXPECT_EQ(in_words(1s), "1 second");
    EXPECT_EQ(in_words(-5s), "0 seconds");
    EXPECT_EQ(in_words(3h + 10min), "3 h 10 min");
    EXPECT_EQ(in_words(8h), "8 h");
    EXPECT_EQ(in_words(59min), "59 min");
    EXPECT_EQ(in_words(std::chrono::hours(24 * 3)), "3 days");
    EXPECT_EQ(day_words(at), "2026-11-18");
    EXPECT_THAT(minute_words(at), HasSubstr(" UTC"));
    EXPECT_EQ(level_words(9), "");
    EXPECT_EQ(level_words(1), "files compared with their source (L1)");
}

TEST(Words, of_a_failed_test_are_those_of_T07_with_its_values) {
    const Wanting wanting{.kind = "failed",
                          .item = "ERP database",
                          .client = "Harbour",
                          .reason = "Orders end on 2026-08-30.",
                          .level = 4,
                          .at = at,
                          .green_runs = 60,
                          .all_runs = 60};
    const auto words = finding_words(wanting);
    EXPECT_EQ(words.title, "Restore test of ERP database failed on 2026-11-18: Orders end on 2026-08-30");
    EXPECT_THAT(words.consequence,
                HasSubstr("Today we could not bring ERP database back, although its backups show green. 60 of 60 expected runs"));
    for (const int green : {0, 59}) {
        Wanting other = wanting;
        other.green_runs = green;
        EXPECT_THAT(finding_words(other).consequence, ::testing::Not(HasSubstr("show green"))) << green;
    }
    ASSERT_EQ(words.options.size(), 3u);
    EXPECT_THAT(words.options[0], HasSubstr("within 7 days, included"));
    EXPECT_EQ(words.recommendation, "A now; B if it fails again.");
    const std::string mail = mail_text(wanting, words, "Dora", "TIC-7", at + std::chrono::hours(24 * 7));
    EXPECT_THAT(mail, HasSubstr("Hello Dora,\n\nRestore test of ERP database failed on 2026-11-18: Orders end on 2026-08-30.\n"));
    EXPECT_THAT(mail, HasSubstr("test again by 2026-11-25"));
    EXPECT_EQ(mail_subject(wanting), "We could not restore ERP database in a test");
}

TEST(Words, of_a_late_and_of_an_overdue_one) {
    Wanting wanting{.kind = "late", .item = "ERP", .reason = "It came back after 10 h", .at = at, .agreed = 8h, .actual = 10h};
    auto words = finding_words(wanting);
    EXPECT_EQ(words.title, "ERP takes 10 h to restore, agreed 8 h");
    EXPECT_THAT(words.consequence, HasSubstr("2 h later"));
    EXPECT_THAT(mail_text(wanting, words, "Dora", "TIC-7", at), HasSubstr("Our reference: TIC-7"));
    EXPECT_THAT(mail_subject(wanting), HasSubstr("longer than agreed"));
    wanting.kind = "overdue";
    wanting.reason = "";
    words = finding_words(wanting);
    EXPECT_EQ(words.title, "Restore of ERP was not proven by 2026-11-18");
    EXPECT_THAT(words.consequence, Not(HasSubstr("expected runs")));
    EXPECT_THAT(words.technical, HasSubstr("did not come to a result."));
}

Certified certified() {
    Certified one;
    one.test.client_name = "Harbour <script>";
    one.test.item_name = "ERP & \"more\"";
    one.test.state = "passed";
    one.test.ended_at = at;
    one.test.signed_at = at + 1h;
    one.test.signed_by = "Sara";
    one.test.how_chosen = "oldest";
    one.test.point = "0a1b2c3d";
    one.test.content_at = at - 6h;
    one.test.rto = 8h;
    one.test.achieved_rto = 3h + 10min;
    one.test.achieved_rpo = 6h;
    one.test.run = "run-1";
    one.checks = {{.name = "files.same", .objects = 12, .verdict = trust::CheckVerdict::Passed},
                  {.name = "login", .verdict = trust::CheckVerdict::NotCovered}};
    return one;
}

TEST(Certificate, says_what_was_checked_what_was_not_and_how_to_check_it) {
    auto one = certified();
    one.not_covered = {"How long all of it would take."};
    const std::string page = paper::page_of(certificate_of(one));
    EXPECT_THAT(page, HasSubstr("It could be restored."));
    EXPECT_THAT(page, HasSubstr("<td>12</td><td>held</td>"));
    EXPECT_THAT(page, HasSubstr("not covered"));
    EXPECT_THAT(page, HasSubstr("<li>How long all of it would take.</li>"));
    EXPECT_THAT(page, HasSubstr("3 h 10 min; 8 h were agreed"));
    EXPECT_THAT(page, HasSubstr("6 h; nothing was agreed"));
    EXPECT_THAT(page, HasSubstr("drawn: the oldest of thirty days"));
    EXPECT_THAT(page, HasSubstr("steward-verify"));
    EXPECT_THAT(page, HasSubstr("Harbour &lt;script&gt;"));
    EXPECT_THAT(page, HasSubstr("ERP &amp; &quot;more&quot;"));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
}

TEST(Certificate, of_what_failed_or_was_late_does_not_look_like_a_proof) {
    auto one = certified();
    one.test.state = "failed";
    one.test.run.clear();
    one.test.how_chosen = "newest";
    one.test.signed_note = "Seen.";
    one.test.evidence = "Photo in the ticket.";
    one.checks[0].verdict = trust::CheckVerdict::Failed;
    std::string page = paper::page_of(certificate_of(one));
    EXPECT_THAT(page, HasSubstr("It could not be restored."));
    EXPECT_THAT(page, HasSubstr("do not conclude that everything was checked"));
    EXPECT_THAT(page, Not(HasSubstr("steward-verify")));
    EXPECT_THAT(page, HasSubstr("drawn: the newest"));
    EXPECT_THAT(page, HasSubstr(": Seen."));
    one.test.state = "passed_late";
    one.test.how_chosen = "any";
    page = paper::page_of(certificate_of(one));
    EXPECT_THAT(page, HasSubstr("but not within what was agreed"));
    EXPECT_THAT(page, HasSubstr("drawn from all"));
    one.test.how_chosen = "hand";
    EXPECT_THAT(paper::page_of(certificate_of(one)), HasSubstr("chosen by hand"));
}

TEST(Certificate, is_a_pdf_as_well_with_a_name_that_every_system_takes) {
    auto one = certified();
    one.provider = "Alderway Services";
    one.test.restored_bytes = 1'234'567'890;
    one.test.restored_files = 140;
    const auto document = certificate_of(one);
    EXPECT_THAT(paper::page_of(document), HasSubstr("1.2 GB of 140 files"));
    EXPECT_THAT(document.foot, HasSubstr("Alderway Services. Restore test "));
    EXPECT_EQ(document.made_at, one.test.signed_at);
    const auto pdf = paper::pdf_of(document);
    ASSERT_TRUE(pdf) << pdf.error().message;
    EXPECT_EQ(certificate_file_name(one.test, "pdf"), "restore-test-erp-more-2026-11-18.pdf");
    one.test.item_name = "会計/../\n";
    EXPECT_EQ(certificate_file_name(one.test, "pdf"), "restore-test-2026-11-18.pdf");
    one.test.item_name = std::string(500, 'A');
    EXPECT_LE(certificate_file_name(one.test, "pdf").size(), 100u);
}
}  // namespace

}  // namespace steward::restore_tests
