#include "server/platform/live/hub.h"

#include <map>
#include <mutex>

namespace steward::live {

namespace {
// Shared with the listeners, so that one may end after the hub is gone.
struct Board {
    std::mutex mutex;
    uint64_t next = 0;
    std::map<uint64_t, std::function<void(const Update&)>> receivers;
};

class BoardListener final : public Hub::Listener {
public:
    BoardListener(std::shared_ptr<Board> board, uint64_t key) : board_(std::move(board)), key_(key) {}
    ~BoardListener() override {
        const std::lock_guard guard(board_->mutex);
        board_->receivers.erase(key_);
    }

private:
    std::shared_ptr<Board> board_;
    uint64_t key_;
};

class BoardHub final : public Hub {
public:
    void publish(Update update) override {
        const std::lock_guard guard(board_->mutex);
        for (const auto& [key, receive] : board_->receivers) receive(update);
    }
    std::unique_ptr<Listener> listen(std::function<void(const Update&)> receive) override {
        const std::lock_guard guard(board_->mutex);
        const uint64_t key = board_->next++;
        board_->receivers.emplace(key, std::move(receive));
        return std::make_unique<BoardListener>(board_, key);
    }
    bool has_listeners() const override {
        const std::lock_guard guard(board_->mutex);
        return !board_->receivers.empty();
    }

private:
    std::shared_ptr<Board> board_ = std::make_shared<Board>();
};
}  // namespace

void Hub::tell_servers(std::string_view, std::string_view) {}
std::unique_ptr<Hub::Listener> Hub::hear_servers(std::string, std::function<void(std::string_view)>) { return nullptr; }

std::unique_ptr<Hub> make_hub() { return std::make_unique<BoardHub>(); }

}  // namespace steward::live
