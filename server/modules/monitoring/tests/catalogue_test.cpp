#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <set>

#include "server/modules/monitoring/catalogue.h"

namespace steward::monitoring {

namespace {
std::string catalogue_refusal(std::string text) {
    const std::string_view view = text;
    const auto parsed = Catalogue::parse(std::span(&view, 1));
    return parsed ? "" : parsed.error().message;
}

const std::string complete_check = R"(code: "X1" name: "X" version: 1 device_classes: "server" source: REPORT metric: "m" no_data: HOLD
    levels { raise_warning: 2 clear_warning: 1 } priority_warning: "P4" title: "t" what_is_wrong: "w" consequence: "c" next_thing: "n" )";

std::string changed(std::string text, std::string_view from, std::string_view to) { return text.replace(text.find(from), from.size(), to); }
}  // namespace

TEST(Catalogue, holds_the_checks_of_the_playbook) {
    std::set<std::string> codes;
    for (const Check& check : Catalogue::published().checks()) codes.insert(check.code);
    EXPECT_EQ(codes, (std::set<std::string>{"A01", "A02", "A04", "S01", "S02", "S03", "S04", "S05", "S06", "S12", "S13", "S14", "W01"}));
}

TEST(Catalogue, every_file_is_in_it) {
    size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(STEWARD_SOURCE_DIR "/schema/checks"))
        files += entry.path().extension() == ".textproto";
    EXPECT_EQ(Catalogue::published().checks().size(), files);
}

// Principle 2 of the playbooks: every alert has a runbook or it is not an alert.
TEST(Catalogue, every_check_names_a_page_that_is_there) {
    for (const Check& check : Catalogue::published().checks()) {
        EXPECT_FALSE(check.runbook.empty()) << check.code;
        EXPECT_TRUE(std::filesystem::exists(STEWARD_SOURCE_DIR "/docs/guide/runbooks/" + check.runbook + ".md"))
            << check.code << " " << check.runbook;
    }
}

// Invariant 14: the clear level differs from the raise level, on the good side.
TEST(Catalogue, every_numeric_check_has_hysteresis) {
    for (const Check& check : Catalogue::published().checks()) {
        for (const Rule* rule : {&check.rule, &check.instead_rule}) {
            EXPECT_LT(rule->clear_warning, rule->raise_warning) << check.code;
            EXPECT_LT(rule->clear_critical, rule->raise_critical) << check.code;
        }
    }
}

TEST(Catalogue, a_critical_level_is_never_milder_than_its_warning) {
    for (const Check& check : Catalogue::published().checks()) {
        if (check.rule.raise_warning == never) continue;
        EXPECT_LE(check.rule.raise_warning, check.rule.raise_critical) << check.code;
    }
}

TEST(Catalogue, every_text_is_whole_sentences_about_this_device) {
    for (const Check& check : Catalogue::published().checks()) {
        for (const auto& text : {check.what_is_wrong, check.consequence, check.next_thing})
            EXPECT_TRUE(text.ends_with('.')) << check.code << ": " << text;
        EXPECT_NE(check.title.find("{device}"), std::string::npos) << check.code;
    }
}

TEST(Catalogue, refuses_what_is_not_complete) {
    EXPECT_EQ(catalogue_refusal(complete_check), "");
    const std::vector<std::pair<std::string, std::string>> bad = {
        {changed(complete_check, "clear_warning: 1", "clear_warning: 2"), "would clear its warning where it raises it"},
        {changed(complete_check, "clear_warning: 1", ""), "would clear its warning where it raises it"},
        {changed(complete_check, "clear_warning: 1", "clear_warning: 3"), "would clear its warning"},
        {changed(complete_check, "raise_warning: 2 clear_warning: 1", ""), "has no level"},
        {changed(complete_check, "consequence: \"c\"", ""), "lacks a text"},
        {changed(complete_check, "no_data: HOLD", ""), "without data"},
        {changed(complete_check, "source: REPORT", ""), "where its value comes from"},
        {changed(complete_check, "priority_warning: \"P4\"", "priority_warning: \"P5\""), "priority"},
        {complete_check + "samples_needed: 5 samples_of: 4", "n of m"},
        {complete_check + "unheard_of: 1", "cannot be read"}};
    for (const auto& [text, why] : bad)
        EXPECT_NE(catalogue_refusal(text).find(why), std::string::npos) << why << " / " << catalogue_refusal(text);
}

TEST(Priorities, fall_one_step_for_what_matters_less_and_rise_where_the_playbook_says) {
    const auto of = [](const char* code, const char* criticality, const char* item, Told severity) {
        return priority(*Catalogue::published().find(code), criticality, item, severity);
    };
    EXPECT_EQ(of("S01", "C2", "/data", Told::Warning), "P4");
    EXPECT_EQ(of("S01", "C2", "/data", Told::Critical), "P3");
    EXPECT_EQ(of("S01", "C3", "/data", Told::Critical), "P4");
    EXPECT_EQ(of("S01", "C2", "/", Told::Critical), "P2");
    EXPECT_EQ(of("A01", "C1", "", Told::Critical), "P1");
    EXPECT_EQ(of("A01", "C2", "", Told::Critical), "P2");
    EXPECT_EQ(of("A01", "C4", "", Told::Critical), "P3");
    EXPECT_EQ(of("S14", "C1", "", Told::Warning), "P2");
    EXPECT_EQ(of("S12", "C2", "cron", Told::Warning), "P3");  // only of data that stopped
    EXPECT_EQ(of("W01", "C3", "/", Told::Warning), "P4");
}

}  // namespace steward::monitoring
