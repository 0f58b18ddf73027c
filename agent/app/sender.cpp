#include "agent/app/sender.h"

#include "agent/spool/values.h"

namespace steward::agent {

namespace {
constexpr size_t most_queued = 64 << 10;
}

void Sender::begin() {
    layout_.clear();
    spool_.rewind();
}

bool Sender::pump(Link& link) {
    while (link.ready() && link.queued() < most_queued) {
        const auto entry = spool_.next();
        if (!entry) return true;
        send(*entry, link.conversation());
        if (link.queued() >= most_queued) link.flush();
    }
    return false;
}

void Sender::send(const Entry& entry, Conversation& conversation) {
    const Record& record = entry.record;
    switch (record.kind) {
        case RecordKind::Layout:
            return send_layout(record.payload, conversation);
        case RecordKind::Report:
            return send_report(entry, conversation);
        case RecordKind::Event: {
            v1::AgentMessage message;
            if (!message.mutable_event()->ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) return;
            message.mutable_event()->set_seq(record.seq);
            message.mutable_event()->set_epoch(entry.epoch);
            message.mutable_event()->set_observed_at_ms(static_cast<uint64_t>(record.observed_at.unix_ms));
            return conversation.send(message);
        }
        case RecordKind::Gap: {
            v1::AgentMessage message;
            if (!message.mutable_gap()->ParseFromArray(record.payload.data(), static_cast<int>(record.payload.size()))) return;
            message.mutable_gap()->set_seq(record.seq);
            message.mutable_gap()->set_epoch(entry.epoch);
            return conversation.send(message);
        }
    }
}

void Sender::send_layout(ByteView payload, Conversation& conversation) {
    if (as_text(payload) == layout_) return;
    v1::SeriesLayout layout;
    if (!layout.ParseFromArray(payload.data(), static_cast<int>(payload.size()))) return log_("A layout in the spool cannot be read.");
    layout_ = as_text(payload);
    conversation.layout(layout);
}

void Sender::send_report(const Entry& entry, Conversation& conversation) {
    const Record& record = entry.record;
    if (!read_values(record.payload, values_) || layout_.empty() || values_.size() != conversation.columns()) {
        return log_("A report in the spool does not fit its layout and is left out.");
    }
    conversation.report(entry.epoch, record.seq, record.observed_at, values_);
}

}  // namespace steward::agent
