#include "server/platform/live/shared_hub.h"

#include <array>
#include <map>
#include <mutex>

namespace steward::live {

namespace {
constexpr char mark = '\x1f';
constexpr std::string_view update_kind = "update", word_kind = "word";

bool stays_here(std::string_view topic) { return topic == "device" || topic == "check"; }

/// The parts between the marks; the last takes the rest.
template <size_t Count>
std::optional<std::array<std::string_view, Count>> split(std::string_view text) {
    std::array<std::string_view, Count> parts;
    for (size_t i = 0; i + 1 < Count; ++i) {
        const size_t end = text.find(mark);
        if (end == std::string_view::npos) return std::nullopt;
        parts[i] = text.substr(0, end);
        text.remove_prefix(end + 1);
    }
    parts[Count - 1] = text;
    return parts;
}

// Shared with the listeners, so that one may end after the hub is gone.
struct Ears {
    std::mutex mutex;
    uint64_t next = 0;
    std::map<uint64_t, std::pair<std::string, std::function<void(std::string_view)>>> all;
};

class EarListener final : public Hub::Listener {
public:
    EarListener(std::shared_ptr<Ears> ears, uint64_t key) : ears_(std::move(ears)), key_(key) {}
    ~EarListener() override {
        const std::lock_guard guard(ears_->mutex);
        ears_->all.erase(key_);
    }

private:
    std::shared_ptr<Ears> ears_;
    uint64_t key_;
};

class SharedHub final : public Hub {
public:
    explicit SharedHub(const std::function<std::unique_ptr<storage::Signals>(std::function<void(std::string_view)>)>& open)
        : signals_(open([this](std::string_view said) { hear(said); })) {}

    void publish(Update update) override {
        if (!stays_here(update.topic))
            signals_->send(std::string(update_kind) + mark + update.client.text() + mark + update.topic + mark + update.id + mark +
                           update.json);
        inner_->publish(std::move(update));
    }
    std::unique_ptr<Listener> listen(std::function<void(const Update&)> receive) override { return inner_->listen(std::move(receive)); }
    bool has_listeners() const override { return inner_->has_listeners(); }

    void tell_servers(std::string_view topic, std::string_view words) override {
        signals_->send(std::string(word_kind) + mark + std::string(topic) + mark + std::string(words));
    }
    std::unique_ptr<Listener> hear_servers(std::string topic, std::function<void(std::string_view)> hear) override {
        const std::lock_guard guard(ears_->mutex);
        const uint64_t key = ears_->next++;
        ears_->all.emplace(key, std::pair(std::move(topic), std::move(hear)));
        return std::make_unique<EarListener>(ears_, key);
    }

private:
    void hear(std::string_view said) {
        if (said.starts_with(update_kind)) {
            const auto parts = split<5>(said);
            if (!parts) return;
            const auto client = ClientId::parse((*parts)[1]);
            if (!client) return;
            inner_->publish({*client, std::string((*parts)[2]), std::string((*parts)[3]), std::string((*parts)[4])});
        } else if (const auto parts = split<3>(said)) {
            const std::lock_guard guard(ears_->mutex);
            for (const auto& [key, ear] : ears_->all) {
                if (ear.first == (*parts)[1]) ear.second((*parts)[2]);
            }
        }
    }

    const std::unique_ptr<Hub> inner_ = make_hub();
    const std::shared_ptr<Ears> ears_ = std::make_shared<Ears>();
    const std::unique_ptr<storage::Signals> signals_;  // last: its thread ends first
};
}  // namespace

std::unique_ptr<Hub> make_shared_hub(const std::function<std::unique_ptr<storage::Signals>(std::function<void(std::string_view)>)>& open) {
    return std::make_unique<SharedHub>(open);
}

}  // namespace steward::live
