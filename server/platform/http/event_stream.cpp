#include "server/platform/http/event_stream.h"

#include <algorithm>
#include <mutex>

#include "schema/runtime/json_writer.h"
#include "server/platform/live/personal.h"

namespace steward::http {

namespace {
// What somebody of a client hears of, and the permission without which they would be refused the thing itself. Every
// other topic is the provider's own work. Of tickets they hear by updates for themselves alone: which are theirs, and what
// in them is not internal, is known where those are made.
constexpr std::pair<std::string_view, std::string_view> topics_of_clients[] = {
    {"device", "device.read"},    {"check", "device.read"},  {"alert", "alert.read"},
    {"incident", "alert.read"},   {"client", "device.read"}, {"disturbance", "proactivity.read"},
    {"maintenance", "alert.read"}};

StreamOwner owner_of(const Caller& caller) {
    StreamOwner owner;
    if (!caller.account.is_nil()) owner.account = caller.account.text();
    // Whatever the scope of somebody of a client is, theirs is never the provider's share.
    if (caller.client_side) owner.client = caller.scope.clients.empty() ? "none" : caller.scope.clients.begin()->text();
    return owner;
}

// What says more than that something changed, and so only to those of the provider who may read the thing itself.
constexpr std::pair<std::string_view, std::string_view> topics_that_tell[] = {{"ticket", "ticket.read"}};

class ScopedStream final : public EventStream {
public:
    ScopedStream(access::Authenticator& authenticator, access::Credentials credentials, const Caller& caller, std::string permission)
        : authenticator_(authenticator),
          credentials_(std::move(credentials)),
          permission_(std::move(permission)),
          owner_(owner_of(caller)),
          caller_(caller) {
        credentials_.passive = true;  // an open page is not a person at work
    }

    StreamOwner owner() const override { return owner_; }

    std::shared_ptr<const std::string> event_for(const live::Update& update) override {
        const bool personal = update.topic == live::personal_topic;
        {
            const std::lock_guard lock(mutex_);
            if (update.topic == session_ended_topic) {
                over_ = over_ || (!update.id.empty() && update.id == caller_.session);
                return nullptr;
            }
            if (!update.client.is_nil() && !caller_.scope.contains(update.client)) return nullptr;
            const bool for_one = personal || update.topic == "notice";
            if (for_one && (caller_.account.is_nil() || update.id != caller_.account.text())) return nullptr;
            if (!personal && caller_.client_side && !hears_of(update)) return nullptr;
            if (!personal && !caller_.client_side && !may_be_told(update)) return nullptr;
        }
        // Hundreds of screens are told the same words: they are written once.
        if (!update.as_sent) update.as_sent = std::make_shared<const std::string>(words_of(update, personal));
        return update.as_sent;
    }

    bool is_over() const override {
        const std::lock_guard lock(mutex_);
        return over_;
    }

    bool still_allowed(Instant now) override {
        const auto caller = authenticator_.authenticate(credentials_, now);
        if (!caller) return caller.error().kind != ErrorKind::Unauthenticated && caller.error().kind != ErrorKind::Forbidden;
        if (caller->kind == PrincipalKind::Nobody || (!permission_.empty() && !caller->may(permission_))) return false;
        const std::lock_guard lock(mutex_);
        caller_ = *caller;
        return true;
    }

private:
    static std::string words_of(const live::Update& update, bool personal) {
        std::string json = "{\"topic\":";
        append_json_text(update.topic, json);
        json += ",\"id\":";
        append_json_text(personal ? std::string_view{} : std::string_view(update.id), json);
        json += ",\"json\":";
        append_json_text(update.json, json);
        return json + "}";
    }

    bool hears_of(const live::Update& update) const {
        if (update.client.is_nil()) return false;  // said to everybody who works for the provider
        const auto* at = std::find_if(std::begin(topics_of_clients), std::end(topics_of_clients),
                                      [&](const auto& entry) { return entry.first == update.topic; });
        return at != std::end(topics_of_clients) && caller_.may(at->second);
    }

    bool may_be_told(const live::Update& update) const {
        return std::all_of(std::begin(topics_that_tell), std::end(topics_that_tell),
                           [&](const auto& entry) { return entry.first != update.topic || caller_.may(entry.second); });
    }

    access::Authenticator& authenticator_;
    access::Credentials credentials_;
    const std::string permission_;
    const StreamOwner owner_;
    mutable std::mutex mutex_;
    bool over_ = false;  // the session that it was opened with has ended
    Caller caller_;
};
}  // namespace

std::shared_ptr<EventStream> make_event_stream(access::Authenticator& authenticator, access::Credentials credentials, const Caller& caller,
                                               std::string permission) {
    return std::make_shared<ScopedStream>(authenticator, std::move(credentials), caller, std::move(permission));
}

}  // namespace steward::http
