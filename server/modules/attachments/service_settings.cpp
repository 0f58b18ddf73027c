// The scanner and the bounds.
#include "server/modules/attachments/attachments.h"
#include "server/modules/attachments/clamd.h"
#include "server/modules/attachments/service.h"

namespace steward::attachments {

namespace {
constexpr int64_t least_bytes = most_file_bytes, most_bound = int64_t{1} << 50;

Result<v1::AttachmentSettings> answer_of(Transaction& transaction) {
    STEWARD_TRY(const auto settings, load_settings(transaction));
    STEWARD_TRY(const auto numbers, count_files(transaction));
    v1::AttachmentSettings answer;
    answer.set_scanner(settings.scanner);
    answer.set_most_file_bytes(most_file_bytes);
    answer.set_most_ticket_bytes(settings.most_ticket_bytes);
    answer.set_most_client_bytes(settings.most_client_bytes);
    answer.set_most_total_bytes(settings.most_total_bytes);
    answer.set_kept_bytes(numbers.bytes);
    answer.set_kept_files(numbers.files);
    answer.set_waiting(numbers.waiting);
    answer.set_failed(numbers.failed);
    answer.set_infected(numbers.infected);
    answer.set_scanner_state(settings.scanner_state);
    answer.set_scanner_note(settings.scanner_note);
    answer.set_scanner_seen_at_unix_ms(settings.scanner_seen_at.unix_ms);
    answer.set_etag(std::to_string(settings.revision));
    return answer;
}

Status bound(std::string_view pointer, int64_t value) {
    if (value >= least_bytes && value <= most_bound) return {};
    return bad_field(std::string(pointer), "At least one file of 25 MiB must fit.");
}
}  // namespace

Result<v1::AttachmentSettings> Service::get_attachment_settings(Call& call, const v1::GetAttachmentSettingsRequest&) {
    STEWARD_TRY(auto* transaction, call.transaction());
    return answer_of(*transaction);
}

Result<v1::AttachmentSettings> Service::update_attachment_settings(Call& call, const v1::UpdateAttachmentSettingsRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(auto settings, load_settings(*transaction));
    if (!call.is_as_seen(settings.revision))
        return fail(ErrorKind::StaleEtag, "attachments.changed_meanwhile",
                    "Somebody else changed this meanwhile. Load it again and repeat your change.");
    if (request.has_scanner() && request.scanner() != settings.scanner) {
        if (!request.scanner().empty()) STEWARD_CHECK(read_scanner_place("/scanner", request.scanner()));
        call.add_audit_detail("scanner", request.scanner());
        settings.scanner = request.scanner();
        settings.scanner_state = settings.scanner.empty() ? "none" : "unknown";
        settings.scanner_note.clear();
        settings.scanner_seen_at = {};
        STEWARD_CHECK(begin_scanning(*transaction, !settings.scanner.empty()));
    }
    if (request.has_most_ticket_bytes()) settings.most_ticket_bytes = request.most_ticket_bytes();
    if (request.has_most_client_bytes()) settings.most_client_bytes = request.most_client_bytes();
    if (request.has_most_total_bytes()) settings.most_total_bytes = request.most_total_bytes();
    STEWARD_CHECK(bound("/most_ticket_bytes", settings.most_ticket_bytes));
    STEWARD_CHECK(bound("/most_client_bytes", settings.most_client_bytes));
    STEWARD_CHECK(bound("/most_total_bytes", settings.most_total_bytes));
    STEWARD_CHECK(save_settings(*transaction, settings));
    return answer_of(*transaction);
}

// A person waits for the answer; the connection has five seconds.
Result<v1::ScannerTest> Service::test_scanner(Call& call, const v1::TestScannerRequest& request) {
    STEWARD_TRY(auto* transaction, call.transaction());
    STEWARD_TRY(const auto settings, load_settings(*transaction));
    const std::string place = request.scanner().empty() ? settings.scanner : request.scanner();
    if (place.empty()) return bad_field("/scanner", "There is no scanner to test: write where it is.");
    STEWARD_TRY(const auto where, read_scanner_place("/scanner", place));
    call.add_audit_detail("scanner", place);
    std::string file = eicar_test_file();
    const auto outcome = scan(where, [&]() -> Result<std::string> { return std::exchange(file, {}); });
    v1::ScannerTest answer;
    answer.set_works(outcome.verdict.value == Verdict::Value::Infected);
    switch (outcome.verdict.value) {
        case Verdict::Value::Infected:
            answer.set_sentence("The scanner works: it found the test file as " + outcome.verdict.note + ".");
            break;
        case Verdict::Value::Clean:
            answer.set_sentence("The scanner answers but took the test file for clean: its signatures are missing or old.");
            break;
        case Verdict::Value::Failed:
            answer.set_sentence("The test failed: " + outcome.verdict.note + ".");
            break;
    }
    return answer;
}

}  // namespace steward::attachments
