#include "agent/courier/courier.h"

#include <algorithm>

namespace steward::agent {

void Courier::connected(Duration now) {
    disconnected();
    is_connected_ = true;
    view_.connected(now);
}

// All of it is said again on the next connection, or brought again by the server.
void Courier::disconnected() {
    if (!is_connected_) return;
    is_connected_ = false;
    Mail().swap(mail_);
    deliveries_.forget();
    results_.forget();
    view_.disconnected();
}

void Courier::take(const v1::ServerMessage& message, Duration now) {
    using Said = v1::ServerMessage;
    if (!is_connected_) return;
    switch (message.kind_case()) {
        case Said::kSignedMessage:
            return deliveries_.take(message.signed_message());
        case Said::kLogHead:
            return deliveries_.take(message.log_head());
        case Said::kMaterial:
            return deliveries_.take(message.material());
        case Said::kWorkKept:
            view_.changed(now);  // there may be more results than the gate says at once
            return results_.kept(message.work_kept().work_id());
        case Said::kOutputWanted:
            return results_.wanted(message.output_wanted(), now);
        default:
            return;
    }
}

std::optional<Bytes> Courier::ask(Duration now, bool has_room) {
    has_room_ = has_room;
    if (asker_ != Asker::Nobody || now < quiet_until_) return std::nullopt;
    return ask_next(now, has_room);
}

// A stop does not wait behind somebody's output; results only when the connection has room for them.
std::optional<Bytes> Courier::ask_next(Duration now, bool has_room) {
    std::optional<Bytes> request;
    const auto by = [&](Asker who, std::optional<Bytes> wanted) {
        if (!wanted) return false;
        request = std::move(wanted);
        asker_ = who;
        return true;
    };
    if (is_connected_ && mail_.size() < most_waiting && by(Asker::Deliveries, deliveries_.ask(now))) return request;
    if (is_connected_ && has_room && mail_.empty() && by(Asker::Results, results_.ask(now))) return request;
    by(Asker::View, view_.ask(now));
    return request;
}

void Courier::answered(ByteView bytes, Duration now) {
    const Asker asker = std::exchange(asker_, Asker::Nobody);
    const GateAnswer answer{bytes.empty() ? gate::How::Failed : static_cast<gate::How>(bytes.front()),
                            bytes.empty() ? bytes : bytes.subspan(1)};
    if (asker == Asker::Results) results_.answered(answer, now);
    if (asker == Asker::Deliveries) {
        deliveries_.answered(answer);
        if (deliveries_.is_empty()) view_.changed(now);
    }
    if (asker != Asker::View) return;
    const auto unacknowledged = view_.answered(answer, now);
    if (unacknowledged && is_connected_) results_.there_are(*unacknowledged, now);
}

void Courier::unanswered(NoAnswer why, Duration now) {
    const Asker asker = std::exchange(asker_, Asker::Nobody);
    if (asker == Asker::Results) results_.unanswered(why);
    if (asker == Asker::Deliveries) deliveries_.unanswered(why);
    if (asker == Asker::View || why == NoAnswer::Absent) view_.unanswered(why, now);
    quiet_until_ = now + (why == NoAnswer::Absent ? absent_period : shortest_pace);
}

Duration Courier::next() const {
    if (asker_ != Asker::Nobody) return Duration::max();
    Duration least = view_.next();
    if (is_connected_) {
        // Without room the connection says when there is some: results wait for that, not for a time that has passed.
        if (const auto look = results_.next(); look && has_room_) least = std::min(least, *look);
        if (const auto late = deliveries_.next()) least = std::min(least, *late);
    }
    return std::max(least, quiet_until_);
}

}  // namespace steward::agent
