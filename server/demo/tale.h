// One ticket's life: who raises it, who takes it, what they say to each other, how it ends. Each act puts the next on the agenda.
#pragma once

#include <memory>

#include "server/demo/play.h"

namespace steward::demo {

class Tale : public std::enable_shared_from_this<Tale> {
public:
    /// `story` must outlive the play.
    Tale(Scene& scene, const boost::json::object& story, const Company& company, const Person& person, const Actor& technician)
        : scene_(scene), story_(story), company_(company), person_(person), technician_(technician) {}

    void begin(Instant at);
    /// It goes no further than that many acts of the conversation: what is under way when the curtain rises.
    void stop_after(size_t words) { last_word_ = words; }
    const std::string& id() const { return id_; }

private:
    using Step = Status (Tale::*)();
    void then(int least_minutes, int most_minutes, Step step);
    Status open();
    Status assign();
    Status talk();
    Status answer_proposals();
    Status answer_survey();
    Status resolve();
    Status say(const Actor& actor, const std::string& text, bool internal);
    Status speak(const std::string& who, const std::string& text);
    Status ask_client(const std::string& text);
    Status wait_for(const std::string& state, const std::string& text);
    /// Back to work, from wherever the ticket waits.
    Status work_on();
    Status move(boost::json::object how);
    Status attach(const std::string& name);
    std::string word(std::string_view name) const { return text_of(story_, name); }
    std::string filled(std::string text) const;
    std::string path(const std::string& end = {}) const { return "/api/v1/tickets/" + id_ + end; }

    Scene& scene_;
    const boost::json::object& story_;
    const Company& company_;
    const Person& person_;
    Actor technician_;
    std::string id_, reference_;
    size_t word_ = 0, last_word_ = 99;
    bool was_asked_ = false;
};

}  // namespace steward::demo
