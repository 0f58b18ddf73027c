// The certificate of a signed test: to be read by somebody who is no technician, as a page and as a PDF, which say the same. Pure.
#pragma once

#include "server/modules/restore_tests/store.h"
#include "server/platform/paper/document.h"

namespace steward::restore_tests {

struct Certified {
    TestRow test;
    std::vector<trust::RestoreCheck> checks;
    std::vector<std::string> not_covered;
    std::string provider;  // who runs this server; empty: not said
};

std::string certificate_title(const TestRow& test);
paper::Document certificate_of(const Certified& certified);
/// "restore-test-erp-database-2026-11-18.pdf"; before its ending of letters, digits and "-" alone.
std::string certificate_file_name(const TestRow& test, std::string_view ending);

}  // namespace steward::restore_tests
