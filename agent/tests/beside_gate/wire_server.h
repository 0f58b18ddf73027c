// The server's side of the agent wire in the test's own memory, without TLS: what the agent says is remembered, what the story wants is
// said.
#pragma once

#include <map>

#include "agent/link/frames.h"
#include "agent/link/net.h"
#include "base/random.h"
#include "steward/agent/v1/agent.pb.h"

namespace steward::agent {

class WireServer final : public Net {
public:
    bool is_up = true;
    std::vector<Bytes> grant_frames;             // in the answer to an enrolment
    std::map<std::string, std::string> files;    // by digest: answered when wanted
    std::vector<v1::AgentMessage> heard;         // except reports
    std::map<std::string, std::string> devices;  // ids, by public key
    int connections = 0;

    Result<std::unique_ptr<Stream>> open(const ServerAddress&, unsigned) override {
        if (!is_up) return fail(ErrorKind::Unavailable, "link.unreachable", "The story's server is away.");
        ++connections;
        from_agent_.clear();
        to_agent_.clear();
        return std::make_unique<Wire>(*this, connections);
    }

    void say(const v1::ServerMessage& message) { append_frame(to_agent_, as_bytes(message.SerializeAsString())); }
    size_t count(v1::AgentMessage::KindCase kind) const {
        return static_cast<size_t>(std::ranges::count(heard, kind, &v1::AgentMessage::kind_case));
    }
    /// The newest of this kind; an empty one when there is none.
    v1::AgentMessage newest(v1::AgentMessage::KindCase kind) const {
        for (auto at = heard.rbegin(); at != heard.rend(); ++at) {
            if (at->kind_case() == kind) return *at;
        }
        return {};
    }

private:
    class Wire final : public Stream {
    public:
        Wire(WireServer& server, int number) : server_(server), number_(number) {}
        Result<Moved> connect() override { return is_over() ? Moved::Closed : Moved::Done; }
        Moved read(std::span<uint8_t> into, size_t& size) override {
            if (is_over()) return Moved::Closed;
            size = std::min(into.size(), server_.to_agent_.size());
            if (size == 0) return Moved::Waits;
            std::copy_n(server_.to_agent_.begin(), size, into.begin());
            server_.to_agent_.erase(server_.to_agent_.begin(), server_.to_agent_.begin() + static_cast<ptrdiff_t>(size));
            return Moved::Done;
        }
        Moved write(ByteView bytes, size_t& size) override {
            if (is_over()) return Moved::Closed;
            size = bytes.size();
            server_.take(bytes);
            return Moved::Done;
        }
        Exporter exporter() const override { return {}; }
        bool has_pending() const override { return !server_.to_agent_.empty(); }
        bool waits_for_write() const override { return false; }
        int descriptor() const override { return -1; }
        void close_notify() override {}

    private:
        bool is_over() const { return !server_.is_up || server_.connections != number_; }
        WireServer& server_;
        int number_;
    };

    void take(ByteView bytes) {
        from_agent_.insert(from_agent_.end(), bytes.begin(), bytes.end());
        for (auto frame = next_frame(from_agent_); frame && *frame; frame = next_frame(from_agent_)) {
            v1::AgentMessage message;
            message.ParseFromArray((*frame)->body.data(), static_cast<int>((*frame)->body.size()));
            from_agent_.erase(from_agent_.begin(), from_agent_.begin() + static_cast<ptrdiff_t>((*frame)->size));
            answer(message);
            if (message.kind_case() != v1::AgentMessage::kReport) heard.push_back(message);
        }
    }

    void answer(const v1::AgentMessage& message) {
        v1::ServerMessage said;
        if (message.has_hello()) {
            said.mutable_welcome()->set_server_version("story");
        } else if (message.has_enrol()) {
            std::string& device = devices[message.enrol().device_public_key()];
            if (device.empty()) device = std::string(15, 'd') + static_cast<char>('0' + devices.size());
            said.mutable_enrolled()->set_device_id(device);
            said.mutable_enrolled()->set_client_name("Harbour Precision");
            for (const Bytes& frame : grant_frames) said.mutable_enrolled()->add_grant_frames(frame.data(), frame.size());
        } else if (message.has_material_wanted()) {
            const auto file = files.find(message.material_wanted().digest());
            auto& material = *said.mutable_material();
            material.set_digest(message.material_wanted().digest());
            material.set_offset(message.material_wanted().offset());
            if (file != files.end()) {
                material.set_size(static_cast<uint32_t>(file->second.size()));
                material.set_part(file->second.substr(material.offset(), 128 * 1024));
            }
        } else {
            return;
        }
        say(said);
    }

    Bytes from_agent_, to_agent_;
};

}  // namespace steward::agent
