#include "server/modules/helpdesk/changes.h"

#include <algorithm>

#include "server/modules/helpdesk/states.h"
#include "server/platform/zones/zones.h"

namespace steward::helpdesk {

namespace {
std::string quoted(std::string_view text) { return "“" + std::string(text) + "”"; }

std::string state_sentence(const TicketRow& before, const TicketRow& after, std::string_view zone, bool words_stand_above) {
    if (after.state == "resolved")
        return "Resolved (" + in_words(after.resolution_code) + ")" + (words_stand_above ? "." : ": " + after.resolution_text);
    if (before.state == "merged") return "Open again: the merge into " + before.merged_into_reference + " was taken back.";
    if (!is_open(before.state) && after.state == "in_progress") return "Reopened.";
    if (after.state == "merged") return "Merged into " + after.merged_into_reference + ", where it goes on.";
    const bool agreed = after.pause_ground == "agreed";
    const std::string until =
        after.until.is_set() ? " until " + zones::minute_text(zone, after.until) + (agreed ? ", as was agreed" : "") : std::string();
    return "Moved from " + in_words(before.state) + " to " + in_words(after.state) + until + ".";
}

// Collects the events of one change.
class Describer {
public:
    Describer(const Actor& actor, Instant now) : actor_(actor), now_(now) {}

    void differs(std::string field, std::string from, std::string to, std::string text, bool internal, std::string_view reason = {}) {
        events.push_back({.at = now_,
                          .actor = actor_,
                          .field = std::move(field),
                          .from = std::move(from),
                          .to = std::move(to),
                          .reason = std::string(reason),
                          .text = std::move(text),
                          .internal = internal});
    }

    std::vector<EventRow> events;

private:
    const Actor& actor_;
    Instant now_;
};
}  // namespace

std::string in_words(std::string_view code) {
    std::string words(code);
    std::replace(words.begin(), words.end(), '_', ' ');
    return words;
}

std::vector<EventRow> describe_changes(const TicketRow& before, const TicketRow& after, const Actor& actor, std::string_view reason,
                                       std::string_view zone, Instant now, bool words_stand_above) {
    Describer describer(actor, now);
    const auto from_to = [](const std::string& name, const std::string& from, const std::string& to) {
        return name + " changed from " + in_words(from) + " to " + in_words(to) + ".";
    };
    if (before.title != after.title)
        describer.differs("title", before.title, after.title, "Renamed to " + quoted(after.title) + ".", false);
    if (before.description != after.description) describer.differs("description", "", "", "The description was changed.", false);
    if (before.kind != after.kind) describer.differs("kind", before.kind, after.kind, from_to("Kind", before.kind, after.kind), true);
    if (before.impact != after.impact)
        describer.differs("impact", before.impact, after.impact, from_to("Impact", before.impact, after.impact), false);
    if (before.urgency != after.urgency)
        describer.differs("urgency", before.urgency, after.urgency, from_to("Urgency", before.urgency, after.urgency), false);
    if (before.priority != after.priority) {
        describer.differs("priority", before.priority, after.priority, from_to("Priority", before.priority, after.priority), false,
                          after.priority_reason);
    }
    if (before.priority == after.priority && before.priority_reason != after.priority_reason) {
        describer.differs("priority_reason", before.priority_reason, after.priority_reason, "The reason for the priority was changed.",
                          true, after.priority_reason);
    }
    if (before.requester != after.requester) {
        describer.differs(
            "requester", before.requester.is_nil() ? "" : before.requester.text(), after.requester.is_nil() ? "" : after.requester.text(),
            after.requester_name.empty() ? "The requester was removed." : "The requester is now " + after.requester_name + ".", false);
    }
    if (before.device != after.device) {
        describer.differs("device", before.device.is_nil() ? "" : before.device.text(), after.device.is_nil() ? "" : after.device.text(),
                          after.device_name.empty() ? "The device was removed." : "The device is now " + after.device_name + ".", false);
    }
    if (before.category != after.category) {
        describer.differs("category", before.category_path, after.category_path,
                          after.category.is_nil() ? "The category was removed." : "The category is now " + after.category_path + ".",
                          false);
    }
    if (before.parent != after.parent) {
        describer.differs(
            "parent", before.parent.is_nil() ? "" : before.parent.text(), after.parent.is_nil() ? "" : after.parent.text(),
            after.parent.is_nil() ? "No longer part of " + before.parent_reference + "." : "Now part of " + after.parent_reference + ".",
            true);
    }
    if (before.confidential != after.confidential) {
        describer.differs("confidential", before.confidential ? "true" : "false", after.confidential ? "true" : "false",
                          after.confidential ? "Confidential now: read by those alone who need to." : "No longer confidential.", false);
    }
    if (before.created_at != after.created_at) {
        describer.differs("received", to_rfc3339(before.created_at), to_rfc3339(after.created_at),
                          "Counted as received at " + zones::minute_text(zone, after.created_at) + ".", false);
    }
    if (before.queue != after.queue)
        describer.differs("queue", before.queue, after.queue, "Moved to the queue " + quoted(after.queue) + ".", true);
    if (before.assignee != after.assignee) {
        describer.differs(
            "assignee", before.assignee.is_nil() ? "" : before.assignee.text(), after.assignee.is_nil() ? "" : after.assignee.text(),
            after.assignee.is_nil() ? "No longer assigned to " + before.assignee_name + "." : "Assigned to " + after.assignee_name + ".",
            true);
    }
    if (before.state != after.state)
        describer.differs("state", before.state, after.state, state_sentence(before, after, zone, words_stand_above), false, reason);
    return std::move(describer.events);
}

}  // namespace steward::helpdesk
