#include "server/modules/attachments/rules.h"

#include <algorithm>

#include "server/modules/attachments/attachments.h"

namespace steward::attachments {

namespace {
Error refusal(ErrorKind kind, std::string code, std::string message) {
    return {.kind = kind, .code = std::move(code), .message = std::move(message)};
}
}  // namespace

std::optional<Error> why_not_given_out(std::string_view state, std::string_view scan, bool client_side) {
    if (state == "deleted") return refusal(ErrorKind::Conflict, "attachments.deleted", "This file was deleted.");
    if (state == "not_kept")
        return refusal(ErrorKind::Conflict, "attachments.not_kept", "This file was not kept: there was no room for it.");
    if (state == "uploading") return refusal(ErrorKind::Conflict, "attachments.uploading", "This file is still being uploaded.");
    if (scan == "infected")
        return refusal(ErrorKind::Forbidden, "attachments.infected",
                       "The scanner found something harmful in this file: it is given to nobody.");
    if (scan == "waiting")
        return refusal(ErrorKind::Conflict, "attachments.being_scanned", "This file is being scanned. Try again in a moment.");
    if (scan == "failed" && client_side)
        return refusal(ErrorKind::Conflict, "attachments.scan_failed", "This file could not be scanned yet. It is tried again by itself.");
    return std::nullopt;
}

Status fits(int64_t size, const Room& room) {
    const auto megabytes = [](int64_t bytes) { return std::to_string(bytes >> 20) + " MiB"; };
    if (size > most_file_bytes)
        return fail(ErrorKind::TooLarge, "attachments.file_too_large", "A file may have at most " + megabytes(most_file_bytes) + ".");
    if (room.files_of_ticket >= most_files_of_ticket)
        return fail(ErrorKind::TooLarge, "attachments.too_many",
                    "This ticket has " + std::to_string(most_files_of_ticket) + " files already. Delete some first.");
    if (room.ticket_bytes + size > room.most_ticket_bytes)
        return fail(ErrorKind::TooLarge, "attachments.ticket_full",
                    "The files of one ticket may have " + megabytes(room.most_ticket_bytes) + " together. Delete some first.");
    if (room.client_bytes + size > room.most_client_bytes)
        return fail(ErrorKind::TooLarge, "attachments.client_full",
                    "The files of one client may have " + megabytes(room.most_client_bytes) +
                        " together. Delete some first, or ask an owner to raise it under Settings, Attachments.");
    if (room.total_bytes + size > room.most_total_bytes)
        return fail(ErrorKind::Unavailable, "attachments.store_full",
                    "All files together have reached the bound of this installation. An owner can raise it under Settings, Attachments.");
    return {};
}

std::string declared_type(std::string_view type) {
    type = type.substr(0, type.find(';'));
    std::string clean;
    for (const char c : type) {
        const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        const bool good = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                          std::string_view("/+.-_").find(lower) != std::string_view::npos;
        if (!good) return "application/octet-stream";
        clean += lower;
    }
    const bool is_type = clean.size() >= 3 && clean.size() <= 100 && std::count(clean.begin(), clean.end(), '/') == 1 &&
                         !clean.starts_with('/') && !clean.ends_with('/');
    return is_type ? clean : "application/octet-stream";
}

int64_t wait_before_next_scan_ms(int64_t attempts) { return std::min<int64_t>(15'000LL << std::clamp<int64_t>(attempts, 0, 6), 600'000); }

}  // namespace steward::attachments
