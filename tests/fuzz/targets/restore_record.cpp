// What comes from restore hosts and sources: records, witnesses, and what a test is asked.
#include "trust/restore_record.h"
#include "tests/fuzz/one_form.h"
#include "trust/backup_witness.h"

namespace {
using namespace steward;
using namespace steward::trust;

void try_record(const RestoreRecord& record) {
    const std::string line = record_line(record);
    const auto again = record_in(line + "words\n");
    fuzz::must(again && record_line(*again) == line);
    const bool is_passed = verdict_of(record) == RestoreVerdict::Passed;
    fuzz::must(!is_passed || (record.problem.code.empty() && record.chosen && !record.checks.empty()));
    PointDraw draw(record.seed, record.started);
    for (const auto& point : record.points) draw.offer(point);
    fuzz::must(draw.drawn().has_value() == !record.points.empty());
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    fuzz::Input input(data, size);
    const uint8_t kind = input.byte() % 4;
    if (kind == 0) {
        if (const auto record = read_record(input.rest())) {
            fuzz::must_be_one_form(*record, input.rest());
            try_record(*record);
        }
    } else if (kind == 1) {
        if (const auto record = record_in(input.text())) try_record(*record);
    } else if (kind == 2) {
        if (const auto witness = read_witness(input.rest())) {
            fuzz::must_be_one_form(*witness, input.rest());
            fuzz::must(are_in_order(witness->files));
        }
    } else if (const auto action = read_message<RestoreTestAction>(input.rest())) {
        fuzz::must_be_one_form(*action, input.rest());
        fuzz::must(is_repository_name(action->repository));
    }
    return 0;
}
